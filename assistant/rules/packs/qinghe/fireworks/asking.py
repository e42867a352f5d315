"""Questions about fireworks: where, on which lunar day, at what hour; boxes; a distance."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.packs.qinghe.versions import dated
from assistant.rules.reading import Reading, cn_number

__all__ = ["cases", "wants"]

_MAY = r"(?:能|可以|让|准|许)(?:不[能让准许])?(?:放|燃放|点)[^，。；？]{0,6}(?:吗|么|不)?[？。]?$"
_NEAR = r"文物|加油站|加气站|医院|养老院|幼儿园|学校|小学|中学|变电|高压线|林地|山林|树林"


def _lunar(text: str) -> str | None:
    if re.search(r"除夕|年三十|大年夜|腊月三十|腊月卅", text):
        return "腊月三十"
    if re.search(r"元宵|正月十五|灯节", text):
        return "正月十五"
    if re.search(r"大年初一|年初一|春节(?:当天|那天)", text):
        return "正月初一"
    if match := re.search(r"(?:正月|大年|年)?(初[一二三四五六七八九十])|正月(二?十[一二三四五六七八九]?|三十)", text):
        return "正月" + (match[1] or match[2])
    return (
        "其他日子" if re.search(r"国庆|五一|元旦|结婚|婚礼|办喜事|开业|平时|平日|中秋|端午|腊月|二月", text) else None
    )


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case; two when two places are asked about."""
    text = q.text
    found: Found = {}
    if re.search(r"(?:初[一二三四五六七八九十]|三十)(?:到|至|-)", text):
        return []  # a span of days is told by the text
    if boxes := re.search(r"(\d+|[一两二三四五六七八九十])箱", text):
        return [{"boxes": int(cn_number(boxes[1]))}]
    if (lunar := _lunar(text)) is not None:
        found["lunar"] = lunar
    if len(q.clocks) == 1:
        found["time"] = q.clocks[0].minutes
    elif "凌晨" in text:
        found["time"] = 0
    lengths = q.of("length")
    if re.search(_NEAR, text):
        if len(lengths) == 1:
            found["distance"] = lengths[0].text
        elif re.search(rf"(?:{_NEAR})(?:里|内|门口|旁边|附近|边上|院里|跟前)", text):
            found["distance"] = "0米"
    places = list(dict.fromkeys(v for v, _, _ in slots.values("place", text)))
    if len(places) > 1:
        return dated(q, [found | {"place": p} for p in places], __file__)
    if places:
        found["place"] = places[0]
    return dated(q, [found] if found or q.has(_MAY) else [], __file__)


def wants(q: Reading, found: list[Found]) -> bool:
    """A place with a day or an hour, a place alone, boxes, or a special place; and whether it is allowed."""
    if q.has("禁放区|限放区") and not any("place" in c for c in found):
        return False  # the text says what holds in a zone
    given = q.has(_MAY) or any("boxes" in c or "distance" in c or "lunar" in c or "place" in c for c in found)
    return given and (q.whether or q.has("能不|可以|不能|让|行")) and not q.has("最多|多少|几箱|哪些|什么时候")

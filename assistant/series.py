"""One of a series: a clause that speaks of three to five stars says nothing of two, one of the north end nothing of the south."""

from __future__ import annotations

import re

__all__ = ["off_series"]

_DIGITS = str.maketrans("１２３４５６７８９123456789两", "一二三四五六七八九一二三四五六七八九二")
_NUMBER = "[一二三四五六七八九两特１-９1-9]"
_SERIES = re.compile(rf"(?P<value>{_NUMBER}{{1,6}})(?P<of>星|等奖|季度|(?:类|级|档)(?![\u4e00-\u9fff]?[以之]))")
_SIDE = re.compile(r"(?P<place>[\u4e00-\u9fff]{2})(?P<value>[东南西北])(?P<of>口|门|侧|岸|站|入口|出口)")
_PAIRS = (
    (re.compile("[头首]班|第一班"), re.compile("末班")),
    (re.compile("早高峰"), re.compile("晚高峰")),
    (re.compile("上行"), re.compile("下行")),
    (re.compile("右[转拐]"), re.compile("左[转拐]")),
)
_OPEN = re.compile(r"以上|以下|及其?他|至|不低于|不高于|各[星等类级档]|[-—~～]")


def off_series(question: str, text: str) -> tuple[str, ...]:
    """What a question names of a series of which a text names others only.

    Args:
        question: The normalised question.
        text: All that the clause says, folded.

    Returns:
        As the question writes it: 二星, 大街南口. Nothing for a series that the text leaves open (三星级以上).
    """
    found = []
    for asked in _SERIES.finditer(question):
        named = [m for m in _SERIES.finditer(text) if m["of"] == asked["of"]]
        values = {v for m in named for v in m["value"].translate(_DIGITS)}
        around = "".join(text[max(0, m.start() - 4) : m.end() + 4] for m in named)
        if values and not values & set(asked["value"].translate(_DIGITS)) and not _OPEN.search(around):
            found.append(asked.group())
    for asked in _SIDE.finditer(question):
        sides = {m["value"] for m in _SIDE.finditer(text) if (m["place"], m["of"]) == (asked["place"], asked["of"])}
        if sides and asked["value"] not in sides:
            found.append(asked.group())
    for pair in _PAIRS:
        for one, other in (pair, pair[::-1]):
            if (
                (m := one.search(question))
                and not one.search(text)
                and other.search(text)
                and not other.search(question)
            ):
                found.append(m.group())
    return tuple(dict.fromkeys(found))

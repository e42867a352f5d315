"""Questions about the programme's indicators."""

from __future__ import annotations

import re

from assistant.rules import quota
from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading, cn_number

__all__ = ["cases", "wants"]

COUNTS = ("媒体宣传", "宣传材料", "转发", "自编")
_FIRST = r"(?:第一|第1|头一|首)年"
_NTH = r"第([一二三四五六七八九十\d]+)年"


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case; two for forwarded and self-made posts, or for two spans of time."""
    text = q.text
    named = {v for v, _, _ in slots.values("item", text)}
    items = [c.value for c in slots.slots["item"].choices if c.value in named]
    if "农村检测" in items and q.has("农村|人次|筛查"):
        return _rural(q)
    base = (quota.cases(q, slots) or [{}])[0]
    base.pop("item", None)
    if "三个90连乘" in items and {"知晓", "治疗"} & set(items) and not q.has("连乘|最终|最后|成功"):
        items.remove("三个90连乘")
    if "三个90连乘" in items:
        people = [a for a in q.of("count", "number") if a.value > 3 and a.value != 90]
        return [{"item": "三个90连乘"} | ({"base": people[0].text} if len(people) == 1 else {})]
    if any(i in COUNTS for i in items):
        items = [i for i in items if i in COUNTS]
        given = [a for a in q.of("count") if a.unit in ("条", "篇", "个", "次", "份", "回", "期")]
        if len(items) == len(given) == 2:
            return _own(q, slots, items, [(a.start, a.text) for a in given])
        base = {"done": given[0].text} if len(given) == 1 and q.has("够|达标|完成|差") else {}
        spans = _spans(q, monthly="媒体宣传" in items)
        return [base | {"item": i} | s for i in items[:2] for s in spans or [{}]]
    if (years := q.years) is not None:
        base["year"] = years[1]
    return [base | {"item": i} for i in items[:1]] or ([base] if base else [])


def _own(q: Reading, slots: Slots, items: list[str], given: list[tuple[int, str]]) -> list[Found]:
    """Each indicator with its amount, both in the order they are named."""
    order = [v for v in dict.fromkeys(v for v, _, _ in slots.values("item", q.text)) if v in items]
    return [{"item": i, "done": text} for i, (_, text) in zip(order, given, strict=True)]


def _spans(q: Reading, *, monthly: bool) -> list[Found]:
    """The spans of time named: 半年, 一年, 三年, 5个月."""
    found: list[Found] = [{"months": 6} for _ in q.find("半年")]
    found += [{"months": int(a.value)} for a in q.of("months") if a.unit == "个月" and a.value == int(a.value)]
    found += [{"years": int(a.value)} for a in q.of("months") if a.unit == "年" and a.value == int(a.value) > 0]
    if not found and q.has("全年|每年|年度"):
        found = [{"years": 1}]
    return [f for i, f in enumerate(found) if f not in found[:i] and (monthly or "years" in f)]


def _rural(q: Reading) -> list[Found]:
    """The year asked for, or the years added up; what the first year reached."""
    text = q.text
    found: Found = {"item": "农村检测"}
    ordinals = [int(cn_number(m)) for m in re.findall(_NTH, text)]
    spans = [int(a.value) for a in q.of("months") if a.unit == "年" and a.value == int(a.value) > 1]
    first = re.search(_FIRST, text)
    given = [a for a in q.of("count", "number") if a.value >= 10 and a.unit in ("人次", "人", "次", "个", "名", "") and not re.search("逐年|增长?", text[max(0, a.start - 6) : a.start])]
    if len(given) == 2 and len(ordinals) == 2 and ordinals[0] == 1 < ordinals[1] and first is not None and first.start() < given[0].start:
        return [found | {"base": given[0].text, "done": given[1].text, "nth": ordinals[1]}]
    if given:
        if first is None or not first.start() < given[0].start <= first.end() + 14 or len(given) > 1:
            return []  # an amount of another year
        found["base"] = given[0].text
    if ordinals and max(ordinals) > 1:
        found["nth"] = max(ordinals)
        found["upto"] = q.has("累计|一共|总共|合计|加起来")
    elif spans:
        found |= {"nth": spans[0], "upto": True}
    return [found]


def wants(q: Reading, found: list[Found]) -> bool:
    """An indicator with something to compute from."""
    if not found or "item" not in found[0] or not q.asks:
        return False
    case = found[0]
    if case["item"] == "农村检测":
        return bool(case.get("nth", 0) > 1)
    if case["item"] == "三个90连乘":
        return q.has("连乘|乘|最终|最后|至少有多少|多少人|百分之几|多少比例|几个人")
    if case["item"] in COUNTS:
        return any(c.get("years", 0) > 1 or "months" in c or "done" in c or (c.get("years") == 1 and c["item"] == "媒体宣传") for c in found) or len(found) > 1
    return any(k in c for c in found for k in ("base", "rate", "done"))

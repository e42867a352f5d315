"""Questions about the programme's indicators."""

from __future__ import annotations

import re

from assistant.rules import quota
from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading, cn_number

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case; forwarded and self-made posts asked together are two."""
    text = q.text
    named = {v for v, _, _ in slots.values("item", text)}
    items = [c.value for c in slots.slots["item"].choices if c.value in named]
    base = (quota.cases(q, slots) or [{}])[0]
    base.pop("item", None)
    if ordinal := re.search(r"第([一二三四五六七八九十\d]+)年", text):
        base["nth"] = max(int(cn_number(m)) for m in re.findall(r"第([一二三四五六七八九十\d]+)年", text))
    spans = [int(a.value) for a in q.of("months") if a.unit == "年" and a.value == int(a.value)]
    months = [int(a.value) for a in q.of("months") if a.unit == "个月" and a.value == int(a.value)]
    if spans:
        base["years"] = spans[0]
        if not ordinal and "农村检测" in items:
            base["nth"] = spans[0]
            base["upto"] = True
    elif q.has("全年|一年|每年|半年"):
        base["years"] = 1
    if ordinal and q.has("累计|一共|总共|合计|加起来"):
        base["upto"] = True
    if months:
        base["months"] = months[0]
        base.pop("years", None)
    if q.has("半年") and not months:
        base["months"] = 6
        base.pop("years", None)
    if (years := q.years) is not None:
        base["year"] = years[1]
    if "农村检测" in items and q.has("农村|人次"):
        items = ["农村检测"]
        done = base.pop("done", None)
        if done is not None and "人次" in done and "base" not in base:
            base["base"] = done
        if "base" in base and not q.has("(第一|头一|首)年[^，。]{0,12}人次"):
            return []  # an amount of another year
        if base.get("base") and not q.has("人次"):
            base.pop("base", None)
    elif "三个90连乘" in items:
        items = ["三个90连乘"]
    elif {"转发", "自编"} <= set(items):
        return [base | {"item": "转发"}, base | {"item": "自编"}]
    elif len(items) > 1:
        items = items[:1]
    return [base | {"item": i} for i in items] or [base]


def wants(q: Reading, found: list[Found]) -> bool:
    """An indicator with something to compute from."""
    if not found or "item" not in found[0]:
        return False
    case = found[0]
    if case["item"] == "农村检测":
        return case.get("nth", 0) > 1 and q.has("多少|几|至少|不少于")
    if case["item"] == "三个90连乘":
        return q.has("连乘|乘|最终|最后|至少有多少|多少人|百分之几|多少比例")
    if case["item"] in ("媒体宣传", "宣传材料", "转发", "自编"):
        return ("years" in case or case.get("months", 1) > 1 or "done" in case) and q.has("多少|几|至少|差|够") and not (case.get("years") == 1 and case["item"] != "媒体宣传" and "done" not in case and len(found) == 1)
    return any(k in case for k in ("base", "rate", "done")) and q.has("多少|几|达标|够|吗|至少|差|合格|达到")

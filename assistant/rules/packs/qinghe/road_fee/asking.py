"""Questions about road fees."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case."""
    found = slots.fill(q)
    if re.search("缴费函|告知函", q.text):
        dates = [d for w in q.dates if (d := q.full(w)) is not None]
        return [{"received": dates[0]}] if dates else []
    if found.get("category") in ("早餐车",):
        found["kind"] = "经营"
    elif found.get("category") == "公用管线施工":
        found["kind"] = "施工"
    spans = [int(a.value) for a in q.of("duration") if a.unit in ("天", "日")] or [int(a.value) * 7 for a in q.of("duration") if a.unit in ("周", "星期", "礼拜")]
    if spans:
        found["days"] = max(spans)
    if "days" not in found and re.search("一个?(礼拜|星期|周)", q.text):
        found["days"] = 7
    if "zone" not in found and (zones := slots.values("zone", q.text)):
        found["zone"] = zones[0][0]
    return [found] if found else []


def wants(q: Reading, found: list[Found]) -> bool:
    """An area, a free category or a letter's date."""
    free = any(c.get("category") in ("抢险救灾", "老旧小区改造", "加装电梯", "残疾人便民摊点") for c in found)
    return (free or any("area" in c or "received" in c for c in found)) and q.has("多少|几|交|缴|收|钱|哪天|最晚|最迟")

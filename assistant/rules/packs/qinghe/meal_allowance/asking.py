"""Questions about subsidised meals: age, meals a day, days."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.packs.qinghe.people import ages, heads
from assistant.rules.packs.qinghe.versions import dated
from assistant.rules.reading import Reading, cn_number

__all__ = ["cases", "wants"]

_MEALS = re.compile(r"(\d+|[一两二三四五六七八九十]+)(?:顿|餐)")


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case; two when versions of the rule are compared."""
    found: Found = {}
    if len(given := ages(q)) == 1:
        found["age"] = given[0]
    days = [int(a.value) for a in q.of("duration") if a.unit in ("天", "日") and a.value > 1] or [
        int(a.value) * 7 for a in q.of("duration") if a.unit in ("周", "星期", "礼拜")
    ]
    if len(days) == 1:
        found["days"] = days[0]
    named = [int(cn_number(m[1])) for m in _MEALS.finditer(q.text)]
    if len(named) == 1:
        if named[0] <= 3 and not q.has("总共吃|一共吃") or "days" in found:
            found["daily"] = named[0]
        else:
            found["meals"] = named[0]
    if (people := heads(q)) > 1:
        found["people"] = people
    return dated(q, [found] if found else [], __file__)


def wants(q: Reading, found: list[Found]) -> bool:
    """Meals were counted, or an age too low to count."""
    counted = any("daily" in c or "meals" in c for c in found)
    return (counted and q.has("多少|几[块元]|一共|差")) or (
        any("age" in c for c in found) and q.has("吗|能不能|可以|有没有|多少")
    )

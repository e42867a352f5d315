"""Questions about fertiliser: first amount, years, later amount."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]

_HOW_MUCH = r"(用|施|撒|打|使)[^，。]{0,3}(多少|几)(吨|公斤|斤|千克)?|(少用|减|降)[^，。]{0,4}(多少|几)个?(吨|公斤|斤|千克)"  # not how many per cent


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case."""
    found: Found = {}
    masses = q.of("mass")
    if masses:
        found["amount"] = masses[0].text
    if len(masses) == 2:
        found["later"] = masses[1].text
    spans = [int(a.value) for a in q.of("months") if a.unit == "年" and a.value == int(a.value)]
    named = sorted({int(y) for y in re.findall(r"20\d\d(?=年)", q.text)})
    if len(named) == 2:
        found["years"] = named[1] - named[0]
    elif spans:
        found["years"] = max(spans)
    elif q.has("后年"):
        found["years"] = 2
    if not masses and q.has(_HOW_MUCH):
        found["_ask"] = True
    return [found] if found else []


def wants(q: Reading, found: list[Found]) -> bool:
    """An amount was given, or the most that may be used is asked for."""
    if (
        any("_ask" in c for c in found)
        and q.has("今年|明年|后年|最多|还能|能用|可以用|至少")
        and not q.has("每年(要|得|应)?(减|降)|几年|百分")
    ):
        return True
    return any("amount" in c for c in found) and q.has("多少|几|最多|达标|够|吗|减|降|达到")

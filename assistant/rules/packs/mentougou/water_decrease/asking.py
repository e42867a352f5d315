"""Questions about fertiliser: first amount, years, later amount."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


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
    return [found] if found else []


def wants(q: Reading, found: list[Found]) -> bool:
    """An amount was given."""
    return any("amount" in c for c in found) and q.has("多少|几|最多|达标|够|吗|减|降|达到")

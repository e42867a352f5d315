"""Questions about residents' parking: months, an hour, a second car."""

from __future__ import annotations

from assistant.rules.pack import Found, Slots
from assistant.rules.packs.qinghe.people import months
from assistant.rules.packs.qinghe.versions import dated
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case."""
    found: Found = {}
    if (place := slots.one("place", q.text)) is not None:
        found["place"] = place
    if (count := months(q)) is not None:
        found["months"] = count
    if len(q.clocks) == 1:
        found["time"] = q.clocks[0].minutes
    cars = [int(a.value) for a in q.of("count") if a.unit == "辆" and a.value > 1]
    if len(cars) == 1 or q.has("第二辆|两辆"):
        found["cars"] = cars[0] if cars else 2
    return dated(q, [found] if found else [], __file__)


def wants(q: Reading, found: list[Found]) -> bool:
    """Months and a price, or whether an hour or a second car is covered."""
    priced = any("months" in c for c in found) and q.has("多少|几[百十块]|一共")
    return priced or (any("time" in c or "cars" in c for c in found) and q.whether)

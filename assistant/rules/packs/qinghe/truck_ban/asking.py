"""Questions about lorries in 青禾区."""

from __future__ import annotations

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case."""
    found: Found = {}
    roads = list(dict.fromkeys(v for v, _, _ in slots.values("road", q.text)))
    if roads:
        found["road"] = roads[0]
    if q.clocks:
        found["time"] = q.clocks[0].minutes
    if loads := q.of("mass"):
        found["load"] = loads[0].text
    dates = [d for w in q.dates if w.year and (d := q.full(w)) is not None]
    if len(dates) == 1:
        found["on"] = dates[0]
    return [found] if found else []


def wants(q: Reading, found: list[Found]) -> bool:
    """A road with a time, a load or a date."""
    return any("road" in c and len(c) > 1 or c.get("road") == "环湖路" for c in found) and q.has(
        "能|可以|行|让|禁|准|违|吗"
    )

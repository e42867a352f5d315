"""Questions about the left turn: a hypothetical drive with a day, an hour or a vehicle."""

from __future__ import annotations

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case."""
    found = slots.fill(q)
    days = [d for w in q.dates if (d := q.full(w)) is not None]
    if len(days) == 1:
        found["on"] = days[0]
    return [found] if found else []


def wants(q: Reading, found: list[Found]) -> bool:
    """A date, an hour, or another direction decides."""
    fixed = bool(q.clocks) or any("on" in c or c.get("direction") == "其他方向" for c in found)
    return fixed and q.has(r"能|可以|行|让|禁|准|违|算不算|管")

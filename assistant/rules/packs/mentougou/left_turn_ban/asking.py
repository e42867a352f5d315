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
    """May I turn there; from when on is quoted."""
    return (
        any("direction" in c or "on" in c or c.get("movement") == "其他" for c in found)
        and q.whether
        and not q.has("什么时候|几号起|哪天起|从哪天|哪些|哪两个|哪几个")
    )

"""Questions about motorcycles: a day or an hour on a listed road."""

from __future__ import annotations

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case per listed road."""
    roads = list(dict.fromkeys(v for v, _, _ in slots.values("road", q.text)))
    days = [d for w in q.dates if (d := q.full(w)) is not None]
    if not days:
        return [{"road": r} for r in roads]
    return [{"road": r, "on": d} for r in roads for d in days]


def wants(q: Reading, found: list[Found]) -> bool:
    """May I ride on a listed road; the list itself is quoted."""
    return bool(found) and (q.whether or bool(q.clocks) or any("on" in c for c in found)) and not q.has("哪些|哪几条|从什么时候|几号起|汽车|轿车|小车|电动")

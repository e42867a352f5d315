"""Questions about motorcycles: a day or an hour on a listed road."""

from __future__ import annotations

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case per listed road."""
    roads = list(dict.fromkeys(v for v, _, _ in slots.values("road", q.text)))
    days = [d for w in q.dates if (d := q.full(w)) is not None]
    kinds = {v for v, _, _ in slots.values("vehicle", q.text)}
    kind = {"vehicle": "其他车辆"} if "其他车辆" in kinds and not q.has("骑[^，。；]{0,4}摩托") else {}
    if not kinds:
        return []
    if not days:
        return [{"road": r} | kind for r in roads]
    return [{"road": r, "on": d} | kind for r in roads for d in days]


def wants(q: Reading, found: list[Found]) -> bool:
    """May I ride on a listed road; the list itself is quoted."""
    return bool(found) and (q.whether or bool(q.clocks) or any("on" in c for c in found)) and not q.has("哪些|哪几条|从什么时候|几号起")

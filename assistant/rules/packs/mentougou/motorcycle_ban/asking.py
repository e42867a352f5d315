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
    """A hypothetical ride on a given day or hour."""
    fixed = bool(q.clocks) or any("on" in c for c in found) or q.has("半夜|晚上|夜里|凌晨|清早|周末|深夜")
    return bool(found) and fixed and q.has(r"能|可以|行|让|禁|准|违|算不算|骑")

"""Questions about motorcycles: a day or an hour on a listed road."""

from __future__ import annotations

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]

_HOW_MANY = "(几|多少)(条|段|处)|道路?[^，。]{0,3}(几|多少)"


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case per listed road."""
    roads = list(dict.fromkeys(v for v, _, _ in slots.values("road", q.text)))
    days = [d for w in q.dates if (d := q.full(w)) is not None]
    kinds = {v for v, _, _ in slots.values("vehicle", q.text)}
    kind = {"vehicle": "其他车辆"} if "其他车辆" in kinds and not q.has("骑[^，。；]{0,4}摩托") else {}
    if not kinds:
        return []
    if q.has(_HOW_MANY):
        out = {"but": tuple(roads)} if roads and q.has("除了|除开|除|刨去|刨掉|不算|不含|去掉") else {}
        return [{"count": True} | out]
    others = [{"other": v} for v in dict.fromkeys(v for v, _, _ in slots.values("other", q.text))] if not kind else []
    if not days:
        return [{"road": r} | kind for r in roads] + others
    if not roads:
        return [o | {"on": d} for o in others for d in days]
    return [{"road": r, "on": d} | kind for r in roads for d in days]


def wants(q: Reading, found: list[Found]) -> bool:
    """May I ride on a listed road; the list itself is quoted."""
    if any("count" in c for c in found):
        return not q.has("哪几条|哪些")
    return (
        bool(found)
        and (
            q.whether
            or q.has("哪一?条(路)?(能|可以|不能|让|准|不让|禁)")
            or bool(q.clocks)
            or any("on" in c for c in found)
        )
        and not q.has("哪些|哪几条|从什么时候|几号起")
    )

"""Questions whether a permit is needed: vehicle, road, day, hour."""

from __future__ import annotations

from assistant.rules.pack import Found, Slots
from assistant.rules.packs.qinghe.versions import dated
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case."""
    found: Found = {}
    vehicles = {v for v, _, _ in slots.values("vehicle", q.text)} - {"外埠号牌"}
    if len(vehicles) == 1:
        found["vehicle"] = vehicles.pop()
    roads = {v for v, _, _ in slots.values("road", q.text)} - {"区域内道路"}
    if len(roads) == 1:
        found["road"] = roads.pop()
    if (day := slots.one("day", q.text)) is not None:
        found["day"] = day
    if len(q.clocks) == 1:
        found["time"] = q.clocks[0].minutes
    days = [d for w in q.dates if (d := q.full(w)) is not None]
    if len(days) == 1:
        return [found | {"on": days[0]}]
    return dated(q, [found] if found else [], __file__)


def wants(q: Reading, found: list[Found]) -> bool:
    """A day, an hour, a road or another vehicle, and whether it may enter or needs a permit."""
    given = any(k in c for c in found for k in ("vehicle", "road", "day", "time", "on"))
    return given and (
        q.has("要不要|要证|用不用|需要?|要办|用办|办证|办不办|无需")
        and (q.whether or q.has("要|用"))
        or q.has("能(?:不能)?(?:进|开|走)|可以(?:进|开|走)")
    )

"""Questions about lorries: road, hour, load, date."""

from __future__ import annotations

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case per clock time (or per road when several are named)."""
    found: Found = {}
    if vehicle := slots.one("vehicle", q.text):
        found["vehicle"] = vehicle
    roads = list(dict.fromkeys(v for v, _, _ in slots.values("road", q.text)))
    named = [r for r in roads if r != "区域内道路"]
    roads = named or roads
    loads = q.of("mass")
    days = [d for w in q.dates if (d := q.full(w)) is not None]
    if len(days) == 1 and q.has("20\\d\\d年|今天|明天|今年|去年"):
        found["on"] = days[0]
    times = [c.minutes for c in q.clocks]
    if not times and q.has("白天|大白天"):
        times = [12 * 60]
    if len(roads) > 1 and q.has("到|至"):
        roads = roads[:1]  # the others are the ends of the stretch
    if len(roads) == 1:
        found["road"] = roads[0]
    if len(loads) == 1:
        found["load"] = loads[0].text
    elif len(loads) > 1:
        return [found | {"load": a.text} | ({"time": times[0]} if times else {}) for a in loads]
    if len(roads) > 1:
        return [found | {"road": r} | ({"time": times[0]} if times else {}) for r in roads]
    if len(times) > 1:
        return [found | {"time": t} for t in times]
    if times:
        found["time"] = times[0]
    return [found] if found else []


def wants(q: Reading, found: list[Found]) -> bool:
    """May I drive: a time, a load or a date is given together with a yes/no question."""
    asks = q.has(r"能(不能)?|可以|可不可以|让(不让)?|行(不行|吗|么)|禁|准|违(反|规|章|法)|管|算不算|走吗|过吗|上路|管不管|开吗|进吗")
    fixed = any("time" in c or "load" in c or "on" in c for c in found)
    if any(c.get("road") in ("石担路", "冯石环路") for c in found):
        fixed = True
    vehicle = any("vehicle" in c for c in found) or q.has("货|卡车|作业车|车")
    return fixed and asks and vehicle and not q.has("罚|扣几分")

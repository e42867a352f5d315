"""Questions about lorries: road, hour, load, date."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]

_HOURS = r"(几|多少)个?(小时|钟头|钟点)"

_PARTS = ((r"白天|中午|晌午|正午|午后|上午|下午|傍晚|[早晚]高峰", 12), (r"凌晨|后半夜|天不?亮(?:前|之前|以前)", 3))  # parts of a day wholly in or out of the hours

_BELOW = r"(不到|不足|没到|不满|少于|小于|低于|没有)$"
_ABOVE = r"(超过|大于|多于|高于|过了)$"


def _load(q: Reading) -> list[Found]:
    """The rated loads named: exact, below or above a figure; 两吨以下 leaves open whether it is two."""
    found: list[Found] = []
    for amount in q.of("mass"):
        before, after = q.text[max(0, amount.start - 4) : amount.start], q.text[amount.end :]
        if re.search(_BELOW, before):
            found.append({"load_below": amount.text})
        elif re.search(_ABOVE, before) or re.match("以上|往上|多", after):
            found.append({"load_above": amount.text})
        elif not re.match("以下|以内|及以下", after):
            found.append({"load": amount.text})
    return found


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case per clock time, load or road when several are named."""
    found: Found = {}
    if vehicle := slots.one("vehicle", q.text):
        found["vehicle"] = vehicle
    roads = list(dict.fromkeys(v for v, _, _ in slots.values("road", q.text)))
    roads = [r for r in roads if r != "区域内道路"] or roads
    days = [d for w in q.dates if (d := q.full(w)) is not None]
    if len(days) == 1 and q.has(r"20\d\d年|今天|明天|今年|去年"):
        found["on"] = days[0]
    times = [c.minutes for c in q.clocks]
    if not times:
        times = [hour * 60 for words, hour in _PARTS if q.has(words)]
    if q.clocks and not any(c.sure for c in q.clocks):
        found["unsure"] = True
    if len(roads) > 1 and q.has("到|至"):
        roads = roads[:1]  # the others are the ends of the stretch
    if q.has(_HOURS):
        return [{"hours": True}]
    if len(roads) == 1:
        found["road"] = roads[0]
    loads = _load(q)
    if len(loads) == 1:
        found |= loads[0]
    elif len(loads) > 1:
        return [found | load | ({"time": times[0]} if times else {}) for load in loads]
    if len(roads) > 1:
        return [found | {"road": r} | ({"time": times[0]} if times else {}) for r in roads]
    if len(times) > 1:
        return [found | {"time": t} for t in times]
    if times:
        found["time"] = times[0]
    return [found] if found else []


def wants(q: Reading, found: list[Found]) -> bool:
    """May I drive: a lorry with a road, a time, a load or a date; or how many hours a day."""
    if any("hours" in c for c in found):
        return True
    if q.has("罚|扣几分|扣分|几点到几点|哪个时段|什么时段|什么时候(能|可以|不)|哪些|哪几条|规定|怎么规定|依据") and not q.clocks:
        return False
    vehicle = any("vehicle" in c for c in found) or q.has("货|卡车|作业车|车")
    fixed = any(k in c for c in found for k in ("time", "load", "load_below", "load_above", "on"))
    return vehicle and (fixed or (any("road" in c for c in found) and q.whether))

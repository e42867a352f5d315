"""Questions about needing a permit: a road, a special vehicle or a date decides."""

from __future__ import annotations

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case."""
    found: Found = {}
    for name in ("vehicle", "passed", "duty"):
        if (value := slots.one(name, q.text)) is not None:
            found[name] = value
    roads = list(dict.fromkeys(v for v, _, _ in slots.values("road", q.text)))
    named = [r for r in roads if r != "区域内道路"]
    if len(named) == 1 or (named and q.has("到|至")):
        found["road"] = named[0]
    elif roads and not named:
        found["road"] = roads[0]
    days = [d for w in q.dates if (d := q.full(w)) is not None]
    if len(days) == 1:
        found["on"] = days[0]
    return [found] if found else []


def wants(q: Reading, found: list[Found]) -> bool:
    """Need one or not, with a fact that decides."""
    case = found[0] if found else {}
    decides = case.get("passed") == "没有" or case.get("duty") == "否" or "on" in case or case.get("road", "区域内道路") != "区域内道路"
    return decides and q.has("用办|要办|需要|办证|用不用|要不要|需不需|得办|办吗|须|必须|管不管|管得着|适用|违")

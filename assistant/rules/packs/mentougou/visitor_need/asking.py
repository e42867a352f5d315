"""Questions about needing a permit: a road, a special vehicle or a date decides."""

from __future__ import annotations

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case."""
    found: Found = {}
    for name in ("vehicle", "passed", "duty", "plate"):
        if (value := slots.one(name, q.text)) is not None:
            found[name] = value
    roads = list(dict.fromkeys(v for v, _, _ in slots.values("road", q.text)))
    beyond = {v for v, _, end in slots.values("road", q.text) if q.text[end:].startswith(("以外", "之外", "外面"))}
    named = [r for r in roads if r != "区域内道路" and r not in beyond]
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
    if q.has("生效") and "on" not in case:
        return False  # how long a permit lasts
    if q.has("有效期|到期|过期|超期|办的证|办下来|第[一二三四五六七八九十\\d]+天"):
        return False  # whether a permit has run out
    if q.has("哪些|哪几|怎么办理|在哪办|放在|放哪"):
        return False
    fact = (
        bool(
            case.get("passed")
            or case.get("duty")
            or case.get("plate") == "北京"
            or case.get("vehicle") == "军队武警车辆"
        )
        or case.get("road", "区域内道路") != "区域内道路"
    )
    needed = q.has("用办|要办|需要|办证|用不用|要不要|需不需|得办|办吗|须|必须|管不管|管得着|适用|违")
    return (fact and (needed or q.whether)) or ("on" in case and needed)

"""Questions about a homestay's size."""

from __future__ import annotations

from assistant.rules.pack import Found, Slots
from assistant.rules.packs.qinghe.versions import dated
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case."""
    found = slots.fill(q)
    rooms = [a for a in q.of("count") if a.unit in ("间", "套")]
    if len(rooms) == 1:
        found["rooms"] = int(rooms[0].value)
    asked = q.has(r"车位[^，。]{0,4}(?:多少|几)|(?:多少|几)个?[^，。]{0,3}车位")
    spaces = [a for a in q.of("count") if a.unit == "个" and q.text[a.end : a.end + 4].startswith(("停车位", "车位"))]
    if len(spaces) == 1:
        found["spaces"] = int(spaces[0].value)
    if asked and "rooms" in found:
        found["parking"] = True
    return dated(q, [found] if found else [], __file__)


def wants(q: Reading, found: list[Found]) -> bool:
    """Rooms or an area, and whether they fit or how many spaces they need."""
    return any(c.get("parking") or (("rooms" in c or "floor" in c) and q.whether) for c in found)

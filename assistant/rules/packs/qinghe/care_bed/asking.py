"""Questions about a care bed: what it cost, for whom."""

from __future__ import annotations

from assistant.rules.pack import Found, Slots
from assistant.rules.packs.qinghe.paying import sums
from assistant.rules.packs.qinghe.people import heads
from assistant.rules.packs.qinghe.versions import dated
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case per sum; two when versions of the rule are compared."""
    found = slots.fill(q)
    if q.has("自己(?:还)?(?:得|要|再)?(?:掏|出|付|承担)|自付|自掏"):
        found["own"] = True
    money = sums(q)
    return dated(q, [found | {"cost": a.text} for a in money] or ([found] if found else []), __file__)


def wants(q: Reading, found: list[Found]) -> bool:
    """A cost was given, or a degree asked about; whether the cap is of a household or a person is not said."""
    if heads(q) > 1:
        return False
    return (
        any("cost" in c for c in found)
        and q.has("多少|几|补|报|自")
        or (any(c.get("disability") in ("轻度", "中度") for c in found) and q.whether)
    )

"""Questions about supply lorries: the hour, the pass."""

from __future__ import annotations

from assistant.rules.pack import Found, Slots
from assistant.rules.packs.qinghe.versions import dated
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case."""
    found: Found = {}
    if (permit := slots.one("permit", q.text)) is not None:
        found["permit"] = permit
    if len(q.clocks) == 1:
        found["time"] = q.clocks[0].minutes
    return dated(q, [found] if found else [], __file__)


def wants(q: Reading, found: list[Found]) -> bool:
    """An hour was named and whether it may pass."""
    return any("time" in c for c in found) and q.whether

"""Questions about a homestay's rent."""

from __future__ import annotations

from assistant.rules.pack import Found, Slots
from assistant.rules.packs.qinghe.paying import rents
from assistant.rules.packs.qinghe.versions import dated
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case; two when versions of the rule are compared."""
    found = rents(q)
    return dated(q, [found] if found else [], __file__)


def wants(q: Reading, found: list[Found]) -> bool:
    """A rent was given and the subsidy asked for, or a lease too short."""
    return (
        any("rent" in c for c in found)
        and q.has("多少|几|补|报|差")
        or any("lease" in c for c in found)
        and q.has("能不能|能补|补吗|给补|有补|可以|吗")
    )

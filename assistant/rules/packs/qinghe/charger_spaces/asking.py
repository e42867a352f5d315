"""Questions about spaces with chargers: all of them, those there are."""

from __future__ import annotations

from assistant.rules.pack import Found, Slots
from assistant.rules.packs.qinghe.versions import dated
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case: the larger number is all spaces."""
    found: Found = {}
    if (kind := slots.one("kind", q.text)) is not None:
        found["kind"] = kind
    numbers = sorted(
        (int(a.value) for a in q.of("count", "number") if a.value == int(a.value) and a.unit in ("个", "")),
        reverse=True,
    )
    if numbers:
        found["spaces"] = numbers[0]
    if len(numbers) == 2:
        found["built"] = numbers[1]
    return dated(q, [found] if found else [], __file__)


def wants(q: Reading, found: list[Found]) -> bool:
    """Spaces were counted."""
    return any("spaces" in c for c in found) and (q.has("多少|几个|至少") or q.whether)

"""Questions about trainees: how many, for how many months."""

from __future__ import annotations

from assistant.rules.pack import Found, Slots
from assistant.rules.packs.qinghe.people import months
from assistant.rules.packs.qinghe.versions import dated
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case."""
    found: Found = {}
    people = [a for a in q.of("count") if a.unit in ("个", "人", "名", "位") and a.value == int(a.value)]
    if len(people) == 1:
        found["people"] = int(people[0].value)
    if (count := months(q)) is not None:
        found["months"] = count
    return dated(q, [found] if found else [], __file__)


def wants(q: Reading, found: list[Found]) -> bool:
    """Trainees or months were counted and the subsidy asked for."""
    counted = any(c.get("people", 1) > 1 or c.get("months", 1) > 1 or "people" in c and "months" in c for c in found)
    return counted and q.has("多少|几[千万]|补")

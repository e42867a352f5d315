"""Questions about trained staff: how many, for how long."""

from __future__ import annotations

from assistant.rules.pack import Found, Slots
from assistant.rules.packs.qinghe.versions import dated
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case."""
    found: Found = {}
    people = [a for a in q.of("count") if a.unit in ("个", "人", "名", "位")]
    if len(people) == 1 and people[0].value == int(people[0].value):
        found["people"] = int(people[0].value)
    spans = [
        a
        for a in q.of("months")
        if a.value * (12 if a.unit == "年" else 1) == int(a.value * (12 if a.unit == "年" else 1))
    ]
    if len(spans) == 1:
        found["months"] = int(spans[0].value * (12 if spans[0].unit == "年" else 1))
    return dated(q, [found] if found else [], __file__)


def wants(q: Reading, found: list[Found]) -> bool:
    """A number of people, or a time too short to count."""
    return (
        any("people" in c for c in found)
        and q.has("多少|几|补")
        or any("months" in c for c in found)
        and (q.whether or q.has("多少"))
    )

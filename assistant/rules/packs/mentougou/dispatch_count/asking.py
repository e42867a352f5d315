"""Questions about how often meetings are held."""

from __future__ import annotations

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case per person named, over the span named."""
    months = [int(a.value) * (12 if a.unit == "年" else 1) for a in q.of("months") if a.value == int(a.value) > 0]
    if not months and q.has("半年"):
        months = [6]
    elif not months and q.has("一年|全年|年底|年度"):
        months = [12]
    span: Found = {"months": months[0]} if len(months) == 1 else {}
    items = list(dict.fromkeys(v for v, _, _ in slots.values("item", q.text)))
    return [span | {"item": i} for i in items] or ([span] if span else [])


def wants(q: Reading, found: list[Found]) -> bool:
    """How many times in a span of time."""
    return any("months" in c for c in found) and q.has("(几|多少)[次回场]|次数|共")

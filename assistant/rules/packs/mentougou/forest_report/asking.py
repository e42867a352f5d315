"""Questions about the report: the day that is not the due date itself."""

from __future__ import annotations

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case: the only other day named."""
    days = {
        d: w
        for w in q.dates
        if (d := q.full(w)) is not None and not q.text.startswith(("前报", "前要报", "要报", "前上报", "前交"), w.end)
    }
    if len(days) > 1:
        days = {d: w for d, w in days.items() if (d.month, d.day) != (7, 15)}
    if len(days) != 1:
        return []
    day, when = next(iter(days.items()))
    return [{"today": day, "year_known": when.year is not None and not when.text.startswith(("今", "明", "昨"))}]


def wants(q: Reading, found: list[Found]) -> bool:
    """Days between are asked for, or whether it is too late."""
    return bool(found) and q.has(r"(?:几|多少)天|晚了|来得及|赶得上|超期|逾期|过期|迟了")

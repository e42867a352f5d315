"""Questions about a monthly report: the month it is about, or the day from which one counts."""

from __future__ import annotations

from datetime import date

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """A month without a day is the one reported on; a full day is the day from which one counts."""
    found: Found = {"year_known": any(w.year for w in q.dates) or q.has("20\\d\\d年")}
    for when in q.dates:
        if when.day is None and when.month and "about" not in found and 1 <= when.month <= 12:
            found["about"] = date(when.year or (q.years[0] if q.years else q.as_of.year), when.month, 1)
        elif (day := q.full(when)) is not None and not q.text.startswith(
            ("前报", "前要报", "前反馈", "前上报"), when.end
        ):
            found["today"] = day
    return [found] if len(found) > 1 else []


def wants(q: Reading, found: list[Found]) -> bool:
    """A day is asked for, or whether it is too late."""
    return bool(found) and q.has(
        "几号|哪天|哪一天|什么时候|几月|最晚|最迟|还有(几|多少)天|来得及|晚了|迟了|超期|逾期|赶得上|吗"
    )

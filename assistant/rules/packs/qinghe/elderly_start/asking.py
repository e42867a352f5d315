"""Questions from which month an allowance is paid: the month of approval or of becoming eligible."""

from __future__ import annotations

from datetime import date

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case: the only month named."""
    months = {(w.year or q.as_of.year, w.month) for w in q.dates if w.month}
    if len(months) != 1:
        return []
    year, month = months.pop()
    first = date(year, month or 1, 1)
    found: Found = {"start": first, "on": first}
    if q.has("(?:今年|年内|到年底|当年)[^，。]{0,8}几个月"):
        found["until"] = 12
    return [found]


def wants(q: Reading, found: list[Found]) -> bool:
    """Approved or eligible in a month, and from when it is paid."""
    return (
        bool(found)
        and q.has("批准|批下来|批了|满[^，。]{0,5}岁|符合条件|通过")
        and q.has("哪个?月|几月|什么时候|啥时候|从何时|几个月|哪天起")
    )

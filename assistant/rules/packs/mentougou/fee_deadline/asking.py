"""Questions about deadlines of the fee: the event and its date."""

from __future__ import annotations

import re
from datetime import timedelta

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Amount, Reading, cn_number

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case; the first date is the event, a second one the day to judge."""
    found: Found = {}
    events = [v for v, _, _ in slots.values("event", q.text)]
    order = ("立项预缴", "核费未缴费", "取证未核费", "书面告知", "领到缴费函")
    if events:
        found["event"] = next(e for e in order if e in events)
        if "领到缴费函" in events and q.has("(领到|收到|拿到|领了|拿了)[^，。]{0,8}(缴费函|批文)"):
            found["event"] = "领到缴费函"
    elif q.has("许可证|规证") and q.has("核|缴|交"):
        found["event"] = "书面告知"
    if (
        found.get("event") == "取证未核费"
        and q.has("最晚|最迟|截止|多少天(?:之)?内|几号(?:之)?前|哪天(?:之)?前")
        and not q.has("催|超过?")
    ):
        found["event"] = "书面告知"
    days = [d for w in q.dates if (d := q.full(w)) is not None]
    if days:
        found["start"] = days[0]
        found["year_known"] = q.dates[0].year is not None or q.has("20\\d\\d年")
    if len(days) > 1:
        found["today"] = days[1]
    elif days and (passed := _passed(q)):
        found["today"] = days[0] + timedelta(days=int(passed[0].value))
    elif not days and "event" in found and len(passed := _passed(q)) == 1:
        found["elapsed"] = int(passed[0].value)
    elif not days and "event" in found and (nth := q.find(r"第(\d+|[一二三四五六七八九十]+)天")):
        found["elapsed"] = int(cn_number(nth[0][1]))
    return [found] if found else []


def _passed(q: Reading) -> list[Amount]:
    """Days gone by; thirty of them only where they are said to be gone (a limit is said, too)."""
    days = [a for a in q.of("duration") if a.unit == "天" and a.value == int(a.value)]
    days = [a for a in days if not re.search("(?:最后|[哪那这头每当隔前后])$", q.text[: a.start])]
    return [
        a
        for a in days
        if a.value != 30
        or re.search(r"(?:才|刚|已经?|都|过|第)(?:过)?了?$", q.text[: a.start])
        and not re.search("超过$|不过$", q.text[: a.start])
    ]


def wants(q: Reading, found: list[Found]) -> bool:
    """A date was given and another is asked for."""
    return any("start" in c or "elapsed" in c for c in found) and (
        q.asks or q.has("最晚|最迟|截止|期限|超期|逾期|过期|之前|催|超过|为止")
    )

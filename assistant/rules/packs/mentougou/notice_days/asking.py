"""Questions about posting: first day, last day, days posted."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case."""
    found: Found = {}
    items = [v for v, _, _ in slots.values("item", q.text)]
    if items:
        found["item"] = (
            "兼用林补助" if "兼用林补助" in items and not q.has("可?(纳入)?流转[^，。]{0,6}(地|公示)") else items[0]
        )
    days = [d for w in q.dates if (d := q.full(w)) is not None]
    if days:
        found["start"] = days[0]
        found["year_known"] = any(w.year for w in q.dates) or q.has("20\\d\\d年")
    if len(days) > 1:
        found["end"] = days[1]
    elif posted := [
        a
        for a in q.of("duration")
        if a.unit in ("天", "日")
        and (not days or re.search(r"(贴|公示|挂|张榜|公布)(了|满了?)[^，。]{0,3}$", q.text[: a.start]))
        and not q.text.startswith(("公示期", "的公示期"), a.end)
        and not (re.search("[满够]$", q.text[: a.start]) and q.has("几号|哪一?天"))  # 到几号算满七天
    ]:
        found["posted"] = int(posted[0].value)
    if q.has(
        "(当天|当日|那天|首日|头一?天|第一天)[^，。]{0,6}(不算|不计|不包括|除外)|次日(起|算)|第二天(起|开始)算|从第二天"
    ):
        found["first_day_counts"] = False
    elif q.has(
        "(当天|当日|那天|首日|头一?天)[^，。]{0,6}(算|计|包括|也算|起)|含当(天|日)|算上当(天|日)|算第一天|包括当(天|日)"
    ):
        found["first_day_counts"] = True
    return [found] if found else []


def wants(q: Reading, found: list[Found]) -> bool:
    """A date or a number of days is given, or the last day is asked for."""
    if (
        any("item" in c for c in found)
        and not q.dates
        and q.has(
            "(到|撤|揭|结束|截止|期满|最早|最晚|满)[^，。]{0,6}(哪一?天|几号)|(哪一?天|几号)[^，。]{0,8}(撤|揭|结束|截止|期满|满|到期)"
        )
    ):
        return True
    return any("start" in c or "posted" in c for c in found) and q.has(
        "几号|哪天|哪一天|什么时候|最晚|最早|够|满|期|吗|行|合规|多久|算"
    )

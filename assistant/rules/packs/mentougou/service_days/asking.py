"""Questions about working-day deadlines: the step and its date (with the year)."""

from __future__ import annotations

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case."""
    found: Found = {}
    items = [v for v, _, _ in slots.values("item", q.text)]
    if items:
        found["item"] = next(i for i in ("每月反馈", "细化诉求", "填报企业基本情况", "填报诉求措施") if i in items)
        if found["item"] == "每月反馈":
            pass
        elif q.has("(方案|名单)[^，。]{0,12}(批|同意|通过)|企业(基本)?情况|双平台") and not q.has("细化"):
            found["item"] = "填报企业基本情况"
        elif (
            "填报诉求措施" in items
            and not q.has("细化")
            and q.has("走访(完|了|过|结束|之|以)?(企业)?(之后|以后|后|完|结束)|走访(了|完|过)")
        ):
            found["item"] = "填报诉求措施"
    known = any(w.year for w in q.dates) or q.has("20\\d\\d年")
    days = [d for w in q.dates if (d := q.full(w)) is not None]
    if days and (known or found.get("item") == "每月反馈"):
        found["start"] = days[0]
        found["year_known"] = known
        if found.get("item") == "每月反馈" and q.has("才|晚了|迟了|逾期|超期"):
            found["late"] = True
        if len(days) > 1 and days[1] > days[0]:
            found["today"] = days[1]
    elif days:
        found["_yearless"] = True
    elif q.weekday is not None:
        found["weekday"] = q.weekday
    return [found] if found else []


def wants(q: Reading, found: list[Found]) -> bool:
    """A date is given and the last day asked for."""
    if (
        found
        and found[0].get("item", "每月反馈") != "每月反馈"
        and set(found[0]) == {"item"}
        and q.has("哪一?天|几号|几月几")
    ):
        return True  # a day is asked for: from when
    return any(k in c for c in found for k in ("start", "_yearless", "weekday")) and (
        q.asks or q.has("最晚|最迟|截止|之前|超期|期限|晚了|迟了|逾期|来得及")
    )

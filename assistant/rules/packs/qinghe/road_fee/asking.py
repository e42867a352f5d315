"""Questions about road fees."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Amount, Reading

__all__ = ["cases", "wants"]

_FINAL = r"实际(?:上|只|才|就)?(?:占用?|用)?了?[^，。；]{0,6}$"
_LATE = r"(?:超期|逾期|超了|多占)(?:又|了|占)*(?:占|多占)?了?[^，。；]{0,3}$"


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case."""
    found = slots.fill(q)
    if re.search("缴费函|告知函", q.text):
        dates = [d for w in q.dates if (d := q.full(w)) is not None]
        return [{"received": dates[0]}] if dates else []
    if found.get("category") in ("早餐车",):
        found["kind"] = "经营"
    elif found.get("category") == "公用管线施工":
        found["kind"] = "施工"
    _spans(q, found)
    areas = q.of("area")
    if len(areas) == 2 and len(final := [a for a in areas if re.search(_FINAL, _before(q.text, a))]) == 1:
        found |= {"area": next(a.text for a in areas if a is not final[0]), "final_area": final[0].text}
    if "days" not in found and re.search("一个?(礼拜|星期|周)", q.text):
        found["days"] = 7
    if "zone" not in found and (zones := slots.values("zone", q.text)):
        found["zone"] = zones[0][0]
    return [found] if found else []


def _before(text: str, amount: Amount) -> str:
    return re.split("[，。；]", text[max(0, amount.start - 12) : amount.start])[-1]


def _spans(q: Reading, found: Found) -> None:
    """Days as approved, days overdue, days in the end; days of several lengths are left to be asked for."""
    rest = set()
    for amount in q.of("duration"):
        length = int(amount.value * (7 if amount.unit in ("周", "星期", "礼拜") else 1))
        before = _before(q.text, amount)
        if re.search(_FINAL, before):
            found["final_days"] = length
        elif re.search(_LATE, before):
            found["overdue_days"] = length
        elif not before.endswith(("这", "那")):  # 这10天 was said before
            rest.add(length)
    if len(rest) == 1:
        found["days"] = rest.pop()
    if "overdue_days" in found and (
        "days" not in found
        or q.has(r"(?:超期|逾期|多占)的?(?:部分|那|[^，。]{0,3}天)[^，。]{0,6}(?:收|交|缴|多少)|这[^，。]{0,4}天")
    ):
        found["days"] = found.pop("overdue_days")


def wants(q: Reading, found: list[Found]) -> bool:
    """An area, a free category or a letter's date."""
    free = any(c.get("category") in ("抢险救灾", "老旧小区改造", "加装电梯", "残疾人便民摊点") for c in found)
    return (free or any("area" in c or "received" in c for c in found)) and q.has("多少|几|交|缴|收|钱|哪天|最晚|最迟")

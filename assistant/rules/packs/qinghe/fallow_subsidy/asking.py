"""Questions about fallow and recultivated land."""

from __future__ import annotations

import re
from datetime import date

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading, cn_number

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case; two when the years are asked for one by one."""
    text = q.text
    found: Found = {}
    kinds = [v for v, _, _ in slots.values("kind", text)]
    if kinds:
        found["kind"] = next(k for k in ("农机", "管护", "流转", "休耕", "复耕") if k in kinds)
    areas = q.of("area")
    if len(areas) == 1:
        found["area"] = areas[0].text
    if q.has("连片|连成片"):
        found["joined"] = True
    span = re.search(r"(20\d\d)年?(?:到|至|-|—)(20\d\d)年?", text)
    signed = [
        date(w.year, w.month, w.day or 1) for w in q.dates
        if w.year and w.month and (w.day is None or w.date) and not re.search("[到至]$", text[: w.start])
    ]  # fmt: skip
    if signed and q.has("签"):
        found["signed"] = signed[0]
        years = [int(y) for y in re.findall(r"(20\d\d)年(?!\d+月)", text)]
        if until := re.search(r"到(20\d\d)年", text):
            found["to_year"] = int(until[1])
        elif years:
            return [found | {"from_year": y, "to_year": y} for y in dict.fromkeys(years)]
    elif span:
        found["years"] = int(span[2]) - int(span[1]) + 1
    elif many := [
        int(a.value)
        for a in q.of("months")
        if a.unit == "年" and a.value > 1 and not re.search("(荒了?|撂荒)$", text[: a.start])
    ]:
        found["years"] = many[0]
    if failed := re.search(r"([一两二三四\d])年[^，。；年]{0,8}(不合格|没过|没合格|未通过)", text):
        found["failed_years"] = int(cn_number(failed[1]))
    return [found] if found else []


def wants(q: Reading, found: list[Found]) -> bool:
    """An area and a sum asked for."""
    return any("area" in c and "kind" in c for c in found) and q.has("多少|几|补|拿|给")

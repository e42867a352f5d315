"""Questions about small works and trenches."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case per trench length, else one."""
    found: Found = {}
    areas, moneys = q.of("area"), q.of("money")
    lengths = [
        a for a in q.of("length") if not re.search("(不超过|不宜超过|不得超过|最多)[^，。]{0,3}$", q.text[: a.start])
    ]
    if len(areas) == 1:
        found["area"] = areas[0].text
    if len(moneys) == 1:
        found["investment"] = moneys[0].text
    if lengths and q.has("挖|段"):
        return [{"length": a.text} for a in lengths[:1]]
    return [found] if found else []


def wants(q: Reading, found: list[Found]) -> bool:
    """Something measured."""
    return bool(found) and (q.asks or q.has("能|可以|行|算|属于|吗|几段|多少|合规|违|超"))

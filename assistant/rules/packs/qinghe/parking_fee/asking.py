"""Questions about parking: where, how long, from when to when."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.packs.qinghe.versions import dated
from assistant.rules.reading import Reading, cn_number

__all__ = ["cases", "wants"]

EXCLUSIVE = (("minutes", "start", "end", "period", "days"),)
_N = r"\d+(?:\.\d+)?|[一两二三四五六七八九十]+"
_LONG = re.compile(
    rf"(?P<h>{_N})个?(?P<half>半)?(?:小时|钟头)(?P<half2>半)?|(?P<onehalf>半)个?(?:小时|钟头)|(?P<m>{_N}|[二三四五六七八九]?十[一二三四五六七八九]?)分钟?(?!钟)|(?P<quarter>[一三])刻钟?|(?P<d>{_N})(?:天|昼夜)"
)
_NIGHT = r"一夜|过夜|一晚上?|整夜|一宿|通宵"


def _minutes(text: str) -> int:
    total = 0.0
    for match in _LONG.finditer(text):
        if match["h"]:
            total += 60 * float(cn_number(match["h"])) + (30 if match["half"] or match["half2"] else 0)
        elif match["onehalf"]:
            total += 30
        elif match["m"]:
            total += float(cn_number(match["m"]))
        elif match["quarter"]:
            total += 15 if match["quarter"] == "一" else 45
        else:
            total += 1440 * float(cn_number(match["d"]))
    return int(total)


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case; two when two places are compared."""
    found = slots.fill(q)
    clocks = q.clocks
    if len(clocks) == 2:
        found |= {"start": clocks[0].minutes, "end": clocks[1].minutes}
        found.pop("period", None)
        if q.has("第二天|次日|隔天|转天"):
            found["days"] = 1
        elif not clocks[0].sure and not clocks[1].sure and q.has("晚上|夜里"):
            found.pop("start"), found.pop("end")
    else:
        if length := _minutes(q.masked):
            found["minutes"] = length
        elif q.has(_NIGHT):
            found |= {"minutes": 600, "period": "夜间"}
        if len(clocks) == 1 and "minutes" in found:
            found["start"] = clocks[0].minutes
    if "minutes" in found or "start" in found:
        periods = {v for v, _, _ in slots.values("period", q.text)}
        if len(periods) > 1:
            found.pop("period", None)
    places = list(dict.fromkeys(v for v, _, _ in slots.values("place", q.text)))
    if len(places) == 2:
        return dated(q, [found | {"place": p, "_across": "difference"} for p in places], __file__)
    return dated(q, [found] if found else [], __file__)


def wants(q: Reading, found: list[Found]) -> bool:
    """A stay was measured, or a vehicle that may be free; and its price asked."""
    stayed = any("minutes" in c or ("start" in c and "end" in c) for c in found)
    free = any("exempt" in c for c in found)
    return (stayed or free) and q.has("多少|几[块元]|收|交|付|要钱|花|免费|吗|呢")

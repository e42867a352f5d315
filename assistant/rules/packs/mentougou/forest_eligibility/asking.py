"""Questions about a plot's eligibility."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading, cn_number

__all__ = ["cases", "wants"]


_TREES = r"板栗|核桃|仁用杏|山杏|杏树|柿子|黑枣|枣树?|山楂|山桃|香椿|玫瑰|花椒|榛子|[\u4e00-\u9fff]果树|樱桃树?|梨树?|葡萄|海棠|桑树?|柏树|松树|槐树|银杏|李子|杨树|柳树|石榴|桃树|苹果"


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case per slope or year named."""
    found: Found = {}
    slopes = q.of("slope")
    if zone := slots.one("zone", q.text):
        found["zone"] = zone
    rates = [
        r
        for r in q.of("ratio")
        if not re.search(r"(?:得|要|要求|须|需|达到|标准|规定)(?:是|到|为)?$", q.text[: r.start])
        or len(q.of("ratio")) == 1
    ]
    if q.has("管护率") and len(rates) == 1:
        found["tended"] = rates[0].text
    if match := re.search(r"郁闭度[^\d零]{0,6}(零点[一二三四五六七八九]+|0?\.\d+|0\.\d+|1)", q.text):
        found["closure"] = cn_number(match[1]) if match[1][0] == "零" else Decimal(match[1])
    trees = list(dict.fromkeys(m[0] for m in re.finditer(_TREES, q.text)))
    if trees and q.has("树种|列出|在列|列明|名单|名录|算不算兼用林|算兼用林"):
        found["species"] = tuple(t.removesuffix("树") if t != "杏树" else t for t in trees)
    years = (
        [int(y) for y in re.findall(r"((?:19|20)\d\d)年?(?=[^，。签]{0,6}(?:退|种|造|实施|栽))", q.text)]
        or [int(m) for m in re.findall(r"退耕[^，。\d]{0,6}((?:19|20)\d\d)年", q.text)]
        or [1900 + int(m) for m in re.findall(r"(?<!\d)(9\d)年[^，。签]{0,4}退", q.text)]
    )
    if years and (also := [int(y) for y in re.findall(r"((?:19|20)\d\d)年的?呢", q.text)]):
        years += also
    if len(years) > 1:
        return [{"planted": y} for y in years]
    if years and years[0] < 2015:
        found["planted"] = years[0]
    if len(slopes) > 1:
        return [found | {"slope": s.text} for s in slopes]
    if slopes:
        found["slope"] = slopes[0].text
    return [found] if found else []


def wants(q: Reading, found: list[Found]) -> bool:
    """A fact to judge."""
    fixed = any(k in c for c in found for k in ("slope", "planted", "tended", "closure", "species")) or any(
        c.get("zone") == "二级" for c in found
    )
    return fixed and (q.asks or q.has("能|可以|归|管|在不在|列|行|符合|适用|享受|够"))

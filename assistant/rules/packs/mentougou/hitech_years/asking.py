"""Questions about how long support goes on: the first year, the years had, the year asked about."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading, cn_number

__all__ = ["cases", "wants"]

_N = r"(\d+|[一两二三四五六七八九])"
_HAD = r"拿|领|享受|给|补|得|发"


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case per item; both kinds of rent where the company was not named."""
    text = q.text
    items = list(dict.fromkeys(v for v, _, _ in slots.values("item", text)))
    if not items and q.has("房租|房补|租金|租房"):
        high, key = q.has("高精尖"), q.has("重点企业")
        items = (
            ["高精尖企业房租补贴"]
            if high and not key
            else ["重点企业房租补贴"]
            if key and not high
            else ["重点企业房租补贴", "高精尖企业房租补贴"]
        )
    found: Found = {}
    years = [int(y) for y in re.findall(r"(20\d\d)(?=年)", text)]
    had = re.search(rf"(?:{_HAD})(?:了|过|满了?|完了?|到了?){_N}年|(?:已经?|都)(?:{_HAD})?{_N}年", text)
    if had:
        found["taken"] = int(cn_number(had[1] or had[2]))
    elif years:
        found["first"] = min(years)
        if len(years) == 2:
            found["asked"] = max(years)
    return (
        ([found | {"item": i} for i in items] or [found]) if found else [{"item": i} for i in items if len(items) == 1]
    )


def wants(q: Reading, found: list[Found]) -> bool:
    """Years are asked for and one is known."""
    return any("first" in c or "taken" in c for c in found) and q.has(
        r"(?:几|多少)年|哪(?:一)?年|最后一年|还有(?:没有)?|还能|到头|到期|没有?了"
    )

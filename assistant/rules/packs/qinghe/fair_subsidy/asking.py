"""Questions about trade fairs: booth fees, how many fairs, what was received."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.packs.qinghe.paying import sums
from assistant.rules.packs.qinghe.versions import dated
from assistant.rules.reading import Reading, cn_number

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case."""
    found: Found = {}
    fees = []
    for amount in sums(q):
        before = re.split("[，。；]", q.text[max(0, amount.start - 10) : amount.start])[-1]
        if re.search(r"(?:已经?|补了?|领了?|拿了?)[^，。]{0,5}$", before) and not re.search("展位|花|交", before):
            found["received"] = amount.text
        else:
            fees.append(amount.text)
    if fees:
        found["fees"] = tuple(fees)
    times = re.search(
        r"(\d+|[两二三四五六七八九十])(?:次|场|个|届|回)(?:市级以?上?|市级|国家级|国际|全国)?的?(?:展|博览)|参[加展]了?(\d+|[两二三四五六七八九十])(?:次|场|回)",
        q.text,
    )
    if times and len(fees) == 1:
        found["fairs"] = int(cn_number(times[1] or times[2]))
    return dated(q, [found] if found else [], __file__)


def wants(q: Reading, found: list[Found]) -> bool:
    """A fee was given and the subsidy asked for."""
    return any("fees" in c for c in found) and q.has("多少|几|补|报|给")

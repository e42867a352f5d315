"""Questions about the yearly limit: which sum is the contribution."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case: the sum nearest to 贡献 is the contribution, the others are support."""
    text = q.text
    moneys = list(q.of("money"))
    if not moneys:
        return []
    best = None
    for amount in moneys:
        lead = re.split("[。；，]", text[max(0, amount.start - 18) : amount.start])[-1]
        tail = re.split("[。；，]", text[amount.end : amount.end + 8])[0]
        if re.search(r"贡献", lead) or re.match(r"的?(区级)?贡献", tail):
            best = amount
            break
    asks = q.has(r"贡献[^，。]{0,12}(至少|起码|最少|多少|得有|要有|达到)|(至少|起码|最少|得|要)[^，。]{0,12}贡献")
    if best is None and not asks:
        return []
    support = tuple(a.text for a in moneys if a is not best)
    found: Found = {}
    if best is not None:
        found["contribution"] = best.text
    if support:
        found["support"] = support
    return [found]


def wants(q: Reading, found: list[Found]) -> bool:
    """Any sum with a question about it."""
    return bool(found) and q.has("多少|几|超|行|成|能|可以|够|最多|上限|封顶|合规|吗")

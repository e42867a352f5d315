"""Questions about the yearly limit: contribution, support, what does not count."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.packs.qinghe.paying import sums
from assistant.rules.packs.qinghe.versions import dated
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case: the sum beside 贡献, the sum of support, the part beside 首次创业 or 见习."""
    found: Found = {}
    for amount in sums(q):
        before = re.split("[，。；]", q.text[max(0, amount.start - 12) : amount.start])[-1]
        key = "contribution" if "贡献" in before else "excepted" if re.search("首次创业|见习", before) else "support"
        if key in found:
            return []
        found[key] = amount.text
    return dated(q, [found] if found else [], __file__)


def wants(q: Reading, found: list[Found]) -> bool:
    """A contribution was given."""
    return any("contribution" in c for c in found) and q.has("多少|几|够|超|能|吗")

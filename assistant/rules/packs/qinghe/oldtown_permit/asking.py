"""Questions about permits: used, wanted, a stay, a first day."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.packs.qinghe.versions import dated
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]

_USED = r"(?:已经?|用(?:掉|了|过)?|办(?:了|过)|约(?:了|过)|来(?:了|过)|去(?:了|过)|领(?:了|过))[^，。]{0,5}$"


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case."""
    found: Found = {}
    for amount in q.of("count"):
        if amount.unit not in ("次", "回", "趟") or amount.value != int(amount.value):
            continue
        before = re.split("[，。；]", q.text[max(0, amount.start - 10) : amount.start])[-1]
        if re.search(r"再[^，。]{0,4}$|想[^，。]{0,4}$", before):
            found["times"] = int(amount.value)
        elif re.search(_USED, before) or re.match("了|过", q.text[amount.end :]):
            found["used"] = int(amount.value)
        elif amount.value > 1:
            found["times"] = int(amount.value)
    stays = [int(a.value) for a in q.of("duration") if a.unit in ("天", "日") and a.value > 1]
    if len(stays) == 1:
        found["stay"] = stays[0]
    starts = [d for w in q.dates if (d := q.full(w)) is not None]
    if len(starts) == 1 and q.has("有效期|到期|生效|管到|哪天|几号|到什么时候"):
        return [found | {"start": starts[0], "on": starts[0]}]
    if not found and q.has(
        "(?:一年|全年)[^。]{0,14}(?:一共|总共|最多)[^。]{0,6}(?:多少|几)天|(?:多少|几)天[^。]{0,6}一年"
    ):
        found["used"] = 0
    return dated(q, [found] if found else [], __file__)


def wants(q: Reading, found: list[Found]) -> bool:
    """Something was counted or planned."""
    given = any(k in c for c in found for k in ("used", "times", "start"))
    stay = any("stay" in c for c in found) and q.has("(?:几|多少)[次张回]|够|要办|得办")
    return (given or stay) and (q.has("多少|几|剩|够|还能|哪天") or q.whether)

"""Questions about flats for founders: the market rent, for how long."""

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
    money = sums(q)
    if len(money) == 1:
        found["rent"] = money[0].text
        found["yearly"] = (
            re.search(r"(?:一年|每年|年租)[^，。]{0,6}$", q.text[max(0, money[0].start - 10) : money[0].start])
            is not None
        )
    asked = re.search(
        r"(?:住|租|前|头)(?:满|了)?(?:第)?(\d+|[两二三四五])年|(\d+|[一两二三四五])年(?:一共|总共|下来|共|租金)|一年(?:一共|总共|要|得|交)",
        q.text,
    )
    if asked:
        found["months"] = 12 * int(cn_number(asked[1] or asked[2] or "一"))
    elif spans := [int(a.value) for a in q.of("months") if a.unit == "个月" and a.value > 1]:
        found["months"] = spans[0]
    return dated(q, [found] if found else [], __file__)


def wants(q: Reading, found: list[Found]) -> bool:
    """A rent was given and the reduced one asked for."""
    return any("rent" in c for c in found) and q.has("多少|几|交|付")

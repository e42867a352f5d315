"""Questions about BOD."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case per concentration."""
    return [
        {"bod": Decimal(m)}
        for m in re.findall(
            r"(\d+(?:\.\d+)?)(?=mg|毫克|整|吗|的|呢|要|用|算|需|得|，|。|$|？)", re.sub("20\\d\\d年", "", q.text)
        )
    ]


def wants(q: Reading, found: list[Found]) -> bool:
    """A concentration to judge."""
    return bool(found) and (q.asks or q.has("要不要|需要|用不用|得|须"))

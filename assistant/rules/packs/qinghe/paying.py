"""A share of what was paid, up to a cap; rents and years as people name them.

Stages 6 and 9 for the packs of this area.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from assistant.rules.pack import Found
from assistant.rules.reading import Amount, Reading
from assistant.rules.units import convert, write
from assistant.rules.work import Work

__all__ = ["capped", "rents", "sums", "under_cap"]

_HELD = r"(?:租期|签了?|合同|租约|租了|期限)[^，。；]{0,4}$"
_SUM = r"(?:场?价|租金?|花了?|付了?|费用?|交了?|利息)[^，。；]{0,4}$"


def capped(work: Work, paid: Decimal, share: str, cap: str) -> Decimal:
    """``share`` of a sum in yuan, never more than ``cap``."""
    due = paid * work.share(share)
    work.step(f"{write(paid)} 元 × {work.show(share)} = {write(due, 2)} 元")
    return under_cap(work, due, cap)


def under_cap(work: Work, due: Decimal, cap: str, times: int = 1) -> Decimal:
    """A sum in yuan, or the cap (for so many years or occasions) when it is more."""
    limit = work.money(cap) * times
    shown = work.show(cap) + (f" × {times} = {write(convert(limit, '元', '万元'))} 万元" if times > 1 else "")
    if due > limit:
        work.step(f"{write(due, 2)} 元超过最高 {shown} → {write(limit)} 元")
        return limit
    work.step(f"{write(due, 2)} 元未超过最高 {shown}")
    return due


def sums(q: Reading) -> tuple[Amount, ...]:
    """The sums of money in a question, 月租8000 without a unit included."""
    bare = (
        replace(a, text=f"{a.value:f}")
        for a in q.of("number")
        if a.value >= 100 and re.search(_SUM, q.text[max(0, a.start - 8) : a.start])
    )
    return tuple(sorted((*q.of("money"), *bare), key=lambda a: a.start))


def rents(q: Reading) -> Found:
    """Rent, whether it is of a month, the years of the lease and the years asked for."""
    found: Found = {}
    money = sums(q)
    if len(money) == 1:
        found["rent"] = money[0].text
        before, after = q.text[max(0, money[0].start - 8) : money[0].start], q.text[money[0].end : money[0].end + 4]
        if re.search(r"(?:月租|每个?月|一个月|月房?租金?)[^，。]{0,4}$", before) or re.match(
            r"一个?月|/月|每月|每个月", after
        ):
            found["monthly"] = True
    for amount in q.of("months"):
        if amount.unit != "年" or amount.value < 1 or amount.value != int(amount.value):
            continue
        before = q.text[max(0, amount.start - 8) : amount.start]
        if re.search(_HELD, before) or (amount.value > 1 and before.endswith("租")):
            found["lease"] = int(amount.value)
        elif amount.value > 1:
            found["years"] = int(amount.value)
    if (
        "lease" in found
        and "years" not in found
        and q.has("一共|总共|合计|总计|加起来|累计")
        and not q.has("(?:一年|每年)(?:一共|总共)?(?:能|可以|最多|补|给)")
    ):
        found["years"] = max(found["lease"], 1)
    return found

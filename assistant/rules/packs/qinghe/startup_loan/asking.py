"""Questions about loans: the sum lent, the interest paid, the years."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.packs.qinghe.paying import sums
from assistant.rules.packs.qinghe.versions import dated
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case: a sum beside 利息 is interest, another one the loan."""
    found: Found = {}
    borrowers = {v for v, _, _ in slots.values("borrower", q.text)}
    if borrowers:
        found["borrower"] = "小微企业" if "小微企业" in borrowers else "个人"
    interest: list[str] = []
    loan: list[str] = []
    for amount in sums(q):
        near = (
            re.split("[，。；]", q.text[max(0, amount.start - 8) : amount.start])[-1]
            + re.split("[，。；]", q.text[amount.end : amount.end + 5])[0]
        )
        (interest if "息" in near else loan).append(amount.text)
    if len(interest) == 1:
        found["interest"] = interest[0]
    if len(loan) == 1 and not (interest and not q.has("额度|最多能贷|能贷|批")):
        found["loan"] = loan[0]
    years = [int(a.value) for a in q.of("months") if a.unit == "年" and a.value > 1 and a.value == int(a.value)]
    if len(years) == 1:
        found["years"] = years[0]
    return dated(q, [found] if found else [], __file__)


def wants(q: Reading, found: list[Found]) -> bool:
    """Interest and the subsidy, or a loan and whether it can be had."""
    return (
        any("interest" in c for c in found) and q.has("多少|几|补|贴") or any("loan" in c for c in found) and q.whether
    )

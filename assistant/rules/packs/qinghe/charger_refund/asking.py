"""Questions about chargers taken down early: what was received, how long they ran."""

from __future__ import annotations

from assistant.rules.pack import Found, Slots
from assistant.rules.packs.qinghe.paying import sums
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case."""
    found = slots.fill(q)
    money = sums(q)
    if len(money) == 1:
        found["subsidy"] = money[0].text
    spans = [a.value * (12 if a.unit == "年" else 1) for a in q.of("months") if a.unit in ("年", "个月")]
    if spans and sum(spans) == int(sum(spans)):
        found["months"] = int(sum(spans))
    return [found] if found else []


def wants(q: Reading, found: list[Found]) -> bool:
    """A subsidy and a time, or an availability."""
    return any("subsidy" in c or "available" in c for c in found) and (q.has("多少|几|退") or q.whether)

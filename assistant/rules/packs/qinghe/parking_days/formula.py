"""路侧停车缴费退费期限: the last day of each step."""

from __future__ import annotations

from typing import Literal

from assistant.rules.packs.qinghe.deadline import DeadlineFacts, compute
from assistant.rules.work import Work

__all__ = ["DaysFacts", "formula_2024_05_01"]


class DaysFacts(DeadlineFacts):
    """The step, the day it counts from, the day it was done."""

    item: Literal["缴费", "退费", "认证"] | None = None


def formula_2024_05_01(facts: DaysFacts, work: Work) -> None:
    """The last day of the step."""
    if facts.item is None:
        raise work.need("item")
    compute(facts, work, facts.item)

"""民宿扶持资金办理期限: the last day of each step."""

from __future__ import annotations

from typing import Literal

from assistant.rules.packs.qinghe.deadline import DeadlineFacts, compute
from assistant.rules.work import Work

__all__ = ["DaysFacts", "formula_2023_04_12"]


class DaysFacts(DeadlineFacts):
    """The step, the day it counts from, the day it was done."""

    item: Literal["初审", "评审", "公示", "拨付"] | None = None


def formula_2023_04_12(facts: DaysFacts, work: Work) -> None:
    """The last day of the step."""
    if facts.item is None:
        raise work.need("item")
    compute(facts, work, facts.item)

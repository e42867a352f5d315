"""复耕休耕补贴办理期限: the last day of each step."""

from __future__ import annotations

from typing import Literal

from assistant.rules.packs.qinghe.deadline import DeadlineFacts, compute
from assistant.rules.work import Work

__all__ = ["DaysFacts", "formula_2023_03_31"]


class DaysFacts(DeadlineFacts):
    """The step, the day it counts from, the day it was done."""

    item: Literal["查看", "核查", "镇公示", "村公示", "答复"] | None = None


def formula_2023_03_31(facts: DaysFacts, work: Work) -> None:
    """The last day of the step."""
    if facts.item is None:
        raise work.need("item")
    compute(facts, work, facts.item)

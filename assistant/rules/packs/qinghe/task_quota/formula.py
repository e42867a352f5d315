"""污染防治任务数量: counts and shares of single tasks."""

from __future__ import annotations

from typing import Literal

from assistant.rules.packs.qinghe.targets import TargetFacts, compute
from assistant.rules.work import Work

__all__ = ["TaskQuotaFacts", "formula_2023_05_18"]


class TaskQuotaFacts(TargetFacts):
    """The item, its year, and the amounts set against its figure."""

    item: (
        Literal["入户抽测", "老旧货车", "机扫率", "裸地", "油烟", "涂料", "加油站", "秸秆", "声呐", "清洁取暖", "尿素", "汽柴油", "祭扫点"]
        | None
    ) = None  # fmt: skip


def formula_2023_05_18(facts: TaskQuotaFacts, work: Work) -> None:
    """What the item asks of the amounts given."""
    if facts.item is None:
        raise work.need("item")
    compute(facts, work, facts.item)

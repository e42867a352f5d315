"""便民生活圈指标: counts and shares of single tasks."""

from __future__ import annotations

from typing import Literal

from assistant.rules.packs.qinghe.targets import TargetFacts, compute
from assistant.rules.work import Work

__all__ = ["LifeQuotaFacts", "formula_2023_02_24"]


class LifeQuotaFacts(TargetFacts):
    """The item, its year, and the amounts set against its figure."""

    item: (
        Literal["生活圈", "人口覆盖", "连锁化", "满意度", "菜店", "生鲜柜", "早餐车", "全天药店", "药店", "露天电影", "街头演出", "夜间车位", "家政培训"]
        | None
    ) = None  # fmt: skip


def formula_2023_02_24(facts: LifeQuotaFacts, work: Work) -> None:
    """What the item asks of the amounts given."""
    if facts.item is None:
        raise work.need("item")
    compute(facts, work, facts.item, at_most=frozenset({"早餐车"}))

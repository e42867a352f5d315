"""养老服务提升指标: counts and shares of single tasks."""

from __future__ import annotations

from typing import Literal

from assistant.rules.packs.qinghe.targets import TargetFacts, compute
from assistant.rules.work import Work

__all__ = ["CareQuotaFacts", "formula_2023_05_25"]


class CareQuotaFacts(TargetFacts):
    """The item, its year, and the amounts set against its figure."""

    item: (
        Literal["餐桌", "助餐覆盖", "满意度", "照护床位", "护理型床位", "护理员培训", "家庭医生", "报警器", "适老化", "改造资金", "配套"]
        | None
    ) = None  # fmt: skip


def formula_2023_05_25(facts: CareQuotaFacts, work: Work) -> None:
    """What the item asks of the amounts given."""
    if facts.item is None:
        raise work.need("item")
    compute(facts, work, facts.item, at_most=frozenset({"改造资金"}))

"""供排水管网指标: counts and shares of single tasks."""

from __future__ import annotations

from typing import Literal

from assistant.rules.packs.qinghe.targets import TargetFacts, compute
from assistant.rules.work import Work

__all__ = ["PipeQuotaFacts", "formula_2023_03_10"]


class PipeQuotaFacts(TargetFacts):
    """The item, its year, and the amounts set against its figure."""

    item: (
        Literal["供水管线", "漏损率", "新城污水", "农村污水", "污水站", "污水", "积水点", "二次供水"]
        | None
    ) = None  # fmt: skip


def formula_2023_03_10(facts: PipeQuotaFacts, work: Work) -> None:
    """What the item asks of the amounts given."""
    if facts.item is None:
        raise work.need("item")
    compute(facts, work, facts.item, at_most=frozenset({"漏损率"}))

"""水环境: treatment rates and lengths to be reached."""

from __future__ import annotations

from typing import Literal

from assistant.rules.quota import QuotaFacts, compute
from assistant.rules.work import Work

__all__ = ["WaterFacts", "formula_2020_05_29"]


class WaterFacts(QuotaFacts):
    """The item, and the amounts set against its figure."""

    item: (
        Literal[
            "全区污水处理率",
            "新城污水处理率",
            "农村设施覆盖率",
            "养殖设施配套率",
            "粪污利用率",
            "污水管线",
            "再生水管线",
            "混接错接",
            "小微水体",
            "清扫新工艺",
        ]
        | None
    ) = None


def formula_2020_05_29(facts: WaterFacts, work: Work) -> None:
    """What the item asks of the amounts given."""
    if facts.item is None:
        raise work.need("item")
    compute(facts, work, facts.item)

"""消费扶贫: shares of purchases and counts to be reached."""

from __future__ import annotations

from typing import Literal

from assistant.rules.quota import QuotaFacts, compute
from assistant.rules.work import Work

__all__ = ["AidFacts", "formula_2020_06_17"]


class AidFacts(QuotaFacts):
    """The item, and the amounts set against its figure."""

    item: Literal["预算单位采购", "工会采购", "专区专柜", "和田鸭", "智能柜", "爱心卡"] | None = None


def formula_2020_06_17(facts: AidFacts, work: Work) -> None:
    """What the item asks of the amounts given."""
    if facts.item is None:
        raise work.need("item")
    compute(facts, work, facts.item)

"""扬尘执法: share of listed sites to be inspected each month."""

from __future__ import annotations

from typing import Literal

from assistant.rules.quota import QuotaFacts, compute
from assistant.rules.work import Work

__all__ = ["CheckFacts", "formula_2020_12_02"]


class CheckFacts(QuotaFacts):
    """The item, and the amounts set against its figure."""

    item: Literal["区级", "镇街"] | None = None


def formula_2020_12_02(facts: CheckFacts, work: Work) -> None:
    """What the item asks of the amounts given."""
    if facts.item is None:
        raise work.need("item")
    compute(facts, work, facts.item)

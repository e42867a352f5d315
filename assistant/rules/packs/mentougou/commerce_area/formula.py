"""商业设施: an area to be taken over."""

from __future__ import annotations

from typing import Literal

from assistant.rules.quota import QuotaFacts, compute
from assistant.rules.work import Work

__all__ = ["CommerceFacts", "formula_2020_05_28"]


class CommerceFacts(QuotaFacts):
    """The area taken over so far."""

    item: Literal["商业设施"] = "商业设施"


def formula_2020_05_28(facts: CommerceFacts, work: Work) -> None:
    """What is left of the area."""
    compute(facts, work, facts.item)

"""一厂一策: 低于 excludes the figure."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.units import write
from assistant.rules.work import Work

__all__ = ["BodFacts", "formula_2020_05_29"]


class BodFacts(Facts):
    """BOD of the inflow in mg/L."""

    bod: Annotated[Decimal, Field(ge=0, le=1000000)] | None = None


def formula_2020_05_29(facts: BodFacts, work: Work) -> None:
    """Plan needed or not."""
    if facts.bod is None:
        raise work.need("bod")
    low = facts.bod < work.number("bod")
    work.step(f"{write(facts.bod)} mg/L {'<' if low else '≥'} {work.show('bod')}（低于不含本数）")
    work.result("是否须制定整治方案", "需要" if low else "不需要")
    work.say(f"{'需要' if low else '不需要'}按“一厂一策”制定系统化整治方案：{work.steps[-1]}。")
    work.quote("bod")

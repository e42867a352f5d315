"""孵化基地租金补贴: a share of the yearly rent, capped per year, for so many years."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.packs.qinghe.paying import capped
from assistant.rules.packs.qinghe.versions import ended
from assistant.rules.units import Measure, MeasureOf, write
from assistant.rules.work import Work

__all__ = ["RentFacts", "formula_2023_05_01"]


class RentFacts(Facts):
    """Rent of a year (or month) and the years asked for."""

    rent: Annotated[Measure, MeasureOf("money")] | None = None
    monthly: bool = False
    years: Annotated[int, Field(ge=1, le=100)] = 1
    lease: Annotated[int, Field(ge=0, le=100)] | None = None
    on: date | None = None


def formula_2023_05_01(facts: RentFacts, work: Work) -> None:
    """The subsidy over the years asked for."""
    if ended(work):
        return
    if facts.rent is None:
        raise work.need("rent")
    rent = facts.rent.to("元")
    if facts.monthly:
        work.step(f"月租 {write(rent)} 元 × 12 个月 = {write(rent * 12)} 元")
        rent *= 12
    total = capped(work, rent, "share", "cap")
    years = min(facts.years, int(work.number("most_years"))) if facts.years > 1 else 1
    if years < facts.years:
        work.step(f"连续补贴 {work.show('most_years')} → 按 {years} 年")
    if years > 1:
        work.cite("most_years")
        work.step(f"{write(total)} 元 × {years} 年 = {write(total * years)} 元")
        total *= years
    work.say(f"场地租金补贴 {work.result('场地租金补贴', total, '元')}：{'；'.join(work.steps)}。")
    work.quote("share")

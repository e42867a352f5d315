"""租金补贴: a share of the yearly rent, capped per year, for a number of years; a long lease is needed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.packs.qinghe.paying import capped
from assistant.rules.packs.qinghe.versions import ended, if_changed
from assistant.rules.units import Measure, MeasureOf, write
from assistant.rules.work import Work

__all__ = ["RentFacts", "formula_2023_04_12"]


class RentFacts(Facts):
    """Rent of a year (or month), years asked for, years of the lease."""

    rent: Annotated[Measure, MeasureOf("money")] | None = None
    monthly: bool = False
    years: Annotated[int, Field(ge=1, le=100)] = 1
    lease: Annotated[int, Field(ge=0, le=100)] | None = None
    on: date | None = None


def formula_2023_04_12(facts: RentFacts, work: Work) -> None:
    """The subsidy over the years asked for."""
    if ended(work):
        return
    if facts.lease is not None:
        good = facts.lease >= work.number("lease")
        work.step(f"租期 {facts.lease} 年{'达到' if good else '不满'} {work.show('lease')}（以上含本数）")
        if not good:
            work.say(
                f"不符合：租期 {facts.lease} 年不满 {work.show('lease')}，{work.result('是否补贴', '不符合补贴条件')}。"
            )
            work.quote("lease")
            return
    if facts.rent is None:
        raise work.need("rent")
    if facts.lease is None:
        work.assume(f"没有说租期，按租期在 {work.show('lease')}以上计算。")
    rent = facts.rent.to("元")
    if facts.monthly:
        work.step(f"月租 {write(rent)} 元 × 12 个月 = {write(rent * 12)} 元")
        rent *= 12
    total = capped(work, rent, "share", "cap")
    years = min(facts.years, int(work.number("most_years"))) if facts.years > 1 else 1
    if years < facts.years:
        work.step(f"连续补贴不超过 {work.show('most_years')} → 按 {years} 年")
    if years > 1:
        work.step(f"{write(total)} 元 × {years} 年 = {write(total * years)} 元")
        total *= Decimal(years)
        if_changed(work, "share", lambda: work.assume("各年都按所问那一天的标准；以后标准有修改，修改后的年度应另算。"))
    work.say(f"租金补贴 {work.result('租金补贴', total, '元')}：{'；'.join(work.steps)}。")

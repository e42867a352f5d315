"""人才公寓: the reduced rent of the first years."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.packs.qinghe.versions import ended
from assistant.rules.units import Measure, MeasureOf, write
from assistant.rules.work import Work

__all__ = ["FlatFacts", "formula_2023_05_01"]


class FlatFacts(Facts):
    """Market rent of a month (or year) and how long."""

    rent: Annotated[Measure, MeasureOf("money")] | None = None
    yearly: bool = False
    months: Annotated[int, Field(ge=1, le=1200)] = 1
    on: date | None = None


def formula_2023_05_01(facts: FlatFacts, work: Work) -> None:
    """What is paid for the months asked for; full rent after the first years."""
    if ended(work):
        return
    if facts.rent is None:
        raise work.need("rent")
    rent = facts.rent.to("元")
    if facts.yearly:
        rent /= 12
        work.step(f"年租 {facts.rent} ÷ 12 个月 = {write(rent, 2)} 元")
    reduced = min(facts.months, int(work.number("most_years") * 12))
    part = rent * work.share("share")
    work.step(f"{write(rent, 2)} 元 × {work.show('share')} = 每月 {write(part, 2)} 元")
    total = part * reduced
    if reduced > 1:
        work.step(f"{write(part, 2)} 元 × {reduced} 个月 = {write(total, 2)} 元")
    if facts.months > reduced:
        rest = rent * (facts.months - reduced)
        total += rest
        work.step(
            f"超出前 {work.show('most_years')}的 {facts.months - reduced} 个月按市场价 {write(rest, 2)} 元，合计 {write(total, 2)} 元"
        )
    span = f" {facts.months} 个月共" if facts.months > 1 else "每月"
    work.say(f"人才公寓租金{span} {work.result('人才公寓租金', total, '元')}：{'；'.join(work.steps)}。")
    work.quote("share")

"""退回补贴: the share of the years that were not run; the yearly availability."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.packs.qinghe.versions import ended
from assistant.rules.units import Measure, MeasureOf, write
from assistant.rules.work import Work

__all__ = ["RefundFacts", "formula_2023_06_21"]


class RefundFacts(Facts):
    """Subsidy received and months run; or the availability of a year."""

    subsidy: Annotated[Measure, MeasureOf("money")] | None = None
    months: Annotated[int, Field(ge=0, le=1200)] | None = None
    available: Annotated[Measure, MeasureOf("ratio")] | None = None
    on: date | None = None


def formula_2023_06_21(facts: RefundFacts, work: Work) -> None:
    """What is paid back, or whether the availability is enough."""
    if ended(work):
        return
    if facts.available is not None:
        good = facts.available.value >= work.number("share")
        work.step(f"{write(facts.available.value)}% {'≥' if good else '<'} {work.show('share')}")
        work.result("年度可用率", "达到要求" if good else "未达到要求")
        work.say(f"{'达到要求' if good else '未达到要求'}：{work.steps[-1]}。")
        work.quote("share")
        return
    if facts.subsidy is None:
        raise work.need("subsidy")
    if facts.months is None:
        raise work.need("months")
    whole = work.number("years") * 12
    left = max(whole - facts.months, Decimal(0))
    given = facts.subsidy.to("元")
    back = given * left / whole
    work.cite("refund")
    work.step(f"应运营 {work.show('years')} = {write(whole)} 个月，已运营 {facts.months} 个月，剩余 {write(left)} 个月")
    work.step(f"{write(given)} 元 × {write(left)} ÷ {write(whole)} = {write(back, 2)} 元")
    if facts.months % 12:
        work.assume("剩余年限不是整年的，按月折算。")
    work.say(f"退回补贴 {work.result('退回补贴', back, '元')}：{'；'.join(work.steps)}。")
    work.quote("refund")

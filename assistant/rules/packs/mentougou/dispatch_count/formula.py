"""定期调度: once a quarter or once a month, over so many months."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.work import Work

__all__ = ["DispatchFacts", "formula_2020_05_28"]

_MONTHS = {"每季度": 3, "每月": 1}


class DispatchFacts(Facts):
    """Who calls the meetings, and for how many months."""

    item: Literal["区长", "局长"] | None = None
    months: Annotated[int, Field(ge=1, le=240)] | None = None


def formula_2020_05_28(facts: DispatchFacts, work: Work) -> None:
    """Meetings in the time given."""
    if facts.item is None:
        raise work.need("item")
    if facts.months is None:
        raise work.need("months")
    each = work.row(facts.item).value or ""
    title = work.params.parameters[facts.item].title
    if facts.months % 12 == 0:
        work.step(f"{facts.months // 12} 年 = {facts.months} 个月")
    else:
        work.step("半年 = 6 个月" if facts.months == 6 else f"共 {facts.months} 个月")
    times = Decimal(facts.months // _MONTHS[each])
    work.step(f"{facts.months} 个月 ÷ {_MONTHS[each]} 个月 = {times} 次（{each}一次）")
    work.say(f"{title}{each}一次，共 {work.result(title, times, '次')}：{work.steps[-1]}。")
    work.quote(facts.item)

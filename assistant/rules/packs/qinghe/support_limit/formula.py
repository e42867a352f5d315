"""年度合计上限: a share of last year's contribution against the year's support."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from assistant.rules.pack import Facts
from assistant.rules.packs.qinghe.versions import ended
from assistant.rules.units import Measure, MeasureOf, write
from assistant.rules.work import Work

__all__ = ["LimitFacts", "formula_2023_05_01"]

Money = Annotated[Measure, MeasureOf("money")]


class LimitFacts(Facts):
    """Last year's contribution, the year's support, how much of it is excepted."""

    contribution: Money | None = None
    support: Money | None = None
    excepted: Money | None = None
    on: date | None = None


def formula_2023_05_01(facts: LimitFacts, work: Work) -> None:
    """The most there can be, and what that means for the support named."""
    if ended(work):
        return
    if facts.contribution is None:
        raise work.need("contribution")
    given = facts.contribution.to("元")
    cap = given * work.share("share")
    work.step(f"{write(given)} 元 × {work.show('share')} = {write(cap)} 元")
    if facts.support is None:
        work.say(f"年度各项支持合计最高 {work.result('年度合计上限', cap, '元')}：{'；'.join(work.steps)}。")
    else:
        whole, free = facts.support.to("元"), facts.excepted.to("元") if facts.excepted else Decimal(0)
        counted = whole - free
        if free:
            work.cite("excepted")
            work.step(f"{write(whole)} 元 − 不计入的 {write(free)} 元 = {write(counted)} 元")
        paid = min(counted, cap) + free
        work.step(f"{write(counted)} 元{'超过' if counted > cap else '未超过'} {write(cap)} 元 → 可得 {write(paid)} 元")
        work.say(f"最多可得 {work.result('可得支持', paid, '元')}：{'；'.join(work.steps)}。")
    work.quote("share")

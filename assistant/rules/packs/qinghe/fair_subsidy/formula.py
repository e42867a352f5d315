"""参展补贴: a share of each booth, capped per fair and per year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

from assistant.rules.pack import Facts
from assistant.rules.packs.qinghe.paying import capped
from assistant.rules.packs.qinghe.versions import ended
from assistant.rules.units import Measure, MeasureOf, split_list, write
from assistant.rules.work import Work

__all__ = ["FairFacts", "formula_2023_05_01"]

Money = Annotated[Measure, MeasureOf("money")]


class FairFacts(Facts):
    """What the booths of one year cost, one sum per fair; what was received before in that year."""

    fees: Annotated[tuple[Money, ...], BeforeValidator(split_list)] = ()
    fairs: Annotated[int, Field(ge=1, le=1000)] = 1
    received: Money | None = None
    on: date | None = None


def formula_2023_05_01(facts: FairFacts, work: Work) -> None:
    """The subsidy of one year."""
    if ended(work):
        return
    if not facts.fees:
        raise work.need("fees")
    due = [capped(work, fee.to("元"), "share", "cap") for fee in facts.fees]
    total = sum(due, Decimal(0)) * facts.fairs
    if len(due) > 1 or facts.fairs > 1:
        work.step(
            f"{' + '.join(write(d) for d in due)}{f' × {facts.fairs} 次' if facts.fairs > 1 else ''} = {write(total)} 元"
        )
    had = facts.received.to("元") if facts.received else Decimal(0)
    left = max(work.money("yearly") - had, Decimal(0))
    if had:
        work.step(f"{work.show('yearly')} − 已领 {write(had)} 元 = {write(left)} 元")
    if total > left or len(due) * facts.fairs > 1:
        work.step(
            f"{write(total)} 元{'超过' if total > left else '未超过'}每年 {work.show('yearly')}{'的余额' if had else ''} → {write(min(total, left))} 元"
        )
    work.say(f"参展补贴 {work.result('参展补贴', min(total, left), '元')}：{'；'.join(work.steps)}。")
    work.quote("cap")

"""单项上限: what is left of a cap, and how much of a request fits under it."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from assistant.rules.pack import Facts
from assistant.rules.units import Measure, MeasureOf, convert, split_list, write
from assistant.rules.work import Work

__all__ = ["CapFacts", "formula_2020_05_01"]

Money = Annotated[Measure, MeasureOf("money")]
Moneys = Annotated[tuple[Money, ...], BeforeValidator(split_list)]


class CapFacts(Facts):
    """The item, what was received of it and what is applied for."""

    item: (
        Literal["科技成果转化", "市级研发载体", "国家级研发载体", "高精尖一次性资金", "高精尖房租补贴", "贷款贴息"]
        | None
    ) = None
    received: Moneys = ()
    requested: Money | None = None
    years: Annotated[int, Field(ge=1, le=3)] = 1


def formula_2020_05_01(facts: CapFacts, work: Work) -> None:
    """The most that may still be paid; a cap is not an entitlement."""
    if facts.item is None:
        raise work.need("item")
    cap = work.number("cap", facts.item)
    if facts.item == "高精尖房租补贴" and facts.years > 1:
        work.step(f"{work.show('cap', facts.item)} × {facts.years} 年 = {write(cap * facts.years)} 万元")
        cap = cap * facts.years
    left = cap
    if facts.received:
        had = [m.to("万元") for m in facts.received]
        left = max(Decimal(0), cap - sum(had, Decimal(0)))
        taken = " − ".join(f"{write(h)} 万元" for h in had)
        work.step(f"{work.show('cap', facts.item)} − {taken} = {write(cap - sum(had, Decimal(0)))} 万元")
    most = left
    tail = ""
    if facts.requested is not None:
        wish = work.converted(facts.requested, "万元").value
        most = min(left, wish)
        over = wish - most
        work.step(
            f"申请 {write(wish)} 万元，上限 {write(left)} 万元 → 最多 {write(most)} 万元"
            + (f"，超出 {write(over)} 万元" if over else "")
        )
        tail = f"，超出 {write(over)} 万元" if over else ""
        if wish < left:
            work.step(f"没有到上限：{write(left)} 万元 − {write(wish)} 万元 = {write(left - wish)} 万元")
            tail = f"，没有到上限，离上限还有 {write(left - wish)} 万元"
    elif not facts.received and not work.steps:
        work.step(f"上限 {work.show('cap', facts.item)}")
    if facts.received and cap < sum((m.to("万元") for m in facts.received), Decimal(0)):
        work.step(f"已领超过上限 → {write(left)} 万元")
    text = work.result(f"{facts.item}最多可得", convert(most, "万元", "元"), "元")
    work.say(
        f"{facts.item}最多{'还' if facts.received else ''}可得 {text}{tail}（是上限，不是定额）：{'；'.join(work.steps)}。"
    )
    row = work.row("cap", facts.item)
    work.quote_place(("cap", row.evidence))

"""消费券: rounds × vouchers × worth for one person or several; how many the fund pays for."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.units import write
from assistant.rules.work import Work

__all__ = ["VoucherFacts", "formula_2023_02_24"]


class VoucherFacts(Facts):
    """Rounds taken part in, people; or the whole fund."""

    rounds: Annotated[int, Field(ge=1, le=100)] | None = None
    people: Annotated[int, Field(ge=1, le=10000000)] = 1
    fund: bool = False


def formula_2023_02_24(facts: VoucherFacts, work: Work) -> None:
    """Vouchers and their worth."""
    if facts.fund:
        count = work.money("fund") / work.number("worth")
        work.step(f"{work.show('fund')} ÷ {work.show('worth')} = {write(count)} 张")
        work.assume("按资金全部用于券面计算。")
        work.say(f"最多可发 {work.result('消费券张数', count, '张')}：{work.steps[-1]}。")
        work.quote("fund")
        return
    most = int(work.number("rounds"))
    rounds = min(facts.rounds or most, most)
    if facts.rounds and facts.rounds > most:
        work.step(f"只发 {work.show('rounds')} → 按 {rounds} 轮")
    work.cite("rounds")
    count = rounds * work.number("each") * facts.people
    people = f" × {facts.people} 人" if facts.people > 1 else ""
    work.step(f"{rounds} 轮 × {work.show('each')}{people} = {write(count)} 张")
    worth = count * work.number("worth")
    work.step(f"{write(count)} 张 × {work.show('worth')} = {write(worth)} 元")
    work.say(
        f"最多领 {work.result('消费券张数', count, '张')}，共 {work.result('消费券面值', worth, '元')}：{'；'.join(work.steps)}。"
    )
    work.quote("each")

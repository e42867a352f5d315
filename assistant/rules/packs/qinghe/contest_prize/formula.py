"""竞赛奖金: prizes × amounts, the share paid at a stage, the whole purse, the last day to open."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from assistant.rules.days import write_day
from assistant.rules.pack import Facts
from assistant.rules.packs.qinghe.versions import ended
from assistant.rules.units import convert, write, write_money
from assistant.rules.work import Work

__all__ = ["PrizeFacts", "formula_2023_04_12"]

Count = Annotated[int, Field(ge=0, le=1000)]
PRIZES = {"first": "一等奖", "second": "二等奖", "third": "三等奖"}


class PrizeFacts(Facts):
    """Prizes won or the whole contest, the instalment, the day of the result and of opening."""

    first: Count = 0
    second: Count = 0
    third: Count = 0
    whole: Literal["总奖金", "名额"] | None = None
    stage: Literal["公布后", "开业后", "两次"] | None = None
    rounds: Annotated[int, Field(ge=1, le=50)] = 1
    announced: date | None = None
    opened: date | None = None
    on: date | None = None


def formula_2023_04_12(facts: PrizeFacts, work: Work) -> None:
    """The sum due, or the last day to open."""
    if ended(work):
        return
    counts = {name: getattr(facts, k) for k, name in PRIZES.items() if getattr(facts, k)}
    late = False
    if facts.announced is not None:
        late = _opening(facts.announced, facts.opened, work)
        if not counts:
            return
    if facts.whole == "名额":
        places = [work.number(f"{name}名额") for name in PRIZES.values()]
        work.step(
            " + ".join(f"{n} {write(p)} 名" for n, p in zip(PRIZES.values(), places, strict=True))
            + f" = {write(sum(places, Decimal(0)))} 名"
        )
        work.say(f"每届共 {work.result('获奖名额', sum(places, Decimal(0)), '名')}：{work.steps[-1]}。")
        return
    if facts.whole == "总奖金":
        counts = {name: int(work.number(f"{name}名额")) for name in PRIZES.values()}
    if not counts:
        raise work.need("first")
    total = Decimal(0)
    for name, count in counts.items():
        total += work.money(name) * count
        work.step(f"{name} {work.show(name)} × {count} = {write(convert(work.money(name) * count, '元', '万元'))} 万元")
    if len(counts) > 1:
        work.step(f"合计 {write(convert(total, '元', '万元'))} 万元")
    if facts.rounds > 1:
        total *= facts.rounds
        work.step(f"× {facts.rounds} 届 = {write(convert(total, '元', '万元'))} 万元")
    _pay(facts, "、".join(counts) if facts.whole is None else "整届", total, work, late=late)


def _pay(facts: PrizeFacts, names: str, total: Decimal, work: Work, *, late: bool) -> None:
    steps = "；".join(work.steps)
    if facts.stage is None and not late:
        work.say(f"{names}奖金 {work.result(f'{names}奖金', total, '元')}：{steps}。")
        return
    stages = ("公布后", "开业后") if facts.stage == "两次" else (facts.stage or "开业后",)
    told = []
    for stage in stages:
        part = Decimal(0) if late and stage == "开业后" else total * work.share(stage)
        work.step(
            f"{write_money(total)} × {work.show(stage)}"
            + ("，逾期不再支付，0 元" if late and stage == "开业后" else f" = {write_money(part)}")
        )
        told.append(
            f"{'结果公布后' if stage == '公布后' else '建成开业并验收合格后'}支付 {work.result(f'{names}{stage}支付', part, '元')}"
        )
    work.say(f"{names}奖金共 {write_money(total)}，{'，'.join(told)}。")
    work.quote(stages[-1])


def _opening(announced: date, opened: date | None, work: Work) -> bool:
    """Whether the opening came too late; the last day as a result."""
    months = announced.year * 12 + announced.month - 1 + int(work.number("开业期限"))
    year, month = months // 12, months % 12 + 1
    last = date(year, month, min(announced.day, monthrange(year, month)[1]))
    work.step(f"{write_day(announced)} + {work.show('开业期限')} = {write_day(last)}")
    late = opened is not None and opened > last
    if opened is None:
        work.say(f"最晚 {work.result('建成开业的最后一天', write_day(last))}建成开业，否则不再支付剩余奖金。")
    else:
        work.step(f"{write_day(opened)}{'晚于' if late else '不晚于'} {write_day(last)}")
        work.say(
            f"{work.result('是否逾期', '已逾期' if late else '没有逾期')}：最晚 {write_day(last)}建成开业，{write_day(opened)}{'超过期限，不再支付剩余奖金' if late else '在期限内'}。"
        )
    work.quote("开业期限")
    return late

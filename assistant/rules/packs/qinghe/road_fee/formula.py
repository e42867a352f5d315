"""占道费: rate of place and kind × area × days; half, free, or a multiple when overdue."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from assistant.rules.days import last_day, write_day
from assistant.rules.pack import Facts
from assistant.rules.units import Measure, MeasureOf, write, write_money
from assistant.rules.work import Work

__all__ = ["RoadFacts", "formula_2023_08_01"]

FREE = ("抢险救灾", "老旧小区改造", "加装电梯", "残疾人便民摊点")


class RoadFacts(Facts):
    """Place, kind, area, days, days overdue, what was used in the end, a reduced or free category; or the day of the letter."""

    zone: Literal["文澜街道", "柳塘街道", "河湾街道", "白石镇", "其他镇"] | None = None
    kind: Literal["施工", "经营"] | None = None
    area: Annotated[Measure, MeasureOf("area")] | None = None
    days: Annotated[int, Field(ge=1, le=36500)] | None = None
    overdue_days: Annotated[int, Field(ge=1, le=36500)] | None = None
    final_area: Annotated[Measure, MeasureOf("area")] | None = None
    final_days: Annotated[int, Field(ge=1, le=36500)] | None = None
    category: (
        Literal[
            "早餐车",
            "公用管线施工",
            "养老无障碍施工",
            "零星施工",
            "节假日外摆",
            "抢险救灾",
            "老旧小区改造",
            "加装电梯",
            "残疾人便民摊点",
        ]
        | None
    ) = None
    overdue: Literal["是", "否"] | None = None
    received: date | None = None


def formula_2023_08_01(facts: RoadFacts, work: Work) -> None:
    """The fee, what is paid back or in addition, or the last day to pay."""
    if facts.received is not None:
        days = int(work.number("pay_days"))
        last = last_day(facts.received, days)
        work.step(f"{write_day(facts.received, year=False)}的次日起算 {days} 天 → {write_day(last, year=False)}")
        work.result("缴费最后一天", write_day(last, year=False))
        work.say(f"最晚 {write_day(last, year=False)}缴费（次日起算 {days} 天）。")
        work.quote("pay_days")
        return
    if facts.category in FREE:
        work.cite("exempt")
        work.step(f"{facts.category} → 免收，0 元")
        work.result("占道费", Decimal(0), "元")
        work.say(f"免收：{facts.category}占用的占道费为 0 元。")
        work.quote("exempt")
        return
    for name in ("zone", "kind", "area", "days"):
        if getattr(facts, name) is None:
            raise work.need(name)
    assert facts.area is not None and facts.days is not None
    if facts.final_area is not None or facts.final_days is not None:
        _settle(facts, facts.area, facts.days, work)
        return
    fee = _fee(facts, facts.area, facts.days, work, overdue=facts.overdue == "是" and facts.overdue_days is None)
    if facts.overdue_days is not None:
        extra = _fee(facts, facts.area, facts.overdue_days, work, overdue=True)
        work.step(f"{write(fee, 2)} 元 + 超期 {write(extra, 2)} 元 = {write(fee + extra, 2)} 元")
        fee += extra
    text = work.result("占道费", fee, "元")
    work.say(f"占道费 {text}：{'；'.join(work.steps)}。")
    work.steps.append(f"占道费 {write_money(fee)}")


def _settle(facts: RoadFacts, area: Measure, days: int, work: Work) -> None:
    """The fee of what was used against what was paid before."""
    before = _fee(facts, area, days, work)
    after = _fee(facts, facts.final_area or area, facts.final_days or days, work)
    work.cite("settle")
    if after == before:
        work.step("预缴与最终核定相同 → 不退不补")
        work.say(f"不退不补：{work.result('应退补', Decimal(0), '元')}。")
        return
    word = "退还" if after < before else "补缴"
    high, low = max(before, after), min(before, after)
    work.step(
        f"预缴 {write(before, 2)} 元，最终核定 {write(after, 2)} 元；{write(high, 2)} − {write(low, 2)} = {write(high - low, 2)} 元"
    )
    work.say(f"{word} {work.result(f'{word}占道费', high - low, '元')}：{'；'.join(work.steps)}。")
    work.quote("settle")


def _fee(facts: RoadFacts, given: Measure, days: int, work: Work, *, overdue: bool = False) -> Decimal:
    """Rate × area × days, with what is reduced or raised."""
    area = work.converted(given, "平方米")
    if area.value < work.number("least"):
        work.step(f"{write(area.value)} 平方米不足 {work.show('least')} → 按 {work.show('least')}")
        area = Measure(work.number("least"), "平方米", "area")
    key = "works" if facts.kind == "施工" else "trade"
    fee = work.product("元", area, key, Measure(Decimal(days), "天", "duration"), item=facts.zone or "")
    if overdue:
        fee = fee * work.number("overdue")
        work.step(f"× {work.show('overdue')} 倍（超期部分）= {write(fee, 2)} 元")
    elif facts.category == "节假日外摆":
        halved = min(Decimal(days), work.number("terrace_days"))
        fee = fee / days * (halved * work.share("half") + days - halved)
        work.step(
            f"全年累计不超过 {work.show('terrace_days')}的 {write(halved)} 天按 {work.show('half')} = {write(fee, 2)} 元"
        )
        work.assume("按本年此前没有节假日外摆计算。")
    elif _half(facts.category, area, days, work):
        fee = fee * work.share("half")
        work.step(f"× {work.show('half')} = {write(fee, 2)} 元")
    return fee


def _half(category: str | None, area: Measure, days: int, work: Work) -> bool:
    if category is None:
        return False
    if category == "零星施工":
        small = area.value <= work.number("small_area") and Decimal(days) <= work.number("small_days")
        work.step(
            f"零星施工：{write(area.value)} 平方米、{days} 天，{'未超过' if small else '超过'} {work.show('small_area')}（含）和 {work.show('small_days')} → {'减半' if small else '不减'}"
        )
        return small
    work.cite(category)
    return True

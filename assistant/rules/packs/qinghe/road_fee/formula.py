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
    """Place, kind, area, days, a reduced or free category; or the day the letter was received."""

    zone: Literal["文澜街道", "柳塘街道", "河湾街道", "白石镇", "其他镇"] | None = None
    kind: Literal["施工", "经营"] | None = None
    area: Annotated[Measure, MeasureOf("area")] | None = None
    days: Annotated[int, Field(ge=1, le=36500)] | None = None
    category: (
        Literal["早餐车", "公用管线施工", "养老无障碍施工", "零星施工", "抢险救灾", "老旧小区改造", "加装电梯", "残疾人便民摊点"] | None
    ) = None
    overdue: Literal["是", "否"] | None = None
    received: date | None = None


def formula_2023_08_01(facts: RoadFacts, work: Work) -> None:
    """The fee, or the last day to pay."""
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
    area = work.converted(facts.area, "平方米")
    if area.value < work.number("least"):
        work.step(f"{write(area.value)} 平方米不足 {work.show('least')} → 按 {work.show('least')}")
        area = Measure(work.number("least"), "平方米", "area")
    key = "works" if facts.kind == "施工" else "trade"
    fee = work.product("元", area, key, Measure(Decimal(facts.days), "天", "duration"), item=facts.zone or "")
    if facts.overdue == "是":
        fee = fee * work.number("overdue")
        work.step(f"× {work.show('overdue')} 倍（超期部分）= {write(fee, 2)} 元")
    elif _half(facts, area, work):
        fee = fee * work.share("half")
        work.step(f"× {work.show('half')} = {write(fee, 2)} 元")
    text = work.result("占道费", fee, "元")
    work.say(f"占道费 {text}：{'；'.join(work.steps)}。")
    work.steps.append(f"占道费 {write_money(fee)}")


def _half(facts: RoadFacts, area: Measure, work: Work) -> bool:
    if facts.category is None:
        return False
    if facts.category == "零星施工":
        small = area.value <= work.number("small_area") and Decimal(facts.days or 0) <= work.number("small_days")
        work.step(f"零星施工：{write(area.value)} 平方米、{facts.days} 天，{'没有超过' if small else '超过'} {work.show('small_area')}（含）和 {work.show('small_days')} → {'减半' if small else '不减'}")
        return small
    work.cite(facts.category)
    return True

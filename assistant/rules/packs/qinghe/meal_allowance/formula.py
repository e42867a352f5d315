"""助餐补贴: so much per meal, so many meals a day, from an age on."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.packs.qinghe.versions import ended
from assistant.rules.units import write
from assistant.rules.work import Work

__all__ = ["MealFacts", "formula_2023_07_01"]


class MealFacts(Facts):
    """Age, meals a day and days, or all meals; people."""

    age: Annotated[int, Field(ge=0, le=130)] | None = None
    daily: Annotated[int, Field(ge=1, le=10)] | None = None
    days: Annotated[int, Field(ge=1, le=36500)] | None = None
    meals: Annotated[int, Field(ge=1, le=100000)] | None = None
    people: Annotated[int, Field(ge=1, le=100000)] = 1
    on: date | None = None


def formula_2023_07_01(facts: MealFacts, work: Work) -> None:
    """The sum for the meals."""
    if ended(work):
        return
    if facts.age is not None:
        good = facts.age >= work.number("age")
        work.step(f"{facts.age} 周岁{'达到' if good else '不满'} {work.show('age')}（以上含本数）")
        if not good:
            work.say(f"不符合：{work.steps[-1]}，{work.result('是否补贴', '不符合补贴条件')}。")
            work.quote("age")
            return
    else:
        work.assume(f"没有说年龄，按 {work.show('age')}以上计算。")
    if facts.meals is not None:
        meals = facts.meals
        work.assume(f"按每天未超过 {work.show('most')}计算。")
    else:
        if facts.daily is None:
            raise work.need("daily")
        counted = min(facts.daily, int(work.number("most")))
        if counted < facts.daily:
            work.step(f"每天 {facts.daily} 餐超过 {work.show('most')} → 按 {counted} 餐")
        meals = counted * (facts.days or 1)
        if facts.days is not None:
            work.step(f"每天 {counted} 餐 × {facts.days} 天 = {meals} 餐")
    total = work.number("each") * meals
    work.step(f"{meals} 餐 × {work.show('each')} = {write(total)} 元")
    if facts.people > 1:
        work.step(f"{write(total)} 元 × {facts.people} 人 = {write(total * facts.people)} 元")
        total *= facts.people
    span = "" if facts.days or facts.meals else "每天"
    work.say(f"助餐补贴{span} {work.result('助餐补贴', total, '元')}：{'；'.join(work.steps)}。")

"""首次创业奖励: one sum, a higher one for recent graduates; age and months of business are conditions."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.packs.qinghe.versions import ended
from assistant.rules.units import write
from assistant.rules.work import Work

__all__ = ["StartFacts", "formula_2023_05_01"]


class StartFacts(Facts):
    """Years since graduation from university (or no graduate), months in business, age, number of founders."""

    graduate: Literal["是", "否"] | None = None
    years: Annotated[int, Field(ge=0, le=80)] | None = None
    months: Annotated[int, Field(ge=0, le=1200)] | None = None
    age: Annotated[int, Field(ge=0, le=130)] | None = None
    first: Literal["是", "否"] = "是"
    people: Annotated[int, Field(ge=1, le=100000)] = 1
    on: date | None = None


def formula_2023_05_01(facts: StartFacts, work: Work) -> None:
    """The award, or the condition that is not met."""
    if ended(work):
        return
    if reason := _refusal(facts, work):
        work.step(reason)
        work.say(f"不符合：{reason}，{work.result('是否奖励', '不符合奖励条件')}。")
        work.quote("年龄" if "周岁" in reason else "经营月数")
        return
    recent = facts.graduate == "是" and (facts.years is None or facts.years <= work.number("毕业年数"))
    if facts.graduate is None and facts.years is None:
        raise work.need("graduate")
    if facts.years is not None and facts.graduate != "否":
        recent = facts.years <= work.number("毕业年数")
        work.step(f"毕业 {facts.years} 年 {'≤' if recent else '>'} {work.show('毕业年数')}（以内含本数）")
    key = "毕业生" if recent else "普通"
    total = work.number(key) * facts.people
    work.step(
        f"{'高校毕业生' if recent else '首次创业'}奖励 {work.show(key)}"
        + (f" × {facts.people} 人 = {write(total)} 元" if facts.people > 1 else "")
    )
    if facts.months is None:
        work.assume(f"按首次创业、正常经营满 {work.show('经营月数')}计算。")
    work.say(f"首次创业奖励 {work.result('首次创业奖励', total, '元')}：{'；'.join(work.steps)}。")
    work.quote(key)


def _refusal(facts: StartFacts, work: Work) -> str:
    if facts.first == "否":
        work.cite("经营月数")
        return "不是首次创业"
    if facts.age is not None and facts.age > work.number("年龄"):
        return f"{facts.age} 周岁超过 {work.show('年龄')}"
    if facts.months is not None and facts.months < work.number("经营月数"):
        return f"正常经营 {facts.months} 个月不满 {work.show('经营月数')}"
    return ""

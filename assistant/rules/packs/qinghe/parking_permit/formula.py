"""居民停车认证: so much a month by area; the hours it covers; one car per household."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from assistant.rules.pack import Facts
from assistant.rules.packs.qinghe.versions import ended
from assistant.rules.units import write
from assistant.rules.whens import read_clock
from assistant.rules.work import Work

__all__ = ["PermitFacts", "formula_2024_05_01"]


class PermitFacts(Facts):
    """Place and months; or a time of day; or a number of cars."""

    place: Literal["文澜街道", "柳塘街道", "河湾街道", "各镇"] | None = None
    months: Annotated[int, Field(ge=1, le=1200)] | None = None
    time: Annotated[int, Field(ge=0, lt=1440), BeforeValidator(read_clock)] | None = None
    cars: Annotated[int, Field(ge=1, le=1000)] | None = None
    on: date | None = None


def formula_2024_05_01(facts: PermitFacts, work: Work) -> None:
    """The fee, or whether an hour or a second car is covered."""
    if ended(work):
        return
    if facts.cars is not None:
        good = facts.cars <= work.number("辆")
        work.step(f"{facts.cars} 辆{'未超过' if good else '超过'}每户 {work.show('辆')}")
        work.result("能否认证", "可以" if good else "不可以")
        work.say(f"{'可以' if good else '不可以'}：{work.steps[-1]}。")
        work.quote("辆")
        return
    if facts.time is not None:
        inside = facts.time >= work.number("从") * 60 or facts.time < work.number("到") * 60
        clock = f"{facts.time // 60}:{facts.time % 60:02d}"
        work.step(f"{clock} {'在' if inside else '不在'} {work.show('从')}至次日 {work.show('到')}之内")
        work.result("是否在停放时间内", "在" if inside else "不在")
        work.say(f"{'可以按认证停放' if inside else '不在认证的停放时间内'}：{work.steps[-1]}。")
        work.quote("从")
        return
    if facts.place is None:
        raise work.need("place")
    months = facts.months or 1
    fee = work.number("每月", facts.place) * months
    work.step(f"{facts.place} 每月 {work.printed('每月', facts.place)} 元 × {months} 个月 = {write(fee)} 元")
    work.say(f"居民停车认证费 {work.result('居民停车认证费', fee, '元')}：{work.steps[-1]}。")

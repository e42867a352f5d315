"""禁放限放: by place, by lunar day, by hour; near certain places never; so many boxes at a time."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from assistant.rules.pack import Facts
from assistant.rules.units import Measure, MeasureOf, write
from assistant.rules.whens import read_clock
from assistant.rules.work import Work

__all__ = ["FireFacts", "formula_2023_12_01"]

_DIGITS = {c: n for n, c in enumerate("初一二三四五六七八九")}


class FireFacts(Facts):
    """Place, lunar day (正月初三, 腊月三十, or another one), minutes since midnight; distance to a special place; boxes."""

    place: (
        Literal[
            "文澜街道", "柳塘街道", "河湾街道", "白石镇镇区", "白石镇镇区以外", "双溪镇", "槐荫镇", "芦荡镇", "松岭镇"
        ]
        | None
    ) = None
    lunar: (
        Annotated[
            str,
            Field(
                pattern=r"^(?:正月(?:初[一二三四五六七八九十]|十[一二三四五六七八九]|二十[一二三四五六七八九]?|三十)|腊月三十|其他日子)$"
            ),
        ]
        | None
    ) = None
    time: Annotated[int, Field(ge=0, lt=1440), BeforeValidator(read_clock)] | None = None
    distance: Annotated[Measure, MeasureOf("length")] | None = None
    boxes: Annotated[int, Field(ge=1, le=10000)] | None = None
    on: date | None = None


def formula_2023_12_01(facts: FireFacts, work: Work) -> None:
    """May or may not."""
    if facts.boxes is not None:
        good = facts.boxes <= work.number("箱")
        work.step(f"{facts.boxes} 箱{'未超过' if good else '超过'} {work.show('箱')}")
        _rule(
            work, good, f"个人在限放区一次购买 {facts.boxes} 箱{'未超过' if good else '超过'} {work.show('箱')}", "箱"
        )
        return
    if facts.distance is not None and facts.distance.to("米") <= work.number("距离"):
        work.step(f"距特定地点 {write(facts.distance.to('米'))} 米，在 {work.show('距离')}范围内")
        _rule(work, False, f"特定地点及其周边 {work.show('距离')}范围内，任何时间不得燃放", "距离")
        return
    if facts.place is None:
        raise work.need("place")
    zone = work.row("区域", facts.place).value or ""
    work.step(f"{facts.place} → {zone}")
    if zone == "禁放区":
        _rule(work, False, f"{facts.place}是禁放区，全年禁止燃放", "禁放")
        return
    if facts.lunar is None:
        raise work.need("lunar")
    _limited(facts.place, facts.lunar, facts.time, work)


def _limited(place: str, lunar: str, time: int | None, work: Work) -> None:
    day = _day(lunar)
    hours = f"{work.show('从')}至 {work.show('到')}"
    if (
        lunar.startswith("腊月")
        and day == work.number("三十")
        or lunar.startswith("正月")
        and Decimal(day) == work.number("初二") - 1
    ):
        work.cite("三十")
        work.step(f"{lunar} → 全天可以燃放")
        if lunar.startswith("腊月"):
            work.assume("除夕按腊月三十计算；腊月只有二十九天的年份，除夕能否燃放文中未写。")
        _rule(work, True, f"{place}是限放区，{lunar}全天可以燃放", "三十")
    elif lunar.startswith("正月") and work.number("初二") <= day <= work.number("十五"):
        work.step(f"{lunar}在正月初二至正月十五之间 → 每日 {hours}")
        if time is None:
            _rule(work, True, f"{place}是限放区，{lunar} {hours}可以燃放，其他时间禁止", "从")
            return
        good = work.number("从") * 60 <= time < work.number("到") * 60
        clock = f"{time // 60}:{time % 60:02d}"
        work.step(f"{clock} {'在' if good else '不在'} {hours}之内")
        _rule(work, good, f"{place}是限放区，{lunar}每日 {hours}可以燃放，{clock} {'在' if good else '不在'}其内", "从")
    else:
        work.step(f"{lunar}不在腊月三十至正月十五之间 → 禁止")
        _rule(work, False, f"{place}是限放区，{lunar}禁止燃放", "限放")


def _day(lunar: str) -> int:
    """The day of the lunar month; 0 for another day."""
    match = re.search(r"月(初|[二三]?十)?([一二三四五六七八九十])?$", lunar)
    if match is None:
        return 0
    tens, ones = match[1] or "", match[2] or ""
    if tens == "初":
        return 10 if ones == "十" else _DIGITS[ones]
    return (_DIGITS.get(tens[0], 1) if len(tens) == 2 else 1) * 10 + _DIGITS.get(ones, 0)


def _rule(work: Work, good: bool, text: str, key: str) -> None:
    work.result("能否", "可以" if good else "不可以")
    work.say(f"{'可以' if good else '不可以'}：{text}。")
    work.quote(key)

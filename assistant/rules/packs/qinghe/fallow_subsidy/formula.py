"""复耕休耕: rate × area × years; a premium for joined plots; the first year of a transfer by signing date."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.units import Measure, MeasureOf, convert, write
from assistant.rules.work import Work

__all__ = ["FallowFacts", "formula_2023_03_31"]


class FallowFacts(Facts):
    """Kind, area, and the years: a number, or a signing date with a last year."""

    kind: Literal["复耕", "休耕", "流转", "农机", "管护"] | None = None
    area: Annotated[Measure, MeasureOf("area")] | None = None
    years: Annotated[int, Field(ge=1, le=50)] = 1
    failed_years: Annotated[int, Field(ge=0, le=50)] = 0
    signed: date | None = None
    from_year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    to_year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    joined: bool = False


def formula_2023_03_31(facts: FallowFacts, work: Work) -> None:
    """The subsidy."""
    if facts.kind is None:
        raise work.need("kind")
    if facts.area is None:
        raise work.need("area")
    area = work.converted(facts.area, "亩")
    if facts.kind == "农机":
        total = work.product("元", area, "农机")
        cap = convert(work.number("农机上限"), "万元", "元")
        paid = min(total, cap)
        work.step(
            f"{write(total)} 元{'超过' if total > cap else '未超过'}年度上限 {work.show('农机上限')} → {write(paid)} 元"
        )
        _say(work, "农机服务补贴", paid)
        return
    if facts.kind == "流转" and facts.signed is not None:
        _transfer(facts, area, work, facts.signed)
        return
    asked = _within(facts, work)
    years = max(asked - facts.failed_years, 0)
    if facts.failed_years:
        work.cite("failed")
        work.step(f"验收不合格 {facts.failed_years} 年不兑付：{asked} 年 − {facts.failed_years} 年 = {years} 年")
    span = Measure(Decimal(years), "年", "months")
    total = work.product("元", area, facts.kind, span)
    if facts.kind == "复耕" and facts.joined:
        reached = area.value >= work.number("连片")
        work.step(f"连片 {write(area.value)} 亩{'达到' if reached else '没有达到'} {work.show('连片')}（含）")
        if reached:
            more = work.product("元", area, "连片增加", span)
            total += more
            work.step(f"合计 {write(total)} 元")
    _say(work, work.params.parameters[facts.kind].title, total)
    if facts.failed_years:
        work.quote("failed")


def _within(facts: FallowFacts, work: Work) -> int:
    """The years asked for, as far as the subsidy runs."""
    if f"{facts.kind}止" not in work.params.parameters or facts.years == 1:
        return facts.years
    first, last = (int(work.number(k)) for k in ("首年", f"{facts.kind}止"))
    most = last - first + 1
    if facts.years > most:
        work.step(f"期限 {first} 年至 {last} 年共 {most} 年，{facts.years} 年按 {most} 年")
    return min(facts.years, most)


def _say(work: Work, title: str, total: Decimal) -> None:
    text = work.result(title, total, "元")
    work.say(f"{title} {text}：{'；'.join(work.steps)}。")


def _transfer(facts: FallowFacts, area: Measure, work: Work, signed: date) -> None:
    start = facts.from_year or signed.year
    years = range(start, (facts.to_year or start) + 1)
    yearly = work.product("元", area, "流转", Measure(Decimal(1), "年", "months"))
    total = Decimal(0)
    parts = []
    for year in years:
        share = Decimal(1)
        if year > work.number("流转止"):
            share = Decimal(0)
        elif year == signed.year and signed > work.day("半年截止"):
            share = work.share("半额") if work.day("半额起") <= signed <= work.day("半额止") else Decimal(0)
            if not share:
                work.cite("下年起")
        elif year < signed.year:
            share = Decimal(0)
        total += yearly * share
        parts.append(write(yearly * share))
        half = f"{write(yearly)} 元 × {work.show('半额')} = " if 0 < share < 1 else "不计算 → " if not share else ""
        work.step(f"{year} 年：{half}{write(yearly * share)} 元")
    if len(years) > 1:
        work.step(f"{' + '.join(parts)} = {write(total)} 元")
    _say(work, "水源地流转费", total)
    work.quote("半年截止" if signed <= work.day("半年截止") else "半额" if signed <= work.day("半额止") else "下年起")

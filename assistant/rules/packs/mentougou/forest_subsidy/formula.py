"""退耕还林: fee per area and year × area × years that are paid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from assistant.rules.errors import FactError
from assistant.rules.pack import Facts
from assistant.rules.units import Measure, MeasureOf, write, write_money
from assistant.rules.work import Work

__all__ = ["ForestFacts", "formula_2020_08_05"]

Area = Annotated[Measure, MeasureOf("area")]
AREAS = {"流转": "transfer_area", "自主经营": "dual_use_area", "养护": "care_area"}
NAMES = {"transfer": "土地流转费", "care": "林木养护费", "dual_use": "兼用林补助"}


class ForestFacts(Facts):
    """Areas per kind, and the years: a number of years, a span, or the date of the contract."""

    area: Area | None = None
    kind: Literal["流转", "自主经营", "养护"] | None = None
    transfer_area: Area | None = None
    care_area: Area | None = None
    dual_use_area: Area | None = None
    years: Annotated[int, Field(ge=1, le=100)] | None = None
    from_year: Annotated[int, Field(ge=1990, le=2100)] | None = None
    to_year: Annotated[int, Field(ge=1990, le=2100)] | None = None
    before_year: Annotated[int, Field(ge=1990, le=2100)] | None = None
    signed: date | None = None
    had_years: Annotated[int, Field(ge=0, le=100)] = 0
    had_until: Annotated[int, Field(ge=1990, le=2100)] | None = None
    failed_years: Annotated[int, Field(ge=0, le=100)] = 0
    whole_period: bool = False
    asks_sum: bool = False
    received: Annotated[Measure, MeasureOf("money")] | None = None


def formula_2020_08_05(facts: ForestFacts, work: Work) -> None:
    """Year payment starts, or the sum for the areas and years given."""
    if facts.received is not None:
        _area_for(facts, facts.received, work)
        return
    if facts.area is not None:
        if facts.kind is None:
            raise work.need("kind")
        key = AREAS[facts.kind]
        if getattr(facts, key) is not None:
            raise work.need("kind")
        facts = facts.model_copy(update={key: facts.area})
    start = _start_year(facts.signed, work) if facts.signed is not None else None
    areas = {
        "transfer": facts.transfer_area, "care": facts.care_area, "dual_use": facts.dual_use_area,
    }  # fmt: skip
    given = {k: v for k, v in areas.items() if v is not None}
    if (
        facts.transfer_area is not None
        and start is None
        and (facts.to_year is not None or facts.had_years)
        and facts.from_year is None
        and facts.years is None
    ):
        raise work.need("signed")
    if not given:
        if start is None or facts.asks_sum:
            if facts.kind is None and start is None:
                raise work.need("kind")
            if facts.kind == "流转" and start is None and facts.to_year is not None:
                raise work.need("transfer_area", "signed")
            raise work.need(AREAS[facts.kind or "流转"])
        last = int(work.number("last_year"))
        if start <= last:
            work.step(f"{last} − {start} + 1 = {last - start + 1} 年")
        else:
            work.step(f"起算年 {start} 年 > {last} 年 → 没有可兑现的年度")
        work.result("土地流转费起算年", Decimal(start), "年")
        if start > last:
            work.say(f"没有可兑现的年度：{work.steps[-1]}。")
        else:
            work.say(f"土地流转费从 {start} 年起计算兑现，到 {last} 年最多 {last - start + 1} 年。")
        work.quote(_class(work))
        return
    if (
        facts.failed_years
        and facts.years is None
        and start is None
        and not (
            facts.whole_period
            or facts.from_year
            or facts.to_year
            or facts.had_years
            or facts.had_until
            or facts.before_year
        )
    ):
        raise work.need("to_year")
    years = _years(facts, start, work)
    fees = []
    for kind, area in given.items():
        unit = "平方米" if kind == "care" else "亩"
        fees.append(work.product("元", work.converted(area, unit), kind, Measure(Decimal(years), "年", "months")))
    total = sum(fees, Decimal(0))
    names = "加".join(NAMES[k] for k in given)
    if len(fees) > 1:
        work.step(f"{' + '.join(write(f, 2) + ' 元' for f in fees)} = {write(total, 2)} 元")
    if start is not None and ("care" in given or "dual_use" in given):
        work.assume("第十一条的起算年只写土地流转费，其他补助的起算年文中未写，这里按同一起算年推定。")
    text = work.result(names, total, "元")
    single = years == 1 and not (
        facts.had_years or facts.had_until or facts.whole_period or facts.from_year or facts.failed_years or start
    )
    begin = "" if start is None else f"自 {max(start, facts.from_year or start)} 年起 "
    if facts.had_years or facts.had_until:
        begin = "还能领 "
    span = "每年" if single else f"{begin}{years} 年共"
    arithmetic = "；".join(s for s in work.steps if "×" in s or "+" in s)
    if start is not None and not years:
        work.say(f"{facts.to_year or facts.from_year or start} 年没有可兑现的{names}，从 {start} 年起计算（{text}）。")
        work.quote(_class(work))
        return
    work.say(f"{names}{'' if single else ' '}{span} {text}：{arithmetic}。")
    if facts.failed_years:
        work.quote("failed")
    if start is not None:
        work.quote(_class(work))
    if not single:
        work.notice("caution", "补助期限是暂定，以中央土地政策不变为前提。", "period")


def _area_for(facts: ForestFacts, received: Measure, work: Work) -> None:
    """The area a sum of one or several years stands for."""
    if facts.kind is None:
        raise work.need("kind")
    key = AREAS[facts.kind].removesuffix("_area")
    years = _years(facts, None, work)
    if not years:
        raise work.need("years")
    area = (received.to("元") / work.number(key) / years).quantize(Decimal("0.0001"))
    span = f" ÷ {years} 年" if years > 1 else ""
    work.step(f"{write(received.to('元'))} 元 ÷ {work.show(key)}{span} = {write(area)} 亩")
    work.say(
        f"{NAMES[key]}{f' {years} 年' if years > 1 else '每年'} {write_money(received.to('元'))}，面积 {work.result('面积', area, '亩')}：{work.steps[-1]}。"
    )


def _start_year(signed: date, work: Work) -> int:
    last = int(work.number("last_year"))
    if signed.year > last:
        raise FactError(f"签约日期 {signed.isoformat()} 在补助期之后：须不晚于 {last} 年")
    text = f"{signed.year} 年 {signed.month} 月 {signed.day} 日签约"
    if signed <= work.day("signed_first_until"):
        year = int(work.number("signed_first_year"))
        work.step(f"{text}，在 {_day(work.day('signed_first_until'))}前（含当日）→ 自 {year} 年起")
        return year
    if work.day("signed_second_from") <= signed <= work.day("signed_second_until"):
        year = int(work.number("signed_second_year"))
        work.step(
            f"{text}，在 {_day(work.day('signed_second_from'))}至 {_day(work.day('signed_second_until'))}之间 → {year} 年起"
        )
        return year
    work.cite("signed_later_from", "next_year")
    work.step(f"{text}，在 {_day(work.day('signed_later_from'))}以后（含当日）→ 自下一年度 {signed.year + 1} 年起")
    return signed.year + 1


def _class(work: Work) -> str:
    """The key of the signing class that applied."""
    used = {k for k, _ in work.used}
    return next(k for k in ("signed_later_from", "signed_second_year", "signed_first_year") if k in used)


def _day(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _years(facts: ForestFacts, start: int | None, work: Work) -> int:
    """How many years are paid, bounded by the subsidy period and less the failed ones."""
    first, last = int(work.number("first_year")), int(work.number("last_year"))
    begin = max(first, start or first, facts.from_year or first)
    end = min(last, facts.to_year or last)
    if facts.had_until is not None:
        begin = max(begin, facts.had_until + 1)
        work.step(f"{facts.had_until} 年以前的已领，从 {begin} 年算")
    if facts.before_year is not None:
        end = min(end, facts.before_year - 1)
        work.step(f"{facts.before_year} 年之前，到 {end} 年")
    open_end = (
        facts.before_year is not None
        or facts.had_until is not None
        or facts.had_years > 0
        or facts.whole_period
        or facts.from_year is not None
        or facts.to_year is not None
        or start is not None
    )
    if facts.years is not None:
        years = min(facts.years, max(0, end - begin + 1))
        if years < facts.years:
            work.step(f"补助期 {begin} 年至 {end} 年，最多 {years} 年")
    elif open_end:
        years = max(0, end - begin + 1)
        if years:
            work.step(f"{begin} 年至 {end} 年（首尾都算）= {years} 年")
        else:
            work.step(f"起算年 {begin} 年晚于 {end} 年 → {years} 年")
    else:
        years = 1
    if facts.had_years:
        work.step(
            f"已领 {facts.had_years} 年：{years} 年 − {facts.had_years} 年 = {max(0, years - facts.had_years)} 年"
        )
        years = max(0, years - facts.had_years)
    if facts.failed_years:
        work.cite("failed")
        paid = max(0, years - facts.failed_years)
        work.step(f"验收不合格 {facts.failed_years} 年不兑现：{years} 年 − {facts.failed_years} 年 = {paid} 年")
        years = paid
    return years

"""防艾指标: compound growth, the chain of three shares, dated shares, least counts over time."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from typing import Annotated, Literal

from pydantic import Field

from assistant.rules.days import last_day, write_day
from assistant.rules.quota import QuotaFacts, compute
from assistant.rules.units import Measure, MeasureOf, tidy, write
from assistant.rules.work import Work

__all__ = ["HivFacts", "formula_2020_08_01"]

DATED = ("三十天治疗", "学校设施")
COUNTS = ("媒体宣传", "宣传材料", "转发", "自编")
CHAIN = ("知晓", "治疗", "成功")


class HivFacts(QuotaFacts):
    """The indicator with a base, a rate, a year or a number of years or months.

    ``base`` people were tested in the year ``since``; ``reach`` asks for the first year with so many;
    ``each`` posts are made a month; ``start`` is the day of confirmation.
    """

    item: (
        Literal[
            "农村检测", "三个90连乘", "知晓", "治疗", "成功", "病毒载量", "三十天治疗", "学校设施", "同性安全套", "其他安全套",
            "媒体宣传", "宣传材料", "转发", "自编",
        ]
        | None
    ) = None  # fmt: skip
    nth: Annotated[int, Field(ge=1, le=50)] | None = None
    upto: bool = False
    year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    since: Annotated[int, Field(ge=1, le=50)] = 1
    relative: bool = False
    reach: Annotated[Measure, MeasureOf("any")] | None = None
    each: Annotated[int, Field(ge=0, le=100000)] | None = None
    start: date | None = None
    treated: date | None = None
    elapsed: Annotated[int, Field(ge=0, le=36500)] | None = None
    first_day_counts: bool = False
    months: Annotated[int, Field(ge=1, le=1200)] | None = None
    years: Annotated[int, Field(ge=1, le=100)] | None = None


def formula_2020_08_01(facts: HivFacts, work: Work) -> None:
    """What the indicator asks."""
    item = facts.item
    if item is None:
        raise work.need("item")
    if item == "农村检测":
        _growth(facts, work)
    elif item == "三个90连乘":
        _chain(facts, work)
    elif item == "三十天治疗" and (facts.start is not None or facts.elapsed is not None):
        _deadline(facts, work)
    elif item in DATED:
        if facts.year is None:
            raise work.need("year")
        key = f"{item}{facts.year}"
        if key not in work.params.parameters:
            work.unstated("比例", next(k for k in work.params.parameters if k.startswith(item)))
            return
        compute(facts, work, key)
    elif item in COUNTS:
        _least(facts, work, item)
    else:
        compute(facts, work, item)


def _growth(facts: HivFacts, work: Work) -> None:
    if facts.nth is None and facts.reach is None:
        raise work.need("nth")
    value = work.number("first_year") if facts.base is None else facts.base.value
    work.cite("first_year")
    factor = 1 + work.share("growth")
    values = [value]
    names = {facts.since: "上一年", facts.since + 1: "下一年"} if facts.relative else {}

    def name(year: int) -> str:
        return names.get(year, f"第 {year} 年")

    work.step(f"{name(facts.since)}：{write(value)} 人次")
    if facts.base is not None and facts.since > 1:
        work.assume("“逐年增加”按上一年实际完成的人次计。")
    year = facts.since
    while year < (facts.nth or 0) or (facts.reach is not None and value < facts.reach.value and value):
        year += 1
        value = tidy(value * factor)
        up = value.to_integral_value(rounding=ROUND_CEILING)
        whole_ = "" if up == value else f" → {write(up)} 人次"
        work.step(
            f"{write(values[-1], 2)} × (1 + {work.show('growth')}) = {write(value, 2)} 人次{whole_}（{name(year)}）"
        )
        values.append(value)
    whole = [v.to_integral_value(rounding=ROUND_CEILING) for v in values]
    if whole != values:
        work.assume("人次按向上取整到整数，取整方式文中未写。")
    if facts.reach is not None:
        work.say(f"按最低增幅，{work.result('达到的年份', name(year))}达到 {facts.reach}：{'；'.join(work.steps)}。")
    elif facts.done is not None:
        good = facts.done.value >= whole[-1]
        if year == facts.since + 1 and values[0]:
            rate = tidy(
                ((facts.done.value - values[0]) / values[0] * 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
            )
            work.step(f"({write(facts.done.value)} − {write(values[0])}) ÷ {write(values[0])} = {write(rate)}%")
        work.step(f"{facts.done} {'≥' if good else '<'} {write(whole[-1])} 人次")
        work.result(name(year), "够，达到要求" if good else "不够，未达到要求")
        gap = ""
        if not good:
            work.step(f"{write(whole[-1])} 人次 − {facts.done} = {write(whole[-1] - facts.done.value)} 人次")
            gap = f"，还差 {work.result('还差', whole[-1] - facts.done.value, '人次')}"
        work.say(
            f"{'够，达到要求' if good else '不够，未达到要求'}：{name(year)}不少于 {write(whole[-1])} 人次{gap}（{'；'.join(work.steps)}）。"
        )
    elif facts.upto:
        total = sum(whole, Decimal(0))
        work.step(f"{' + '.join(write(v) for v in whole)} = {write(total)} 人次")
        work.say(f"{facts.nth} 年合计不少于 {work.result('合计', total, '人次')}：{'；'.join(work.steps)}。")
    else:
        text = work.result(name(year), whole[-1], "人次")
        if facts.nth == facts.since + 1:
            work.step(f"{write(whole[-1])} 人次 − {write(values[0])} 人次 = {write(whole[-1] - values[0])} 人次")
            text += f"，比上一年多 {work.result('比上一年多', whole[-1] - values[0], '人次')}"
        work.say(f"{name(year)}不少于 {text}：{'；'.join(work.steps)}。")
    work.quote("growth")


def _deadline(facts: HivFacts, work: Work) -> None:
    """The last of the days after confirmation, and whether treatment began in time."""
    days = int(work.number("三十天"))
    if facts.start is None:
        late = (facts.elapsed or 0) > days
        work.step(f"第 {facts.elapsed} 天{'超过' if late else '不超过'} {days} 天")
        work.result("是否在期限内", "不在期限内" if late else "在期限内")
        work.say(f"{'不算，已超过' if late else '算，在'} {days} 天{'' if late else '之内'}：{work.steps[-1]}。")
        work.quote("三十天")
        return
    last = last_day(facts.start, days, first_counts=facts.first_day_counts)
    how = "当天算第 1 天" if facts.first_day_counts else "从次日起算"
    work.step(f"{write_day(facts.start)}，{how}，{days} 天 → {write_day(last)}")
    text = work.result("最后一天", write_day(last))
    if facts.treated is not None:
        late = facts.treated > last
        passed = (facts.treated - facts.start).days
        work.step(
            f"{write_day(facts.start)}到 {write_day(facts.treated)} = {passed} 天，{'晚于' if late else '不晚于'} {write_day(last)}"
        )
        ruling = work.result("是否在期限内", "不在期限内" if late else "在期限内")
        work.say(f"{ruling}，{'不算' if late else '算'} {days} 天内：{work.steps[-1]}。")
    work.say(f"最晚 {text}（{how}，{days} 天）。")
    work.quote("三十天")


def _chain(facts: HivFacts, work: Work) -> None:
    share = Decimal(1)
    for key in CHAIN:
        share *= work.share(key)
    percent = tidy(share * 100)
    work.step(" × ".join(work.show(k) for k in CHAIN) + f" = {write(percent)}%")
    work.assume("三个比例连乘是推算，文中没有写乘积。")
    text = f"三项连乘至少 {work.result('三项连乘', percent, '%')}"
    if facts.base is not None:
        people = tidy(facts.base.value * share)
        least = people.to_integral_value(rounding=ROUND_CEILING)
        work.step(
            f"{facts.base} × {write(percent)}% = {write(people, 2)}"
            + ("" if least == people else f"，向上取整 {write(least)}")
        )
        stages = []
        reached = Decimal(1)
        for at, key in enumerate(CHAIN[:-1], 1):
            reached *= work.share(key)
            if at > 1:
                work.step(" × ".join(work.show(k) for k in CHAIN[:at]) + f" = {write(reached * 100)}%")
            exact = tidy(facts.base.value * reached)
            count = exact.to_integral_value(rounding=ROUND_CEILING)
            work.step(
                f"{facts.base} × {write(reached * 100)}% = {write(exact, 2)}"
                + ("" if count == exact else f"，向上取整 {write(count)}")
            )
            stages.append(f"{key} {write(count)} 人")
        text += f"，即至少 {work.result('人数', least, '人')}（{'、'.join(stages)}）"
    work.say(f"{text}：{'；'.join(work.steps)}。")
    work.quote("成功")


def _least(facts: HivFacts, work: Work, item: str) -> None:
    each = work.number(item)
    times = facts.months or 0
    if facts.each is not None:
        _monthly(facts, work, item)
        return
    if item == "媒体宣传":
        if facts.years is not None:
            times = facts.years * 12
            work.step(f"{facts.years} 年 = {times} 个月")
        elif times in (3, 6):
            work.step(f"{'半年' if times == 6 else '一个季度'} = {times} 个月")
        unit = "个月"
    else:
        times = facts.years or 0
        unit = "年"
    if not times:
        if facts.done is not None:
            compute(facts, work, item)
            return
        raise work.need("months" if item == "媒体宣传" else "years")
    total = each * times
    least = work.params.parameters[item].unit
    if facts.done is not None:
        work.step(f"{work.show(item)} × {times} {unit} = {write(total)} {least}")
        left = tidy(total - facts.done.value)
        work.step(f"{write(total)} {least} − {facts.done} = {write(left)} {least}")
        if left > 0:
            work.say(
                f"{work.result('是否够', '不够')}：{work.params.parameters[item].title}还差 {work.result('还差', left, least)}：{'；'.join(work.steps)}。"
            )
        else:
            work.result(work.params.parameters[item].title, "达到要求")
            work.say(f"够，达到要求：{'；'.join(work.steps)}。")
        work.quote(item)
        return
    work.step(f"{work.show(item)} × {times} {unit} = {write(total)} {least}")
    work.say(
        f"{work.params.parameters[item].title}至少 {work.result(work.params.parameters[item].title, total, least)}：{work.steps[-1]}。"
    )
    work.quote(item)


def _monthly(facts: HivFacts, work: Work, item: str) -> None:
    """So many a month, against the least of a month or of a year."""
    title, unit = work.params.parameters[item].title, work.params.parameters[item].unit
    done, least = Decimal(facts.each or 0), work.number(item)
    if item == "媒体宣传":
        span = "每月"
    else:
        span = "一年"
        work.step(f"每月 {facts.each} {unit} × 12 个月 = {write(done * 12)} {unit}")
        done *= 12
    good = done >= least
    work.step(f"{write(done)} {unit} {'≥' if good else '<'} {span}至少 {work.show(item)}")
    ruling = work.result(title, "够" if good else "不够")
    gap = ""
    if not good:
        work.step(f"{work.show(item)} − {write(done)} {unit} = {write(least - done)} {unit}")
        gap = f"，{span}还差 {work.result('还差', least - done, unit)}"
    work.say(f"{ruling}{gap}：{title}，{'；'.join(work.steps)}。")
    work.quote(item)

"""防艾指标: compound growth, the chain of three shares, dated shares, least counts over time."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import Annotated, Literal

from pydantic import Field

from assistant.rules.quota import QuotaFacts, compute
from assistant.rules.units import tidy, write
from assistant.rules.work import Work

__all__ = ["HivFacts", "formula_2020_08_01"]

DATED = ("三十天治疗", "学校设施")
COUNTS = ("媒体宣传", "宣传材料", "转发", "自编")
CHAIN = ("知晓", "治疗", "成功")


class HivFacts(QuotaFacts):
    """The indicator with a base, a rate, a year or a number of years or months."""

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
    elif item in DATED:
        if facts.year is None:
            raise work.need("year")
        key = f"{item}{facts.year}"
        if key not in work.params.parameters:
            work.cite(next(k for k in work.params.parameters if k.startswith(item)))
            work.step(f"{facts.year} 年的比例文中未写")
            work.result("比例", "文中未写")
            work.say(f"公报未写 {facts.year} 年的比例。")
            work.quote(next(k for k in work.params.parameters if k.startswith(item)))
            return
        compute(facts, work, key)
    elif item in COUNTS:
        _least(facts, work, item)
    else:
        compute(facts, work, item)


def _growth(facts: HivFacts, work: Work) -> None:
    if facts.nth is None:
        raise work.need("nth")
    value = work.number("first_year") if facts.base is None else facts.base.value
    work.cite("first_year")
    factor = 1 + work.share("growth")
    values = [value]
    work.step(f"第 1 年：{write(value)} 人次")
    for year in range(2, facts.nth + 1):
        value = tidy(value * factor)
        up = value.to_integral_value(rounding=ROUND_CEILING)
        whole_ = "" if up == value else f" → {write(up)} 人次"
        work.step(f"{write(values[-1], 2)} × (1 + {work.show('growth')}) = {write(value, 2)} 人次{whole_}（第 {year} 年）")
        values.append(value)
    whole = [v.to_integral_value(rounding=ROUND_CEILING) for v in values]
    if whole != values:
        work.assume("人次按向上取整到整数，取整方式文中未写。")
    if facts.done is not None:
        good = facts.done.value >= whole[-1]
        work.step(f"{facts.done} {'≥' if good else '<'} {write(whole[-1])} 人次")
        work.result(f"第 {facts.nth} 年", "达到要求" if good else "未达到要求")
        gap = ""
        if not good:
            work.step(f"{write(whole[-1])} 人次 − {facts.done} = {write(whole[-1] - facts.done.value)} 人次")
            gap = f"，还差 {work.result('还差', whole[-1] - facts.done.value, '人次')}"
        work.say(f"{'够，达到要求' if good else '不够，未达到要求'}：第 {facts.nth} 年不少于 {write(whole[-1])} 人次{gap}（{'；'.join(work.steps)}）。")
    elif facts.upto:
        total = sum(whole, Decimal(0))
        work.step(f"{' + '.join(write(v) for v in whole)} = {write(total)} 人次")
        work.say(f"{facts.nth} 年合计不少于 {work.result('合计', total, '人次')}：{'；'.join(work.steps)}。")
    else:
        work.say(f"第 {facts.nth} 年不少于 {work.result(f'第 {facts.nth} 年', whole[-1], '人次')}：{'；'.join(work.steps)}。")
    work.quote("growth")


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
        work.step(f"{facts.base} × {write(percent)}% = {write(people, 2)}" + ("" if least == people else f"，向上取整 {write(least)}"))
        text += f"，即至少 {work.result('人数', least, '人')}"
    work.say(f"{text}：{'；'.join(work.steps)}。")
    work.quote("成功")


def _least(facts: HivFacts, work: Work, item: str) -> None:
    each = work.number(item)
    times = facts.months or 0
    if item == "媒体宣传":
        if facts.years is not None:
            times = facts.years * 12
            work.step(f"{facts.years} 年 = {times} 个月")
        elif times == 6:
            work.step(f"半年 = {times} 个月")
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
            work.say(f"不够：{work.params.parameters[item].title}还差 {work.result('还差', left, least)}：{'；'.join(work.steps)}。")
        else:
            work.result(work.params.parameters[item].title, "达到要求")
            work.say(f"够，达到要求：{'；'.join(work.steps)}。")
        work.quote(item)
        return
    work.step(f"{work.show(item)} × {times} {unit} = {write(total)} {least}")
    work.say(f"{work.params.parameters[item].title}至少 {work.result(work.params.parameters[item].title, total, least)}：{work.steps[-1]}。")
    work.quote(item)

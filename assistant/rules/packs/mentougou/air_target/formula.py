"""空气质量目标: a measured value against the target of a town and a period; towns above or below a value."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Literal

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.units import Measure, MeasureOf, tidy, write
from assistant.rules.work import Work

__all__ = ["AirFacts", "formula_2020_10_01"]

Q4, Q1 = "2020年10-12月", "2021年1-3月"
TOWNS = {"PM2.5": "pm25", "TSP": "tsp"}


class AirFacts(Facts):
    """Town, indicator, period, and a measured value or a bound for a list of towns.

    ``change`` asks how the target moves from the first period to the second, ``shift`` for which towns;
    ``rest`` months are still to come after ``monthly``; ``fallen`` tons of dust fell on ``area`` in ``months``.
    """

    town: (
        Literal[
            "城子街道", "大峪街道", "永定镇", "东辛房街道", "龙泉镇", "潭柘寺镇", "军庄镇", "王平镇",
            "大台街道", "雁翅镇", "妙峰山镇", "斋堂镇", "清水镇", "全区",
        ]
        | None
    ) = None  # fmt: skip
    indicator: Literal["PM2.5", "TSP", "降尘", "重污染天数"] | None = None
    period: Literal["2020年10-12月", "2021年1-3月"] | None = None
    value: Decimal | None = None
    monthly: tuple[Decimal, ...] = ()
    inclusive: bool = False
    above: Decimal | None = None
    below: Decimal | None = None
    equal: Decimal | None = None
    extreme: Literal["最高", "最低"] | None = None
    against: Literal["低于全区", "高于全区"] | None = None
    judge: bool = False
    change: bool = False
    shift: Literal["升得最多", "升得最少", "降了", "没变"] | None = None
    percent: Literal["超出", "要降"] | None = None
    spare: bool = False
    rest: Annotated[int, Field(ge=1, le=2)] | None = None
    area: Annotated[Measure, MeasureOf("area")] | None = None
    fallen: Annotated[Measure, MeasureOf("mass")] | None = None
    months: Annotated[int, Field(ge=1, le=3)] = 1


def formula_2020_10_01(facts: AirFacts, work: Work) -> None:
    """Met or not; the target; or the towns a bound separates."""
    if facts.indicator is None:
        raise work.need("indicator")
    if facts.shift is not None:
        _shift(facts, work)
        return
    if facts.change:
        _change(facts, work)
        return
    if facts.period is None:
        raise work.need("period")
    if facts.against is not None:
        district = work.number(f"district_pm25_{'q4' if facts.period == Q4 else 'q1'}", "全区")
        facts = facts.model_copy(update={"below" if facts.against == "低于全区" else "above": district})
        work.step(f"全区目标 {write(district)} 微克/立方米")
    if facts.above is not None or facts.below is not None or facts.equal is not None or facts.extreme is not None:
        _list(facts, work)
        return
    key, item, bound = _key(facts, work)
    target = work.number(key, item)
    unit = work.params.parameters[key].unit
    shown = f"{bound} {work.printed(key, item)} {unit}"
    if facts.indicator == "降尘" and facts.period == Q1:
        work.unstated("降尘量", key)
        return
    if facts.area is not None and facts.value is None:
        _dust(facts, target, work)
        return
    if facts.rest is not None and facts.monthly:
        _rest(facts, target, bound, work)
        return
    if facts.monthly:
        whole = sum(facts.monthly, Decimal(0))
        mean = tidy((whole / len(facts.monthly)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))
        work.step(f"({' + '.join(write(v) for v in facts.monthly)}) ÷ {len(facts.monthly)} = {write(mean)}")
        work.assume("各月按同样的权重平均，平均办法文中未写。")
        facts = facts.model_copy(update={"value": mean})
    where = f"{facts.town or item or '全区'} {(facts.period or '').replace('年', ' 年 ').replace('月', ' 月')} {facts.indicator}"
    if facts.value is None and facts.judge:
        raise work.need("value")
    if facts.value is None:
        work.step(f"{where}目标：{shown}")
        work.result(f"{where}目标", target, unit)
        work.say(f"{where}目标是{shown}。")
        return
    good = facts.value < target if bound == "低于" else facts.value <= target
    strict = "低于不含本数" if bound == "低于" else "含本数"
    work.step(
        f"{write(facts.value)} {'<' if good and bound == '低于' else '≤' if good else '≥' if bound == '低于' else '>'} {write(target)} {unit}（{strict}）"
    )
    gap = abs(target - facts.value)
    if gap:
        high, low = max(target, facts.value), min(target, facts.value)
        work.step(f"{write(high)} − {write(low)} = {write(gap)} {unit}")
    work.result("是否达标", "达标" if good else "不达标")
    if facts.spare and good:
        if not gap:
            work.step(f"{write(target)} − {write(facts.value)} = 0 {unit}")
        text = work.result("还能有" if gap else "不能再有", gap, unit)
        work.say(
            f"{f'还能有 {text}' if gap else '不能再有'}：{where}目标是{shown}（{strict}），已有 {write(facts.value)}，还剩 {text}。"
        )
    elif good:
        under = gap
        margin = f"，比目标低 {write(under)} {unit}" if under else ""
        work.say(f"达标：{where}实测 {facts.value}，目标是{shown}（{strict}）{margin}。")
    elif facts.value == target:
        work.say(f"不达标：{where}实测 {facts.value}，目标是{shown}，等于不算低于。")
    else:
        over = gap
        work.say(f"不达标：{where}实测 {facts.value}，目标是{shown}，高出 {write(over)} {unit}。")
    if facts.percent is not None and gap:
        base = target if facts.percent == "超出" or good else facts.value
        share = tidy((gap / base * 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))
        work.step(f"{write(gap)} ÷ {write(base)} = {write(share)}%")
        if good:
            work.say(f"比目标低 {work.result('低于目标', share, '%')}。")
        elif facts.percent == "超出":
            work.say(f"超出目标 {work.result('超出目标', share, '%')}。")
        else:
            work.say(
                f"要降 {work.result('要降', share, '%')}才到目标值{'（低于不含本数）' if bound == '低于' else ''}。"
            )


def _shown(period: str) -> str:
    return period.replace("年", " 年 ").replace("月", " 月")


def _change(facts: AirFacts, work: Work) -> None:
    """The target of the first period, that of the second, and which way it moved."""
    values = []
    for period in (Q4, Q1):
        key, item, bound = _key(facts.model_copy(update={"period": period}), work)
        unit = work.params.parameters[key].unit
        values.append(work.number(key, item))
        work.step(f"{_shown(period)}目标：{bound} {work.printed(key, item)} {unit}")
    old, new = values
    where = f"{facts.town or '全区'} {facts.indicator}"
    high, low = max(values), min(values)
    work.step(f"{write(high)} − {write(low)} = {write(high - low)} {unit}")
    way = "升高，放宽（变松）" if new > old else "降低，收紧（变严）" if new < old else "没有变化，相差"
    work.result("变化方向", way)
    text = work.result("变化", high - low, unit)
    work.say(f"{way} {text}：{where}目标，{'；'.join(work.steps)}。")
    if facts.percent is not None:
        share = tidy(((high - low) / old * 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))
        work.step(f"{write(high - low)} ÷ {write(old)} = {write(share)}%")
        work.say(f"{'升高' if new > old else '降低'} {work.result('变化比例', share, '%')}。")


def _shift(facts: AirFacts, work: Work) -> None:
    """The towns whose target moved most, least, down or not at all."""
    name = TOWNS.get(facts.indicator or "", "pm25")
    before, after = (
        {t: Decimal(r.value or "0") for r in work.rows(f"{name}_{s}") for t in r.keys} for s in ("q4", "q1")
    )
    moves = {t: after[t] - v for t, v in before.items()}
    best = max(moves.values()) if facts.shift == "升得最多" else min(v for v in moves.values() if v > 0)
    chosen = [
        t
        for t, v in moves.items()
        if (v < 0 if facts.shift == "降了" else v == 0 if facts.shift == "没变" else v == best)
    ]
    unit = work.params.parameters[f"{name}_q4"].unit
    for town in chosen or list(moves)[:1]:
        for suffix in ("q4", "q1"):
            work.row(f"{name}_{suffix}", town)
        high, low = max(before[town], after[town]), min(before[town], after[town])
        work.step(
            f"{town} {write(before[town])} → {write(after[town])}，{write(high)} − {write(low)} = {write(high - low)} {unit}"
        )
    work.result(f"目标{facts.shift}的镇街", "、".join(chosen) or "没有")
    work.say(
        f"{facts.indicator} 目标从 {_shown(Q4)}到 {_shown(Q1)}{facts.shift}的镇街：{'；'.join(work.steps) if chosen else '没有'}。"
    )


def _dust(facts: AirFacts, target: Decimal, work: Work) -> None:
    """Tons of dust that may fall on an area, or whether what fell is within the target."""
    area = facts.area.to("平方公里") if facts.area is not None else Decimal(0)
    most = target * area
    work.step(f"{work.show('dustfall_q4')} × {write(area)} 平方公里 = {write(most)} 吨")
    if facts.fallen is None:
        text = f"每月最多 {work.result('每月最多', most, '吨')}"
        if facts.months > 1:
            work.step(f"{write(most)} 吨 × {facts.months} 个月 = {write(most * facts.months)} 吨")
            text += f"，{facts.months} 个月最多 {work.result(f'{facts.months} 个月最多', most * facts.months, '吨')}"
        work.say(f"{text}：{'；'.join(work.steps)}。")
    else:
        if facts.months > 1:
            work.step(f"{write(most)} 吨 × {facts.months} 个月 = {write(most * facts.months)} 吨")
        most, given = most * facts.months, facts.fallen.to("吨")
        good = given <= most
        work.step(f"{write(given)} 吨 {'≤' if good else '>'} {write(most)} 吨（不高于含本数）")
        high, low = max(given, most), min(given, most)
        work.step(f"{write(high)} 吨 − {write(low)} 吨 = {write(high - low)} 吨")
        work.result("是否达标", "达标" if good else "不达标")
        if area:
            each = tidy((given / area / facts.months).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))
            spread = f" ÷ {facts.months} 个月" if facts.months > 1 else ""
            work.step(f"{write(given)} 吨 ÷ {write(area)} 平方公里{spread} = {write(each)} 吨/平方公里·月")
        work.say(f"{'达标' if good else '不达标'}：{'；'.join(work.steps)}。")
    work.quote_place(("dustfall_q4", work.rows("dustfall_q4")[0].evidence))


def _rest(facts: AirFacts, target: Decimal, bound: str, work: Work) -> None:
    """The most that the months to come may measure for the mean of three to meet the target."""
    rest = facts.rest or 1
    count = len(facts.monthly) + rest
    whole = sum(facts.monthly, Decimal(0))
    work.step(f"{write(target)} × {count} = {write(target * count)}")
    left = target * count - whole
    work.step(f"{write(target * count)} − {' − '.join(write(v) for v in facts.monthly)} = {write(left)}")
    each = tidy((left / rest).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))
    if rest > 1:
        work.step(f"{write(left)} ÷ {rest} = {write(each)}")
    work.assume("各月按同样的权重平均，平均办法文中未写。")
    how = "低于" if bound == "低于" else "不超过"
    title = "剩下的月份平均" if rest > 1 else "剩下的月份"
    work.say(
        f"{title}要{how} {work.result(title, each, '微克/立方米')}，平均才{how} {write(target)}：{'；'.join(work.steps)}。"
    )


def _key(facts: AirFacts, work: Work) -> tuple[str, str, str]:
    suffix = "q4" if facts.period == Q4 else "q1"
    if facts.indicator == "重污染天数":
        return f"heavy_days_{suffix}", "全区", "不超过"
    if facts.indicator == "降尘":
        return "dustfall_q4", "各镇街", "不高于"
    if facts.town is None:
        raise work.need("town")
    if facts.town == "全区":
        return f"district_pm25_{suffix}", "全区", "控制在"
    return f"{TOWNS[facts.indicator or 'PM2.5']}_{suffix}", facts.town, "低于"


def _list(facts: AirFacts, work: Work) -> None:
    key = f"{TOWNS.get(facts.indicator or '', 'pm25')}_{'q4' if facts.period == Q4 else 'q1'}"
    unit = work.params.parameters[key].unit
    targets = {t: Decimal(r.value or "0") for r in work.rows(key) for t in r.keys}
    best = Decimal(0)
    if facts.extreme is not None:
        best = (max if facts.extreme == "最高" else min)(targets.values())
        chosen = {t: v for t, v in targets.items() if v == best}
        test = f"目标{facts.extreme}（低于 {write(best)} {unit}）"
    elif facts.equal is not None:
        chosen = {t: v for t, v in targets.items() if v == facts.equal}
        test = f"目标值为 {write(facts.equal)} {unit}"
    else:
        bound = facts.above if facts.above is not None else facts.below or Decimal(0)
        higher = facts.above is not None
        chosen = {
            t: v for t, v in targets.items() if (v > bound if higher else v < bound) or (facts.inclusive and v == bound)
        }
        side = ("不低于" if higher else "不高于") if facts.inclusive else ("高于" if higher else "低于")
        test = f"目标值{side} {write(bound)} {unit}"
    names = "、".join(f"{t}（{write(v)}）" for t, v in chosen.items()) or "没有"
    for town in chosen or list(targets)[:1]:
        work.row(key, town)
    work.step(f"{test}：{names} 共 {len(chosen)} 个")
    work.result(f"{test}的镇街", "、".join(chosen) or "没有")
    if facts.extreme is not None:
        work.result("目标值", best, unit)
    else:
        work.result("个数", Decimal(len(chosen)), "个")
    work.say(
        f"{facts.period.replace('年', ' 年 ').replace('月', ' 月') if facts.period else ''} {facts.indicator} {test}的镇街共 {len(chosen)} 个：{names}。"
    )

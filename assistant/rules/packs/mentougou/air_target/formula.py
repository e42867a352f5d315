"""空气质量目标: a measured value against the target of a town and a period; towns above or below a value."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from assistant.rules.pack import Facts
from assistant.rules.units import tidy, write
from assistant.rules.work import Work

__all__ = ["AirFacts", "formula_2020_10_01"]

Q4, Q1 = "2020年10-12月", "2021年1-3月"
TOWNS = {"PM2.5": "pm25", "TSP": "tsp"}


class AirFacts(Facts):
    """Town, indicator, period, and a measured value or a bound for a list of towns."""

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
    judge: bool = False


def formula_2020_10_01(facts: AirFacts, work: Work) -> None:
    """Met or not; the target; or the towns a bound separates."""
    if facts.indicator is None:
        raise work.need("indicator")
    if facts.period is None:
        raise work.need("period")
    if facts.above is not None or facts.below is not None or facts.equal is not None or facts.extreme is not None:
        _list(facts, work)
        return
    key, item, bound = _key(facts, work)
    target = work.number(key, item)
    unit = work.params.parameters[key].unit
    shown = f"{bound} {work.printed(key, item)} {unit}"
    if facts.indicator == "降尘" and facts.period == Q1:
        work.cite(key)
        work.step(f"降尘只写了 {Q4.replace('年', ' 年 ').replace('月', ' 月')} 的目标")
        work.result("目标", "文中未写")
        work.say(f"公报未写这一时期的降尘量目标：{work.steps[-1]}。")
        work.quote_place((key, work.rows(key)[0].evidence))
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
    work.step(f"{write(facts.value)} {'<' if good and bound == '低于' else '≤' if good else '≥' if bound == '低于' else '>'} {write(target)} {unit}（{strict}）")
    gap = abs(target - facts.value)
    if gap:
        high, low = max(target, facts.value), min(target, facts.value)
        work.step(f"{write(high)} − {write(low)} = {write(gap)} {unit}")
    work.result("是否达标", "达标" if good else "不达标")
    if good:
        under = gap
        margin = f"，比目标低 {write(under)} {unit}" if under else ""
        work.say(f"达标：{where}实测 {facts.value}，目标是{shown}（{strict}）{margin}。")
    elif facts.value == target:
        work.say(f"不达标：{where}实测 {facts.value}，目标是{shown}，等于不算低于。")
    else:
        over = gap
        work.say(f"不达标：{where}实测 {facts.value}，目标是{shown}，高出 {write(over)} {unit}。")


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
        chosen = {t: v for t, v in targets.items() if (v > bound if higher else v < bound) or (facts.inclusive and v == bound)}
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
    work.say(f"{facts.period.replace('年', ' 年 ').replace('月', ' 月') if facts.period else ''} {facts.indicator} {test}的镇街共 {len(chosen)} 个：{names}。")

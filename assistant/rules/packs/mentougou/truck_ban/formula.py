"""载货汽车限行: road, hour and load decide; 6时至23时 in the area, all day on one road for heavy ones."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from assistant.rules.pack import Facts
from assistant.rules.units import Measure, MeasureOf, write
from assistant.rules.whens import read_clock
from assistant.rules.work import Work

__all__ = ["TruckFacts", "formula_2021_01_01"]

OUTSIDE = ("石担路", "冯石环路")
HEAVY_ROAD = "高家园路"


class TruckFacts(Facts):
    """Vehicle, road, minutes since midnight, rated load and date."""

    vehicle: Literal["载货汽车", "专项作业车"] = "载货汽车"
    road: (
        Literal[
            "石担路", "冯石环路", "新桥大街", "高家园路", "大峪南路", "增峪路", "东辛房街", "西辛房街",
            "西赵路", "门头沟路", "黑山小桥", "桥西街", "中门寺南路", "区域内道路",
        ]
        | None
    ) = None  # fmt: skip
    time: Annotated[int, Field(ge=0, lt=1440), BeforeValidator(read_clock)] | None = None
    load: Annotated[Measure, MeasureOf("mass")] | None = None
    load_below: Annotated[Measure, MeasureOf("mass")] | None = None
    load_above: Annotated[Measure, MeasureOf("mass")] | None = None
    hours: bool = False
    unsure: bool = False
    on: date | None = None


def formula_2021_01_01(facts: TruckFacts, work: Work) -> None:
    """Banned or not, with the reason."""
    if facts.hours:
        _hours(work)
        return
    if facts.road is None:
        raise work.need("road")
    work.cite(facts.road)
    hours = f"每日 {work.show('from_hour')}至 {work.show('to_hour')}"
    if facts.road in OUTSIDE:
        work.step(f"{facts.road}标明（不含）→ 不在禁行范围")
        _rule(work, "不禁止", f"可以通行：{facts.road}标明“不含”，本通告不禁止{facts.vehicle}在该路段通行。", facts.road)
        return
    heavy = _heavy(facts, work) if facts.road == HEAVY_ROAD else False
    if heavy:
        work.cite("heavy_road")
        _rule(work, "禁止", f"禁止通行：{HEAVY_ROAD}全天禁止核定载质量 {work.show('heavy')}（含）以上的{facts.vehicle}，任何时刻都不行：{work.steps[-1]}。", "heavy_road")
        return
    if facts.time is None:
        raise work.need(*(["load"] if heavy is None else []), "time")
    if facts.unsure and len({_inside(t, work) for t in (facts.time, (facts.time + 720) % 1440)}) > 1:
        raise work.need("time")
    clock = f"{facts.time // 60}:{facts.time % 60:02d}"
    inside = _inside(facts.time, work)
    if facts.time in (work.number("from_hour") * 60, work.number("to_hour") * 60):
        work.assume("整点归属文中未写，这里按起点含、终点不含处理。")
    work.step(f"{clock} {'在' if inside else '不在'}{hours}之内")
    if inside:
        _rule(work, "禁止", f"禁止通行：{clock} 在{hours}的禁行时段内，{facts.road}禁止{facts.vehicle}通行。", "from_hour")
    elif heavy is None:
        raise work.need("load")
    else:
        _rule(work, "不禁止", f"可以通行：{clock} 不在{hours}的禁行时段内，本通告不禁止{facts.vehicle}通行。", "from_hour")


def _inside(time: int, work: Work) -> bool:
    return bool(work.number("from_hour") * 60 <= time < work.number("to_hour") * 60)


def _heavy(facts: TruckFacts, work: Work) -> bool | None:
    """Whether the load reaches the figure of the heavy road; ``None`` when it is not known."""
    limit = work.number("heavy")
    if facts.load is not None:
        tons = facts.load.to("吨")
        work.step(f"核定载质量 {write(tons)} 吨 {'≥' if tons >= limit else '<'} {work.show('heavy')}（以上含本数）")
        return tons >= limit
    if facts.load_below is not None and facts.load_below.to("吨") <= limit:
        work.step(f"核定载质量不到 {facts.load_below} → 不在 {work.show('heavy')}（含）以上")
        return False
    if facts.load_above is not None and facts.load_above.to("吨") >= limit:
        work.step(f"核定载质量超过 {facts.load_above}，在 {work.show('heavy')}以上")
        return True
    return None


def _hours(work: Work) -> None:
    """Hours of a day inside and outside the ban."""
    banned = work.number("to_hour") - work.number("from_hour")
    free = Decimal(timedelta(days=1) // timedelta(hours=1)) - banned
    work.step(f"{work.show('to_hour')} − {work.show('from_hour')} = {write(banned)} 小时")
    work.step(f"{work.show('to_hour')}至次日 {work.show('from_hour')} = {write(free)} 小时")
    shut = work.result("每日禁行", banned, "小时")
    work.say(f"每日禁行 {shut}，其余 {work.result('每日不禁行', free, '小时')}不禁止：{'；'.join(work.steps)}。")
    work.quote("from_hour")


def _rule(work: Work, ruling: str, text: str, key: str) -> None:
    work.result("是否禁止通行", ruling)
    work.say(text)
    work.quote(key)

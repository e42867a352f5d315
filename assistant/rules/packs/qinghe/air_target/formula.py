"""空气质量目标: the target of a place and period, whether a measured value meets it."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.units import write
from assistant.rules.work import Work

__all__ = ["AirFacts", "formula_2023_05_18"]


class AirFacts(Facts):
    """Place, indicator, period and the measured value."""

    town: (
        Literal["全区", "文澜街道", "柳塘街道", "河湾街道", "白石镇", "双溪镇", "槐荫镇", "芦荡镇", "松岭镇"] | None
    ) = None
    indicator: Literal["PM2.5", "臭氧超标天数", "重污染天数"] = "PM2.5"
    period: Literal["2023年6-9月", "2023年10-12月"] | None = None
    value: Annotated[Decimal, Field(ge=0, le=10000)] | None = None


def formula_2023_05_18(facts: AirFacts, work: Work) -> None:
    """Met or not, or the target itself."""
    if facts.indicator == "PM2.5":
        if facts.town is None:
            raise work.need("town")
        if facts.period is None:
            raise work.need("period")
        key, item = ("夏" if facts.period.startswith("2023年6") else "秋"), str(facts.town)
    else:
        key, item = ("臭氧夏" if facts.indicator == "臭氧超标天数" else "重污染秋"), ""
    strict = bool(item) and item != "全区"
    target, unit = work.number(key, item), work.params.parameters[key].unit
    name = f"{item} {work.params.parameters[key].title}".strip()
    shown = f"{'低于' if strict else '不超过'} {write(target)} {unit}"
    if facts.value is None:
        work.step(f"{name}目标{shown}")
        work.result(f"{name}目标", target, unit)
        work.say(f"{name}目标是{shown}。")
        return
    good = facts.value < target if strict else facts.value <= target
    sign = ("<" if strict else "≤") if good else "≥" if strict else ">"
    work.step(f"{write(facts.value)} {sign} {write(target)} {unit}（{'低于不含本数' if strict else '以内含本数'}）")
    gap = abs(facts.value - target)
    if gap:
        work.step(f"相差 {write(gap)} {unit}")
    work.result("是否达标", "达标" if good else "不达标")
    work.say(
        f"{'达标' if good else '不达标'}：{name}实测 {write(facts.value)}，目标是{shown}"
        + (f"，{'低' if good else '高'} {write(gap)} {unit}" if gap else "")
        + "。"
    )

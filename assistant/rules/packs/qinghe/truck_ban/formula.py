"""载货汽车限行 of 青禾区: hours in the area, all day on one road for heavy lorries."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from assistant.rules.pack import Facts
from assistant.rules.units import Measure, MeasureOf, write
from assistant.rules.whens import read_clock
from assistant.rules.work import Work

__all__ = ["TruckFacts", "formula_2023_06_15"]


class TruckFacts(Facts):
    """Road, minutes since midnight, rated load, date."""

    road: Literal["环湖路", "青禾大道", "柳塘东街", "文澜路", "区域内道路"] | None = None
    time: Annotated[int, Field(ge=0, lt=1440), BeforeValidator(read_clock)] | None = None
    load: Annotated[Measure, MeasureOf("mass")] | None = None
    on: date | None = None


def formula_2023_06_15(facts: TruckFacts, work: Work) -> None:
    """Banned or not."""
    if facts.road is None:
        raise work.need("road")
    work.cite(facts.road)
    if facts.road == "环湖路":
        work.step("环湖路标明（不含）→ 不在禁行范围")
        _rule(work, "不禁止", "可以通行：环湖路标明“不含”，本通告不禁止。", "环湖路")
        return
    heavy = facts.load is not None and facts.load.to("吨") >= work.number("heavy")
    if facts.road == "文澜路" and facts.load is not None:
        work.step(f"核定载质量 {write(facts.load.to('吨'))} 吨 {'≥' if heavy else '<'} {work.show('heavy')}（含）")
        if heavy:
            _rule(
                work,
                "禁止",
                f"禁止通行：文澜路全天禁止核定载质量 {work.show('heavy')}（含）以上的载货汽车。",
                "文澜路全天",
            )
            return
    if facts.time is None:
        raise work.need("time")
    inside = work.number("from_hour") * 60 <= facts.time < work.number("to_hour") * 60
    clock = f"{facts.time // 60}:{facts.time % 60:02d}"
    hours = f"每日 {work.show('from_hour')}至 {work.show('to_hour')}"
    work.step(f"{clock} {'在' if inside else '不在'}{hours}之内")
    if inside:
        _rule(work, "禁止", f"禁止通行：{clock} 在{hours}的禁行时段内。", "from_hour")
        return
    if facts.road == "文澜路" and facts.load is None:
        raise work.need("load")
    _rule(work, "不禁止", f"可以通行：{clock} 不在{hours}的禁行时段内，本通告不禁止。", "from_hour")


def _rule(work: Work, ruling: str, text: str, key: str) -> None:
    work.result("是否禁止通行", ruling)
    work.say(text)
    work.quote(key)

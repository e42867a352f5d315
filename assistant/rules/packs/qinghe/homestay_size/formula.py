"""规模: rooms and floor area within the limits, parking spaces by rooms."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.packs.qinghe.versions import ended
from assistant.rules.units import Measure, MeasureOf, ceil_div, write
from assistant.rules.work import Work

__all__ = ["SizeFacts", "formula_2023_04_12"]

Count = Annotated[int, Field(ge=0, le=10000)]


class SizeFacts(Facts):
    """Guest rooms, floor area, parking spaces there are."""

    rooms: Count | None = None
    floor: Annotated[Measure, MeasureOf("area")] | None = None
    spaces: Count | None = None
    parking: bool = False
    on: date | None = None


def formula_2023_04_12(facts: SizeFacts, work: Work) -> None:
    """Within the limits or not; the spaces needed."""
    if ended(work):
        return
    if facts.rooms is None and facts.floor is None:
        raise work.need("rooms")
    good, told = True, []
    if facts.rooms is not None and not facts.parking:
        fits = facts.rooms <= work.number("rooms")
        good &= fits
        told.append(f"客房 {facts.rooms} 间{'未超过' if fits else '超过'} {work.show('rooms')}")
    if facts.floor is not None:
        area = facts.floor.to("平方米")
        fits = area <= work.number("floor")
        good &= fits
        told.append(f"建筑面积 {write(area)} 平方米{'未超过' if fits else '超过'} {work.show('floor')}")
    for line in told:
        work.step(f"{line}（不超过含本数）")
    if facts.rooms is not None and (facts.parking or facts.spaces is not None):
        needed = ceil_div(Decimal(facts.rooms), work.number("each")) * work.number("spaces")
        work.step(f"{facts.rooms} 间 ÷ {work.show('each')}，向上取整 × {work.show('spaces')} = {write(needed)} 个")
        if facts.spaces is None:
            work.say(f"至少要配 {work.result('停车位', needed, '个')}停车位：{work.steps[-1]}。")
        else:
            fits = facts.spaces >= needed
            good &= fits
            told.append(f"停车位 {facts.spaces} 个{'够' if fits else '不够'}，至少要 {write(needed)} 个")
            work.step(told[-1])
    if told:
        work.say(f"{'符合' if good else '不符合'}规模条件：{'；'.join(told)}。")
        work.result("规模条件", "符合" if good else "不符合")
        work.quote("floor")

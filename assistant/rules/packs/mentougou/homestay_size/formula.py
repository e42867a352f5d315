"""精品民宿规模: rooms and floor area within their limits (不超过 includes the figure)."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.units import Measure, MeasureOf, write
from assistant.rules.work import Work

__all__ = ["SizeFacts", "formula_2020_09_21"]


class SizeFacts(Facts):
    """Rooms, floor area and other conditions as far as they are known."""

    spare: bool = False
    whole: bool = False
    rooms: Annotated[int, Field(ge=0, le=100000)] | None = None
    area: Annotated[Measure, MeasureOf("area")] | None = None
    licences: Literal["齐全", "不齐"] | None = None
    violation: Literal["没有", "有"] | None = None


def formula_2020_09_21(facts: SizeFacts, work: Work) -> None:
    """Met, unmet and unknown conditions; the ruling is about those given."""
    if facts.rooms is None and facts.area is None:
        raise work.need("rooms", "area")
    unmet: list[str] = []
    met: list[str] = []
    if facts.rooms is not None:
        limit = work.number("rooms")
        good = facts.rooms <= limit
        work.step(
            f"客房 {facts.rooms} 间 {'≤' if good else '>'} {work.show('rooms')}（不超过含本数）→ {'符合' if good else '不符合'}"
        )
        (met if good else unmet).append(work.steps[-1])
        if good and facts.spare:
            work.step(f"{work.show('rooms')} − {facts.rooms} 间 = {write(limit - facts.rooms)} 间，还可增加")
            met[-1] += f"，离上限还有 {write(limit - facts.rooms)} 间"
        if not good:
            work.step(f"{facts.rooms} 间 − {work.show('rooms')} = {write(facts.rooms - limit)} 间，超出")
            unmet[-1] += f"，超出 {write(facts.rooms - limit)} 间"
    if facts.area is not None:
        area = work.converted(facts.area, "平方米")
        limit = work.number("area")
        good = area.value <= limit
        work.step(
            f"建筑面积 {write(area.value)} 平方米 {'≤' if good else '>'} {work.show('area')}（不超过含本数）→ {'符合' if good else '不符合'}"
        )
        (met if good else unmet).append(work.steps[-1])
        if good and facts.spare:
            work.step(
                f"{work.show('area')} − {write(area.value)} 平方米 = {write(limit - area.value)} 平方米，还可增加"
            )
            met[-1] += f"，离上限还有 {write(limit - area.value)} 平方米"
        if not good:
            work.step(f"{write(area.value)} 平方米 − {work.show('area')} = {write(area.value - limit)} 平方米，超出")
            unmet[-1] += f"，超出 {write(area.value - limit)} 平方米"
    if facts.licences is not None:
        work.cite("licences")
        (met if facts.licences == "齐全" else unmet).append(f"一照、两证、一系统{facts.licences}")
    if facts.violation is not None:
        work.cite("site")
        (met if facts.violation == "没有" else unmet).append(f"{facts.violation}违法建设")
    lacking = "area" if facts.area is None else "rooms" if facts.rooms is None else ""
    if facts.whole and lacking and not unmet:
        work.result("已说的条件", "符合")
        work.say(f"{met[0]}。")
        work.cite(lacking)
        raise work.need(lacking)
    ruling = "不符合规模要求" if unmet else "符合规模要求"
    if facts.licences or facts.violation:
        ruling = "不符合条件" if unmet else "所说的条件都符合"
    work.result("是否符合", ruling)
    work.say(f"{ruling}：{'；'.join(unmet + met)}。")
    unknown = [
        n
        for n, v in (
            ("客房数", facts.rooms),
            ("建筑面积", facts.area),
            ("证照", facts.licences),
            ("违法建设", facts.violation),
        )
        if v is None
    ]
    if unknown and not unmet:
        work.notice("partial", f"未说明的条件：{'、'.join(unknown)}，须另行满足。", "licences")

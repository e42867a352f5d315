"""要不要通行证: the vehicle, the road, the day (weekend or public holiday) and the hour."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from assistant.rules.days import write_day
from assistant.rules.pack import Facts
from assistant.rules.packs.qinghe.versions import ended
from assistant.rules.whens import read_clock
from assistant.rules.work import Work

__all__ = ["EntryFacts", "formula_2023_07_01"]

_WEEK = "一二三四五六日"


class EntryFacts(Facts):
    """Vehicle, road, day (kind or date) and minutes since midnight."""

    vehicle: Literal["外埠号牌", "本地号牌", "执行任务车辆", "新能源小客车", "居住证车主", "接送病人残疾人"] = (
        "外埠号牌"
    )
    road: Literal["鼓楼街", "书院巷", "区域内道路", "南关街", "城墙路"] = "区域内道路"
    day: Literal["周六周日", "法定节假日", "工作日"] | None = None
    time: Annotated[int, Field(ge=0, lt=1440), BeforeValidator(read_clock)] | None = None
    on: date | None = None


def formula_2023_07_01(facts: EntryFacts, work: Work) -> None:
    """A permit is needed or not."""
    if ended(work):
        return
    if facts.vehicle != "外埠号牌":
        work.step(
            f"{facts.vehicle} → 不在须办证的范围" if facts.vehicle == "本地号牌" else f"{facts.vehicle} → 列为无需办理"
        )
        _rule(work, False, f"{facts.vehicle}无需办理老城通行证", facts.vehicle)
        return
    row = work.row("道路", facts.road)
    if row.value == "不含":
        work.step(f"{facts.road}标明（不含）")
        _rule(work, False, f"{facts.road}标明“不含”，不在须办证的范围", "道路", (("道路", row.evidence),))
        return
    day: str | None = facts.day
    if day is None and facts.on is not None:
        day = _kind(facts.on, work)
    if day is None:
        raise work.need("day")
    if day == "工作日":
        work.cite("从")
        work.step("不是周六、周日和法定节假日")
        _rule(work, False, "只在每周六、周日及法定节假日管理，当日不用办证", "从")
        return
    hours = f"{work.show('从')}至 {work.show('到')}"
    if facts.time is None:
        work.step(f"{day} {hours}须办证")
        _rule(work, True, f"{day} {hours}须办老城通行证，其他时间不用", "从")
        return
    inside = work.number("从") * 60 <= facts.time < work.number("到") * 60
    clock = f"{facts.time // 60}:{facts.time % 60:02d}"
    work.step(f"{clock} {'在' if inside else '不在'} {hours}之内")
    _rule(work, inside, f"{clock} {'在' if inside else '不在'}{day} {hours}之内", "从")


def _kind(day: date, work: Work) -> str:
    """What kind of day it is; a weekend that is worked instead of another day is still a weekend.

    The rule ended in a year whose calendar is known.
    """
    import chinese_calendar

    if day.weekday() > 4:
        kind = "周六周日"
    else:
        rest, name = chinese_calendar.get_holiday_detail(day)
        kind = "法定节假日" if rest and name else "工作日"
    work.step(f"{write_day(day)}是星期{_WEEK[day.weekday()]}" + ("，放假" if kind == "法定节假日" else ""))
    return kind


def _rule(work: Work, needed: bool, text: str, key: str, place: tuple[tuple[str, str], ...] = ()) -> None:
    if not place:
        work.cite(key)
    work.result("是否须办老城通行证", "须办" if needed else "无需办理")
    work.say(f"{'要办' if needed else '不用办'}：{text}。")
    if place:
        work.quote_place(place[0])
    else:
        work.quote(key)

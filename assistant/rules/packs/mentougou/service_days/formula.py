"""服务包: the n-th working day after approval or visit, by the official calendar."""

from __future__ import annotations

from datetime import date
from typing import Literal

from assistant.rules.days import nth_working_day, write_day
from assistant.rules.pack import Facts
from assistant.rules.work import Work

__all__ = ["ServiceFacts", "formula_2020_06_24"]

_WEEK = "一二三四五六日"


class ServiceFacts(Facts):
    """The step and the day it counts from."""

    item: Literal["填报企业基本情况", "细化诉求", "填报诉求措施", "每月反馈"] | None = None
    start: date | None = None
    today: date | None = None
    late: bool = False
    year_known: bool = True
    weekday: Literal["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"] | None = None


def formula_2020_06_24(facts: ServiceFacts, work: Work) -> None:
    """The last working day."""
    if facts.item is None:
        raise work.need("item")
    count = int(work.number(facts.item))
    if facts.item == "每月反馈":
        _monthly(facts, count, work)
        return
    if facts.start is None and facts.weekday is not None:
        day = _WEEK.index(facts.weekday[-1])
        for _ in range(count):
            day = day + 1 if day + 1 < len(_WEEK) - 2 else 0
        work.assume("没有说日期，这里按没有法定节假日和调休的一周推算。")
        work.step(f"{facts.weekday}之后第 {count} 个工作日（周六、周日不算）= 星期{_WEEK[day]}")
        text = work.result(f"{work.params.parameters[facts.item].title}最后一天", f"星期{_WEEK[day]}")
        work.say(f"最晚{text}：{work.steps[-1]}。")
        work.quote(facts.item)
        return
    if facts.start is None:
        raise work.need("start")
    last = nth_working_day(facts.start, count)
    work.step(
        f"{write_day(facts.start)}（星期{_WEEK[facts.start.weekday()]}）之后第 {count} 个工作日 = {write_day(last)}（星期{_WEEK[last.weekday()]}），按国务院放假安排"
    )
    text = work.result(f"{work.params.parameters[facts.item].title}最后一天", write_day(last))
    ruling = ""
    if facts.today is not None:
        late = facts.today > last
        work.step(f"{write_day(facts.today)}{'晚于' if late else '不晚于'} {write_day(last)}")
        ruling = f"{work.result('是否超期', '已超期' if late else '没有超期')}：{work.steps[-1]}。"
    work.say(f"{ruling}最晚 {text}（星期{_WEEK[last.weekday()]}）：次一工作日起数 {count} 个工作日。")
    work.quote(facts.item)


def _monthly(facts: ServiceFacts, day: int, work: Work) -> None:
    """The day of each month, and how far away it is."""
    if facts.start is None:
        raise work.need("start")
    if facts.late and facts.start.day > day:
        due, over = facts.start.replace(day=day), facts.start.day - day
        work.step(
            f"{write_day(due, year=facts.year_known)}到 {write_day(facts.start, year=facts.year_known)} = {over} 天"
        )
        work.say(f"晚了 {work.result('晚了', f'{over}', '天')} 天：{work.steps[-1]}。")
        work.quote("每月反馈")
        return
    months = facts.start.year * 12 + facts.start.month - 1 + (1 if facts.start.day > day else 0)
    due = date(months // 12, months % 12 + 1, day)
    left = (due - facts.start).days
    work.step(
        f"{write_day(facts.start, year=facts.year_known)}起最近的每月 {day} 日 → {write_day(due, year=facts.year_known)}"
    )
    work.step(f"{write_day(facts.start, year=facts.year_known)}到 {write_day(due, year=facts.year_known)} = {left} 天")
    work.say(
        f"最近的期限是 {work.result('反馈日期', write_day(due, year=facts.year_known))}前，还有 {work.result('还有', f'{left}', '天')} 天：{work.steps[-1]}。"
    )
    work.quote("每月反馈")

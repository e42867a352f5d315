"""建设费期限: the last of the days given, counted from the day after the event."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Literal

from pydantic import Field

from assistant.rules.days import is_rest_day, last_day, next_working_day, write_day
from assistant.rules.pack import Facts
from assistant.rules.work import Work

__all__ = ["DeadlineFacts", "formula_2020_09_29"]

REMINDERS = {"取证未核费": "区发展改革委催报", "核费未缴费": "区税务局催缴"}


class DeadlineFacts(Facts):
    """Event, its date, and the day to judge."""

    event: Literal["领到缴费函", "书面告知", "取证未核费", "核费未缴费", "立项预缴"] | None = None
    start: date | None = None
    today: date | None = None
    elapsed: Annotated[int, Field(ge=0, le=36500)] | None = None
    year_known: bool = True


def formula_2020_09_29(facts: DeadlineFacts, work: Work) -> None:
    """Last day, or the first day of a reminder; and whether a given day is past it."""
    if facts.event is None:
        raise work.need("event")
    days = int(work.number(facts.event))
    if facts.start is None and facts.elapsed is not None:
        late = facts.elapsed > days
        work.step(f"已过 {facts.elapsed} 天 {'>' if late else '≤'} {days} 天")
        ruling = work.result("是否超期", "已超过" if late else "没有超过")
        gap = abs(facts.elapsed - days)
        work.step(
            f"{facts.elapsed} 天 − {days} 天 = {gap} 天" if late else f"{days} 天 − {facts.elapsed} 天 = {gap} 天"
        )
        left = f"超出 {gap} 天" if late else f"还剩 {gap} 天"
        work.say(f"{ruling} {days} 天，{left}：{work.steps[-2]}。")
        work.quote(facts.event)
        return
    if facts.start is None:
        raise work.need("start")
    last = last_day(facts.start, days)
    year = facts.year_known
    work.step(
        f"{write_day(facts.start, year=year)}的次日起算 {days} 天（日历日）→ 第 {days} 天是 {write_day(last, year=year)}"
    )
    if facts.event in REMINDERS:
        first = last + timedelta(days=1)
        work.step(f"“超过 {days} 天”不含第 {days} 天 → 从 {write_day(first, year=year)}起")
        work.result(f"{REMINDERS[facts.event]}起始日", write_day(first, year=year))
        text = f"从 {write_day(first, year=year)}起由{REMINDERS[facts.event]}（第 {days} 天 {write_day(last, year=year)}当天还不算超过）。"
    else:
        title = work.params.parameters[facts.event].title
        work.result(title, write_day(last, year=year))
        text = f"{title}是 {write_day(last, year=year)}（次日起算 {days} 天）。"
    if facts.today is not None:
        late = facts.today > last
        passed = (facts.today - facts.start).days
        work.step(f"{write_day(facts.start, year=year)}到 {write_day(facts.today, year=year)} = {passed} 天")
        work.step(f"{passed} 天 {'>' if late else '≤'} {days} 天")
        work.result("是否超期", "已超过" if late else "没有超过")
        gap = abs(passed - days)
        work.step(f"{passed} 天 − {days} 天 = {gap} 天" if late else f"{days} 天 − {passed} 天 = {gap} 天")
        text = (
            f"{'已超过' if late else '没有超过'} {days} 天：已过 {passed} 天，{'超出' if late else '还剩'} {gap} 天。"
            + text
        )
    work.say(text)
    work.quote(facts.event)
    if year and facts.event not in REMINDERS and is_rest_day(last) and (moved := next_working_day(last)):
        work.assume(f"最后一天是休息日，按民法典第二百零三条（不在公报内）顺延到 {write_day(moved)}。")

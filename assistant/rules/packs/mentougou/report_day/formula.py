"""每月报送: the day of the month after the one reported on."""

from __future__ import annotations

from datetime import date
from typing import Literal

from assistant.rules.days import write_day
from assistant.rules.pack import Facts
from assistant.rules.work import Work

__all__ = ["ReportDayFacts", "formula_2020_12_02"]


class ReportDayFacts(Facts):
    """What is reported, some day of the month it is about, and the day to judge."""

    item: Literal["扬尘执法"] = "扬尘执法"
    about: date | None = None
    today: date | None = None
    year_known: bool = True


def formula_2020_12_02(facts: ReportDayFacts, work: Work) -> None:
    """The due day of the month after; days left to it or past it."""
    if facts.about is None and facts.today is None:
        raise work.need("about")
    day = int(work.number(facts.item))
    title = work.params.parameters[facts.item].title
    year = facts.year_known
    if facts.about is not None:
        months = facts.about.year * 12 + facts.about.month
    else:  # the next due day
        today = facts.today or date.min
        months = today.year * 12 + today.month - 1 + (today.day > day)
    due = date(months // 12, months % 12 + 1, day)
    about = date((months - 1) // 12, (months - 1) % 12 + 1, 1)
    work.step(
        f"{f'{about.year} 年 ' if year else ''}{about.month} 月的情况在下月 {day} 号前报 → {write_day(due, year=year)}"
    )
    text = work.result("最晚报送日", write_day(due, year=year))
    ruling = ""
    if facts.today is not None:
        left = (due - facts.today).days
        first, last = (due, facts.today) if left < 0 else (facts.today, due)
        work.step(f"{write_day(first, year=year)}到 {write_day(last, year=year)} = {abs(left)} 天")
        name = "晚了" if left < 0 else "还有"
        ruling = f"，{name} {work.result(name, f'{abs(left)}', '天')} 天"
    work.say(f"{title}最晚 {text}前报{ruling}：{'；'.join(work.steps)}。")
    work.quote(facts.item)

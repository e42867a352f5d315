"""检查验收报告: the yearly date, and the days to it or past it."""

from __future__ import annotations

from datetime import date

from assistant.rules.days import write_day
from assistant.rules.pack import Facts
from assistant.rules.work import Work

__all__ = ["ReportFacts", "formula_2020_08_05"]


class ReportFacts(Facts):
    """The day to judge."""

    today: date | None = None
    year_known: bool = True


def formula_2020_08_05(facts: ReportFacts, work: Work) -> None:
    """Days left, or days late."""
    if facts.today is None:
        raise work.need("today")
    due = work.day("due").replace(year=facts.today.year)
    left = (due - facts.today).days
    first, last = (due, facts.today) if left < 0 else (facts.today, due)
    work.step(f"{write_day(first, year=facts.year_known)}到 {write_day(last, year=facts.year_known)} = {abs(left)} 天")
    title = "晚了" if left < 0 else "还有"
    work.say(
        f"检查验收报告每年 {write_day(due, year=False)}前报，{title} {work.result(title, f'{abs(left)}', '天')} 天：{work.steps[-1]}。"
    )
    work.quote("due")

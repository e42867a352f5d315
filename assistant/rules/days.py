"""Counting days: calendar days from the day after, working days by the official holiday calendar.

Stage 9. The calendar of a year that is not published is an error that says so; none is guessed.
"""

from __future__ import annotations

from datetime import date, timedelta

from assistant.rules.errors import FactError

__all__ = ["is_rest_day", "last_day", "next_working_day", "nth_working_day", "write_day"]


def write_day(day: date, *, year: bool = True) -> str:
    """2020 年 9 月 7 日, or without the year."""
    text = f"{day.month} 月 {day.day} 日"
    return f"{day.year} 年 {text}" if year else text


def last_day(start: date, days: int, *, first_counts: bool = False) -> date:
    """The last of ``days`` calendar days; the start day counts only when ``first_counts``.

    >>> last_day(date(2020, 9, 1), 7, first_counts=True)
    datetime.date(2020, 9, 7)
    """
    return start + timedelta(days=days - 1 if first_counts else days)


def is_rest_day(day: date) -> bool | None:
    """Whether a day is a day off; ``None`` when its year has no published calendar."""
    import chinese_calendar

    try:
        return not chinese_calendar.is_workday(day)
    except NotImplementedError:
        return None


def next_working_day(day: date) -> date | None:
    """The day itself or the first working day after it; ``None`` without a calendar."""
    while (rest := is_rest_day(day)) is True:
        day += timedelta(days=1)
    return day if rest is False else None


def nth_working_day(start: date, count: int) -> date:
    """The ``count``-th working day after ``start``. Raises FactError without a calendar."""
    day = start
    while count:
        day += timedelta(days=1)
        rest = is_rest_day(day)
        if rest is None:
            raise FactError(f"{day.year} 年的放假安排尚未公布或没有收录，不能算工作日；请给出有日历的年份")
        count -= not rest
    return day

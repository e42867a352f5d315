"""公示期: the last day of the posting, and whether a posting was long enough."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from assistant.rules.days import last_day, write_day
from assistant.rules.pack import Facts
from assistant.rules.work import Work

__all__ = ["NoticeFacts", "formula_2020_08_05"]


class NoticeFacts(Facts):
    """What is posted, from when, until when or how long."""

    item: Literal["兼用林补助", "可流转地块"] | None = None
    start: date | None = None
    end: date | None = None
    posted: Annotated[int, Field(ge=0, le=3650)] | None = None
    first_day_counts: bool | None = None
    year_known: bool = True


def formula_2020_08_05(facts: NoticeFacts, work: Work) -> None:
    """Last day, or enough and not enough."""
    if facts.item is None:
        raise work.need("item")
    days = int(work.number(facts.item))
    title = work.params.parameters[facts.item].title
    posted = facts.posted
    if facts.start is not None and facts.end is not None:
        posted = (facts.end - facts.start).days + (1 if facts.first_day_counts else 0)
        counted = "首日计入" if facts.first_day_counts else "首日不计入"
        work.step(
            f"{write_day(facts.start, year=facts.year_known)}到 {write_day(facts.end, year=facts.year_known)}（{counted}）= {posted} 天"
        )
    if posted is not None:
        good = posted >= days
        if facts.first_day_counts is None and facts.start is not None and facts.end is not None and posted + 1 == days:
            work.assume(f"首日算不算文中未写，这里不计入；若首日计入则为 {days} 天，够了。")
        work.step(f"{posted} 天 {'≥' if good else '<'} {days} 天")
        work.result("公示期够不够", "够了，已满" if good else "不够，不满")
        if good:
            work.say(f"够了，已满：公示 {posted} 天，要求 {days} 天。")
        else:
            work.step(f"{days} 天 − {posted} 天 = {days - posted} 天")
            work.say(
                f"不够，不满：公示 {posted} 天，要求 {days} 天，还差 {work.result('还差', f'{days - posted}', '天')} 天。"
            )
        work.quote(facts.item)
        return
    if facts.start is None:
        raise work.need("start")
    first = bool(facts.first_day_counts)
    last = last_day(facts.start, days, first_counts=first)
    how = "当天算第 1 天" if first else "从次日起算"
    work.step(
        f"{write_day(facts.start, year=facts.year_known)}，{how}，共 {days} 天 → {write_day(last, year=facts.year_known)}"
    )
    if facts.first_day_counts is None:
        work.assume(
            f"首日算不算文中未写，这里从次日起算；若当天算第 1 天，则到 {write_day(last_day(facts.start, days, first_counts=True), year=facts.year_known)}。"
        )
    least = "最早" if facts.item == "可流转地块" else ""
    text = work.result(f"{title}最后一天", write_day(last, year=facts.year_known))
    work.say(f"{title}{least}到 {text}期满（{how}，{days} 天）。")
    work.quote(facts.item)

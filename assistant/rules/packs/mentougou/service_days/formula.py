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

    item: Literal["填报企业基本情况", "细化诉求", "填报诉求措施"] | None = None
    start: date | None = None


def formula_2020_06_24(facts: ServiceFacts, work: Work) -> None:
    """The last working day."""
    if facts.item is None:
        raise work.need("item")
    if facts.start is None:
        raise work.need("start")
    count = int(work.number(facts.item))
    last = nth_working_day(facts.start, count)
    work.step(f"{write_day(facts.start)}（星期{_WEEK[facts.start.weekday()]}）之后第 {count} 个工作日 = {write_day(last)}（星期{_WEEK[last.weekday()]}），按国务院放假安排")
    text = work.result(f"{work.params.parameters[facts.item].title}最后一天", write_day(last))
    work.say(f"最晚 {text}（星期{_WEEK[last.weekday()]}）：次一工作日起数 {count} 个工作日。")
    work.quote(facts.item)

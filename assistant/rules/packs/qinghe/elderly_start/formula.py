"""起计月份: the month after approval, or the month of becoming eligible; how many months to a last one."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.packs.qinghe.versions import ended
from assistant.rules.work import Work

__all__ = ["StartFacts", "formula_2023_07_01"]


class StartFacts(Facts):
    """Day of approval (first version) or of becoming eligible; the last month of the same year asked about."""

    start: date | None = None
    until: Annotated[int, Field(ge=1, le=12)] | None = None
    on: date | None = None


def formula_2023_07_01(facts: StartFacts, work: Work) -> None:
    """First month paid, pay day, months to the last one."""
    if ended(work):
        return
    if facts.start is None:
        raise work.need("start")
    rule = work.row("起计").value or ""
    months = facts.start.year * 12 + facts.start.month - 1 + (1 if rule == "次月" else 0)
    year, month = months // 12, months % 12 + 1
    what = "批准之月的次月" if rule == "次月" else "符合条件的当月"
    work.step(f"{facts.start.year} 年 {facts.start.month} 月，自{what}起 → {year} 年 {month} 月")
    text = work.result("起计月份", f"{year} 年 {month} 月")
    work.say(f"从 {text}起计发，每月 {work.show('发放')}前发放。")
    if facts.until is not None:
        count = max(facts.until - month + 1, 0) if year == facts.start.year else 0
        work.step(f"{month} 月到 {facts.until} 月共 {count} 个月")
        work.say(f"到 {facts.until} 月可领 {work.result('可领月数', str(count), '个月')}个月。")
    work.quote("起计")

"""通告: days from the date of the document to its first day, and from its first day to another day."""

from __future__ import annotations

from datetime import date
from typing import Literal

from assistant.rules.days import write_day
from assistant.rules.pack import Facts
from assistant.rules.work import Work

__all__ = ["LeadFacts", "formula_2020_06_02"]


class LeadFacts(Facts):
    """The notice, and a day up to which its days are counted."""

    item: Literal["货车限行", "左转", "摩托车", "外埠客车"] | None = None
    until: date | None = None


def formula_2020_06_02(facts: LeadFacts, work: Work) -> None:
    """Days between."""
    if facts.item is None:
        raise work.need("item")
    start = date.fromisoformat(work.row("starts", facts.item).value or "")
    place = ("starts", work.row("starts", facts.item).evidence)
    if facts.until is None:
        issued = date.fromisoformat(work.row("issued", facts.item).value or "")
        days = (start - issued).days
        work.step(f"{write_day(issued)}到 {write_day(start)} = {days} 天")
        work.say(f"从落款到施行隔 {work.result('从落款到施行', f'{days}', '天')} 天：{work.steps[-1]}。")
    elif facts.until < start:
        days = (start - facts.until).days
        work.step(f"{write_day(facts.until)}到 {write_day(start)} = {days} 天")
        work.say(
            f"{write_day(facts.until)}还未施行，离施行还有 {work.result('离施行还有', f'{days}', '天')} 天：{work.steps[-1]}。"
        )
    else:
        days = (facts.until - start).days
        work.step(f"{write_day(start)}到 {write_day(facts.until)} = {days} 天")
        work.step(f"{days} 天 + 1 天 = {days + 1} 天（首尾都算）")
        work.say(
            f"到 {write_day(facts.until)}过了 {work.result('施行以来', f'{days}', '天')} 天，首尾都算 {work.result('首尾都算', f'{days + 1}', '天')} 天：{'；'.join(work.steps)}。"
        )
    work.quote_place(place)

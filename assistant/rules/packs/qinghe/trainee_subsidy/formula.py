"""见习补贴: people × months up to a limit × the monthly sum."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.packs.qinghe.versions import ended
from assistant.rules.units import write
from assistant.rules.work import Work

__all__ = ["TraineeFacts", "formula_2023_05_01"]


class TraineeFacts(Facts):
    """Trainees and the months each of them stays."""

    people: Annotated[int, Field(ge=1, le=100000)] = 1
    months: Annotated[int, Field(ge=1, le=1200)] | None = None
    on: date | None = None


def formula_2023_05_01(facts: TraineeFacts, work: Work) -> None:
    """The subsidy of the employer."""
    if ended(work):
        return
    if facts.months is None:
        raise work.need("months")
    months = min(facts.months, int(work.number("most")))
    if months < facts.months:
        work.step(f"{facts.months} 个月超过 {work.show('most')} → 按 {months} 个月")
    due = work.number("each") * facts.people * months
    work.step(f"{facts.people} 人 × {months} 个月 × {work.printed('each')} 元 = {write(due)} 元")
    work.say(f"见习补贴 {work.result('见习补贴', due, '元')}：{'；'.join(work.steps)}。")
    work.quote("each")

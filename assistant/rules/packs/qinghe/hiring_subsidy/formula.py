"""吸纳就业补贴: so much per person hired, capped per company and year."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.packs.qinghe.paying import under_cap
from assistant.rules.packs.qinghe.versions import ended
from assistant.rules.units import write
from assistant.rules.work import Work

__all__ = ["HiringFacts", "formula_2023_05_01"]


class HiringFacts(Facts):
    """People hired in a year and the length of their contracts."""

    people: Annotated[int, Field(ge=0, le=1000000)] | None = None
    months: Annotated[int, Field(ge=0, le=1200)] | None = None
    on: date | None = None


def formula_2023_05_01(facts: HiringFacts, work: Work) -> None:
    """The subsidy of one year."""
    if ended(work):
        return
    if facts.people is None:
        raise work.need("people")
    if facts.months is not None:
        good = facts.months >= work.number("contract") * 12
        work.step(f"劳动合同 {facts.months} 个月{'达到' if good else '不满'} {work.show('contract')}（以上含本数）")
        if not good:
            work.say(f"不符合：{work.steps[-1]}，{work.result('是否补贴', '不符合补贴条件')}。")
            work.quote("contract")
            return
    else:
        work.assume(f"按都是本区登记失业人员、合同在 {work.show('contract')}以上计算。")
    due = work.number("each") * Decimal(facts.people)
    work.step(f"{facts.people} 人 × {work.show('each')} = {write(due)} 元")
    due = under_cap(work, due, "cap")
    work.say(f"吸纳就业补贴 {work.result('吸纳就业补贴', due, '元')}：{'；'.join(work.steps)}。")
    work.quote("cap")

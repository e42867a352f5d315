"""培训补贴: so much per person who has worked long enough."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.packs.qinghe.versions import ended
from assistant.rules.units import write
from assistant.rules.work import Work

__all__ = ["TrainingFacts", "formula_2023_04_12"]


class TrainingFacts(Facts):
    """People with the certificate and how long they have worked there."""

    people: Annotated[int, Field(ge=1, le=100000)] | None = None
    months: Annotated[int, Field(ge=0, le=1200)] | None = None
    on: date | None = None


def formula_2023_04_12(facts: TrainingFacts, work: Work) -> None:
    """The sum, or that the time is too short."""
    if ended(work):
        return
    if facts.months is not None:
        good = facts.months >= work.number("months")
        work.step(f"连续工作 {facts.months} 个月{'已满' if good else '不满'} {work.show('months')}")
        if not good:
            work.say(f"不符合：{work.steps[-1]}，{work.result('是否补贴', '不符合补贴条件')}。")
            work.quote("months")
            return
    else:
        work.assume(f"按都已取得证书并在同一民宿连续工作满 {work.show('months')}计算。")
    if facts.people is None:
        raise work.need("people")
    total = work.money("each") * Decimal(facts.people)
    work.step(f"{work.show('each')} × {facts.people} 人 = {write(total)} 元")
    work.say(f"培训补贴 {work.result('培训补贴', total, '元')}：{'；'.join(work.steps)}。")

"""科技创新奖励: the sum of the awards for what was recognised."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator

from assistant.rules.pack import Facts
from assistant.rules.packs.qinghe.versions import ended
from assistant.rules.units import split_list, write
from assistant.rules.work import Work

__all__ = ["TechFacts", "formula_2023_05_01"]

Item = Literal["高新首次", "高新重新", "专精特新", "小巨人"]
NAMES = {
    "高新首次": "首次认定高新技术企业",
    "高新重新": "重新认定高新技术企业",
    "专精特新": "市级专精特新企业",
    "小巨人": "国家级“小巨人”企业",
}


class TechFacts(Facts):
    """What the company was recognised as."""

    items: Annotated[tuple[Item, ...], BeforeValidator(split_list)] = ()
    on: date | None = None


def formula_2023_05_01(facts: TechFacts, work: Work) -> None:
    """The sum."""
    if ended(work):
        return
    if not facts.items:
        raise work.need("items")
    total = Decimal(0)
    for item in facts.items:
        total += work.money(item)
        work.step(f"{NAMES[item]} {work.show(item)}")
    if len(facts.items) > 1:
        work.step(f"合计 {write(total)} 元")
        work.assume("几项能否兼得，文中未写，这里相加。")
    work.say(f"科技创新奖励 {work.result('科技创新奖励', total, '元')}：{'；'.join(work.steps)}。")
    work.quote(facts.items[0])

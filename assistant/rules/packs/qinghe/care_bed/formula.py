"""照护床位补贴: a share of what was paid, capped; for the most severe degree only."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from assistant.rules.pack import Facts
from assistant.rules.packs.qinghe.paying import capped
from assistant.rules.packs.qinghe.versions import ended
from assistant.rules.units import Measure, MeasureOf, write
from assistant.rules.work import Work

__all__ = ["BedFacts", "formula_2023_07_01"]


class BedFacts(Facts):
    """What was paid for what, and the degree of disability."""

    cost: Annotated[Measure, MeasureOf("money")] | None = None
    item: Literal["护理床", "移位机"] = "护理床"
    disability: Literal["轻度", "中度", "重度"] | None = None
    own: bool = False
    on: date | None = None


def formula_2023_07_01(facts: BedFacts, work: Work) -> None:
    """The subsidy, and what is left to pay when that is asked."""
    if ended(work):
        return
    if facts.disability is None:
        raise work.need("disability")
    covered = work.row("items").value or ""
    reason = "" if facts.disability == "重度" else f"{facts.disability}失能不是重度失能"
    if facts.item not in covered:
        reason = f"{facts.item}不在补贴范围，只补{covered}"
    if reason:
        work.step(reason)
        work.say(f"不符合：{reason}，{work.result('是否补贴', '不符合补贴条件')}。")
        work.quote("items")
        return
    if facts.cost is None:
        raise work.need("cost")
    cost = facts.cost.to("元")
    due = capped(work, cost, "share", "cap")
    steps = "；".join(work.steps)
    work.say(f"照护床位补贴 {work.result('照护床位补贴', due, '元')}：{steps}。")
    if facts.own:
        work.step(f"{write(cost)} 元 − {write(due)} 元 = {write(cost - due)} 元")
        work.say(f"自己承担 {work.result('自己承担', cost - due, '元')}。")

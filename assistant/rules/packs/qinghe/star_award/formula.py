"""评星奖励: stars × amounts of the day of rating; the difference when a star is raised."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.packs.qinghe.versions import ended, if_changed
from assistant.rules.units import convert, write
from assistant.rules.work import Work

__all__ = ["StarFacts", "formula_2023_04_12"]

Count = Annotated[int, Field(ge=0, le=1000)]
STARS = {"five": "五星级", "four": "四星级", "three": "三星级"}


class StarFacts(Facts):
    """How many of each star, the star held before, a reason for exclusion, the day of rating."""

    five: Count = 0
    four: Count = 0
    three: Count = 0
    previous: Literal["四星级", "三星级"] | None = None
    excluded: Literal["安全责任事故", "违法建设", "多次有效投诉"] | None = None
    on: date | None = None


def formula_2023_04_12(facts: StarFacts, work: Work) -> None:
    """The award, or what is added to an earlier one."""
    if ended(work):
        return
    if facts.excluded is not None:
        work.cite("excluded")
        work.step(f"{facts.excluded} → 当年不予扶持，奖励 0 元")
        work.say(f"当年不予扶持，评星奖励 {work.result('评星奖励', Decimal(0), '元')}。")
        work.quote("excluded")
        return
    counts = {STARS[k]: getattr(facts, k) for k in STARS if getattr(facts, k)}
    if not counts:
        raise work.need("five")
    if facts.previous is not None and len(counts) == 1:
        _raised(facts.previous, next(iter(counts)), work)
    else:
        sums = []
        for star, count in counts.items():
            sums.append(work.money(star) * count)
            work.step(f"{star} {work.show(star)} × {count} = {write(convert(sums[-1], '元', '万元'))} 万元")
        total = sum(sums, Decimal(0))
        if len(sums) > 1:
            work.step(f"合计 {write(convert(total, '元', '万元'))} 万元")
        work.say(f"评星奖励 {work.result('评星奖励', total, '元')}：{'；'.join(work.steps)}。")
    if_changed(work, next(iter(counts)), lambda: work.quote("change"))


def _raised(previous: str, star: str, work: Work) -> None:
    new, old = work.number(star), work.number(previous)
    work.cite("difference")
    work.step(f"{star} {work.show(star)} − {previous} {work.show(previous)} = {write(max(new - old, Decimal(0)))} 万元")
    text = work.result("差额", convert(max(new - old, Decimal(0)), "万元", "元"), "元")
    if new > old:
        work.say(f"补差额 {text}：{work.steps[-1]}。")
    else:
        work.say(f"星级没有提升，没有差额：{text}。")
    work.quote("difference")

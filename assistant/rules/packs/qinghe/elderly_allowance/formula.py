"""高龄补贴、失能补贴: a table by age, a table by degree; the higher one, or both up to a cap."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.packs.qinghe.versions import ended
from assistant.rules.units import write
from assistant.rules.work import Work

__all__ = ["ElderlyFacts", "formula_2023_07_01"]


class ElderlyFacts(Facts):
    """Age, degree of disability, months and people."""

    age: Annotated[int, Field(ge=0, le=130)] | None = None
    disability: Literal["不失能", "轻度", "中度", "重度"] | None = None
    months: Annotated[int, Field(ge=1, le=1200)] = 1
    people: Annotated[int, Field(ge=1, le=100000)] = 1
    on: date | None = None


def formula_2023_07_01(facts: ElderlyFacts, work: Work) -> None:
    """The monthly sum of one person, times months and people."""
    if ended(work):
        return
    degree = None if facts.disability in (None, "不失能") else facts.disability
    if facts.age is None and degree is None:
        raise work.need("age")
    due: dict[str, Decimal] = {}
    refused: list[str] = []
    _by_age(facts.age, due, refused, work)
    if degree is not None:
        _by_degree(facts.age, degree, due, refused, work)
    if not due:
        work.say(f"不符合：{'；'.join(refused)}，{work.result('是否补贴', '不符合补贴条件')}。")
        work.quote("失能年龄" if degree is not None else "高龄")
        return
    monthly = _together(due, work)
    total = monthly
    for factor, unit in ((facts.months, "个月"), (facts.people, "人")):
        if factor > 1:
            work.step(f"{write(total)} 元 × {factor} {unit} = {write(total * factor)} 元")
            total *= factor
    if facts.age is None:
        work.assume(f"没有说年龄，按 {work.show('失能年龄')}以上、不同时领高龄补贴计算。")
    name = "、".join(due)
    span = "每人每月" if facts.months == facts.people == 1 else "共"
    work.say(f"{name}{span} {work.result(name, total, '元')}：{'；'.join(work.steps)}。")
    if len(due) > 1:
        work.quote("合计上限")


def _by_age(age: int | None, due: dict[str, Decimal], refused: list[str], work: Work) -> None:
    if age is None:
        return
    brackets = work.items("高龄")
    reached = [b for b in brackets if age >= int(b)]
    if not reached:
        work.row("高龄", brackets[0])
        refused.append(f"{age} 周岁不满 {brackets[0]} 周岁，没有高龄补贴")
        work.step(refused[-1])
        return
    due["高龄补贴"] = work.number("高龄", reached[-1])
    work.step(f"{age} 周岁：高龄补贴每月 {work.printed('高龄', reached[-1])} 元")


def _by_degree(age: int | None, degree: str, due: dict[str, Decimal], refused: list[str], work: Work) -> None:
    if degree not in work.items("失能"):
        work.row("失能", work.items("失能")[0])
        work.cite("失能年龄")
        refused.append(f"{degree}失能不在补贴范围")
        work.step(refused[-1])
    elif age is not None and age < work.number("失能年龄"):
        refused.append(f"{age} 周岁不满 {work.show('失能年龄')}，没有失能补贴")
        work.step(refused[-1])
    else:
        work.cite("失能年龄")
        due["失能补贴"] = work.number("失能", degree)
        work.step(f"{degree}失能：失能补贴每月 {work.printed('失能', degree)} 元")


def _together(due: dict[str, Decimal], work: Work) -> Decimal:
    """One person's month: the higher one, or the sum under the cap, as the version says."""
    if len(due) == 1:
        return next(iter(due.values()))
    if work.row("合计上限").value is None:
        best = max(due.values())
        work.step(f"两项都符合，就高享受一项，不重复享受 → {write(best)} 元")
        return best
    whole, cap = sum(due.values(), Decimal(0)), work.number("合计上限")
    work.step(f"{' + '.join(write(v) for v in due.values())} = {write(whole)} 元")
    work.step(
        f"{'超过' if whole > cap else '未超过'}合计每人每月 {work.printed('合计上限')} 元 → {write(min(whole, cap))} 元"
    )
    return min(whole, cap)

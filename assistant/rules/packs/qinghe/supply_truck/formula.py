"""保供货车: with the pass inside its hours; outside the banned hours without it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from assistant.rules.pack import Facts
from assistant.rules.whens import read_clock
from assistant.rules.work import Work

__all__ = ["SupplyFacts", "formula_2023_06_15"]


class SupplyFacts(Facts):
    """Minutes since midnight, and whether there is a pass."""

    time: Annotated[int, Field(ge=0, lt=1440), BeforeValidator(read_clock)] | None = None
    permit: Literal["有", "没有"] | None = None
    on: date | None = None


def formula_2023_06_15(facts: SupplyFacts, work: Work) -> None:
    """May pass or not."""
    if facts.time is None:
        raise work.need("time")
    clock = f"{facts.time // 60}:{facts.time % 60:02d}"
    if not work.number("禁从") * 60 <= facts.time < work.number("禁到") * 60:
        work.step(f"{clock} 不在每日 {work.show('禁从')}至 {work.show('禁到')}的禁行时段内")
        _rule(work, True, f"{work.steps[-1]}，不用保供通行证（文澜路全天对重型货车的限制另有规定）", "禁从")
        return
    inside = work.number("从") * 60 <= facts.time < work.number("到") * 60
    work.step(f"{clock} {'在' if inside else '不在'}保供通行的 {work.show('从')}至 {work.show('到')}之内")
    if inside and facts.permit is None:
        raise work.need("permit")
    if inside and facts.permit == "有":
        _rule(work, True, f"持保供通行证，{work.steps[-1]}", "证")
    else:
        _rule(work, False, f"{work.steps[-1]}" + ("，没有保供通行证" if inside else ""), "证")


def _rule(work: Work, good: bool, text: str, key: str) -> None:
    work.result("能否通行", "可以" if good else "不可以")
    work.say(f"{'可以' if good else '不可以'}通行：{text}。")
    work.quote(key)

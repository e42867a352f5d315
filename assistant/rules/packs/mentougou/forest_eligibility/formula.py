"""退耕还林条件: 大于 excludes the figure, 不低于 and the ends of a span include it."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.units import Measure, MeasureOf, write
from assistant.rules.work import Work

__all__ = ["EligibilityFacts", "formula_2020_08_05"]


class EligibilityFacts(Facts):
    """One or more facts of a plot."""

    slope: Annotated[Measure, MeasureOf("slope")] | None = None
    zone: Literal["一级", "二级"] | None = None
    planted: Annotated[int, Field(ge=1900, le=2100)] | None = None
    tended: Annotated[Measure, MeasureOf("ratio")] | None = None
    species: tuple[str, ...] = ()
    closure: Annotated[Decimal, Field(ge=0, le=1)] | None = None


def formula_2020_08_05(facts: EligibilityFacts, work: Work) -> None:
    """Each fact against its condition."""
    if facts.planted is not None:
        first, last = int(work.number("first_planted")), int(work.number("last_planted"))
        good = first <= facts.planted <= last
        work.step(f"{facts.planted} 年{'在' if good else '不在'} {first} 年至 {last} 年之间（首尾都算）")
        work.result("是否适用", "适用" if good else "不适用")
        ruling = f"{'适用，符合' if good else '不适用，不符合'}：{work.steps[-1]}"
        if not good:
            early = facts.planted < first
            near, gap = (first, first - facts.planted) if early else (last, facts.planted - last)
            work.step(
                f"早了 {near} 年 − {facts.planted} 年 = {gap} 年"
                if early
                else f"晚了 {facts.planted} 年 − {near} 年 = {gap} 年"
            )
            ruling += f"，{'早' if early else '晚'}了 {gap} 年"
        work.say(f"{ruling}。")
        work.quote("first_planted")
    if facts.tended is not None:
        need = work.number("tended")
        good = facts.tended.value >= need
        work.step(f"管护率 {facts.tended} {'≥' if good else '<'} {work.show('tended')}")
        work.result("管护率", "达到" if good else "没有达到")
        lacking = ""
        ruling = work.steps[-1]
        if not good:
            work.step(f"{work.show('tended')} − {facts.tended} = {write(need - facts.tended.value)}%")
            lacking = f"，还差 {write(need - facts.tended.value)} 个百分点"
        work.say(f"{'达标' if good else '不达标'}：{ruling}{lacking}。")
        work.quote("tended")
    if facts.closure is not None:
        need = work.number("closure")
        good = facts.closure >= need
        work.step(f"郁闭度 {write(facts.closure)} {'≥' if good else '<'} {work.show('closure')}（不低于含本数）")
        work.result("郁闭度", "达到" if good else "没有达到")
        work.say(f"{'达标' if good else '不达标'}：{work.steps[-1]}。")
        work.quote("closure")
    if facts.slope is not None or facts.zone is not None:
        _transfer(facts, work)
    for name in facts.species:
        listed = name in work.items("species")
        if listed:
            work.row("species", name)
        work.cite("species_list")
        work.step(f"{name}{'在' if listed else '不在'}所列树种之内")
        work.result(f"{name}是否在列", "在列" if listed else "未列明")
        work.say(
            f"{name}在所列树种之内。"
            if listed
            else f"{name}不在所列树种里；原文有“等”字，未列明的须问区园林绿化局，不能断定不行。",
            "species_list",
        )
    if facts.species:
        work.quote("species_list")
    if not work.results:
        raise work.need("slope", "planted")


def _transfer(facts: EligibilityFacts, work: Work) -> None:
    reasons = []
    good = False
    if facts.slope is not None:
        steep = facts.slope.value > work.number("slope")
        work.step(
            f"坡度 {facts.slope} {'>' if steep else '≤'} {work.show('slope')}（大于不含本数）→ {'符合' if steep else '不符合'}"
        )
        reasons.append(work.steps[-1])
        good = good or steep
    if facts.zone is not None:
        inside = facts.zone == "一级"
        work.cite("zone")
        work.step(f"{facts.zone}保护区 → {'符合' if inside else '不符合（只写了一级）'}")
        reasons.append(work.steps[-1])
        good = good or inside
    work.result("能否纳入流转", "可以" if good else "不可以")
    other = "" if good else "，除非属于重要水源地一级保护区或重要道路、河流两侧和重点风沙危害区的速生杨"
    work.say(
        f"{'可以流转' if good else '不能按坡度流转' if facts.slope is not None else '不能流转'}：{'；'.join(reasons)}{other}。",
        "slope",
        "poplar",
    )
    work.quote("slope")

"""小微工程: area and investment both within limits (以下 includes the figure); trench sections."""

from __future__ import annotations

from typing import Annotated

from assistant.rules.pack import Facts
from assistant.rules.units import Measure, MeasureOf, ceil_div, convert, write
from assistant.rules.work import Work

__all__ = ["WorksFacts", "formula_2020_12_02"]


class WorksFacts(Facts):
    """Area and investment of a works, or the length of a trench."""

    area: Annotated[Measure, MeasureOf("area")] | None = None
    investment: Annotated[Measure, MeasureOf("money")] | None = None
    length: Annotated[Measure, MeasureOf("length")] | None = None


def formula_2020_12_02(facts: WorksFacts, work: Work) -> None:
    """Small works or not; sections of a trench."""
    if facts.length is not None:
        limit = work.number("trench")
        length = work.converted(facts.length, "米").value
        sections = ceil_div(length, limit)
        work.step(f"{write(length)} 米 {'≤' if length <= limit else '>'} {work.show('trench')}（不超过含本数）")
        work.step(f"{write(length)} 米 ÷ {work.show('trench')}，向上取整 = {write(sections)} 段")
        if length > limit:
            work.step(
                f"最后一段：{write(length)} 米 − {write(limit)} 米 × ({write(sections)} − 1) = {write(length - limit * (sections - 1))} 米"
            )
        text = work.result("至少分段", sections, "段")
        if length <= limit:
            work.say(f"可以：一次开挖 {write(length)} 米没有超过 {work.show('trench')}。")
        else:
            work.say(
                f"不宜一次开挖：{write(length)} 米超过 {work.show('trench')}，至少分 {text}（最后一段 {write(length - limit * (sections - 1))} 米），前一段清理完再开下一段。"
            )
        work.quote("trench")
        return
    if facts.area is None and facts.investment is None:
        raise work.need("area", "investment")
    if facts.area is not None:
        small = facts.area.to("平方米") <= work.number("area")
        work.step(
            f"施工面积 {write(facts.area.to('平方米'))} 平方米 {'≤' if small else '>'} {work.show('area')}（以下含本数）"
        )
        if not small:
            _rule(work, False)
            return
    if facts.investment is not None:
        small = facts.investment.to("元") <= convert(work.number("investment"), "万元", "元")
        work.step(
            f"投资 {write(facts.investment.to('万元'))} 万元 {'≤' if small else '>'} {work.show('investment')}（以下含本数）"
        )
        if not small:
            _rule(work, False)
            return
    if facts.area is None:
        raise work.need("area")
    if facts.investment is None:
        raise work.need("investment")
    _rule(work, True)


def _rule(work: Work, small: bool) -> None:
    work.assume("面积与投资两项并列，是同时满足还是满足其一文中未写，这里按同时满足。")
    work.result("是否小微工程", "属于" if small else "不属于")
    work.say(f"{'属于' if small else '不属于'}小微工程：{'；'.join(work.steps)}。")
    work.quote("area")

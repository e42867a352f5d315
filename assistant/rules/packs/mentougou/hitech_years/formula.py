"""连续支持年数: years in a row from the first one."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.work import Work

__all__ = ["YearsFacts", "formula_2020_05_01"]

Year = Annotated[int, Field(ge=2000, le=2100)]


class YearsFacts(Facts):
    """The item, its first year, the years had so far, the year asked about."""

    item: Literal["中介奖励", "重点企业房租补贴", "高精尖企业房租补贴"] | None = None
    first: Year | None = None
    taken: Annotated[int, Field(ge=0, le=100)] | None = None
    asked: Year | None = None


def formula_2020_05_01(facts: YearsFacts, work: Work) -> None:
    """Years left, or the last year and whether a year is within."""
    if facts.item is None:
        raise work.need("item")
    row = work.row("years", facts.item)
    years = int(work.number("years", facts.item))
    if facts.taken is not None:
        left = max(0, years - facts.taken)
        work.step(f"连续 {years} 年 − 已享受 {facts.taken} 年 = {years - facts.taken} 年")
        text = work.result("还能享受", f"{left}", "年")
        work.say(
            f"{facts.item}还能享受 {text} 年：{work.steps[-1]}。"
            if left
            else f"{facts.item}还能享受 {text} 年，后面没有了：{work.steps[-1]}。"
        )
    elif facts.first is None:
        raise work.need("first")
    else:
        last = facts.first + years - 1
        work.step(f"{facts.first} 年起连续 {years} 年，{facts.first} + {years} − 1 = {last} 年")
        ruling = ""
        if facts.asked is not None:
            good = facts.first <= facts.asked <= last
            work.step(f"{facts.asked} 年{'在' if good else '不在'} {facts.first} 年至 {last} 年之间（首尾都算）")
            ruling = (
                f"{facts.asked} 年{work.result(f'{facts.asked} 年', '还有' if good else '没有')}：{work.steps[-1]}。"
            )
        work.say(f"{ruling}{facts.item}最后一年是 {work.result('最后一年', f'{last}', '年')} 年：{work.steps[0]}。")
    work.quote_place(("years", row.evidence))

"""创业担保贷款: the most that can be lent, and a share of the interest for so many years."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.packs.qinghe.versions import ended
from assistant.rules.units import Measure, MeasureOf, write
from assistant.rules.work import Work

__all__ = ["LoanFacts", "formula_2023_05_01"]

Money = Annotated[Measure, MeasureOf("money")]


class LoanFacts(Facts):
    """Who borrows how much; the interest paid in a year, the years."""

    borrower: Literal["个人", "小微企业"] | None = None
    loan: Money | None = None
    interest: Money | None = None
    years: Annotated[int, Field(ge=1, le=100)] = 1
    on: date | None = None


def formula_2023_05_01(facts: LoanFacts, work: Work) -> None:
    """Whether the loan is within the limit; the subsidy of the interest."""
    if ended(work):
        return
    if facts.loan is None and facts.interest is None:
        raise work.need("interest")
    if facts.loan is not None:
        if facts.borrower is None:
            raise work.need("borrower")
        loan, most = facts.loan.to("万元"), work.number(facts.borrower)
        good = loan <= most
        work.step(
            f"{facts.borrower}贷款 {write(loan)} 万元{'未超过' if good else '超过'}最高额度 {work.show(facts.borrower)}"
        )
        work.result("贷款额度", "在额度内" if good else "超过额度")
        work.say(f"{'可以' if good else '不可以'}：{work.steps[-1]}。")
        work.quote(facts.borrower)
        if not good and facts.interest is not None:
            work.assume("超过最高额度的贷款利息怎么贴补，文中未写，这里不计算。")
            return
    if facts.interest is not None:
        _subsidy(facts.interest.to("元"), facts.years, work)


def _subsidy(interest: Decimal, asked: int, work: Work) -> None:
    yearly = interest * work.share("share")
    first = len(work.steps)
    work.step(f"{write(interest)} 元 × {work.show('share')} = {write(yearly, 2)} 元")
    years = min(asked, int(work.number("most_years")))
    if years < asked:
        work.step(f"贴息期限不超过 {work.show('most_years')} → 按 {years} 年")
    if years > 1:
        work.step(f"{write(yearly, 2)} 元 × {years} 年 = {write(yearly * years, 2)} 元")
    work.say(f"贴息 {work.result('贴息', yearly * years, '元')}：{'；'.join(work.steps[first:])}。")
    work.quote("share")

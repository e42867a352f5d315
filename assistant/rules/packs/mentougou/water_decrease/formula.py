"""化肥农药: amount × (1 − share) for each year."""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from typing import Annotated

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.units import Measure, MeasureOf, tidy, write
from assistant.rules.work import Work

__all__ = ["DecreaseFacts", "formula_2020_05_29"]

Mass = Annotated[Measure, MeasureOf("mass")]


class DecreaseFacts(Facts):
    """First amount, number of years, or the later amount to judge."""

    amount: Mass | None = None
    years: Annotated[int, Field(ge=1, le=50)] = 1
    later: Mass | None = None


def formula_2020_05_29(facts: DecreaseFacts, work: Work) -> None:
    """The most that may be used after the years."""
    if facts.amount is None:
        raise work.need("amount")
    share = work.share("share")
    unit = facts.amount.unit
    values = [facts.amount.value]
    with localcontext(Context(prec=40)):
        for year in range(1, facts.years + 1):
            values.append(tidy(values[-1] * (1 - share)))
            work.step(
                f"第 {year} 年：{write(values[-2], 4)} {unit} × (1 − {work.show('share')}) = {write(values[-1], 4)} {unit}"
            )
    most = values[-1]
    rounded = Decimal(write(most, 4).replace(",", ""))
    work.step(f"{write(values[0])} {unit} − {write(rounded)} {unit} = {write(values[0] - rounded)} {unit}")
    if facts.years > 1:
        work.assume("逐年复减：每年都以上一年用量为基数。")
    if facts.later is not None:
        later = facts.later.to(unit)
        good = later <= most
        work.step(f"{write(later)} {unit} {'≤' if good else '>'} {write(most, 4)} {unit}")
        work.result("是否达到", "达到" if good else "没有达到")
        work.say(f"{'达标，达到要求' if good else '不达标，没有达到要求'}：{'；'.join(work.steps)}。")
    else:
        text = work.result("最高用量", rounded, unit)
        work.say(
            f"{facts.years} 年后最多用 {text}（至少减少 {write(values[0] - rounded)} {unit}）：{'；'.join(work.steps)}。"
        )
    work.quote("share")

"""充电服务费: the most for so many kWh, and whether a price or a charge is above it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.packs.qinghe.versions import ended
from assistant.rules.units import Measure, MeasureOf, write
from assistant.rules.work import Work

__all__ = ["FeeFacts", "formula_2023_06_21"]

Money = Annotated[Measure, MeasureOf("money")]


class FeeFacts(Facts):
    """Vehicle, kWh, the price per kWh or the service charge that was taken."""

    vehicle: Literal["电动汽车", "电动自行车"] | None = None
    energy: Annotated[Decimal, Field(gt=0, le=10**9)] | None = None
    price: Money | None = None
    charged: Money | None = None
    on: date | None = None


def formula_2023_06_21(facts: FeeFacts, work: Work) -> None:
    """The most that may be taken, or whether too much was."""
    if ended(work):
        return
    if facts.vehicle is None:
        raise work.need("vehicle")
    rate = work.number("上限", facts.vehicle)
    shown = f"每千瓦时 {work.printed('上限', facts.vehicle)} 元"
    if facts.price is not None:
        price = facts.price.to("元")
        good = price <= rate
        work.step(f"每千瓦时 {write(price)} 元{'未超过' if good else '超过'}上限{shown}（含本数）")
        work.result("服务费单价", "未超过" if good else "超过")
        work.say(f"{'未超过' if good else '超过了'}：{work.steps[-1]}。")
    if facts.energy is not None:
        most = rate * facts.energy
        work.step(
            f"{write(facts.energy)} 千瓦时 × {work.printed('上限', facts.vehicle)} 元/千瓦时 = {write(most, 2)} 元"
        )
        work.say(f"服务费最多 {work.result('服务费上限', most, '元')}：{work.steps[-1]}。")
        if facts.charged is not None:
            charged = facts.charged.to("元")
            over = max(charged - most, Decimal(0))
            work.step(
                f"实收 {write(charged)} 元{'超过' if over else '未超过'} {write(most, 2)} 元"
                + (f"，多收 {write(over, 2)} 元" if over else "")
            )
            work.result("多收", over, "元")
            work.say(f"{work.steps[-1]}。")
    if not work.results:
        raise work.need("energy")
    work.quote_place(("上限", work.row("上限", facts.vehicle).evidence))

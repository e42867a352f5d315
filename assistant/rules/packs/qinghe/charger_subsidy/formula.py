"""建设补贴: kilowatts and ports × rates, up to a share of the investment and a cap; built within a period."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from assistant.rules.days import write_day
from assistant.rules.pack import Facts
from assistant.rules.packs.qinghe.paying import under_cap
from assistant.rules.packs.qinghe.versions import ended
from assistant.rules.units import Measure, MeasureOf, write
from assistant.rules.work import Work

__all__ = ["ChargerFacts", "formula_2023_06_21"]

Count = Annotated[int, Field(ge=1, le=100000)]
Power = Annotated[Decimal, Field(gt=0, le=100000)]


class ChargerFacts(Facts):
    """Chargers with rated power in kW each, ports for bicycles, what the equipment cost, the day it opened (``on``)."""

    dc_count: Count = 1
    dc_power: Power | None = None
    ac_count: Count = 1
    ac_power: Power | None = None
    ports: Annotated[int, Field(ge=0, le=1000000)] = 0
    invest: Annotated[Measure, MeasureOf("money")] | None = None
    owner: Literal["公共", "自用"] = "公共"
    on: date | None = None


def formula_2023_06_21(facts: ChargerFacts, work: Work) -> None:
    """The subsidy of one project."""
    if ended(work):
        return
    if facts.owner == "自用":
        work.cite("自用")
        work.step("居民自用充电桩 → 不享受建设补贴，0 元")
        work.say(f"居民自用充电桩不享受建设补贴：{work.result('建设补贴', Decimal(0), '元')}。")
        work.quote("自用")
        return
    if facts.on is not None and not work.day("from") <= facts.on <= work.day("to"):
        work.step(f"{write_day(facts.on)}不在 {write_day(work.day('from'))}至 {write_day(work.day('to'))}之内")
        work.say(f"不符合：{work.steps[-1]}，{work.result('是否补贴', '不符合补贴条件')}。")
        work.quote("to")
        return
    total = Decimal(0)
    for key, power, count in (("直流", facts.dc_power, facts.dc_count), ("交流", facts.ac_power, facts.ac_count)):
        if power is not None:
            total += work.product("元", Measure(Decimal(count), "台", "count"), Measure(power, "千瓦", "power"), key)
    if facts.ports:
        total += work.product("元", Measure(Decimal(facts.ports), "个", "count"), "端口")
    if not total:
        raise work.need("dc_power")
    if len(work.steps) > 1:
        work.step(f"合计 {write(total, 2)} 元")
    if facts.invest is None:
        raise work.need("invest")
    invest = facts.invest.to("元")
    most = invest * work.share("share")
    work.step(
        f"设备投资额 {write(invest)} 元 × {work.show('share')} = {write(most, 2)} 元，{'超过' if total > most else '未超过'} → {write(min(total, most), 2)} 元"
    )
    total = under_cap(work, min(total, most), "cap")
    work.say(f"建设补贴 {work.result('建设补贴', total, '元')}：{'；'.join(work.steps)}。")
    work.quote("to")

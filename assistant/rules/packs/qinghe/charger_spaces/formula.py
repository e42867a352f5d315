"""充电车位: a share of the parking spaces, rounded up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.packs.qinghe.versions import ended
from assistant.rules.units import ceil_div, write
from assistant.rules.work import Work

__all__ = ["SpacesFacts", "formula_2023_06_21"]


class SpacesFacts(Facts):
    """New or renovated, all spaces, spaces with a charger."""

    kind: Literal["新建", "老旧小区"] | None = None
    spaces: Annotated[int, Field(ge=1, le=1000000)] | None = None
    built: Annotated[int, Field(ge=0, le=1000000)] | None = None
    on: date | None = None


def formula_2023_06_21(facts: SpacesFacts, work: Work) -> None:
    """How many are needed, and whether there are enough."""
    if ended(work):
        return
    if facts.kind is None:
        raise work.need("kind")
    if facts.spaces is None:
        raise work.need("spaces")
    needed = ceil_div(facts.spaces * work.number(facts.kind), Decimal(100))
    work.step(f"{facts.spaces} 个车位 × {work.show(facts.kind)}，向上取整 = {write(needed)} 个")
    if facts.built is None:
        work.say(f"至少 {work.result('充电车位', needed, '个')}：{work.steps[-1]}。")
    else:
        good = facts.built >= needed
        work.step(f"{facts.built} 个{'达到' if good else '不够'} {write(needed)} 个")
        work.result("充电车位", "达到要求" if good else "未达到要求")
        work.say(f"{'达到要求' if good else '未达到要求'}：{'；'.join(work.steps)}。")
    work.quote(facts.kind)

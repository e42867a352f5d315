"""新桥大街北口: left turns in two directions are banned all day for every vehicle."""

from __future__ import annotations

from datetime import date
from typing import Literal

from assistant.rules.pack import Facts
from assistant.rules.work import Work

__all__ = ["TurnFacts", "formula_2020_07_24"]


class TurnFacts(Facts):
    """Direction, movement and date."""

    direction: Literal["由西向北", "由东向南", "其他方向"] | None = None
    movement: Literal["左转", "其他"] = "左转"
    on: date | None = None


def formula_2020_07_24(facts: TurnFacts, work: Work) -> None:
    """Banned or not named."""
    if facts.movement != "左转" or facts.direction == "其他方向":
        work.cite("由西向北")
        work.step("只禁止由西向北、由东向南左转 → 其他方向和动作没有禁止")
        work.result("是否禁止", "未禁止")
        work.say(f"本通告没有禁止：{work.steps[-1]}。")
        work.quote("由西向北")
        return
    if facts.direction is None:
        raise work.need("direction")
    work.cite(facts.direction)
    work.step(f"{facts.direction}左转 → 全天禁止一切车辆，不分时刻和车型")
    work.result("是否禁止", "禁止")
    work.say(f"不可以，新桥大街北口{facts.direction}全天禁止一切车辆左转。")
    work.quote(facts.direction)

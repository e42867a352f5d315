"""摩托车: the listed roads are closed to motorcycles all day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator

from assistant.rules.pack import Facts
from assistant.rules.units import split_list
from assistant.rules.work import Work

__all__ = ["MotorcycleFacts", "formula_2020_08_14"]


Road = Literal[
    "234国道", "南赵路", "天门山路", "瓜草地路", "南辛房村中街", "焦岭路", "赵家台路", "妙峰山路", "南樱路",
    "禅涧路", "玫瑰园路", "南东路", "上苇甸路", "果园环路", "上果路", "炭厂大街", "上苇甸环路", "大禅路", "大琅路",
]  # fmt: skip


class MotorcycleFacts(Facts):
    """Road and date; ``count`` asks for the number of roads, ``but`` leaves some out, ``other`` is a road not listed."""

    road: Road | None = None
    vehicle: Literal["摩托车", "其他车辆"] = "摩托车"
    on: date | None = None
    count: bool = False
    but: Annotated[tuple[Road, ...], BeforeValidator(split_list)] = ()
    other: str | None = None


def formula_2020_08_14(facts: MotorcycleFacts, work: Work) -> None:
    """Banned, with the stretch where the text names one."""
    if facts.count:
        _count(facts, work)
        return
    if facts.other is not None and facts.road is None:
        work.cite("ban")
        work.step(f"{facts.other}不在所列道路之内 → 没有禁止")
        work.result("是否禁止通行", "未禁止")
        work.say(f"本通告没有禁止摩托车在{facts.other}通行：{work.steps[-1]}。")
        work.quote("ban")
        return
    if facts.road is None:
        raise work.need("road")
    work.cite(facts.road, "ban")
    if facts.vehicle == "其他车辆":
        work.step("只禁止摩托车通行 → 没有禁止其他车辆")
        work.result("是否禁止通行", "未禁止")
        work.say(f"{facts.road}只禁止摩托车通行，本通告没有禁止其他车辆。")
        work.quote("ban")
        return
    work.step(f"{facts.road}在所列道路之内 → 全天禁止")
    work.result("是否禁止通行", "禁止")
    stretch = "（南辛房路口至王平路口段）" if facts.road.endswith("国道") else ""
    work.say(f"不可以，{facts.road}{stretch}全天禁止摩托车通行，不分时刻。")
    work.quote("ban")


def _count(facts: MotorcycleFacts, work: Work) -> None:
    """How many roads are listed."""
    roads = get_args(Road)
    work.cite(*roads)
    work.step("、".join(roads))
    work.step(f"共 {len(roads)} 条（段）")
    number = Decimal(len(roads))
    if facts.but:
        number -= len(facts.but)
        work.step(f"{len(roads)} 条 − {len(facts.but)} 条 = {number} 条")
        work.say(
            f"除{'、'.join(facts.but)}以外还有 {work.result('禁止摩托车的道路', number, '条')}：{work.steps[-1]}。"
        )
    else:
        work.say(
            f"全天禁止摩托车通行的道路共 {work.result('禁止摩托车的道路', number, '条')}（段）：{'、'.join(roads)}。"
        )
    work.quote("ban")

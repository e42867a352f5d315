"""是否须办证: roads marked 不含 and the exempt vehicles need none."""

from __future__ import annotations

from datetime import date
from typing import Literal

from assistant.rules.pack import Facts
from assistant.rules.work import Work

__all__ = ["NeedFactsOfPermit", "formula_2021_01_01"]

OUTSIDE = ("石担路", "双峪路", "六环路", "108国道", "108国道辅线", "冯石环路")


class NeedFactsOfPermit(Facts):
    """Road, vehicle, what it holds, date."""

    road: (
        Literal[
            "石担路", "双峪路", "六环路", "108国道", "108国道辅线", "冯石环路", "新桥大街", "高家园路", "大峪南路", "增峪路",
            "东辛房街", "西辛房街", "西赵路", "门头沟路", "黑山小桥", "桥西街", "中门寺南路", "区域内道路",
        ]
        | None
    ) = None  # fmt: skip
    vehicle: Literal["客运车辆", "军队武警车辆", "特种车辆", "其他客车"] = "其他客车"
    plate: Literal["外埠", "北京"] = "外埠"
    passed: Literal["有", "没有"] | None = None
    duty: Literal["是", "否"] | None = None
    on: date | None = None


def formula_2021_01_01(facts: NeedFactsOfPermit, work: Work) -> None:
    """Needed or not."""
    if facts.plate == "北京":
        work.cite("required")
        work.step("北京号牌 → 不是外省、区、市核发号牌，不在办证范围")
        _rule(work, "不需要", "不需要办：进京通行证只要求外省、区、市核发号牌的载客汽车，北京号牌不在内。", "required")
    elif facts.vehicle == "军队武警车辆":
        work.cite("duty", "required")
        work.step("军队、武警车辆 → 免办")
        _rule(work, "不需要", "无需办理：军队、武警车辆免办。", "duty")
    elif facts.road in OUTSIDE:
        work.cite(facts.road, "required")
        work.step(f"{facts.road}标明（不含）→ 不在办证范围")
        _rule(work, "不需要", f"不需要办：{facts.road}标明“不含”，只在该路段行驶不用办理进京通行证。", "required")
    elif facts.vehicle == "客运车辆":
        if facts.passed is None:
            raise work.need("passed")
        free = facts.passed == "有"
        work.cite("coach", "required")
        work.step(f"省际长途、旅游客运汽车，外埠客车通行证：{facts.passed} → {'免办' if free else '不属于免办'}")
        text = (
            "无需办理：已经领取外埠客车通行证的省际客运汽车免办。"
            if free
            else "须办理进京通行证：没有领取外埠客车通行证，不属于免办。"
        )
        _rule(work, "不需要" if free else "需要", text, "coach")
    elif facts.vehicle == "特种车辆":
        if facts.duty is None:
            raise work.need("duty")
        free = facts.duty == "是"
        work.cite("duty", "required")
        work.step(f"特种车辆，执行任务：{facts.duty} → {'免办' if free else '不属于免办'}")
        text = (
            "无需办理：执行任务的警车、救护车等特种车辆免办。"
            if free
            else "须办理进京通行证：没有执行任务，不属于免办。"
        )
        _rule(work, "不需要" if free else "需要", text, "duty")
    elif facts.road is None:
        raise work.need("road")
    else:
        work.cite(facts.road, "required")
        work.step(f"{facts.road}在范围之内 → 须办理")
        _rule(work, "需要", f"须办理进京通行证：{facts.road}在范围之内。", "required")


def _rule(work: Work, ruling: str, text: str, key: str) -> None:
    work.result("是否须办进京通行证", ruling)
    work.say(text)
    work.quote(key)

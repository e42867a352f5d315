"""污染防治: counts and shares of single tasks."""

from __future__ import annotations

from typing import Literal

from assistant.rules.quota import QuotaFacts, compute, trigger
from assistant.rules.units import Measure
from assistant.rules.work import Work

__all__ = ["TaskFacts", "formula_2020_12_02"]


class TaskFacts(QuotaFacts):
    """The item, and the amounts set against its figure."""

    item: (
        Literal["汽柴油抽检", "尿素抽检", "矿山修复", "秸秆利用", "煤改清洁能源", "道路新工艺", "超标运输企业"] | None
    ) = None


def formula_2020_12_02(facts: TaskFacts, work: Work) -> None:
    """What the item asks of the amounts given."""
    if facts.item is None:
        raise work.need("item")
    if facts.item == "超标运输企业":
        trigger(facts, work, facts.item, "列入超标车数据库或重点监管对象")
    elif facts.item == "矿山修复" and facts.done is None:
        area = work.converted(Measure(work.number(facts.item), "公顷", "area"), "亩")
        text = work.result("废弃矿山生态修复", area.value, "亩")
        work.say(f"{work.show(facts.item)}合 {text}：{work.steps[-1]}。")
    else:
        compute(facts, work, facts.item)

"""Two things side by side in the text, and the figure by which they differ."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from assistant.pipeline import Assistant
from assistant.registry_comparing import sides_of
from assistant.sides import difference

SAID = "到2025年底，全区回收率达到60%以上，其中，老城达到72%。"


@pytest.mark.parametrize(
    ("sides", "left", "right", "unit", "result"),
    [
        (("全区", "老城"), SAID, SAID, "点", (Decimal(12), "个百分点")),
        (("村里公示", "镇里公示"), "公示期不少于5天。", "公示7天。", "天", (Decimal(2), "天")),
        (("甲", "乙"), "公示5天，答复3天。", "公示7天。", "天", None),
        (("全区", "新区"), SAID, SAID, "点", None),
    ],
)
def test_a_difference_needs_one_figure_for_each(
    sides: tuple[str, str], left: str, right: str, unit: str, result: tuple[Decimal, str] | None
) -> None:
    found = difference(sides, left, right, unit)
    assert (found and (found[2], found[3])) == result


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("老城那圈路限货车，和文澜路单独限两吨的，时间上有什么区别？", ["老城那圈路限货车", "文澜路单独限两吨的"]),
        ("回收率，全区和老城各要到多少，高几个点？", ["全区", "老城"]),
        ("要是改了政策，这个办法跟着改不改？", []),
    ],
)
def test_sides_of_a_comparison(text: str, sides: list[str]) -> None:
    assert sides_of(text) == sides


def test_each_side_is_told_from_its_own_clause(sample_assistant: Assistant) -> None:
    answer = sample_assistant.answer("地块登记的公示和镇政府核查结果的公示，天数有啥不一样？", (), date(2023, 9, 15))
    assert "不少于5天" in answer.text
    assert "7天" in answer.text

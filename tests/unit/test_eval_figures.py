"""Figures and arithmetic of the audit: tables of odd forms."""

from __future__ import annotations

import pytest

from eval.arithmetic import check_step
from eval.claims import cover
from eval.figures import FigurePool, find_figures, fold
from eval.rulings import find_rulings


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("每亩１，０００元", ["1,000元"]),
        ("百分之三十的份额", ["百分之三十"]),
        ("2020年12 月底前", ["2020年12月"]),
        ("二〇二〇年九月二十一日", ["二〇二〇年九月二十一日"]),
        ("PM2.5低于41微克/立方米", ["PM2.5", "41微克"]),
        ("青政发〔2031〕7号第三条", ["〔2031〕7号", "第三条"]),
        ("六亩半", ["六亩半"]),
        ("下午两点到晚上十一点半", ["下午两点", "晚上十一点半"]),
        ("建筑面积5000㎡", ["5000平方米"]),
        ("一般应当统一进一步落实", []),
        ("一点也没有", []),
        ("三万五", ["三万五"]),
    ],
)
def test_figures_found(text: str, expected: list[str]) -> None:
    assert [f.text for f in find_figures(fold(text))] == expected


@pytest.mark.parametrize(
    ("said", "source", "bound"),
    [
        ("3.2万元", "共32000元", True),
        ("30%", "百分之三十", True),
        ("30元", "30%", False),
        ("30元", "130元", False),
        ("8万元", "给予一次性奖励8 万\n元", True),
        ("9月21日", "2020年9月21日", True),
        ("2021年9月21日", "9月21日", False),
        ("7天", "7日", True),
        ("30万元", "金额（万元）\t30\t2020年", True),
        ("20302020年", "20\t30\t2020年", False),
        ("第三条", "第三款", False),
        ("14:00", "下午2点", True),
        ("三十亩", "30亩", True),
    ],
)
def test_figure_bound_to_text(said: str, source: str, bound: bool) -> None:
    pool = FigurePool([source])
    assert all(pool.binds(f) for f in find_figures(fold(said))) is bound


@pytest.mark.parametrize(
    ("step", "verdict"),
    [
        ("15000 平方米 ÷ (2000/3 平方米/亩) = 22.5 亩", "right"),
        ("15000 平方米 = 22.5 亩", "right"),
        ("15000 平方米 = 22.6 亩", "wrong"),
        ("12.5 万元 × 30% = 3.75 万元", "right"),
        ("2×10+3×5+5×3=50万元", "right"),
        ("2 万元 × 10 = 21 万元", "wrong"),
        ("12 次 − 已办 7 次 = 5 次", "right"),
        ("2020 年至 2028 年（首尾都算）= 8 年", "wrong"),
        ("301 平方米 ≤ 300 平方米（含本数）→ 零星", "wrong"),
        ("9 月 1 日 + 7 天 − 1 天 = 9 月 7 日", "right"),
        ("按面积取档", "unread"),
    ],
)
def test_step_worked_out_again(step: str, verdict: str) -> None:
    assert check_step(step).value == verdict


def test_cover_names_what_is_not_in_the_text() -> None:
    assert cover("牵头部门：区林果局、王小明", ["由区林果局牵头"]) == ["王小明"]


@pytest.mark.parametrize(
    "advice", ["您可以向主管部门咨询", "无法确定是否可以", "请补充需要计算的面积", "公报未写明〈不能〉"]
)
def test_advice_is_no_ruling(advice: str) -> None:
    assert find_rulings(advice) == ()

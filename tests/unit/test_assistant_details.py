"""Details asked for by name, values that exclude each other, questions of another field."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.details import absent, other_value
from assistant.pipeline import Assistant

DAY = date(2023, 9, 15)


@pytest.mark.parametrize(
    ("question", "shown", "names"),
    [
        ("新街口哪天恢复左转？", "自2022年3月1日起禁止左转。", ("恢复时间",)),
        ("新街口哪天恢复左转？", "2023年1月起恢复左转。", ()),
        ("这个通告到哪一年失效？", "自2022年3月1日起施行。", ("终止日期",)),
        ("这个通告到哪一年失效？", "自2022年3月1日起施行，有效期三年。", ()),
        ("智能柜每台造价多少？", "布设100台智能柜。", ("造价",)),
        ("举报了能给多少赏金？", "公安分局负责打击。", ("举报奖励",)),
        ("张某是哪年生人？", "张某：负责教育工作。", ("出生年月",)),
        ("费用能分三期交吗？", "应当在30日内缴费。", ("分期",)),
        ("夜市营业到几点？", "营业至22时。", ()),
    ],
)
def test_a_detail_must_be_told(question: str, shown: str, names: tuple[str, ...]) -> None:
    assert absent(question, shown) == names


def test_what_a_questioner_brings_along_is_no_detail_of_a_calculation() -> None:
    assert absent("测出来是38，达标没有？", "38 低于 41。", computed=True) == ()


@pytest.mark.parametrize(
    ("question", "shown", "other"),
    [
        ("评上二星奖多少？", "五星奖10万元，三星奖5万元", "二星"),
        ("评上5星奖多少？", "五星奖10万元", ""),
        ("大街南口让左转吗？", "大街北口禁止左转", "南口"),
        ("头班车几点？", "末班车延长至23时", "头班"),
        ("评上几星有奖？", "五星奖10万元", ""),
    ],
)
def test_a_value_that_is_not_the_one_told(question: str, shown: str, other: str) -> None:
    assert other_value(question, shown) == other


@pytest.mark.parametrize(
    "question",
    [
        "老城通行证办一次多少天能审批下来？",
        "青禾8路头班车几点发？",
        "柳塘街道办事处周末上不上班？",
        "老城通行证被别人冒用了上哪儿投诉？",
        "个税起征点是多少？",
        "离婚以后孩子的抚养费怎么算？",
        "借条过了几年就不能起诉了？",
    ],
)
def test_details_that_are_not_told_and_other_fields_are_refused(sample_assistant: Assistant, question: str) -> None:
    answer = sample_assistant.answer(question, as_of=DAY)
    assert answer.abstained
    assert answer.reason


def test_a_part_that_is_told_is_answered_and_the_other_named(sample_assistant: Assistant) -> None:
    answer = sample_assistant.answer("柳塘夜市营业到几点？门票多少钱？", as_of=DAY)
    assert not answer.abstained
    assert any(n.kind == "partial" for n in answer.notices)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("外地小轿车进老城要不要办通行证？", "须"),  # the rule, not the lead-in of its exceptions
        ("外地救护车进老城要不要办通行证？", "救护车"),  # an exception
    ],
)
def test_the_rule_goes_before_exceptions_that_do_not_apply(
    sample_assistant: Assistant, question: str, first: str
) -> None:
    answer = sample_assistant.answer(question, as_of=DAY)
    assert not answer.abstained
    assert first in "".join(c.text for c in answer.citations)
    assert not answer.text.startswith(("不需要", "可以"))

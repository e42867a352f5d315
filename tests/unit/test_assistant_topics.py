"""A question about something else is answered as if it stood alone, whatever was asked before it."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.followups import goes_on, leans_back
from assistant.pipeline import Assistant

DAY = date(2024, 9, 1)
EARLIER = (
    "在白石镇施工占道80平方米20天要交多少占道费？",
    "90岁老人的高龄补贴每月多少钱？",
    "区水务局牵头哪些任务？",
)
ALONE = (
    "柳塘夜市的营业时间是几点到几点，收摊后多久要清扫完？",
    "给狗办登记证，一年要交多少管理费？",
    "居家养老服务补贴管理办法（试行）现在还有效吗？",
    "梁书远在区政府里分管哪些部门和工作？",
)


@pytest.mark.parametrize("earlier", EARLIER)
@pytest.mark.parametrize("question", ALONE)
def test_another_topic_is_not_mixed_in(sample_assistant: Assistant, question: str, earlier: str) -> None:
    alone = sample_assistant.answer(question, (), DAY)
    after = sample_assistant.answer(question, (earlier,), DAY)
    assert (after.status, after.text) == (alone.status, alone.text)


@pytest.mark.parametrize(
    ("text", "goes"),
    [
        ("那非住宅呢？", True),
        ("改成4000平米", True),
        ("我已经用掉10次了，还剩几次、加起来最多几天？", True),
        ("这笔钱什么时候发？", True),
        ("老旧小区加装电梯，政府给补多少钱？", False),
        ("直播带货、网上看病、在线健身这些新花样，文件点了哪几个局来抓？", False),
    ],
)
def test_what_goes_on_with_an_earlier_question(text: str, goes: bool) -> None:
    assert goes_on(text) is goes
    assert goes or not leans_back(text, 9)

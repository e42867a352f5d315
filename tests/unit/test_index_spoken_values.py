"""Hours and ages of a question as what a clause writes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexicon.spoken_values import spoken_values


@pytest.mark.parametrize(
    ("text", "say", "means"),
    [
        ("货车早上七点能进吗", "早上七点", "7时"),
        ("晚上十点半还能施工吗", "晚上十点半", "22时"),
        ("23点以后呢", "23点", "23时"),
        ("我妈八十二岁了", "八十二岁", "82周岁"),
        ("我爸今年82，能领多少", "今年82", "82周岁"),
    ],
)
def test_values(text: str, say: str, means: str) -> None:
    (found,) = spoken_values(text)
    assert found.say == say and means in found.means
    assert text[found.start : found.end] == say


@pytest.mark.parametrize("text", ["下降三点五个百分点", "重点任务有几点", "一点二万元", "今年2020年", "99点名"])
def test_other_numbers_are_none(text: str) -> None:
    assert [v for v in spoken_values(text) if v.start >= 0] == []


@given(st.text(alphabet="早上晚下午一二十百点岁周满今年了半，0123456789", max_size=30))
def test_offsets_hold(text: str) -> None:
    for found in spoken_values(text):
        assert text[found.start : found.end] == found.say

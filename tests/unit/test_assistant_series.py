"""One of a series that a text names without it."""

from __future__ import annotations

import pytest

from assistant.series import off_series


@pytest.mark.parametrize(
    ("question", "text", "absent"),
    [
        ("评上二星级奖多少", "五星级奖10万元四星级奖8万元三星级奖5万元", ("二星",)),
        ("评上2星奖多少", "三四五星级分别奖励", ("2星",)),
        ("评上四星奖多少", "三四五星级分别奖励", ()),
        ("二星级能申请吗", "三星级及以上可以申请", ()),
        ("二星级能申请吗", "酒店可以申请", ()),
        ("四等奖有几个", "一等奖2名二等奖3名三等奖5名", ("四等奖",)),
        ("第三季度目标", "第四季度低于40第一季度低于42", ("三季度",)),
        ("云河大街南口能左转吗", "云河大街北口全天禁止左转", ("大街南口",)),
        ("云河大街北口能左转吗", "云河大街北口全天禁止左转", ()),
        ("8路头班车几点发", "8路末班车延长至23时", ("头班",)),
        ("8路末班车几点发", "8路末班车延长至23时", ()),
        ("云河大街南口能左转吗", "山前大路北口全天禁止左转", ()),
    ],
)
def test_what_the_text_names_only_others_of(question: str, text: str, absent: tuple[str, ...]) -> None:
    assert off_series(question, text) == absent

"""Two jurisdictions in one index: the sample and a tiny gazette of another county."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from assistant.pipeline import Assistant
from assistant.records import AnswerStatus
from index.freshness import sample_sources
from index.reading import read_bytes

DAY = date(2023, 9, 15)


@pytest.fixture(scope="module")
def both(gazette: Callable[..., str], assistant_over: Callable[..., Assistant]) -> Assistant:
    text = gazette(
        "云河县",
        (
            "云河政发〔2023〕3号",
            "关于渔船管理的通告",
            ("一、渔船应当在每年三月一日前完成年检，年检费每艘90元。", "二、禁止在渡口停泊渔船。"),
        ),
        ("云河政发〔2023〕4号", "关于夜市管理的通告", ("一、县城夜市营业时间为每日17时至22时。",)),
    )
    everywhere = "渔业部关于渔船保险的通知\n\n渔政发〔2023〕5号\n\n各省、自治区、直辖市：\n\n一、渔船保险费由财政补助百分之四十。\n\n渔业部\n\n2023年5月8日\n"
    return assistant_over(
        *sample_sources(),
        read_bytes(text.encode(), "yunhe-2023-04.txt"),
        read_bytes(everywhere.encode(), "yuyebu.txt"),
    )


def test_place_outside_both_is_out_of_scope_and_both_are_named(both: Assistant) -> None:
    answer = both.answer("海淀区渔船年检费多少钱？", as_of=DAY)
    assert answer.status is AnswerStatus.OUT_OF_SCOPE
    assert "海淀区" in answer.text
    assert {p for p in ("云州市青禾区", "云河县") if p in answer.text} == {"云州市青禾区", "云河县"}
    assert answer.citations == ()


@pytest.mark.parametrize(
    ("question", "source", "say"),
    [
        ("云河县的夜市营业到几点？", "yunhe-2023-04.txt", "22时"),
        ("云州市青禾区的柳塘夜市营业到几点？", "qinghe-2023-02.txt", "23时30分"),
        ("渔船保险费财政补助百分之几？", "yuyebu.txt", "百分之四十"),
        ("云河县的渔船保险费财政补助百分之几？", "yuyebu.txt", "百分之四十"),
        ("渔船年检费多少钱？", "yunhe-2023-04.txt", "90元"),
        ("云河政发〔2023〕3号规定渡口能停泊渔船吗？", "yunhe-2023-04.txt", "禁止在渡口停泊渔船"),
    ],
)
def test_named_or_clearly_meant_place_is_answered_from_its_own_gazette(
    both: Assistant, question: str, source: str, say: str
) -> None:
    answer = both.answer(question, as_of=DAY)
    assert answer.status is AnswerStatus.ANSWERED
    assert say in answer.text
    assert {c.source for c in answer.citations} == {source}


def test_coverage_names_both(both: Assistant) -> None:
    assert "云河县人民政府公报" in both.coverage()
    assert "云州市青禾区人民政府公报" in both.coverage()


def test_one_jurisdiction_alone_knows_only_itself(sample_assistant: Assistant) -> None:
    assert sample_assistant.scope.jurisdictions == ("云州市青禾区",)

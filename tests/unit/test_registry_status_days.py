"""A day named in a question counts for the status asked; what a document does away with is told by its own words."""

from __future__ import annotations

import pytest

from assistant.pipeline import Assistant
from assistant.registry_status import is_status_question


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("2024年4月20号那会儿，路侧停车收费管理规定施行了没有？", "尚未施行"),
        ("城市道路临时占用费征收管理办法出来，把哪个旧办法废了？", "同时废止"),
    ],
)
def test_the_day_of_the_question_counts(sample_assistant: Assistant, question: str, said: str) -> None:
    assert said in sample_assistant.answer(question).text


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("今年的券没用完，留到明年还能用吗？", False),
        ("验收要等到什么时候才能做？", False),
        ("那个办法现在还能用吗？", True),
        ("补贴办法管到什么时候？", True),
    ],
)
def test_a_thing_kept_is_no_document(question: str, asks: bool) -> None:
    assert is_status_question(question) is asks

"""Fields of work, and duties whose verb goes on over the next."""

from __future__ import annotations

import pytest

from assistant.registry_fields import SHORTENED, field_score
from assistant.registry_people import whole_duty
from index.records import Span
from index.registry.records import Duty, Person


@pytest.mark.parametrize(
    ("name", "text", "score"),
    [
        ("食品药品安全", "谁管食药安全", SHORTENED),
        ("安全", "谁管食药安全", 1.0),
        ("公安", "哪位领导管公安", 1.0),
        ("审计", "谁管食药安全", 0.0),
    ],
)
def test_a_shortened_name_goes_before_one_that_stands_in_it(name: str, text: str, score: float) -> None:
    assert field_score(name, text) == score


@pytest.mark.parametrize(
    ("first", "gap", "said"),
    [
        ("统筹推进北湾园区", 1, "统筹推进北湾园区、南岗园区建设"),
        ("推进老城建设", 1, "南岗园区建设"),
        ("统筹推进北湾园区", 9, "南岗园区建设"),
    ],
)
def test_a_verb_goes_on_over_the_next_duty(first: str, gap: int, said: str) -> None:
    start = len(first) + gap
    duties = (
        Duty("负责", first, Span(0, len(first)), "c"),
        Duty("负责", "南岗园区建设", Span(start, start + 6), "c"),
    )
    person = Person(name="甲乙", title="", name_span=Span(0, 1), doc_id="d", clause_id="c", duties=duties)
    assert whole_duty(person, duties[1]) == said

"""What the words of list, comparison and duty questions ask for."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.registry_comparing import sides_of
from assistant.registry_reading import read_asking
from assistant.registry_words import asks_tasks
from index.registry.departments import Departments


@pytest.mark.parametrize(
    "text, asked",
    [
        ("体育局在要点里哪些地方被点名了", True),
        ("生态环境局在三年行动里协办了哪些", True),
        ("协办单位有哪些", False),
    ],
)
def test_named_places_and_verbs_ask_for_tasks(text: str, asked: bool) -> None:
    assert asks_tasks(text) is asked


def test_sides_stand_where_the_comparison_is() -> None:
    assert sides_of("基建费，催报和催缴有啥区别，分别哪家催") == ["催报", "催缴"]


@pytest.mark.parametrize(
    "text, after, before",
    [
        ("过了2021年才到期的任务", date(2022, 1, 1), None),
        ("2021年以前要完成的任务", None, date(2020, 12, 31)),
    ],
)
def test_a_year_is_a_deadline(text: str, after: date | None, before: date | None) -> None:
    asking = read_asking(text, Departments(), (), (), 2020)
    assert asking.deadline is not None
    assert (asking.deadline.after, asking.deadline.before) == (after, before)
    assert asking.lists


def test_all_roles_at_once() -> None:
    assert read_asking("牵头和主责都有城管委的任务", Departments(), (), (), 2020).every
    assert not read_asking("城管委牵头的任务", Departments(), (), (), 2020).every

"""Details that a question asks for by their name, and whether what is shown tells them.

A question for the day a rule ends is not answered by the day it began, nor one for two
stars by what three stars get. The table ``details.yaml`` says what a question for a detail
looks like and what a text must have to tell it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml

__all__ = ["absent", "detail_names", "other_value"]


class Detail(NamedTuple):
    """A detail: its name, how it is asked for, what tells it, and whether who asks may bring it along."""

    name: str
    asks: re.Pattern[str]
    told: re.Pattern[str]
    given: bool


class _Table(NamedTuple):
    details: tuple[Detail, ...]
    rivals: tuple[re.Pattern[str], ...]


@lru_cache(maxsize=1)
def _table() -> _Table:
    text = Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    read = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return _Table(
        tuple(
            Detail(row["name"], re.compile(row["asks"]), re.compile(row["told"]), row.get("given", False))
            for row in read["details"]
        ),
        tuple(re.compile(r["said"]) for r in read["rivals"]),
    )


def absent(question: str, shown: str, *, computed: bool = False) -> tuple[str, ...]:
    """Names of the details asked for that a text does not tell.

    Args:
        question: A normalised question, or one of several in a text.
        shown: What is to be shown, with the headings it stands under.
        computed: By a calculator, to which some details are facts of the question.

    >>> absent("摩托车禁行到哪一年失效？", "决定自2020年8月14日起禁止摩托车通行")
    ('终止日期',)
    """
    return tuple(
        d.name
        for d in _table().details
        if d.asks.search(question) and not d.told.search(shown) and not (computed and d.given)
    )


def detail_names() -> frozenset[str]:
    """The names of all details: a refusal may say that one is not told."""
    return frozenset(d.name for d in _table().details)


def other_value(question: str, shown: str) -> str:
    """What a question names of a kind of which a text names only other values; empty when there is none.

    >>> other_value("民宿评上二星奖多少？", "五星奖10万元；三星奖5万元")
    '二星'
    """
    for said in _table().rivals:
        asked = {_plain(m.group(1)): m.group() for m in said.finditer(question)}
        if asked and (told := {_plain(m.group(1)) for m in said.finditer(shown)}) and not told & set(asked):
            return "、".join(_once(asked.values()))
    return ""


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


_SAME = str.maketrans("1234567首", "一二三四五六七头")


def _plain(value: str) -> str:
    return value.translate(_SAME)

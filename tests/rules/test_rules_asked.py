"""Questions as ordinary people ask them, with what the answer must hold (``asked.txt``).

A line is ``question|words|words…``; ``a/b`` allows either, ``>>`` separates earlier questions.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from pathlib import Path

import pytest

from assistant.rules.engine import RuleBook
from index.parsing import parse_source
from index.reading import read_source
from index.store import make_library

REAL = Path(__file__).parents[3] / "shared/gazettes/mentougou-2021-01.txt"
LINES = [x.split("|") for x in (Path(__file__).parent / "asked.txt").read_text(encoding="utf-8").splitlines() if x]

pytestmark = [pytest.mark.real, pytest.mark.skipif(not REAL.exists(), reason="no ../shared/gazettes")]


@pytest.fixture(scope="module")
def book() -> RuleBook:
    source = read_source(REAL)
    parsed = parse_source(source)
    held = make_library([parsed])
    return RuleBook.load(held)


def plain(text: str) -> str:
    squeezed = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", squeezed)


@pytest.mark.parametrize("line", LINES, ids=[x[0] for x in LINES])
def test_asked(book: RuleBook, line: list[str]) -> None:
    *history, question = line[0].split(">>")
    found = book.ask(question, tuple(history), date(2026, 11, 23))
    assert found is not None
    text = plain(found.status.value + "".join(s.text for s in found.sentences))
    assert len(text) <= 600
    for words in line[1:]:
        assert any(plain(w) in text for w in words.split("/")), text
    spans = {(e.source, e.span) for s in found.sentences for e in s.evidence}
    assert len(spans) <= 6


@pytest.mark.parametrize(
    "question",
    [
        "民宿评上五星政府奖多少钱？", "新城住宅建设费的标准是多少？", "退耕的流转费每亩多少钱？", "进京证一年能办几次？",
        "2020年四季度大峪街道PM2.5要低于多少？", "区级月检查率要求是多少？", "建设费归哪个部门收？", "花椒一亩能产多少斤？",
        "把秸秆卖给回收站，一吨能拿多少钱？", "外地车没办进京证闯进来，罚多少钱？",
    ],
)  # fmt: skip
def test_questions_for_the_rule_itself_are_not_computed(book: RuleBook, question: str) -> None:
    assert book.ask(question, (), date(2026, 11, 23)) is None

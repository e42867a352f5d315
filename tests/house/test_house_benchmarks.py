"""The benchmarks: every suite loads, cards count what is there, gold quotes are short and stand in the text."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from eval.cases import BENCHMARKS, find_suite, load_cases
from eval.evidence import parse_library
from eval.running import suite_sources
from index.errors import UsageError

ROOT = Path(__file__).resolve().parents[2]
SUITES = sorted(p.name for p in BENCHMARKS.iterdir() if any(p.glob("*.jsonl")))
FILES = sorted(BENCHMARKS.glob("*/*.jsonl"))
MAX_QUOTE = 30


def _bare(text: str) -> str:
    return re.sub(r"\s|\*\*", "", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_suite_file_loads(path: Path) -> None:
    cases = load_cases(path)
    assert all(len(g.quote) <= MAX_QUOTE for c in cases for g in c.cite)


@pytest.mark.parametrize("name", SUITES)
def test_parts_share_no_question(name: str) -> None:
    asked = Counter((c.question, c.history, c.as_of) for c in find_suite(name, "all").cases)
    assert [q for q, n in asked.items() if n > 1] == []


@pytest.mark.parametrize("name", SUITES)
def test_suite_has_a_card_and_enough_refusals(name: str) -> None:
    assert list((BENCHMARKS / name).glob("card*.md"))
    cases = find_suite(name, "all").cases
    assert len(cases) >= 120
    assert sum(c.abstain for c in cases) / len(cases) >= 0.1


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_card_names_the_count(path: Path) -> None:
    cards = "\n".join(p.read_text(encoding="utf-8") for p in path.parent.glob("card*.md"))
    assert re.search(rf"(?<!\d){len(load_cases(path))}(?!\d)", cards)


@pytest.mark.parametrize("name", SUITES)
def test_gold_quotes_stand_in_the_document_they_name(name: str) -> None:
    suite = find_suite(name, "all")
    try:
        library = parse_library(suite_sources(suite))
    except UsageError:
        pytest.skip("the suite's gazette is not beside the checkout")
    texts: dict[str, str] = {}
    for document in library.documents:
        key = _bare(document.number or "")
        texts[key] = texts.get(key, "") + _bare(library.text(document.source, document.span))
    wrong = [
        (c.id, g.doc, g.quote) for c in suite.cases for g in c.cite if _bare(g.quote) not in texts.get(_bare(g.doc), "")
    ]
    # A span of page furniture may stand inside a sentence that a page break cuts.
    assert len(wrong) <= len(suite.cases) * 0.02, wrong

"""Suites made by program, and committed figures that hold no words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.ablation import gold_clauses
from eval.cases import Case
from eval.evidence import parse_library
from eval.generated import VARIANTS, exact_cases, vary, wording_cases
from eval.publishing import BEGIN, END, FIGURES, publish_figures, readme_table
from eval.runs import RunFolder
from eval.scoring import score_case
from index.errors import GongbaoError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def exact() -> tuple[Case, ...]:
    """The exact suite of the sample gazette."""
    return exact_cases(parse_library([ROOT / "index" / "sample"]))


def test_exact_asks_for_documents_and_articles(exact: tuple[Case, ...]) -> None:
    kinds = {case.id.split(":")[0] for case in exact}
    assert kinds == {"doc", "number", "title"}
    assert len({case.id for case in exact}) == len(exact) > 50
    assert all(1 <= len(g.quote) <= 20 for case in exact for g in case.cite)


def test_exact_wants_the_first_citation(exact: tuple[Case, ...]) -> None:
    gold = exact[0].cite[0]
    right = {"doc_number": gold.doc, "text": gold.quote}
    other = {"doc_number": "x", "text": "y"}
    assert score_case(exact[0], {"answer": "a", "citations": [right, other]}).measures["rank_1"] == 1.0
    assert score_case(exact[0], {"answer": "a", "citations": [other, right]}).measures["rank_1"] == 0.0


def test_wording_asks_in_the_words_of_one_clause() -> None:
    library = parse_library([ROOT / "index" / "sample"])
    cases = wording_cases(library)
    assert len({case.id for case in cases}) == len(cases) > 100
    assert all(case.cite[0].quote in case.question and len(case.cite[0].quote) <= 20 for case in cases)
    assert cases == wording_cases(library)
    assert all(len(gold_clauses(case, library)) >= 1 for case in cases)


@pytest.mark.parametrize("variant", VARIANTS)
def test_variants_are_fixed_and_keep_the_rest(variant: str) -> None:
    cases = [Case(id="1", category="fact", question="2023年果园退耕，每亩补助多少元？", must=(("700元",),))]
    first, second = vary(cases, variant), vary(cases, variant)
    assert first == second
    assert first[0].question != cases[0].question
    assert first[0].must == cases[0].must


def test_variant_that_changes_nothing_is_left_out() -> None:
    assert vary([Case(id="1", category="fact", question="补多少？", must=(("1",),))], "full_width") == ()


def _scores(dirty: bool) -> dict[str, object]:
    figure = {"mean": 0.5, "low": 0.4, "high": 0.6, "n": 10, "clusters": 3}
    header = {"suite": "s", "split": "dev", "system": "default", "commit": "c", "dirty": dirty}
    return {"header": header, "overall": {"passed": figure}, "items": [{"id": "1", "why": ["缺要点 700元"]}]}


def test_published_figures_hold_no_words(tmp_path: Path) -> None:
    RunFolder(tmp_path / "run").write_json("scores.json", _scores(dirty=False))
    path = publish_figures([tmp_path / "run"], tmp_path / "figures.json")
    assert "700元" not in path.read_text(encoding="utf-8")
    assert "0.500 [0.400, 0.600]" in readme_table(path)


def test_figures_of_a_changed_checkout_are_refused(tmp_path: Path) -> None:
    RunFolder(tmp_path / "run").write_json("scores.json", _scores(dirty=True))
    with pytest.raises(GongbaoError, match="未提交"):
        publish_figures([tmp_path / "run"], tmp_path / "figures.json")


def test_readme_shows_the_committed_figures() -> None:
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8") if readme.is_file() else ""
    assert (BEGIN in text) <= FIGURES.is_file()
    if BEGIN in text:
        assert text.split(BEGIN)[1].split(END)[0].strip() == readme_table().strip()
    if FIGURES.is_file():
        assert all(not run["header"]["dirty"] for run in json.loads(FIGURES.read_text(encoding="utf-8"))["runs"])

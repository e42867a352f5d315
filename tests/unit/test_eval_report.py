"""The report page: gold marked, nothing of the text becomes markup, no request."""

from __future__ import annotations

from pathlib import Path

from eval.cases import Case, GoldClause
from eval.charts import Bar, bars, curves, histogram, log_lines
from eval.report import mark_gold, risk_coverage, write_report
from eval.running import score_folder
from eval.runs import RunFolder
from eval.scale_figures import FIGURES, scale_page, scale_table


def test_gold_is_marked_across_a_line_break_and_text_is_escaped() -> None:
    assert mark_gold("<b>每亩7\n00元", ["每亩700元"]) == '&lt;b&gt;<mark class="gold">每亩7\n00元</mark>'


def test_charts_are_plain_svg() -> None:
    drawn = bars("a", [Bar("<x>", 0.5, 0.4, 0.6)]) + histogram("b", [1, 2, 30]) + curves("c", [("d", [(0, 0), (1, 1)])])
    assert drawn.count("<svg") == 3
    assert "<x>" not in drawn
    assert histogram("e", []) == curves("f", []) == ""


def test_report_is_one_self_contained_file(tmp_path: Path) -> None:
    case = Case(
        id="1",
        category="fact",
        question="<i>补多少？",
        must=(("700元",),),
        cite=(GoldClause(doc="青7号", quote="700元"),),
    )
    citation = {
        "marker": 1,
        "doc_number": "青7号",
        "text": "每亩700元",
        "start": 0,
        "end": 6,
        "source": "a",
        "score": 0.5,
    }
    run = RunFolder(tmp_path)
    run.write_predictions(
        [{"id": "1", "question": case.question, "answer": "700元[1]", "status": "answered", "citations": [citation]}]
    )
    header = {
        "suite": "s",
        "split": "dev",
        "system": "default",
        "commit": "c" * 40,
        "dirty": False,
        "suite_sha256": "d",
        "as_of": "2031-01-01",
    }
    score_folder(run, [case], None, header)
    page = write_report(run, [case], None).read_text(encoding="utf-8")
    assert '<mark class="gold">700元</mark>' in page
    assert "<i>" not in page
    assert "http" not in page.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert "700元" not in (tmp_path / "report.md").read_text(encoding="utf-8")


def test_risk_falls_as_the_less_sure_are_left_out() -> None:
    items = [{"id": str(n), "passed": n != 3} for n in range(5)]
    answers = {str(n): {"abstained": n == 4, "confidence": c} for n, c in enumerate((0.9, 0.8, 0.8, 0.3, 0.1))}
    assert risk_coverage(items, answers) == [(0.2, 0.0), (0.6, 0.0), (0.8, 0.25)]
    del answers["0"]["confidence"]  # a record is sure
    assert risk_coverage(items, answers)[0] == (0.2, 0.0)


def test_scale_is_charts_and_a_table_without_words_of_a_text() -> None:
    row = {"build_s": 3.0, "build_rss_mb": 500, "p50_ms": 2.0, "p99_ms": 4.0}
    figures = {"sizes": {"1000": row}, "llama_index": {"1000": {"p50_ms": 28.7}}, "machine": {"note": "忙"}}
    assert scale_page(figures).count("<svg") == 2
    assert [r[:2] for r in scale_table(figures)[1:]] == [["公报通", "1,000"], ["llama-index", "1,000"]]
    assert log_lines("x", []) == ""
    if FIGURES.is_file():
        import json

        assert scale_page(json.loads(FIGURES.read_text(encoding="utf-8"))).count("<svg") == 2

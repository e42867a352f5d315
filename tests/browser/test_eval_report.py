"""The evaluation report in a real browser: charts drawn, the filter works, an item's quote is marked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eval.cases import Case, GoldClause
from eval.report import write_report
from eval.running import score_folder
from eval.runs import RunFolder

pytestmark = pytest.mark.browser


@pytest.fixture
def report(tmp_path: Path) -> Path:
    """A run of two cases, one passed."""
    cases = [
        Case(
            id="1",
            category="fact",
            question="果园补多少？",
            must=(("700元",),),
            cite=(GoldClause(doc="青7号", quote="每亩700元"),),
        ),
        Case(
            id="2",
            category="calc",
            question="两亩呢？",
            must=(("1400元",),),
            cite=(GoldClause(doc="青7号", quote="每亩700元"),),
        ),
    ]
    citation = {
        "marker": 1,
        "doc_number": "青7号",
        "text": "每亩7\n00元",
        "start": 0,
        "end": 7,
        "source": "a",
        "score": 0.5,
    }
    run = RunFolder(tmp_path)
    run.write_predictions(
        {"id": c.id, "question": c.question, "answer": "每亩700元。[1]", "status": "answered", "citations": [citation]}
        for c in cases
    )
    run.write_json("timings.json", {"answers_ms": {"1": 3.0, "2": 5.0}})
    header = {
        "suite": "s",
        "split": "dev",
        "system": "default",
        "commit": "c" * 40,
        "dirty": False,
        "suite_sha256": "d",
        "as_of": "2031-01-01",
    }
    score_folder(run, cases, None, header)
    return write_report(run, cases, None)


def test_report_in_the_browser(browser: Any, report: Path) -> None:
    page = browser.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: faults.append(request.url) if not request.url.startswith("file:") else None)
    page.goto(report.as_uri())
    charts = page.get_by_role("img")
    assert charts.count() >= 2
    assert all(charts.nth(i).bounding_box()["height"] > 40 for i in range(charts.count()))
    assert page.locator("#shown").inner_text() == "2"
    page.get_by_label("结果").select_option("fail")
    assert page.locator("#shown").inner_text() == "1"
    page.get_by_label("类别").select_option("fact")
    assert page.locator("#shown").inner_text() == "0"
    page.get_by_label("结果").select_option("")
    page.get_by_text("果园补多少？").click()
    assert page.locator("details[open] mark.gold").inner_text().replace("\n", "") == "每亩700元"
    page.get_by_label("筛选文字").fill("两亩")
    page.get_by_label("类别").select_option("")
    assert page.locator("details.item:visible").count() == 1
    assert faults == []
    page.close()

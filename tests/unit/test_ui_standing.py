"""The standing of a document on its page and beside an answer: words of the registry, links to what changed it."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.records import Answer, AnswerStatus, Citation
from index.library import Library
from ui.reading import render_head
from ui.render import render_turn
from ui.standing import Standings
from ui.views import view_answer

DAY = date(2026, 11, 23)


def test_a_repealed_document_names_what_repealed_it(sample_library: Library) -> None:
    (document,) = sample_library.find_documents("青政办发〔2023〕18号")
    standing = Standings(sample_library).of(document, DAY)
    assert (standing.kind, standing.text) == ("repealed", "已废止")
    (words, href), *_ = standing.changes
    assert words == "2024-04-01 废止：青政发〔2024〕2号"
    page = render_head(sample_library, document, standing, "../")
    assert '<dd class="standing st-repealed">已废止</dd>' in page
    assert f'<a href="../{href.replace("&", "&amp;")}">' in page


def test_standing_depends_on_the_day(sample_library: Library) -> None:
    (document,) = sample_library.find_documents("青政办发〔2023〕18号")
    standings = Standings(sample_library)
    assert standings.of(document, date(2023, 6, 15)).kind == "not_yet"
    assert standings.of(document, date(2023, 8, 1)).kind == "in_force"


def test_the_bare_word_for_in_force_is_never_used(sample_library: Library) -> None:
    standings = Standings(sample_library)
    listed = "".join(standings.of(d, DAY).text for d in sample_library.documents)
    assert "现行" not in listed
    assert "库内未见废止（截至2024年第1期）" in listed and "标题所写期间已过" in listed


@pytest.mark.parametrize(("number", "said"), [("青政办发〔2023〕18号", True), ("青政发〔2024〕2号", False)])
def test_a_source_that_is_not_simply_in_force_says_so(sample_library: Library, number: str, said: bool) -> None:
    (document,) = sample_library.find_documents(number)
    clause = sample_library.clauses_of(document.doc_id)[-1]
    cited = Citation(
        marker=1, source=clause.source, doc_id=document.doc_id, doc_number=number, doc_title=document.title,
        clause_id=clause.clause_id, clause=clause.path, text=sample_library.clause_text(clause), start=clause.span.start,
        end=clause.span.end,
    )  # fmt: skip
    made = Answer(question="问", text="答。[1]", status=AnswerStatus.ANSWERED, as_of=DAY, citations=(cited,))
    html = render_turn("问", view_answer(made, standings=Standings(sample_library)))
    assert ("已废止" in html) is said

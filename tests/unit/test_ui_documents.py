"""A document as HTML: marks equal the slice, breaks hidden, furniture dimmed, nothing lost, everything escaped."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from index.library import Library
from index.parsing import parse_source
from index.reading import read_source
from index.records import ClauseKind, Furniture, SourceText, Span
from index.registry.registry import Registry
from index.store import make_library
from ui.documents import render_document
from ui.reading import events, outline, problems, render_fragment
from ui.runs import render_run
from ui.standing import Standings

SAMPLE = sorted((Path(__file__).parents[2] / "index" / "sample").glob("*.txt"))


def library(*sources: SourceText) -> Library:
    parsed = [parse_source(s) for s in sources]
    return make_library(parsed)


@pytest.fixture(scope="module")
def sample() -> Library:
    return library(*map(read_source, SAMPLE))


def words(html: str) -> str:
    """Text content as a browser has it."""
    return unescape(re.sub(r"<[^>]*>", "", html))


def marks(html: str) -> list[str]:
    return [words(m) for m in re.findall(r"<mark>(.*?)</mark>", html, re.DOTALL)]


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize(
    ("text", "mark", "html"),
    [
        ("甲乙丙", (1, 2), "甲<mark>乙</mark>丙"),
        ("甲<b>乙", (1, 4), "甲<mark>&lt;b&gt;</mark>乙"),
        ("甲，\n\n乙", (0, 5), '<mark>甲，<span class="nl">\n\n</span>乙</mark>'),
        ("甲。\n乙", (3, 4), '甲。<span class="nl">\n</span><br><i class="indent"></i><mark>乙</mark>'),
        ("甲\n时限：乙", (0, 1), '<mark>甲</mark><span class="nl">\n</span><br><i class="indent"></i>时限：乙'),
        ("the\nend", (0, 3), "<mark>the</mark>\nend"),
        (
            "\n甲\r\n乙 ",
            (1, 2),
            '<span class="nl">\n</span><mark>甲</mark><span class="nl">&#13;\n</span>乙<span class="nl"> </span>',
        ),
    ],
    ids=["一词", "转义", "断页", "分段", "栏目", "西文", "首尾空白"],
)
def test_run(text: str, mark: tuple[int, int], html: str) -> None:
    assert render_run(text, Span(0, len(text)), marks=(Span(*mark),)) == html


def test_furniture_inside_a_mark_is_dimmed_and_kept() -> None:
    text = "按十二— 3 —小时"
    html = render_run(text, Span(0, len(text)), marks=(Span(1, 10),), furniture=(Furniture(Span(3, 8), "page"),))
    assert '<span class="furniture"' in html
    assert marks(html) == [text[1:10]]
    assert words(html) == text


def test_every_clause_of_the_sample_has_its_anchor_once(sample: Library) -> None:
    for document in sample.documents:
        html = render_document(sample, document)
        anchors = re.findall(r' id="([^"]+)"', html)
        assert sorted(anchors) == sorted(c.clause_id for c in sample.clauses_of(document.doc_id))


def test_no_own_character_of_the_sample_is_lost(sample: Library) -> None:
    """Every clause shows its own words: as one run, or cell by cell for a row."""
    for document in sample.documents:
        shown = squeezed(words(render_document(sample, document)))
        text = sample.sources[document.source].text
        for clause in sample.clauses_of(document.doc_id):
            if clause.kind is ClauseKind.TABLE:
                continue  # the printed header; shown as the head of the table
            pieces = [s.of(text) for s in clause.own]
            if clause.cells:
                pieces = [cell for piece in pieces for cell in piece.split("\t")]
            for piece in pieces:
                assert squeezed(piece) in shown, (clause.clause_id, piece)


def test_marks_of_every_leaf_of_the_sample_equal_the_slice(sample: Library) -> None:
    for document in sample.documents:
        text = sample.sources[document.source].text
        for clause in sample.clauses_of(document.doc_id):
            if not clause.own or clause.kind is ClauseKind.TABLE:
                continue
            quote = Span(clause.own[0].start, clause.own[-1].end)
            found = marks(render_document(sample, document, marks=(quote,)))
            if clause.kind is ClauseKind.ROW:
                assert squeezed("".join(found)) == squeezed(quote.of(text))
            elif not sample.children(clause.clause_id):
                assert "".join(found) == quote.of(text) or squeezed("".join(found)) == squeezed(quote.of(text))


def test_inherited_and_missing_cells_say_so(sample: Library) -> None:
    tables = "".join(render_document(sample, d) for d in sample.documents)
    assert 'class="inherited" title="原表为合并单元格，沿用上行"' in tables
    assert 'class="missing" title="原表缺此单元格"' in tables


def test_hostile_text_is_escaped_everywhere() -> None:
    evil = '<script>alert("1")</script>'
    text = f"关于印发{evil}办法的通知\n\n云政发〔2023〕3号\n\n第一条 {evil}'\"&\n\n第二条 停。\n"
    made = library(SourceText(name=f"{evil}.txt", text=text, sha256=hashlib.sha256(text.encode()).hexdigest()))
    for document in made.documents:
        standing = Standings(made).of(document, date(2026, 11, 23))
        for html in (
            render_fragment(made, document, (Span(0, len(text)),), "", standing),
            render_fragment(made, document, (), '"><script>', standing, correction=evil),
        ):
            assert "<script" not in html
            assert evil not in html


def test_target_is_picked_out(sample: Library) -> None:
    document = sample.documents[0]
    clause = sample.clauses_of(document.doc_id)[7]
    standing = Standings(sample).of(document, date(2026, 11, 23))
    html = render_fragment(sample, document, (), clause.clause_id, standing)
    assert len(re.findall(r'class="clause [^"]*\bhit"', html)) == 1


def test_outline_timeline_and_findings_lead_to_their_words(sample: Library) -> None:
    registry = Registry.of(sample)
    (document,) = sample.find_documents("青政办发〔2023〕18号")
    ids = {c.clause_id for c in sample.clauses_of(document.doc_id)}
    headings = outline(sample, document)
    assert 3 <= len(headings) <= 60 and {h.clause_id for h in headings} <= ids
    kinds = [e.kind for e in events(registry, document)]
    assert "废止" in kinds and "施行" in kinds
    found = problems(registry)
    assert found and all(len(p.places) == 2 and place[2].startswith("doc/") for p in found for place in p.places)

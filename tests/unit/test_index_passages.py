"""Clause → Passage: clean text, heading context, windows that cover a long clause."""

from pathlib import Path

import pytest

from index.parsing import ParsedSource, parse_source
from index.passages import make_passages, split_windows
from index.reading import read_source
from index.records import ClauseKind

SAMPLE = Path(__file__).parents[2] / "index" / "sample" / "qinghe-2023-02.txt"


@pytest.fixture(scope="module")
def parsed() -> ParsedSource:
    return parse_source(read_source(SAMPLE))


def _passages(parsed: ParsedSource, max_chars: int = 400):
    documents = {d.doc_id: d for d in parsed.documents}
    return make_passages(parsed.source.text, documents, parsed.clauses, max_chars=max_chars)


def test_every_leaf_has_a_passage_in_order(parsed: ParsedSource) -> None:
    leaves = [c.clause_id for c in parsed.clauses if c.own and any(s.of(parsed.source.text).strip() for s in c.own)]
    assert list(dict.fromkeys(p.clause_id for p in _passages(parsed))) == leaves


def test_no_furniture_gets_in(parsed: ParsedSource) -> None:
    text = "\n".join(p.text for p in _passages(parsed))
    heads = {f.span.of(parsed.source.text).strip() for f in parsed.furniture}
    long_heads = [h for h in heads if len(h) > 12 and "\n" not in h and parsed.source.text.count(h) == 1]
    assert long_heads
    assert [h for h in long_heads if h in text] == []


def test_heading_holds_title_number_and_chain(parsed: ParsedSource) -> None:
    documents = {d.doc_id: d for d in parsed.documents}
    clauses = {c.clause_id: c for c in parsed.clauses}
    for passage in _passages(parsed):
        lines = passage.heading.split("\n")
        document = documents[passage.doc_id]
        assert lines[0] == "".join(document.title.split())
        if document.number:
            assert document.number in lines
        assert set(clauses[passage.clause_id].headings) - {""} <= set(lines)


def test_a_row_reads_column_and_value(parsed: ParsedSource) -> None:
    rows = [p for p in _passages(parsed, 5000) if p.kind is ClauseKind.ROW]
    clauses = {c.clause_id: c for c in parsed.clauses}
    assert len(rows) > 20
    for row in rows:
        cells = [c for c in clauses[row.clause_id].cells if c.value.strip() and not c.missing]
        assert row.text.count("：") >= len(cells)
        assert all(f"{c.column}：" in row.text for c in cells)


def test_windows_are_short_and_lose_nothing(parsed: ParsedSource) -> None:
    whole = {p.clause_id: p.text for p in _passages(parsed, 5000)}
    windows: dict[str, list[str]] = {}
    for passage in _passages(parsed, 100):
        windows.setdefault(passage.clause_id, []).append(passage.text)
    assert any(len(w) > 1 for w in windows.values())
    for clause_id, parts in windows.items():
        for part in parts:
            assert part in whole[clause_id]
        for sentence in whole[clause_id].replace("；", "。").replace("\n", "。").split("。"):
            assert any(sentence in p.replace("；", "。").replace("\n", "。") for p in parts)


@pytest.mark.parametrize(
    ("text", "size", "windows"),
    [
        ("短。", 80, ("短。",)),
        ("甲一。乙二。丙三。", 6, ("甲一。乙二。", "乙二。丙三。")),
        ("没有句号的一长串文字", 4, ("没有句号的一长串文字",)),
        ("甲。很长很长很长的一句。乙。", 8, ("甲。", "很长很长很长的一句。", "乙。")),
        ("。。。", 2, ("。。。",)),
    ],
)
def test_split_windows(text: str, size: int, windows: tuple[str, ...]) -> None:
    assert split_windows(text, size) == windows

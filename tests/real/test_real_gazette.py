"""The real gazette beside the checkout: documents, rows, articles, nothing lost. Facts only, none of its text."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from index.checking import check_source
from index.library import Library
from index.parsing import ParsedSource, parse_source
from index.reading import find_sources, read_source
from index.records import Clause, ClauseKind
from index.registry import Registry
from index.store import make_library

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def parsed(gazettes: Path) -> ParsedSource:
    return parse_source(read_source(gazettes / "mentougou-2021-01.txt"))


@pytest.fixture(scope="module")
def library(parsed: ParsedSource) -> Library:
    return make_library([parsed])


def clauses(library: Library, number: str) -> list[Clause]:
    return [c for d in library.find_documents(number) for c in library.clauses_of(d.doc_id)]


def test_issue(parsed: ParsedSource) -> None:
    assert (parsed.issue.jurisdiction, parsed.issue.year, parsed.issue.number) == ("北京市门头沟区", 2021, 1)


def test_seventeen_documents_with_number_title_issuer_and_date(parsed: ParsedSource) -> None:
    assert len(parsed.documents) == 17
    for document in parsed.documents:
        assert document.number is not None
        assert re.fullmatch(r"门政(?:办)?发〔2020〕\d{1,2}号", document.number)
        assert len(document.title) > 12
        assert "北京市门头沟区人民政府" in (document.issuer or "")
        assert document.issued is not None
        assert date(2020, 4, 24) <= document.issued <= date(2020, 12, 2)


def test_equal_serials_are_different_documents(parsed: ParsedSource) -> None:
    numbers = Counter(d.number for d in parsed.documents)
    assert max(numbers.values()) == 1
    assert {n for n in numbers if n and re.search(r"〕(?:20|40)号$", n)} == {
        f"门政{office}发〔2020〕{serial}号" for office in ("办", "") for serial in (20, 40)
    }


@pytest.mark.parametrize(("serial", "rows"), [(22, 31), (40, 61), (35, 16)])
def test_table_rows(library: Library, serial: int, rows: int) -> None:
    found = [
        c
        for c in clauses(library, f"门政办发〔2020〕{serial}号") + clauses(library, f"门政发〔2020〕{serial}号")
        if c.kind is ClauseKind.ROW
    ]
    assert len(found) == rows
    assert len({c.path for c in found}) == rows


def test_tasks_of_20(library: Library) -> None:
    tasks = [t for t in Registry.of(library).tasks if library.document(t.doc_id).number == "门政办发〔2020〕20号"]
    items = Counter(re.sub(r"\d+$", "", library.clause(t.clause_id).path) for t in tasks)
    assert sorted(items.values()) == [8, 16]


@pytest.mark.parametrize(("serial", "articles"), [(28, 31), (34, 13), (44, 11)])
def test_articles_are_counted_through(library: Library, serial: int, articles: int) -> None:
    found = [
        c
        for c in clauses(library, f"门政办发〔2020〕{serial}号") + clauses(library, f"门政发〔2020〕{serial}号")
        if c.kind is ClauseKind.ARTICLE
    ]
    numbers = [m[0] for c in found if (m := re.search(r"第[一二三四五六七八九十]+条", c.label))]
    assert len(numbers) == len(set(numbers)) == articles


def test_nothing_is_lost_and_furniture_is_small(parsed: ParsedSource) -> None:
    report = check_source(parsed)
    assert (report.lost, report.twice, report.bad_spans) == ((), (), ())
    assert report.furniture_share <= 0.08


def test_every_span_slices_back(parsed: ParsedSource) -> None:
    text = parsed.source.text
    for clause in parsed.clauses:
        assert all(clause.span.contains(s) for s in clause.own)
        if clause.own and clause.label and clause.kind is ClauseKind.ARTICLE:
            assert "".join(clause.span.of(text).split()).startswith("".join(clause.label.split()))
    for document in parsed.documents:
        assert document.number_span is not None
        assert "".join(document.title_span.of(text).split()) == document.title
        assert (document.number or "")[-3:] in "".join(document.number_span.of(text).split())


def test_97_documents_of_other_governments_lose_nothing(gazettes: Path) -> None:
    paths = find_sources([gazettes / "others"])
    assert len(paths) == 97
    failed = [p.name for p in paths if not check_source(parse_source(read_source(p))).passed]
    assert failed == []

"""Filters of a search: each condition by itself on the sample, together, and none that is met."""

import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from index.filters import DocumentFilter, allowed_documents
from index.ingesting import ingest_sources
from index.reading import read_source
from index.records import Query
from index.settings import SHIPPED_MODEL, IndexSettings
from index.store import LoadedIndex, open_index

TODAY = date(2024, 6, 1)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> LoadedIndex:
    folder, settings = tmp_path_factory.mktemp("filters") / "index", IndexSettings()
    ingest_sources(
        [read_source(path) for path in sorted((SHIPPED_MODEL.parent / "sample").glob("*.txt"))], folder, settings
    )
    return open_index(folder, settings)


def test_no_condition_is_no_filter(sample: LoadedIndex) -> None:
    assert allowed_documents(sample.library, DocumentFilter(), TODAY) is None


def test_each_condition_keeps_exactly_what_meets_it(sample: LoadedIndex) -> None:
    library = sample.library
    document = next(d for d in library.documents if d.number and d.issuer and d.issued)
    assert document.issuer and document.issued

    def kept(**conditions: object) -> set[str]:
        return set(allowed_documents(library, DocumentFilter(**conditions), TODAY) or ())  # type: ignore[arg-type]  # a mixed dict

    assert kept(document=document.doc_id) == {document.doc_id}
    assert document.doc_id in kept(document=document.number) & kept(document=document.title[:8])
    assert kept(issuer=document.issuer[:4]) == {
        d.doc_id for d in library.documents if d.issuer and document.issuer[:4] in d.issuer
    }
    assert all(
        (d.issued.year if d.issued else library.issue(d.issue_id).year) == document.issued.year
        for d in library.documents
        if d.doc_id in kept(year=document.issued.year)
    )
    place = library.issue(document.issue_id).jurisdiction
    assert place and document.doc_id in kept(district=place)
    by_status = [kept(status=s) for s in ("in_force", "not_yet", "expired", "repealed", "unknown")]
    assert sum(map(len, by_status)) == len(library.documents)
    assert document.doc_id not in kept(as_of=date(1990, 1, 1)) or document.doc_id in kept(
        status="unknown", as_of=date(1990, 1, 1)
    )
    assert kept(document=document.doc_id, year=1999) == set()


def test_nothing_allowed_finds_nothing(sample: LoadedIndex) -> None:
    within = allowed_documents(sample.library, DocumentFilter(issuer="没有这个机关"), TODAY)
    assert within == ()
    assert sample.searcher.search(Query(text="补助标准", doc_ids=within)) == ()


def test_the_command_filters(sample: LoadedIndex) -> None:
    from assistant.cli import build_app

    document = next(d for d in sample.library.documents if d.number)
    run, app = CliRunner(), build_app()
    ask = ["search", "工作", "--index", str(Path(sample.folder)), "--json"]
    found = run.invoke(app, [*ask, "--document", document.doc_id])
    assert found.exit_code == 0, found.output
    hits = json.loads(found.stdout)["hits"]
    assert hits and {hit["doc_id"] for hit in hits} == {document.doc_id}
    for option, value in (
        ("--year", "1999"),
        ("--issuer", "没有这个机关"),
        ("--district", ""),
        ("--status", "not_yet"),
    ):
        nothing = run.invoke(app, [*ask, option, value, "--as-of", "2024-06-01"])
        assert nothing.exit_code == 0 and json.loads(nothing.stdout)["hits"] == [], option
    dated = json.loads(run.invoke(app, [*ask, "--as-of", "1990-01-01"]).stdout)["hits"]
    kept = allowed_documents(sample.library, DocumentFilter(as_of=date(1990, 1, 1)), TODAY)
    assert kept is not None and {hit["doc_id"] for hit in dated} <= set(kept)


@pytest.mark.parametrize(
    "words",
    [
        ["--year", "去年"],
        ["--as-of", "2021-02-30"],
        ["--status", "现行"],
        ["-k", "0"],
        ["--nothing", "1"],
        ["多", "余"],
    ],
)
def test_a_bad_value_is_one_chinese_line(
    words: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.cli import main

    monkeypatch.setattr("sys.argv", ["gongbao", "search", "工作", *words])
    with pytest.raises(SystemExit) as caught:
        main()
    said = capsys.readouterr()
    assert caught.value.code == 2 and said.out == ""
    assert said.err.startswith("错误：") and said.err.count("\n") == 1

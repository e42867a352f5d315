"""The index folder: built, opened, updated, refused when damaged or mismatched."""

import json
import shutil
from pathlib import Path

import pytest

from index.building import build_index
from index.codec import dump_parsed, load_parsed
from index.errors import (
    IndexBusyError,
    IndexDamagedError,
    ManifestMismatchError,
    MissingIndexError,
    NotFoundError,
    UsageError,
)
from index.freshness import freshen, sample_sources
from index.generations import current_generation, write_lock
from index.ingesting import distinct_names, ingest_sources, rebuild_index, remove_sources
from index.library import Library
from index.manifest import Manifest
from index.parsing import parse_source
from index.reading import read_bytes, read_source
from index.records import ClauseKind, Query, SourceText
from index.settings import IndexSettings
from index.store import load_library, open_default, open_index

SETTINGS = IndexSettings()


def tiny(name: str, body: str = "本区公园早上六点开放。") -> SourceText:
    head = "云州市青禾区人民政府\n关于公园开放的通告\n\n青政发〔2023〕5号\n\n"
    return read_bytes(f"{head}一、{body}\n\n二、违反者依法处理。\n\n2023年3月1日\n".encode(), name)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built") / "index"
    ingest_sources(sample_sources(), folder, SETTINGS)
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path) -> Path:
    shutil.copytree(built, tmp_path / "index")
    return tmp_path / "index"


def test_what_is_opened_is_what_was_parsed(built: Path) -> None:
    loaded = open_index(built, SETTINGS)
    parsed = [parse_source(s) for s in sample_sources()]
    assert {n: s.text for n, s in loaded.library.sources.items()} == {p.source.name: p.source.text for p in parsed}
    assert set(loaded.library.documents) == {d for p in parsed for d in p.documents}
    assert set(loaded.library.clauses) == {c for p in parsed for c in p.clauses}
    assert dict(loaded.library.furniture) == {p.source.name: p.furniture for p in parsed}
    assert loaded.is_current()


def test_records_survive_the_codec() -> None:
    for source in sample_sources():
        parsed = parse_source(source)
        assert load_parsed(source, dump_parsed(parsed)) == parsed


def test_only_the_library(built: Path) -> None:
    library = load_library(built)
    assert isinstance(library, Library)
    assert library.clauses == open_index(built, SETTINGS).library.clauses


def test_manifest_says_what_is_inside(built: Path) -> None:
    generation = current_generation(built)
    manifest = Manifest.read(generation / "manifest.json")
    assert [s.name for s in manifest.sources] == sorted(s.name for s in sample_sources())
    assert manifest.counts.clauses == len(load_library(built).clauses)
    assert manifest.settings_hash == SETTINGS.build_hash()
    present = {str(p.relative_to(generation)) for p in generation.rglob("*") if p.is_file()}
    assert present == {*manifest.files, "manifest.json"}
    assert {"jieba", "faiss-cpu", "numpy"} <= set(manifest.versions)


def test_no_pickle_in_the_folder(built: Path) -> None:
    for path in built.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert path.suffix not in (".pkl", ".pickle")
            assert not (data[:1] == b"\x80" and data[-1:] == b".")


def test_search_finds_and_filters(built: Path) -> None:
    loaded = open_index(built, SETTINGS)
    hits = loaded.searcher.search(Query(text="城市道路临时占用费怎么收", k=5))
    titles = {loaded.library.document(loaded.library.clause(h.clause_id).doc_id).title for h in hits}
    assert any("占用费" in t for t in titles)
    only = loaded.searcher.search(Query(text="城市道路临时占用费怎么收", k=20, kinds=(ClauseKind.ARTICLE,)))
    assert {loaded.library.clause(h.clause_id).kind for h in only} == {ClauseKind.ARTICLE}


def test_same_sources_in_any_order_give_the_same_index(built: Path, tmp_path: Path) -> None:
    ingest_sources(sample_sources()[::-1], tmp_path / "other", SETTINGS)
    ours, theirs = (Manifest.read(current_generation(f) / "manifest.json") for f in (built, tmp_path / "other"))
    assert ours.index_id == theirs.index_id
    assert ours.files == theirs.files


def test_unchanged_is_skipped_changed_is_replaced_removed_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    first = ingest_sources([tiny("a.txt"), tiny("b.txt", "河道禁止游泳。")], folder, SETTINGS)
    assert (first.added, first.built) == (("a.txt", "b.txt"), True)
    again = ingest_sources([tiny("a.txt")], folder, SETTINGS)
    assert (again.unchanged, again.built, again.index_id) == (("a.txt",), False, first.index_id)
    other = ingest_sources([tiny("a.txt", "本区公园早上七点开放。")], folder, SETTINGS)
    assert (other.replaced, other.built) == (("a.txt",), True)
    assert other.index_id != first.index_id
    loaded = open_index(folder, SETTINGS)
    found = " ".join(loaded.library.clause_text(c) for c in loaded.library.clauses)
    assert "七点" in found and "六点" not in found
    assert remove_sources(["b.txt"], folder, SETTINGS).removed == ("b.txt",)
    assert list(open_index(folder, SETTINGS).library.sources) == ["a.txt"]
    remove_sources(["a.txt"], folder, SETTINGS)
    empty = open_index(folder, SETTINGS)
    assert empty.searcher.search(Query(text="公园")) == ()


def test_the_same_text_under_another_name_is_not_taken_twice(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    report = ingest_sources([tiny("a.txt"), tiny("b.txt")], folder, SETTINGS)
    assert (report.added, report.duplicates) == (("a.txt",), ("b.txt",))


def test_ids_are_stable_when_another_source_joins(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    ingest_sources([tiny("b.txt")], folder, SETTINGS)
    before = {c.clause_id for c in load_library(folder).clauses}
    ingest_sources([tiny("a.txt", "河道禁止游泳。")], folder, SETTINGS)
    assert before < {c.clause_id for c in load_library(folder).clauses}


def test_two_files_of_one_name_are_kept_apart(tmp_path: Path) -> None:
    paths = []
    for name, body in (("甲", "本区公园早上六点开放。"), ("乙", "河道禁止游泳。")):
        path = tmp_path / name / "2023.txt"
        path.parent.mkdir()
        path.write_text(tiny("x", body).text, encoding="utf-8")
        paths.append(path)
    folder = tmp_path / "index"
    sources = distinct_names([read_source(p) for p in paths], folder)
    assert [s.name for s in sources] == ["2023.txt", "乙/2023.txt"]
    ingest_sources(sources, folder, SETTINGS)
    again = distinct_names([read_source(p) for p in paths[::-1]], folder)
    assert [s.name for s in again] == ["乙/2023.txt", "2023.txt"]
    assert not ingest_sources(again, folder, SETTINGS).built


def test_unknown_source_cannot_be_removed(folder: Path) -> None:
    with pytest.raises(NotFoundError, match=r"qinghe-2023-02\.txt"):
        remove_sources(["没有.txt"], folder, SETTINGS)


def test_further_tables_are_kept(tmp_path: Path) -> None:
    rows = [{"seq": 1, "lead": ["区商务局"], "span": [3, 9]}, {"seq": 2}]
    build_index([parse_source(tiny("a.txt"))], tmp_path / "i", SETTINGS, records={"tasks": rows, "people": []})
    loaded = open_index(tmp_path / "i", SETTINGS)
    assert loaded.records("tasks") == rows
    assert loaded.records("people") == []
    with pytest.raises(NotFoundError, match="events"):
        loaded.records("events")


def test_derived_tables_follow_the_sources(tmp_path: Path) -> None:
    def derive(parsed):
        return {"titles": [{"title": d.title} for p in parsed for d in p.documents]}

    ingest_sources([tiny("a.txt")], tmp_path / "i", SETTINGS, derive=derive)
    ingest_sources([tiny("b.txt", "河道禁止游泳。")], tmp_path / "i", SETTINGS, derive=derive)
    assert len(open_index(tmp_path / "i", SETTINGS).records("titles")) == 2


def test_no_index_is_said(tmp_path: Path) -> None:
    with pytest.raises(MissingIndexError, match="gongbao ingest"):
        open_index(tmp_path / "none", SETTINGS)


@pytest.mark.parametrize("name", ["bm25.body.data.npy", "dense.faiss", "words.blob.npy", "passages.npy", "sources"])
@pytest.mark.parametrize("harm", ["gone", "flipped", "cut"])
def test_damage_is_refused_and_rebuild_mends_what_it_can(folder: Path, name: str, harm: str) -> None:
    generation = current_generation(folder)
    path = next((generation / name).glob("*.txt")) if name == "sources" else generation / name
    data = bytearray(path.read_bytes())
    if harm == "gone":
        path.unlink()
    elif harm == "flipped":
        data[len(data) // 2] ^= 1
        path.write_bytes(data)
    else:
        path.write_bytes(data[: len(data) // 2])
    with pytest.raises(IndexDamagedError, match="gongbao ingest"):
        open_index(folder, SETTINGS)
    report = rebuild_index(folder, SETTINGS)
    assert len(report.lost) == (1 if name == "sources" else 0)
    open_index(folder, SETTINGS)


@pytest.mark.parametrize("content", ["", "../../etc", "0123456789abcdef-9"])
def test_broken_pointer_is_refused_and_ingest_mends(folder: Path, content: str) -> None:
    (folder / "CURRENT").write_text(content, encoding="utf-8")
    with pytest.raises(IndexDamagedError, match="gongbao ingest"):
        open_index(folder, SETTINGS)
    ingest_sources(sample_sources(), folder, SETTINGS)
    assert open_index(folder, SETTINGS).library.documents


def test_broken_manifest_is_refused(folder: Path) -> None:
    (current_generation(folder) / "manifest.json").write_text("{", encoding="utf-8")
    with pytest.raises(IndexDamagedError, match="清单"):
        open_index(folder, SETTINGS)
    with pytest.raises(IndexDamagedError, match="gongbao ingest"):
        rebuild_index(folder, SETTINGS)


@pytest.mark.parametrize(
    ("change", "word"),
    [({"dense_model": "none"}, "向量模型"), ({"passage_chars": 100}, "设置"), ({"bm25_k1": 2.0}, "设置")],
)
def test_other_settings_are_refused_and_rebuild_mends(folder: Path, change: dict[str, object], word: str) -> None:
    settings = SETTINGS.model_copy(update=change)
    with pytest.raises(ManifestMismatchError, match=word) as caught:
        open_index(folder, settings)
    assert "gongbao ingest --rebuild" in str(caught.value)
    rebuild_index(folder, settings)
    assert open_index(folder, settings).searcher.search(Query(text="占用费"))


def test_older_record_format_is_refused(folder: Path) -> None:
    path = current_generation(folder) / "manifest.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**data, "schema_sha": "0" * 16}), encoding="utf-8")
    with pytest.raises(ManifestMismatchError, match="格式"):
        open_index(folder, SETTINGS)
    rebuild_index(folder, SETTINGS)
    open_index(folder, SETTINGS)


def test_second_writer_is_told_to_wait(folder: Path) -> None:
    with write_lock(folder), pytest.raises(IndexBusyError, match="另一个进程") as caught:
        ingest_sources([tiny("a.txt")], folder, SETTINGS)
    assert caught.value.retryable
    assert ingest_sources([tiny("a.txt")], folder, SETTINGS).built


def test_foreign_folder_is_never_written(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="不是索引"):
        ingest_sources([tiny("a.txt")], tmp_path, SETTINGS)
    with pytest.raises(UsageError, match="不是目录"):
        ingest_sources([tiny("a.txt")], tmp_path / "letter.txt", SETTINGS)
    assert [p.name for p in tmp_path.iterdir()] == ["letter.txt"]


def test_failure_leaves_the_old_index_and_nothing_else(folder: Path) -> None:
    before = current_generation(folder)

    def fail(parsed):
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        ingest_sources([tiny("a.txt")], folder, SETTINGS, derive=fail)
    assert current_generation(folder) == before
    assert [p.name for p in (folder / "generations").iterdir()] == [before.name]
    open_index(folder, SETTINGS)


def test_one_older_generation_stays_for_its_readers(folder: Path) -> None:
    loaded = open_index(folder, SETTINGS)
    ingest_sources([tiny("a.txt")], folder, SETTINGS)
    assert not loaded.is_current()
    assert loaded.searcher.search(Query(text="占用费怎么收"))
    ingest_sources([tiny("b.txt", "河道禁止游泳。")], folder, SETTINGS)
    assert len(list((folder / "generations").iterdir())) == 2


def test_default_index_is_made_from_the_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    loaded = open_default(settings=SETTINGS)
    assert loaded.manifest.origin == "sample"
    assert sorted(loaded.library.sources) == sorted(s.name for s in sample_sources())
    assert not freshen(SETTINGS.index, SETTINGS)


def test_own_gazette_takes_the_place_of_the_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    open_default(settings=SETTINGS)
    path = tmp_path / "own.txt"
    path.write_text(tiny("own.txt").text, encoding="utf-8")
    ingest_sources([read_source(path)], SETTINGS.index, SETTINGS)
    assert list(open_default(settings=SETTINGS).library.sources) == ["own.txt"]
    path.write_text(tiny("own.txt", "公园周一闭园。").text, encoding="utf-8")
    assert "周一闭园" in open_default(settings=SETTINGS).library.sources["own.txt"].text
    path.unlink()
    assert "周一闭园" in open_default(settings=SETTINGS).library.sources["own.txt"].text


def test_default_index_follows_other_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    open_default(settings=SETTINGS)
    other = IndexSettings(dense_model="none")
    assert open_default(settings=other).manifest.model == "none"


def test_a_named_folder_is_never_made_from_the_sample(tmp_path: Path) -> None:
    with pytest.raises(MissingIndexError):
        open_default(tmp_path / "mine", SETTINGS)

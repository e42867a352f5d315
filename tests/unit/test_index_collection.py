"""A collection of articles: streamed in chunks, resumed, searched memory-mapped; large indexes rank as small ones."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from index import collection, dense, sparse
from index.building import silent
from index.collection import Article, build_collection, count_articles, open_collection, read_articles, reading_order
from index.columns import StringColumn, write_column
from index.dense import DenseIndex
from index.errors import IndexDamagedError, UsageError
from index.records import Query
from index.settings import IndexSettings
from index.sparse import SparseIndex

SETTINGS = IndexSettings()
WORDS = ["供热", "收费", "住宅", "备案", "公示", "犬只", "登记", "补助", "养老", "停车", "噪声", "施工", "许可", "罚款"]


def articles(size: int = 60) -> list[Article]:
    rng = random.Random(3)
    rows = ["".join(rng.choices(WORDS, k=12)) for _ in range(size)]
    return [Article(f"a{i}", f"规定{i // 7}", f"规定{i // 7}第{i % 7 + 1}条", text) for i, text in enumerate(rows)]


def build(folder: Path, rows: list[Article], chunk: int = 16) -> None:
    build_collection(lambda: rows, folder, SETTINGS, silent, name="t", total=len(rows), chunk=chunk)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("collection")
    build(folder, articles())
    return folder


def test_articles_come_back_as_they_were_given(built: Path) -> None:
    opened = open_collection(built, SETTINGS)
    wanted = {a.id: a for a in articles()}
    found = opened.search(Query(text="犬只登记的罚款", k=10))
    assert len(found) == 10
    assert all(wanted[article.id].text == article.text for _, article in found)
    assert found[0][1].document == wanted[found[0][1].id].document


def test_chunk_size_changes_nothing(built: Path, tmp_path: Path) -> None:
    build(tmp_path, articles(), chunk=1000)
    for text in ("停车收费", "养老补助怎么登记"):
        one, many = (open_collection(f, SETTINGS).searcher.search(Query(text=text, k=20)) for f in (tmp_path, built))
        assert [h.clause_id for h in one] == [h.clause_id for h in many]


def test_articles_are_read_in_the_order_of_their_numbers() -> None:
    titles = ["办法第十二条", "规定第二条", "办法第十条之一", "办法附则", "办法第十条", "规定第一百零一条"]
    assert reading_order(np.array([0, 1, 0, 0, 0, 1], np.int32), titles).tolist() == [3, 4, 2, 0, 1, 5]


def test_filters_hold_and_an_unknown_document_gives_nothing(built: Path) -> None:
    opened = open_collection(built, SETTINGS)
    assert {a.document for _, a in opened.search(Query(text="收费", k=50, doc_ids=("规定3",)))} == {"规定3"}
    assert opened.search(Query(text="收费", doc_ids=("没有",))) == ()


def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = articles()

    def broken() -> Iterator[Article]:
        yield from rows[:40]
        raise KeyboardInterrupt

    settings = {"settings": SETTINGS, "progress": silent, "name": "t", "total": len(rows), "chunk": 16}
    with pytest.raises(KeyboardInterrupt):
        build_collection(broken, tmp_path, **settings)  # type: ignore[arg-type]  # a mixed dict
    (work,) = (tmp_path / "generations").iterdir()
    ready = sorted(p.name for p in work.iterdir() if p.suffix != ".part")
    assert ready == ["000000", "000001"]
    marks = [(work / name).stat().st_mtime_ns for name in ready]
    monkeypatch.setattr(collection, "_merge", lambda *_: (_ for _ in ()).throw(RuntimeError("stop")))
    with pytest.raises(RuntimeError):
        build_collection(lambda: rows, tmp_path, **settings)  # type: ignore[arg-type]  # a mixed dict
    assert [(work / name).stat().st_mtime_ns for name in ready] == marks
    monkeypatch.undo()
    build_collection(lambda: rows, tmp_path, **settings)  # type: ignore[arg-type]  # a mixed dict
    assert len(open_collection(tmp_path, SETTINGS)) == len(rows)
    assert not work.exists()


def test_frequent_terms_only_judge_candidates_in_a_large_index(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(5)
    share = 1 / np.arange(1, 301)
    docs = [[f"词{i}" for i in rng.choice(300, 30, p=share / share.sum())] for _ in range(3000)]
    built = SparseIndex.build(docs, [[] for _ in docs], k1=1.2, b=0.75)
    kept = []
    for _ in range(30):
        terms = [(f"词{i}", 1.0) for i in {*rng.integers(0, 10, 4), *rng.integers(50, 300, 3)}]
        whole = built.best(terms, 10)
        monkeypatch.setattr(sparse, "EXACT", 100)
        pruned = built.best(terms, 10)
        monkeypatch.undo()
        kept.append(len(np.intersect1d(whole.rows, pruned.rows)) / 10)
        np.testing.assert_allclose(pruned.scores, built.score(terms).scores[pruned.rows], rtol=1e-5)
        np.testing.assert_allclose(whole.at(whole.rows), whole.scores, rtol=1e-5)
    assert float(np.mean(kept)) >= 0.98


def test_lists_find_what_the_flat_index_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(6)
    centres = rng.standard_normal((40, 32))
    rows = centres[rng.integers(0, 40, 4000)] + 0.5 * rng.standard_normal((4000, 32))
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    flat = DenseIndex.build(rows)
    monkeypatch.setattr(dense, "FLAT", 100)
    monkeypatch.setattr(dense, "SHARE", 4)
    lists = DenseIndex.gather([rows[:1500], rows[1500:]])
    same = [len(np.intersect1d(flat.search(q, 10), lists.search(q, 10))) / 10 for q in rows[::100]]
    assert float(np.mean(same)) >= 0.95
    allowed = np.array([3, 700, 3999])
    assert set(lists.search(rows[0], 10, allowed)) == set(allowed.tolist())
    np.testing.assert_allclose(lists.scores(rows[5], allowed), rows[allowed] @ rows[5], atol=0.02)


def test_columns_hold_any_strings(tmp_path: Path) -> None:
    texts = ["", "公报", "a\nb", "𠀀", ""]
    assert write_column(tmp_path, "c", [texts[:2], texts[2:]]) == 5
    column = StringColumn(tmp_path, "c")
    assert list(column) == texts and column[-2] == "𠀀" and column[1:3] == texts[1:3]
    with pytest.raises(IndexError):
        column[5]


@pytest.mark.parametrize(
    "line", ["[]", "{", '{"_id": "1"}', '{"text": "甲"}'], ids=["不是对象", "残行", "缺正文", "缺编号"]
)
def test_a_bad_line_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"_id": "1", "text": "甲"}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match="第 2 行"):
        list(read_articles([path]))


def test_damage_and_the_wrong_kind_are_named(built: Path, tmp_path: Path) -> None:
    from index.store import open_index

    with pytest.raises(UsageError, match="条文集"):
        open_index(built, SETTINGS)
    build(tmp_path, articles(20))
    next((tmp_path / "generations").glob("*/text.utf8")).write_bytes(b"x")
    with pytest.raises(IndexDamagedError, match="条文集损坏"):
        open_collection(tmp_path, SETTINGS)


def test_ingest_and_search_by_command(tmp_path: Path) -> None:
    from assistant.cli import build_app

    path, folder = tmp_path / "a.jsonl", tmp_path / "i"
    rows = [{"_id": a.id, "title": a.title, "text": a.text} for a in articles()]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    assert count_articles([path])[0] == len(rows)
    app, run = build_app(), CliRunner()
    made = run.invoke(app, ["ingest", "--articles", str(path), "--index", str(folder), "--json"])
    assert made.exit_code == 0 and json.loads(made.stdout)["counts"]["clauses"] == len(rows), made.output
    found = run.invoke(app, ["search", "犬只登记", "--index", str(folder), "--json", "-k", "3"])
    assert found.exit_code == 0 and len(json.loads(found.stdout)["hits"]) == 3

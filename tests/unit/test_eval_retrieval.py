"""Retrieval sets in BEIR layout: loading, and ranx' metrics over a tiny one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.retrieval import SYSTEMS, build, is_beir, load_beir, measure
from index.errors import GongbaoError
from index.records import Query


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three texts, two queries, a train part that shares one gold text."""
    corpus = {"a": "果园退耕每亩补助", "b": "赛会奖励一等奖", "c": "道路限行时段"}
    (tmp_path / "corpus.jsonl").write_text(
        "".join(json.dumps({"_id": k, "title": "", "text": v}, ensure_ascii=False) + "\n" for k, v in corpus.items()),
        encoding="utf-8",
    )
    queries = {"1": "退耕补助多少", "2": "限行的时段"}
    (tmp_path / "queries.jsonl").write_text(
        "".join(json.dumps({"_id": k, "text": v}, ensure_ascii=False) + "\n" for k, v in queries.items()),
        encoding="utf-8",
    )
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "dev.tsv").write_text("query-id\tcorpus-id\tscore\n1\ta\t1\n2\tc\t1\n", encoding="utf-8")
    (tmp_path / "qrels" / "train.tsv").write_text("query-id\tcorpus-id\tscore\n2\ta\t1\n", encoding="utf-8")
    return tmp_path


def test_loaded_with_gold_of_train(folder: Path) -> None:
    assert is_beir(folder)
    loaded = load_beir(folder)
    assert dict(loaded.qrels) == {"1": {"a": 1}, "2": {"c": 1}}
    assert loaded.train_gold == {"a"}


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("corpus.jsonl", '{"_id": 1, "text": "x"}\n', ["corpus.jsonl 第 1 行", "_id"]),
        ("qrels/dev.tsv", "1\ta\n", ["dev.tsv 第 1 行", "三列"]),
        ("qrels/dev.tsv", "9\ta\t1\n", ["9", "queries.jsonl"]),
    ],
)
def test_bad_files_are_refused(folder: Path, name: str, text: str, words: list[str]) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(GongbaoError) as caught:
        load_beir(folder)
    assert all(word in str(caught.value) for word in words)


def test_missing_split_names_the_others(folder: Path) -> None:
    with pytest.raises(GongbaoError, match="dev、train"):
        load_beir(folder, "test")


def test_bm25_finds_the_gold(folder: Path) -> None:
    loaded = load_beir(folder)
    searcher = build(loaded.corpus, dense=False)(SYSTEMS["bm25"])
    assert searcher.search(Query(text=loaded.queries["1"], k=3))[0].clause_id == "a"


@pytest.mark.slow
def test_two_systems_and_their_parts_are_compared(folder: Path, tmp_path: Path) -> None:
    from eval.ablation import STAGES, ablate_beir
    from eval.comparing import compare_runs
    from eval.retrieval import run_beir
    from eval.runs import RunFolder

    for system in ("bm25", "default"):
        run_beir(folder, "dev", system, tmp_path / system)
    found = compare_runs(RunFolder(tmp_path / "bm25"), RunFolder(tmp_path / "default"))["measures"]
    assert found["recall@10"]["n"] == 2
    assert found["unseen recall@10"]["n"] == 1
    stages = ablate_beir(folder, "dev")["stages"]
    assert set(stages) == set(STAGES) - {"synonyms", "ranked"}
    assert stages["fusion"]["adds_to"] == "bm25"
    assert stages["fusion"]["adds"]["mrr@10"]["n"] == 2


@pytest.mark.slow
def test_metrics_are_those_of_the_definitions() -> None:
    """ranx compiles at first use, which takes its time."""
    found = measure({"q": {"a": 1}, "r": {"x": 1, "y": 1}}, {"q": [("b", 2.0), ("a", 2.0)], "r": []})
    assert found["q"] == {
        "recall@1": 0.0,
        "recall@5": 1.0,
        "recall@10": 1.0,
        "recall@100": 1.0,
        "mrr@10": 0.5,
        "ndcg@10": 0.63093,
    }
    assert set(found["r"].values()) == {0.0}

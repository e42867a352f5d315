"""Retrieval measured alone, on outside sets in BEIR layout (corpus.jsonl, queries.jsonl, qrels/SPLIT.tsv).

Metrics are ranx's. Gold articles that no query of the ``train`` part has are judged apart as
``unseen`` (a query's other gold articles are neither right nor wrong there): for a set with
shared gold that is the honest figure.
"""

from __future__ import annotations

import csv
import hashlib
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.cases import read_jsonl
from eval.intervals import mean_with_interval
from eval.runs import RunFolder, current_commit
from index.errors import UsageError
from index.records import ClauseKind, Query
from index.search import Searcher

__all__ = ["METRICS", "BeirSet", "is_beir", "load_beir", "measure", "run_beir"]

METRICS = ("recall@1", "recall@5", "recall@10", "recall@100", "mrr@10", "ndcg@10")
DEPTH = 100
SYSTEMS: Mapping[str, Mapping[str, float]] = {
    "default": {},
    "bm25": {"dense_weight": 0.0, "rerank_from": 0},
    "dense": {"dense_weight": 10.0, "gate_middle": 1.0, "gate_slope": 0.0, "rerank_from": 0},
}
"""What can be run, and the settings it changes; ``dense`` judges the candidates of both sides by the vectors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeirSet:
    """A retrieval set: texts by id, queries by id, relevant text ids by query id, gold ids of ``train``."""

    name: str
    corpus: Mapping[str, str]
    queries: Mapping[str, str]
    qrels: Mapping[str, Mapping[str, int]]
    train_gold: frozenset[str]
    sha256: str


def is_beir(path: Path) -> bool:
    """Whether the path is a folder in BEIR layout."""
    return path.is_dir() and (path / "corpus.jsonl").is_file() and (path / "queries.jsonl").is_file()


def _qrels(path: Path) -> dict[str, dict[str, int]]:
    found: defaultdict[str, dict[str, int]] = defaultdict(dict)
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.reader(file, delimiter="\t"), 1):
            if number == 1 and row[:1] == ["query-id"]:
                continue
            if len(row) != 3 or not row[2].strip().lstrip("-").isdigit():
                raise UsageError(f"{path} 第 {number} 行应为“题号、文号、分值”三列", hint="用制表符分隔")
            if int(row[2]) > 0:
                found[row[0]][row[1]] = int(row[2])
    return dict(found)


def load_beir(folder: Path, split: str = "dev") -> BeirSet:
    """The set of that folder.

    Raises:
        UsageError: A file is missing or a line is bad; the message names file, line and reason.
    """
    part = folder / "qrels" / f"{split}.tsv"
    if not part.is_file():
        known = "、".join(sorted(p.stem for p in (folder / "qrels").glob("*.tsv")))
        raise UsageError(f"{folder} 没有 {split} 部分", hint=f"可用：{known or '无'}")
    texts: dict[str, dict[str, str]] = {}
    for name in ("corpus", "queries"):
        path = folder / f"{name}.jsonl"
        rows: dict[str, str] = {}
        for number, value in read_jsonl(path):
            if not isinstance(value.get("_id"), str) or not isinstance(value.get("text"), str):
                raise UsageError(f"{path} 第 {number} 行应有文字的 _id 与 text", hint="BEIR 格式")
            rows[value["_id"]] = f"{value.get('title') or ''}\n{value['text']}" if name == "corpus" else value["text"]
        texts[name] = rows
    qrels = _qrels(part)
    unknown = [q for q in qrels if q not in texts["queries"]]
    if unknown:
        raise UsageError(f"{part} 中的题 {unknown[0]} 不在 queries.jsonl", hint="请检查题集")
    train = folder / "qrels" / "train.tsv"
    gold = {d for docs in _qrels(train).values() for d in docs} if split != "train" and train.is_file() else set()
    digest = hashlib.sha256(part.read_bytes() + (folder / "queries.jsonl").read_bytes())
    digest.update(str((folder / "corpus.jsonl").stat().st_size).encode())
    return BeirSet(
        name=folder.name, corpus=texts["corpus"], queries=texts["queries"], qrels=qrels, train_gold=frozenset(gold), sha256=digest.hexdigest()
    )  # fmt: skip


def build(texts: Mapping[str, str], *, dense: bool = True) -> Callable[[Mapping[str, float]], Searcher]:
    """Our searcher over plain texts, indexed once; given changed settings, the searcher with these.

    Args:
        texts: Title, line break and body by id.
        dense: Whether there is a dense side at all.
    """
    from index.collection import document_of, reading_order
    from index.dense import DenseIndex, load_encoder
    from index.search import PassageTable, build_searcher
    from index.settings import load_settings
    from index.sparse import SparseIndex
    from index.tokens import grow_dictionary

    settings = load_settings()
    terms = grow_dictionary(())
    encoder = load_encoder(settings) if dense else None
    titles = [text.split("\n", 1)[0] for text in texts.values()]
    bodies = [text.split("\n", 1)[-1] for text in texts.values()]
    table = PassageTable.of(
        [(key, document_of(title) or key, ClauseKind.ARTICLE) for key, title in zip(texts, titles, strict=True)]
    )
    table = table.read_in(reading_order(table.doc_of, titles))
    sparse = SparseIndex.build(
        [terms.terms(text) for text in bodies], [terms.terms(text) for text in titles],
        k1=settings.bm25_k1, b=settings.bm25_b,
    )  # fmt: skip
    vectors = (
        DenseIndex.build(encoder.encode([f"{t}\n{b}" for t, b in zip(titles, bodies, strict=True)]))
        if encoder
        else None
    )
    return lambda changed: build_searcher(
        table=table, sparse=sparse, dense=vectors, encoder=encoder, terms=terms,
        settings=settings.model_copy(update=dict(changed)),
    )  # fmt: skip


def measure(
    qrels: Mapping[str, Mapping[str, int]], ranked: Mapping[str, Sequence[tuple[str, float]]]
) -> dict[str, dict[str, float]]:
    """Each metric for each query, by ranx (compiled at first use, which takes seconds); no hit scores 0."""
    import warnings

    from ranx import Qrels, Run, evaluate

    names = sorted(qrels)
    gold = Qrels({q: {d: int(s) for d, s in qrels[q].items()} for q in names})
    # ranx wants at least one hit a query, and ranks by score: the rank is made the score, so that ties stay in order.
    run = Run({q: {d: float(DEPTH - at) for at, (d, _) in enumerate(ranked.get(q) or [("", 0.0)])} for q in names})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # numba warns of its own casts
        found = {name: evaluate(gold, run, name, return_mean=False, make_comparable=False) for name in METRICS}
    place = {q: at for at, q in enumerate(gold.keys())}
    return {q: {name: round(float(found[name][place[q]]), 6) for name in METRICS} for q in names}


def run_beir(folder: Path, split: str, system: str, out: Path | None) -> dict[str, Any]:
    """Search every query of the split, write the run folder and return its figures."""
    from eval.running import CHECKOUT, SEED

    if system not in SYSTEMS:
        raise UsageError(f"检索题集没有名为 {system} 的系统", hint=f"可用：{'、'.join(SYSTEMS)}")
    clock = time.perf_counter()
    loaded = load_beir(folder, split)
    searcher = build(loaded.corpus, dense=system != "bm25")(SYSTEMS[system])
    built = time.perf_counter() - clock
    times: dict[str, float] = {}
    ranked: dict[str, list[tuple[str, float]]] = {}
    for key in sorted(loaded.qrels):
        start = time.perf_counter()
        ranked[key] = [(hit.clause_id, hit.score) for hit in searcher.search(Query(text=loaded.queries[key], k=DEPTH))]
        times[key] = round((time.perf_counter() - start) * 1000, 3)
    per_query = measure(loaded.qrels, ranked)
    unseen = judge_unseen(loaded, ranked)
    commit = current_commit(CHECKOUT)
    figures = {
        "header": {
            "commit": commit.sha, "dirty": commit.dirty, "suite": loaded.name, "suite_sha256": loaded.sha256, "split": split,
            "system": system, "seed": SEED, "corpus": len(loaded.corpus), "queries": len(per_query),
        },
        "overall": _means(per_query, loaded),
        "unseen": _means(unseen, loaded),
    }  # fmt: skip
    run = RunFolder(out or CHECKOUT / "runs" / f"{loaded.name}-{split}-{system}")
    items = [
        {"id": q, "cluster": min(loaded.qrels[q]), "unseen": unseen.get(q, {}), "measures": measures}
        for q, measures in per_query.items()
    ]
    run.write_json("scores.json", {**figures, "items": items})
    run.write_json("timings.json", {"build_s": round(built, 2), "answers_ms": times})
    return figures


def judge_unseen(loaded: BeirSet, ranked: Mapping[str, Sequence[tuple[str, float]]]) -> dict[str, dict[str, float]]:
    """The metrics of the queries that have gold no training query has, over that gold alone."""
    fresh = {q: {d: s for d, s in docs.items() if d not in loaded.train_gold} for q, docs in loaded.qrels.items()}
    kept = {q: docs for q, docs in fresh.items() if docs} if loaded.train_gold else {}
    known = {q: set(loaded.qrels[q]) - set(kept[q]) for q in kept}
    return (
        measure(kept, {q: [hit for hit in ranked.get(q, ()) if hit[0] not in known[q]] for q in kept}) if kept else {}
    )


def _means(per_query: Mapping[str, Mapping[str, float]], loaded: BeirSet) -> dict[str, Any]:
    """Means with intervals clustered by first gold article."""
    clusters = [min(loaded.qrels[q]) for q in per_query]
    return {name: mean_with_interval([m[name] for m in per_query.values()], clusters).to_json() for name in METRICS}

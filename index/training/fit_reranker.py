"""Makes ``index/reranker.json``: ``make train-reranker PAIRS=… STARD=…`` (after ``make train-embedding``).

A question's candidates must be judged by a model that has not seen the question. So the
fine-tuning is repeated for each fifth of STARD's train questions without them, and the
weights are fitted on those candidates: softmax over the candidates of a question, with a
small penalty. The questions are parted twice: by chance, and so that no answer of a fifth
is known from another (``Asked.new``), as it is in any collection but STARD; the second
parting counts half. Cross-validated figures go into the file.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.collection import document_of, reading_order
from index.dense import DenseIndex, PairPieces
from index.fusion import fuse
from index.records import ClauseKind
from index.reranking import FEATURES, features, gather
from index.search import PassageTable
from index.settings import load_settings
from index.sparse import SparseIndex
from index.tokens import grow_dictionary
from index.training.fitting import Texts, Weights
from index.training.train_embedding import (
    Stard,
    base_pairs,
    choose_pieces,
    fine_tune,
    fit_base,
    read_stard,
    texts_of,
)

__all__ = ["Asked", "cross_validate", "fit_weights", "main", "part_by_answer", "part_by_chance"]

log = logging.getLogger(f"gongbao.{__name__}")

FOLDS, SEED, PENALTY, DEPTH = 5, 0, 1e-3, 100
NEW_WEIGHT = 0.5
Floats = npt.NDArray[np.float64]
Parts = Sequence[Sequence[str]]


class Asked(NamedTuple):
    """One question: its candidates' features, which answer it, their BM25 and fused scores.

    ``answers``: how many articles answer it. ``fresh``: candidates that answer it and no
    question the model was tuned on; ``unseen``: how many such articles there are. ``new``:
    of the parting by answers, where all are.
    """

    key: str
    rows: npt.NDArray[np.float32]
    lexical: npt.NDArray[np.float32]
    fused: npt.NDArray[np.float32]
    gold: npt.NDArray[np.bool_]
    fresh: npt.NDArray[np.bool_]
    answers: int
    unseen: int
    new: bool


def part_by_chance(keys: Sequence[str]) -> Parts:
    """The questions in fifths."""
    mixed = sorted(keys)
    random.Random(SEED).shuffle(mixed)  # noqa: S311 - no secret
    return [mixed[fold::FOLDS] for fold in range(FOLDS)]


def part_by_answer(right: Mapping[str, Sequence[int]]) -> Parts:
    """The questions in fifths; those that share an answer stay together."""
    group = {key: {key} for key in sorted(right)}
    owner: dict[int, str] = {}
    for key in sorted(right):
        for place in right[key]:
            one, other = group[key], group[owner.setdefault(place, key)]
            if one is not other:
                one |= other
                group.update(dict.fromkeys(other, one))
    groups = sorted({id(g): sorted(g) for g in group.values()}.values(), key=lambda g: (-len(g), g[0]))
    parts: list[list[str]] = [[] for _ in range(FOLDS)]
    for members in groups:
        min(parts, key=len).extend(members)
    return parts


def fit_weights(asked: Sequence[Asked], penalty: float = PENALTY) -> Floats:
    """Weights under which answers come first, by penalised likelihood."""
    from scipy.optimize import minimize

    usable = [item for item in asked if item.gold.any()]
    share = np.array([NEW_WEIGHT if item.new else 1.0 for item in usable])
    share /= share.sum()
    every = np.concatenate([item.rows for item in usable])
    spread = every.std(axis=0) + 1e-9
    every /= spread
    sizes = [len(item.rows) for item in usable]
    starts = np.cumsum([0, *sizes[:-1]])
    target = np.concatenate([part * item.gold / item.gold.sum() for part, item in zip(share, usable, strict=True)])
    wanted = target @ every

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = (every @ weights.astype(np.float32)).astype(np.float64)
        highest = np.maximum.reduceat(scores, starts)
        chance = np.exp(scores - np.repeat(highest, sizes))
        total = np.add.reduceat(chance, starts)
        slope = (chance * np.repeat(share / total, sizes)).astype(np.float32) @ every - wanted
        value = share @ (np.log(total) + highest) - weights @ wanted + penalty / 2 * weights @ weights
        return float(value), slope + penalty * weights

    weights = minimize(loss, np.zeros(every.shape[1]), jac=True, method="L-BFGS-B").x
    made: Floats = weights / spread
    return made


def cross_validate(asked: Sequence[Asked]) -> dict[str, dict[str, float]]:
    """R@10, R@100 and MRR@10 of BM25, the fused order, and weights fitted without the question's fifth.

    ``_unseen``: over the answers no tuning question has; ``_new``: questions of the parting by answers.
    """
    fold_of = {
        key: fold for fold, part in enumerate(part_by_chance(list({item.key for item in asked}))) for key in part
    }
    judged: dict[int, Floats] = {}
    for fold in range(FOLDS):
        weights = fit_weights([item for item in asked if fold_of[item.key] != fold])
        judged |= {at: item.rows @ weights for at, item in enumerate(asked) if fold_of[item.key] == fold}
    found: dict[str, dict[str, float]] = {}
    for name in ("bm25", "fused", "reranked"):
        measured: defaultdict[str, list[tuple[float, float, float]]] = defaultdict(list)
        for at, item in enumerate(asked):
            kinds: dict[str, npt.NDArray[np.floating]] = {"bm25": item.lexical, "fused": item.fused}
            scores = kinds.get(name, judged[at])
            measured["_new" if item.new else ""].append(_measure(scores, item.gold, item.answers))
            if item.unseen and not item.new:
                kept = item.fresh | ~item.gold
                measured["_unseen"].append(_measure(scores[kept], item.fresh[kept], item.unseen))
        for part, values in sorted(measured.items()):
            means = np.mean(values, axis=0).round(4).tolist()
            found[name + part] = dict(zip(("recall@10", "recall@100", "mrr@10"), means, strict=True))
    return found


def _measure(scores: npt.NDArray[np.floating], gold: npt.NDArray[np.bool_], answers: int) -> tuple[float, float, float]:
    ranked = gold[np.argsort(-scores, kind="stable")[:DEPTH]]
    first = np.flatnonzero(ranked[:10])
    return ranked[:10].sum() / answers, ranked.sum() / answers, 1 / (first[0] + 1) if len(first) else 0.0


def _candidates(pairs: Path, data: Stard) -> Iterator[Asked]:
    """Every question with its candidates, once for each parting, judged by a model that has not seen it."""
    settings = load_settings(env={})
    terms = grow_dictionary(())
    titles, bodies = zip(*(article.split("\n", 1) for article in data.articles), strict=True)
    sparse = SparseIndex.build(
        [terms.terms(text) for text in bodies], [terms.terms(text) for text in titles],
        k1=settings.bm25_k1, b=settings.bm25_b,
    )  # fmt: skip
    table = PassageTable.of([(title, document_of(title), ClauseKind.ARTICLE) for title in titles])
    table = table.read_in(reading_order(table.doc_of, titles))
    pieces = PairPieces({pair: i for i, pair in enumerate(choose_pieces(pairs), 1)})
    base = fit_base(pieces, base_pairs(pairs))
    for new, parts in ((False, part_by_chance(list(data.right))), (True, part_by_answer(data.right))):
        for held in parts:
            known = {place for key in set(data.right).difference(held) for place in data.right[key]}
            weights = fine_tune(base, pieces, data, pairs, held)
            dense = DenseIndex.build(_encode(weights, texts_of(pieces, data.articles, 10**6)))
            vectors = _encode(weights, texts_of(pieces, [data.questions[key] for key in held], 10**6))
            for key, vector in zip(held, vectors, strict=True):
                ranked = sparse.best(
                    terms.query_terms(data.questions[key]), settings.candidates,
                    heading_weight=settings.heading_weight, bigram_weight=settings.bigram_weight,
                )  # fmt: skip
                rows = np.union1d(ranked.rows, dense.search(vector, settings.candidates))
                found = gather(ranked, dense, vector, rows, table.doc_of[rows], table.beside(rows))
                fresh = [place for place in data.right[key] if place not in known]
                yield Asked(
                    key=key, rows=features(found).astype(np.float32), lexical=found.matched.scores,
                    fused=fuse(found.matched.scores, found.near, settings.dense_weight),
                    gold=np.isin(rows, data.right[key]), fresh=np.isin(rows, fresh),
                    answers=len(data.right[key]), unseen=len(fresh), new=new,
                )  # fmt: skip


def _encode(weights: Weights, texts: Texts) -> Weights:
    found = np.zeros((len(texts), weights.shape[1]), np.float32)
    for at in range(0, len(texts), 200):
        some = np.arange(at, min(at + 200, len(texts)))
        some = some[texts.lengths[some] > 0]
        ids, offsets = texts.bags(some)
        if len(some):
            found[some] = np.add.reduceat(weights[ids], offsets, axis=0)
    made: Weights = found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
    return made


def write_weights(asked: Sequence[Asked], out: Path) -> None:
    """Fit on all questions and write the file."""
    told = {
        "made_by": "index/training/fit_reranker.py",
        "questions": len({item.key for item in asked}),
        "cross_validated": cross_validate(asked),
        "weights": {name: round(float(w), 4) for name, w in zip(FEATURES, fit_weights(asked), strict=True)},
    }
    out.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Gather candidates, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pairs", type=Path)
    parser.add_argument("stard", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    write_weights(list(_candidates(options.pairs, read_stard(options.stard))), options.out)


if __name__ == "__main__":
    main()

"""Makes ``index/reranker.json``: ``make train-reranker PAIRS=… STARD=…`` (after ``make train-embedding``).

A question's candidates must be judged by a model that has not seen the question. So the
fine-tuning is repeated for each fifth of STARD's train questions without them, and the
weights are fitted on those candidates: softmax over the candidates of a question, with a
small penalty. Cross-validated figures go into the file.
"""

from __future__ import annotations

import argparse
import json
import logging
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.dense import DenseIndex, PairPieces
from index.fusion import fuse
from index.reranking import FEATURES, features
from index.settings import load_settings
from index.sparse import SparseIndex
from index.tokens import grow_dictionary
from index.training.fitting import Texts, Weights
from index.training.train_embedding import (
    base_pairs,
    choose_pieces,
    fine_tune,
    fit_base,
    read_stard,
    texts_of,
)

__all__ = ["Asked", "cross_validate", "fit_weights", "main"]

log = logging.getLogger(f"gongbao.{__name__}")

FOLDS, SEED, PENALTY, DEPTH = 5, 0, 1e-3, 100
Floats = npt.NDArray[np.float64]


class Asked(NamedTuple):
    """One question: its candidates' features, which answer it, their fused scores, and how many answers there are.

    ``new``: none of its answers also answers a question of another fold. Such questions count
    twice, since in a collection other than STARD all are of that kind.
    """

    rows: Floats
    gold: npt.NDArray[np.bool_]
    fused: npt.NDArray[np.float32]
    answers: int
    new: bool


def fit_weights(asked: Sequence[Asked], penalty: float = PENALTY) -> Floats:
    """Weights under which answers come first, by penalised likelihood."""
    from scipy.optimize import minimize

    usable = [item for item in asked if item.gold.any() for _ in range(1 + item.new)]
    every = np.concatenate([item.rows for item in usable])
    spread = every.std(axis=0) + 1e-9

    def loss(weights: npt.NDArray[np.float64]) -> tuple[float, Floats]:
        total, slope = penalty / 2 * float(weights @ weights), penalty * weights
        for item in usable:
            rows = item.rows / spread
            scores = rows @ weights
            scores -= scores.max()
            chance = np.exp(scores)
            mean = (chance / chance.sum()) @ rows
            total += (float(np.log(chance.sum())) - float(scores[item.gold].mean())) / len(usable)
            slope = slope + (mean - rows[item.gold].mean(axis=0)) / len(usable)
        return total, slope

    weights = minimize(loss, np.zeros(every.shape[1]), jac=True, method="L-BFGS-B").x
    made: Floats = weights / spread
    return made


def cross_validate(asked: Sequence[Asked]) -> dict[str, dict[str, float]]:
    """R@10, R@100 and MRR@10 of BM25, the fused order, and weights fitted on the other folds; ``_new``: new questions."""
    order = np.random.default_rng(SEED).permutation(len(asked))
    ours = np.zeros((len(asked), 3))
    for fold in range(FOLDS):
        held = set(order[fold::FOLDS].tolist())
        weights = fit_weights([item for at, item in enumerate(asked) if at not in held])
        for at in held:
            ours[at] = _measure(asked[at].rows @ weights, asked[at])
    fused = np.array([_measure(item.fused, item) for item in asked])
    lexical = np.array([_measure(item.rows[:, 0], item) for item in asked])
    new = np.array([item.new for item in asked])
    names = ("recall@10", "recall@100", "mrr@10")
    return {
        name + part: dict(zip(names, values[chosen].mean(axis=0).round(4).tolist(), strict=True))
        for name, values in (("bm25", lexical), ("fused", fused), ("reranked", ours))
        for part, chosen in (("", np.ones(len(new), bool)), ("_new", new))
    }


def _measure(scores: npt.NDArray[np.floating], item: Asked) -> tuple[float, float, float]:
    gold = item.gold[np.argsort(-scores, kind="stable")[:DEPTH]]
    first = np.flatnonzero(gold[:10])
    return gold[:10].sum() / item.answers, gold.sum() / item.answers, 1 / (first[0] + 1) if len(first) else 0.0


def _candidates(pairs: Path, stard: Path) -> Iterator[Asked]:
    """Every train question with its candidates, judged by a model that has not seen it."""
    settings = load_settings(env={})
    data = read_stard(stard)
    terms = grow_dictionary(())
    titles, bodies = zip(*(article.split("\n", 1) for article in data.articles), strict=True)
    sparse = SparseIndex.build(
        [terms.terms(text) for text in bodies], [terms.terms(text) for text in titles],
        k1=settings.bm25_k1, b=settings.bm25_b,
    )  # fmt: skip
    names = {name: at for at, name in enumerate(dict.fromkeys(_document(title) for title in titles))}
    documents = np.array([names[_document(title)] for title in titles], dtype=np.int32)
    pieces = PairPieces({pair: i for i, pair in enumerate(choose_pieces(pairs), 1)})
    base = fit_base(pieces, base_pairs(pairs))
    keys = sorted(data.right)
    random.Random(SEED).shuffle(keys)  # noqa: S311 - no secret
    for fold in range(FOLDS):
        held = keys[fold::FOLDS]
        known = {place for key in keys if key not in set(held) for place in data.right[key]}
        weights = fine_tune(base, pieces, data, pairs, held)
        dense = DenseIndex.build(_encode(weights, texts_of(pieces, data.articles, 10**6)))
        vectors = _encode(weights, texts_of(pieces, [data.questions[key] for key in held], 10**6))
        for key, vector in zip(held, vectors, strict=True):
            ranked = sparse.best(
                terms.query_terms(data.questions[key]), settings.candidates,
                heading_weight=settings.heading_weight, bigram_weight=settings.bigram_weight,
            )  # fmt: skip
            rows = np.union1d(ranked.rows, dense.search(vector, settings.candidates))
            lexical, near = ranked.at(rows), dense.scores(vector, rows)
            yield Asked(
                features(lexical, near, documents[rows], ranked.ceiling),
                np.isin(rows, data.right[key]),
                fuse(lexical, near, settings.dense_weight),
                len(data.right[key]),
                known.isdisjoint(data.right[key]),
            )


def _document(title: str) -> str:
    from index.collection import document_of

    return document_of(title)


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
        "questions": len(asked),
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
    write_weights(list(_candidates(options.pairs, options.stard)), options.out)


if __name__ == "__main__":
    main()

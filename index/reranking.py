"""The learned reranker: one readable weight for each feature of a candidate (stage 7).

Features compare a candidate with the others of its question, so they mean the same in any
collection: how it stands on either side, which of the question's terms it has, and what
stands around it (a passage whose neighbours speak of the same thing is the right one more
often). None knows a question seen before. ``reranker.json`` holds the weights;
``training/fit_reranker.py`` made them.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.dense import DenseIndex
from index.sparse import Matched, Ranked

__all__ = ["FEATURES", "Candidates", "features", "gather", "rerank", "shipped_weights"]

Floats = npt.NDArray[np.float64]
FEATURES = (
    *("lexical", "dense", "lexical_rank", "dense_rank", "lexical_covered"),
    *("pairs", "title_pairs", "covered", "title_covered"),
    *("centre", "document_neighbour", "beside_dense", "beside_dense_mean", "beside_lexical"),
)
FARTHEST = -0.5
SHARPNESS = 20.0
"""Of the softmax over the dense side that says where its centre lies."""


class Candidates(NamedTuple):
    """The candidates of a question, in any order.

    ``near`` are inner products with the question; ``beside_near`` and ``beside_lexical`` hold,
    one row a side, the values of the passages before and after each, NaN where the document ends.
    """

    matched: Matched
    near: npt.NDArray[np.float32]
    vectors: npt.NDArray[np.float32]
    documents: npt.NDArray[np.int32]
    beside_near: npt.NDArray[np.float32]
    beside_lexical: npt.NDArray[np.float32]
    ceiling: float


def gather(
    ranked: Ranked,
    dense: DenseIndex,
    vector: npt.NDArray[np.float32],
    rows: npt.NDArray[np.int64],
    documents: npt.NDArray[np.int32],
    beside: npt.NDArray[np.int64],
) -> Candidates:
    """What the features need of the passages ``rows`` of a question with that ``vector``.

    Args:
        ranked: The lexical side.
        dense: The dense side.
        vector: The question's.
        rows: The candidates.
        documents: A number for the document of each.
        beside: Passages before and after each candidate, one row a side, -1 where there is none.
    """
    every, place = np.unique(np.concatenate([rows, beside.ravel()]), return_inverse=True)
    nowhere = int(every[0] < 0)  # -1 comes first
    matched, vectors = ranked.matched(every[nowhere:]), dense.vectors(every[nowhere:])
    near = vectors @ vector
    own, around = place[: len(rows)] - nowhere, place[len(rows) :].reshape(beside.shape)
    blank = np.full(nowhere, np.nan, np.float32)
    return Candidates(
        Matched(*(part[own] for part in matched)), near[own], vectors[own], documents,
        np.concatenate([blank, near])[around], np.concatenate([blank, matched.scores])[around], ranked.ceiling,
    )  # fmt: skip


def features(found: Candidates) -> Floats:
    """A row for each candidate, in the order of ``FEATURES``."""
    matched, ceiling = found.matched, max(found.ceiling, 1e-6)
    top, nearest = max(float(matched.scores.max()), 1e-6), float(found.near.max())
    words = matched.scores.astype(np.float64) / top
    near = found.near.astype(np.float64) - nearest
    _, group = np.unique(found.documents, return_inverse=True)
    share = np.exp(SHARPNESS * near)
    centre = found.vectors @ (share / share.sum() @ found.vectors)
    beside = np.where(np.isnan(found.beside_near), found.near.mean(), found.beside_near) - nearest
    return np.stack(
        [
            words,
            near,
            1 / (5 + _ranks(words)),
            1 / (5 + _ranks(near)),
            words * top / ceiling,
            _relative(matched.pairs),
            _relative(matched.head_pairs),
            matched.covered / ceiling,
            matched.head_covered / ceiling,
            centre - centre.max(),
            np.maximum(_best_other(near, group), FARTHEST),
            beside.max(axis=0),
            beside.mean(axis=0),
            np.nan_to_num(found.beside_lexical).mean(axis=0) / top,
        ],
        axis=1,
    )


def rerank(rows: Floats) -> Floats:
    """The score of each candidate under the shipped weights."""
    scores: Floats = rows @ shipped_weights()
    return scores


@lru_cache(maxsize=1)
def shipped_weights() -> Floats:
    """The weights in ``reranker.json``, in the order of ``FEATURES``."""
    stored = json.loads((Path(__file__).parent / "reranker.json").read_text(encoding="utf-8"))
    return np.array([stored["weights"][name] for name in FEATURES], dtype=np.float64)


def _ranks(values: Floats) -> Floats:
    """0 for the largest; equal values in their order."""
    found = np.empty(len(values))
    found[np.argsort(-values, kind="stable")] = np.arange(len(values))
    return found


def _relative(values: npt.NDArray[np.float32]) -> Floats:
    """As a share of the largest."""
    made: Floats = values.astype(np.float64) / max(float(values.max()), 1e-6)
    return made


def _best_other(values: Floats, group: npt.NDArray[np.intp]) -> Floats:
    """The best value among the other candidates of the same document; −∞ without any."""
    order = np.lexsort((-values, group))
    first = np.flatnonzero(np.diff(group[order], prepend=-1))
    best = order[first]
    found = values[best][group]
    sizes = np.diff(np.append(first, len(order)))
    second = np.where(sizes > 1, values[order[np.minimum(first + 1, len(order) - 1)]], -np.inf)
    found[best] = second
    return found

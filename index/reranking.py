"""The learned reranker: one readable weight for each feature of a candidate (stage 7).

Features compare a candidate with the others of its question, so they mean the same in any
collection: how it stands on either side, and what else of its document was found (a
document of which much was found is the right one more often). ``reranker.json`` holds
the weights; ``training/fit_reranker.py`` made them.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

__all__ = ["FEATURES", "features", "rerank", "shipped_weights"]

Floats = npt.NDArray[np.float64]
FEATURES = (
    *("lexical", "dense", "lexical_rank", "dense_rank"),
    *("document_lexical", "document_dense", "document_neighbour"),
    *("lexical_covered", "dense_covered"),
)
FARTHEST = -0.5


def features(
    lexical: npt.NDArray[np.float32], dense: npt.NDArray[np.float32], documents: npt.NDArray[np.int32], ceiling: float
) -> Floats:
    """A row for each candidate, in the order of ``FEATURES``.

    Args:
        lexical: BM25 scores.
        dense: Inner products with the question.
        documents: A number for the document of each candidate.
        ceiling: The most that BM25 could give.
    """
    top = max(float(lexical.max()), 1e-6)
    coverage = top / ceiling if ceiling > 0 else 0.0
    words = lexical.astype(np.float64) / top
    near = dense.astype(np.float64) - float(dense.max())
    _, group = np.unique(documents, return_inverse=True)
    return np.stack(
        [
            words,
            near,
            1 / (5 + _ranks(words)),
            1 / (5 + _ranks(near)),
            np.log(_share(8 * (words - 1), group) + 1e-3),
            np.log(_share(20 * near, group) + 1e-3),
            np.maximum(_best_other(near, group), FARTHEST),
            coverage * words,
            coverage * near,
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


def _share(logits: Floats, group: npt.NDArray[np.intp]) -> Floats:
    """The softmax of all candidates, summed over those of the same document."""
    weights = np.exp(logits - logits.max())
    summed: Floats = np.bincount(group, weights / weights.sum())[group].astype(np.float64)
    return summed


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

"""Fusion of the sparse and the dense side (stage 7): pure functions over score arrays.

The weak dense side must not speak where question and text share their words (STARD: fused
1:1 it hurts), so its weight falls with the lexical coverage of the best sparse hit.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

__all__ = ["fuse", "gate", "standardize"]

Scores = npt.NDArray[np.float32]


def gate(coverage: float, *, weight: float, middle: float, slope: float) -> float:
    """The dense weight for a lexical coverage: near ``weight`` below ``middle``, near 0 above.

    Args:
        coverage: Best BM25 score ÷ the query's sum of idf, 0 to 1.
        weight: The largest dense weight.
        middle: The coverage at which half of it is left.
        slope: How steeply it falls.
    """
    power = slope * (coverage - middle)
    return 0.0 if power > 60 else weight / (1 + math.exp(power))


def standardize(scores: Scores) -> Scores:
    """Scores with mean 0 and standard deviation 1 (0 everywhere when they do not differ)."""
    if not len(scores):
        return scores
    spread = float(scores.std())
    if spread < 1e-9:
        return np.zeros_like(scores)
    made: Scores = (scores - scores.mean()) / spread
    return made


def fuse(sparse: Scores, dense: Scores | None, weight: float) -> Scores:
    """One score per candidate from both sides' scores of the same candidates, in the sparse side's unit.

    Ranks as ``z(sparse) + weight · z(dense)``, but stays the sparse score itself where the
    dense side is silent. Where no candidate has a sparse score, the dense one counts alone.
    """
    if dense is None or weight <= 0:
        return sparse
    spread = float(sparse.std()) if len(sparse) else 0.0
    if spread < 1e-9:
        made: Scores = sparse + np.float32(weight) * dense
    else:
        made = sparse + np.float32(weight * spread) * standardize(dense)
    return made

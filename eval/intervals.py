"""Means with bootstrap intervals clustered by document, and the paired comparison of two runs.

Cases about one document are not independent; whole documents are drawn, never single cases.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["DRAWS", "Comparison", "Figure", "compare_paired", "mean_with_interval"]

DRAWS = 2000
DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A mean with the number of cases, of clusters, and the 95 % interval (inclusive ends).

    ``None`` everywhere means that no case was scored: never zero.
    """

    mean: float | None
    n: int
    clusters: int = 0
    low: float | None = None
    high: float | None = None

    def to_json(self) -> dict[str, float | int | None]:
        """The figure with six digits."""
        return {"mean": self.mean, "n": self.n, "clusters": self.clusters, "low": self.low, "high": self.high}


def mean_with_interval(values: Sequence[float | None], clusters: Sequence[str], *, seed: int = 20210101) -> Figure:
    """Mean of the scored values with a percentile interval from cluster resampling.

    >>> mean_with_interval([1, 1, 0, None], ["a", "a", "b", "b"]).n
    3
    """
    import numpy as np

    kept = [(float(v), c) for v, c in zip(values, clusters, strict=True) if v is not None]
    if not kept:
        return Figure(mean=None, n=0)
    names = sorted({c for _, c in kept})
    place = {name: at for at, name in enumerate(names)}
    sums, counts = np.zeros(len(names)), np.zeros(len(names))
    for value, cluster in kept:
        sums[place[cluster]] += value
        counts[place[cluster]] += 1
    drawn = np.random.default_rng(seed).integers(0, len(names), (DRAWS, len(names)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    mean = sum(v for v, _ in kept) / len(kept)
    return Figure(
        mean=round(mean, DIGITS),
        n=len(kept),
        clusters=len(names),
        low=round(float(low), DIGITS),
        high=round(float(high), DIGITS),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """``difference`` is b − a over the cases both scored; ``p_value`` from sign flips of whole clusters."""

    difference: Figure
    p_value: float | None
    gained: tuple[str, ...]
    lost: tuple[str, ...]


def compare_paired(
    a: Mapping[str, float | None], b: Mapping[str, float | None], clusters: Mapping[str, str], *, seed: int = 20210101
) -> Comparison:
    """Paired comparison of two runs by case id.

    >>> c = compare_paired({"x": 0, "y": 1}, {"x": 1, "y": 1}, {"x": "d", "y": "e"})
    >>> c.difference.mean, c.gained, c.lost
    (0.5, ('x',), ())
    """
    import numpy as np

    pairs: list[tuple[str, float]] = []
    for key in a:
        left, right = a[key], b.get(key)
        if left is not None and right is not None:
            pairs.append((key, right - left))
    figure = mean_with_interval([d for _, d in pairs], [clusters[k] for k, _ in pairs], seed=seed)
    p_value: float | None = None
    if pairs:
        names = sorted({clusters[k] for k, _ in pairs})
        place = {name: at for at, name in enumerate(names)}
        sums = np.zeros(len(names))
        for key, difference in pairs:
            sums[place[clusters[key]]] += difference
        signs = np.random.default_rng(seed).choice([-1.0, 1.0], (10_000, len(names)))
        reached = np.abs(signs @ sums) >= abs(sums.sum()) - 1e-9
        p_value = round((int(reached.sum()) + 1) / (len(reached) + 1), DIGITS)
    return Comparison(
        difference=figure,
        p_value=p_value,
        gained=tuple(k for k, d in pairs if d > 0),
        lost=tuple(k for k, d in pairs if d < 0),
    )

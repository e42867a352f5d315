"""Fusion and its gate."""

import numpy as np
import pytest

from index.fusion import fuse, gate, standardize


def test_gate_falls_with_coverage() -> None:
    values = [gate(c / 20, weight=0.7, middle=0.22, slope=20) for c in range(21)]
    assert values == sorted(values, reverse=True)
    assert values[0] > 0.69 and values[-1] < 1e-6
    assert gate(0.22, weight=0.7, middle=0.22, slope=20) == pytest.approx(0.35)
    assert gate(1.0, weight=3.0, middle=0.0, slope=200) == 0.0


def test_silent_dense_side_leaves_the_sparse_scores() -> None:
    sparse = np.array([3.0, 1.0, 2.0], dtype=np.float32)
    assert fuse(sparse, None, 1.0) is sparse
    assert fuse(sparse, sparse[::-1], 0.0) is sparse


def test_ranks_as_the_sum_of_standardized_scores() -> None:
    rng = np.random.default_rng(1)
    sparse, dense = (rng.random(30).astype(np.float32) for _ in range(2))
    expected = standardize(sparse) + 0.6 * standardize(dense)
    assert np.argsort(fuse(sparse, dense, 0.6)).tolist() == np.argsort(expected).tolist()


def test_without_sparse_scores_the_dense_side_decides() -> None:
    dense = np.array([0.1, 0.9], dtype=np.float32)
    assert fuse(np.zeros(2, dtype=np.float32), dense, 0.5).argmax() == 1


def test_standardize_of_equal_or_no_scores_is_zero() -> None:
    assert standardize(np.full(3, 2.0, dtype=np.float32)).tolist() == [0.0, 0.0, 0.0]
    assert standardize(np.zeros(0, dtype=np.float32)).tolist() == []

"""Sparse side of the search: BM25 over words and character bigrams (stages 5 and 7).

bm25s computes the scores once, at ingest; they are kept as plain arrays by term, so a
question only adds up a few memory-mapped slices, and a term may carry a weight. Two
fields: the text, and the headings above it with a lower weight.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from index.tokens import is_bigram

__all__ = ["Field", "SparseIndex", "SparseScores"]

FIELDS: tuple[Literal["body", "head"], ...] = ("body", "head")


class Field(NamedTuple):
    """BM25 scores of one field by term: term ``t`` holds ``indices[indptr[t]:indptr[t + 1]]``."""

    data: npt.NDArray[np.float32]
    indices: npt.NDArray[np.int32]
    indptr: npt.NDArray[np.int64]

    def add(self, scores: npt.NDArray[np.float32], term: int, weight: float) -> None:
        """Add the weighted scores of a term to ``scores`` (one per passage)."""
        start, end = int(self.indptr[term]), int(self.indptr[term + 1])
        scores[self.indices[start:end]] += weight * self.data[start:end]


class SparseScores(NamedTuple):
    """Scores of all passages, and the most that a text of the right length with every term could get."""

    scores: npt.NDArray[np.float32]
    ceiling: float


class SparseIndex(NamedTuple):
    """BM25 over two fields that share one vocabulary, sorted by code point."""

    blob: npt.NDArray[np.uint8]
    ends: npt.NDArray[np.int64]
    idf: npt.NDArray[np.float32]
    body: Field
    head: Field
    size: int

    @classmethod
    def build(
        cls, bodies: Sequence[Sequence[str]], heads: Sequence[Sequence[str]], *, k1: float, b: float
    ) -> SparseIndex:
        """The index over the terms of each passage and of its headings.

        Scores are Lucene's: ``idf · tf / (tf + k1 · (1 − b + b · length / mean length))``,
        ``idf = ln(1 + (n − df + ½) / (df + ½))``, each field with its own statistics.
        """
        words = sorted(set(chain.from_iterable(bodies)) | set(chain.from_iterable(heads)))
        ids = {word: i for i, word in enumerate(words)}
        encoded = [word.encode() for word in words]
        body = _score(bodies, ids, k1, b)
        df = np.diff(body.indptr).astype(np.float64)
        idf = np.log1p((len(bodies) - df + 0.5) / (df + 0.5)).astype(np.float32)
        return cls(
            np.frombuffer(b"".join(encoded), dtype=np.uint8) if encoded else np.zeros(0, np.uint8),
            np.cumsum(np.fromiter(map(len, encoded), np.int64, len(encoded)), dtype=np.int64),
            idf,
            body,
            _score(heads, ids, k1, b),
            len(bodies),
        )

    def find(self, term: str) -> int | None:
        """The number of a term, or ``None`` when no passage and no heading holds it."""
        return self._finder()(term)

    def _finder(self) -> Callable[[str], int | None]:
        """:meth:`find` with the arrays at hand: memory views are ten times faster than numpy here."""
        blob, ends, places = self.blob.data, self.ends.data, range(len(self.ends))

        def term_at(at: int) -> bytes:
            return bytes(blob[ends[at - 1] if at else 0 : ends[at]])

        def find(term: str) -> int | None:
            key = term.encode()
            at = bisect_left(places, key, key=term_at)
            return at if at < len(places) and term_at(at) == key else None

        return find

    def score(
        self, terms: Iterable[tuple[str, float]], *, heading_weight: float = 0.0, bigram_weight: float = 1.0
    ) -> SparseScores:
        """The scores of all passages for weighted terms.

        A term that the index does not know counts in the ceiling, with the idf of a term
        in no passage: a question about something else has a low coverage.
        """
        scores = np.zeros(self.size, dtype=np.float32)
        unknown = math.log1p((self.size + 0.5) / 0.5)
        ceiling = 0.0
        find = self._finder()
        for term, given in terms:
            weight = given * (bigram_weight if is_bigram(term) else 1.0)
            at = find(term) if weight else None
            ceiling += weight * (unknown if at is None else float(self.idf[at]))
            if at is None:
                continue
            self.body.add(scores, at, weight)
            if heading_weight:
                self.head.add(scores, at, weight * heading_weight)
        return SparseScores(scores, ceiling)

    def save(self, folder: Path) -> None:
        """Write the arrays into a folder."""
        for name, array in self._arrays():
            np.save(folder / f"bm25.{name}.npy", array, allow_pickle=False)

    def _arrays(self) -> list[tuple[str, npt.NDArray[np.generic]]]:
        found: list[tuple[str, npt.NDArray[np.generic]]] = [
            ("terms", self.blob),
            ("ends", self.ends),
            ("idf", self.idf),
        ]
        for name, field in zip(FIELDS, (self.body, self.head), strict=True):
            found += [
                (f"{name}.data", field.data),
                (f"{name}.indices", field.indices),
                (f"{name}.indptr", field.indptr),
            ]
        return found

    @classmethod
    def load(cls, folder: Path, size: int) -> SparseIndex:
        """The index saved in a folder, memory-mapped. Raises OSError or ValueError when it is damaged."""

        def read(name: str) -> npt.NDArray[np.generic]:
            mapped = np.load(folder / f"bm25.{name}.npy", mmap_mode="r", allow_pickle=False)
            array: npt.NDArray[np.generic] = mapped.view(np.ndarray)  # a memmap pays for every slice
            return array

        body, head = (Field(*(read(f"{name}.{part}") for part in Field._fields)) for name in FIELDS)  # type: ignore[arg-type]  # dtypes as saved
        return cls(read("terms"), read("ends"), read("idf"), body, head, size)  # type: ignore[arg-type]  # dtypes as saved


def _score(texts: Sequence[Sequence[str]], ids: dict[str, int], k1: float, b: float) -> Field:
    """bm25s' score matrix by term over a given vocabulary."""
    if not ids or not any(texts):
        return Field(np.zeros(0, np.float32), np.zeros(0, np.int32), np.zeros(len(ids) + 1, np.int64))
    import bm25s

    engine = bm25s.BM25(method="lucene", k1=k1, b=b)
    rows = [[ids[term] for term in terms] for terms in texts]
    made = engine.build_index_from_ids(
        unique_token_ids=list(range(len(ids))), corpus_token_ids=rows, show_progress=False
    )
    return Field(
        np.asarray(made["data"], dtype=np.float32),
        np.asarray(made["indices"], dtype=np.int32),
        np.asarray(made["indptr"], dtype=np.int64),
    )

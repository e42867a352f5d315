"""Sparse side of the search: BM25 over words and character bigrams (stages 5 and 7).

The scores are computed once, at ingest, and kept as plain arrays by term, so a question
only adds up a few memory-mapped slices, and a term may carry a weight. Two fields: the
text, and the headings above it with a lower weight. :mod:`index.postings` writes them.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from index.tokens import is_bigram

__all__ = ["Field", "Matched", "Ranked", "SparseIndex", "SparseScores", "best_rows"]

EXACT = 50_000
SHARE = 0.5
"""Above ``EXACT`` passages, this many postings a passage are added up in full …"""
RARE = 4
"""… but those of this many terms at least."""
WIDER = 20
"""How many times more passages than asked for the frequent terms then judge."""
FEW_TERMS = 50_000
FIELDS = ("body", "head")


class Field(NamedTuple):
    """BM25 scores of one field by term: term ``t`` holds ``indices[indptr[t]:indptr[t + 1]]``."""

    data: npt.NDArray[np.float32]
    indices: npt.NDArray[np.int32]
    indptr: npt.NDArray[np.int64]


class SparseScores(NamedTuple):
    """Scores of all passages, and the most that a text of the right length with every term could get."""

    scores: npt.NDArray[np.float32]
    ceiling: float


class Posting(NamedTuple):
    """The passages of one term in one field, ascending, with weighted scores still to be multiplied.

    ``term`` is the term's place in the query, ``pair`` tells a bigram from a word, ``worth`` is the term's part of the ceiling.
    """

    rows: npt.NDArray[np.int32]
    scores: npt.NDArray[np.float32]
    weight: float
    term: int
    pair: bool
    head: bool
    worth: float

    def at(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """The weighted score of each of these passages (0 where the term is not)."""
        rows = rows.astype(self.rows.dtype)  # another type would make searchsorted copy the whole posting
        places = np.minimum(np.searchsorted(self.rows, rows), len(self.rows) - 1)
        found: npt.NDArray[np.float32] = np.where(self.rows[places] == rows, self.scores[places], np.float32(0))
        return found * np.float32(self.weight)


class Matched(NamedTuple):
    """How passages meet a query: their scores, what bigrams give of them in text and in headings.

    ``covered`` is the worth of the terms that stand in either, ``head_covered`` of those in the headings.
    """

    scores: npt.NDArray[np.float32]
    pairs: npt.NDArray[np.float32]
    head_pairs: npt.NDArray[np.float32]
    covered: npt.NDArray[np.float32]
    head_covered: npt.NDArray[np.float32]


class Ranked(NamedTuple):
    """The best passages of a query, ascending by row, with their scores and the query's ceiling.

    ``whole``: the scores of all passages, where they were added up anyway.
    """

    rows: npt.NDArray[np.int64]
    scores: npt.NDArray[np.float32]
    ceiling: float
    postings: tuple[Posting, ...]
    whole: npt.NDArray[np.float32] | None = None

    def at(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        """The scores of any passages (0 for those not allowed)."""
        if self.whole is not None:
            return self.whole[rows]
        found = np.zeros(len(rows), np.float32)
        for posting in self.postings:
            found += posting.at(rows)
        return found

    def matched(self, rows: npt.NDArray[np.int64]) -> Matched:
        """How any passages meet the query."""
        terms = 1 + max((posting.term for posting in self.postings), default=-1)
        worth, held = np.zeros(terms, np.float32), np.zeros((2, terms, len(rows)), np.bool_)
        scores, pairs = np.zeros(len(rows), np.float32), np.zeros((2, len(rows)), np.float32)
        for posting in self.postings:
            found = posting.at(rows)
            scores += found
            if posting.pair:
                pairs[int(posting.head)] += found
            held[int(posting.head), posting.term] = found > 0
            worth[posting.term] = posting.worth
        return Matched(scores, pairs[0], pairs[1], worth @ (held[0] | held[1]), worth @ held[1])


@dataclass(frozen=True)
class SparseIndex:
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
        """The index over the terms of each passage and of its headings, in memory.

        Scores are Lucene's: ``idf · tf / (tf + k1 · (1 − b + b · length / mean length))``,
        ``idf = ln(1 + (n − df + ½) / (df + ½))``, each field with its own statistics.
        """
        from index.postings import Postings, merge

        made = merge([Postings.of(bodies, heads)], k1=k1, b=b)
        return cls(*made[:3], Field(*made[3]), Field(*made[4]), len(bodies))

    def find(self, term: str) -> int | None:
        """The number of a term, or ``None`` when no passage and no heading holds it."""
        return self._finder(term)

    @cached_property
    def _finder(self) -> Callable[[str], int | None]:
        """:meth:`find` with the arrays at hand: a few terms as a dictionary, many where they lie."""
        if len(self.ends) <= FEW_TERMS:
            words, ends = self.blob.tobytes(), self.ends.tolist()
            return {words[a:b].decode(): at for at, (a, b) in enumerate(zip([0, *ends], ends, strict=False))}.get
        # Memory views are ten times faster than numpy here.
        blob, borders, places = self.blob.data, self.ends.data, range(len(self.ends))

        def term_at(at: int) -> bytes:
            return bytes(blob[borders[at - 1] if at else 0 : borders[at]])

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
        postings, ceiling = self._postings(terms, heading_weight, bigram_weight)
        return SparseScores(self._sum(postings), ceiling)

    def best(
        self,
        terms: Iterable[tuple[str, float]],
        k: int,
        allowed: npt.NDArray[np.bool_] | None = None,
        *,
        heading_weight: float = 0.0,
        bigram_weight: float = 1.0,
    ) -> Ranked:
        """The ``k`` best passages with a score, among ``allowed`` only if given.

        Up to ``EXACT`` passages the whole of :meth:`score` is ranked. Above, the frequent
        terms only judge the passages that the rare ones bring forward.
        """
        postings, ceiling = self._postings(terms, heading_weight, bigram_weight)
        postings.sort(key=lambda posting: len(posting.rows))
        full = len(postings)
        if self.size > EXACT:
            sums = np.cumsum([len(posting.rows) for posting in postings])
            full = max(RARE, int(np.searchsorted(sums, self.size * SHARE)))
        scores = self._sum(postings[:full])
        if allowed is not None:
            scores *= allowed
        if full >= len(postings):
            rows = best_rows(scores, k)
            return Ranked(rows, scores[rows], ceiling, tuple(postings), scores)
        rows = best_rows(scores, WIDER * k)
        values = scores[rows]
        for posting in postings[full:]:
            values += posting.at(rows)
        kept = best_rows(values, k)
        return Ranked(rows[kept], values[kept], ceiling, tuple(postings))

    def _postings(
        self, terms: Iterable[tuple[str, float]], heading_weight: float, bigram_weight: float
    ) -> tuple[list[Posting], float]:
        unknown = math.log1p((self.size + 0.5) / 0.5)
        ceiling, find, found = 0.0, self._finder, []
        for number, (term, given) in enumerate(terms):
            pair = is_bigram(term)
            weight = given * (bigram_weight if pair else 1.0)
            at = find(term) if weight else None
            worth = weight * (unknown if at is None else float(self.idf[at]))
            ceiling += worth
            if at is None:
                continue
            for head, (field, share) in enumerate(((self.body, 1.0), (self.head, heading_weight))):
                span = slice(int(field.indptr[at]), int(field.indptr[at + 1]))
                if share and span.start < span.stop:
                    rows, scores = field.indices[span], field.data[span]
                    found.append(Posting(rows, scores, weight * share, number, pair, bool(head), worth))
        return found, ceiling

    def _sum(self, postings: Iterable[Posting]) -> npt.NDArray[np.float32]:
        scores = np.zeros(self.size, dtype=np.float32)
        for posting in postings:
            scores[posting.rows] += np.float32(posting.weight) * posting.scores
        return scores

    def save(self, folder: Path) -> None:
        """Write the arrays into a folder."""
        parts: dict[str, npt.NDArray[Any]] = {"terms": self.blob, "ends": self.ends, "idf": self.idf}
        for name, field in zip(FIELDS, (self.body, self.head), strict=True):
            parts |= {f"{name}.{part}": array for part, array in field._asdict().items()}
        for name, array in parts.items():
            if not isinstance(array, np.memmap):  # those are there already
                np.save(folder / f"bm25.{name}.npy", array, allow_pickle=False)

    @classmethod
    def load(cls, folder: Path, size: int) -> SparseIndex:
        """The index saved in a folder, memory-mapped. Raises OSError or ValueError when it is damaged."""

        def read(name: str) -> npt.NDArray[np.generic]:
            mapped = np.load(folder / f"bm25.{name}.npy", mmap_mode="r", allow_pickle=False)
            array: npt.NDArray[np.generic] = mapped.view(np.ndarray)  # a memmap pays for every slice
            return array

        body, head = (Field(*(read(f"{name}.{part}") for part in Field._fields)) for name in FIELDS)  # type: ignore[arg-type]  # dtypes as saved
        return cls(read("terms"), read("ends"), read("idf"), body, head, size)  # type: ignore[arg-type]  # dtypes as saved


def best_rows(scores: npt.NDArray[np.float32], k: int) -> npt.NDArray[np.int64]:
    """Row numbers of the ``k`` largest positive scores, ascending by row; ties go to the earlier row."""
    positive = np.flatnonzero(scores > 0)
    if len(positive) <= k:
        return positive
    values = scores[positive]
    border = np.partition(values, len(values) - k)[len(values) - k]
    above = positive[values > border]
    return np.sort(np.concatenate([above, positive[values == border][: k - len(above)]]))

"""Stage 7: Query → ranked clauses. The ``Searcher`` protocol and our own searcher."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt

from index.dense import DenseIndex, Encoder
from index.fusion import fuse, gate
from index.records import ClauseKind, Hit, Query
from index.reranking import features, gather, rerank
from index.settings import IndexSettings
from index.sparse import SparseIndex
from index.tokens import TermMaker

__all__ = ["HybridSearcher", "PassageTable", "Searcher", "build_searcher"]

KINDS = tuple(ClauseKind)
LEAST_WEIGHT = 0.01
BESIDE = np.array([-2, -1, 1, 2])
COVERED = 0.6
"""A question whose words one passage covers so far is BM25's."""


class Searcher(Protocol):
    """Anything that ranks clauses."""

    def search(self, query: Query) -> tuple[Hit, ...]:
        """At most ``query.k`` different clauses, best first; a filter that allows nothing gives nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassageTable:
    """Which clause, document and kind each passage belongs to (one row a passage).

    ``order``: the rows as they are read, document by document, ``place``: where each row stands
    in it; both ``None`` when the rows lie in that order.
    """

    clause_ids: Sequence[str]
    doc_ids: Sequence[str]
    doc_of: npt.NDArray[np.int32]
    kind_of: npt.NDArray[np.int8]
    order: npt.NDArray[np.int32] | None = None
    place: npt.NDArray[np.int32] | None = None

    @classmethod
    def of(cls, rows: Sequence[tuple[str, str, ClauseKind]]) -> PassageTable:
        """The table of (clause_id, doc_id, kind) rows."""
        doc_ids = tuple(dict.fromkeys(doc for _, doc, _ in rows))
        number = {doc: i for i, doc in enumerate(doc_ids)}
        return cls(
            clause_ids=tuple(clause for clause, _, _ in rows),
            doc_ids=doc_ids,
            doc_of=np.fromiter((number[doc] for _, doc, _ in rows), np.int32, len(rows)),
            kind_of=np.fromiter((KINDS.index(kind) for _, _, kind in rows), np.int8, len(rows)),
        )

    def read_in(self, order: npt.NDArray[np.int32]) -> PassageTable:
        """The same passages, read in that order."""
        place = np.empty_like(order)
        place[order] = np.arange(len(order), dtype=order.dtype)
        return replace(self, order=order, place=place)

    def beside(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The passages two before to two after each of these in its document, one row a side; -1 where there is none."""
        size = len(self.clause_ids)
        places = (rows if self.place is None else self.place[rows]) + BESIDE[:, None]
        inside = np.clip(places, 0, size - 1)
        found = inside if self.order is None else self.order[inside]
        there = (places == inside) & (self.doc_of[found] == self.doc_of[rows])
        made: npt.NDArray[np.int64] = np.where(there, found, -1)
        return made

    def allowed(self, query: Query) -> npt.NDArray[np.bool_] | None:
        """Which passages the query's filters allow; ``None`` when there is no filter."""
        if query.doc_ids is None and query.kinds is None:
            return None
        mask = np.ones(len(self.clause_ids), dtype=np.bool_)
        if query.doc_ids is not None:
            wanted = set(query.doc_ids)
            mask &= np.isin(self.doc_of, [i for i, doc in enumerate(self.doc_ids) if doc in wanted])
        if query.kinds is not None:
            mask &= np.isin(self.kind_of, [KINDS.index(kind) for kind in query.kinds])
        return mask


class HybridSearcher:
    """BM25 ∪ dense → weighted fusion, over the passages of one index.

    A hit's ``score`` is its fused BM25 ÷ the most the question's terms could give: its
    lexical coverage where the dense side is silent. ``parts``: ``bm25``, ``dense`` (0 when the dense side was not asked),
    ``coverage`` (its BM25 ÷ the most the question's terms could give), ``gate`` and ``row`` (the passage).
    """

    def __init__(
        self,
        *,
        table: PassageTable,
        sparse: SparseIndex,
        dense: DenseIndex | None,
        encoder: Encoder | None,
        terms: TermMaker,
        settings: IndexSettings,
    ) -> None:
        self._table = table
        self.sparse = sparse
        self.dense = dense if encoder is not None else None
        self.encoder = encoder
        self._settings = settings
        self.terms = terms

    def search(self, query: Query) -> tuple[Hit, ...]:
        """At most ``query.k`` clauses, best first. ``query.terms`` empty: those of ``query.text``."""
        settings = self._settings
        terms = query.terms or self.terms.query_terms(query.text)
        mask = self._table.allowed(query)
        if query.k <= 0 or not len(self._table.clause_ids) or (mask is not None and not mask.any()):
            return ()
        candidates = max(settings.candidates, query.k)
        ranked = self.sparse.best(
            terms, candidates, mask, heading_weight=settings.heading_weight, bigram_weight=settings.bigram_weight
        )
        rows, scores, ceiling = ranked.rows, ranked.scores, ranked.ceiling
        coverage = float(scores.max()) / ceiling if ceiling > 0 and len(scores) else 0.0
        weight = gate(coverage, weight=settings.dense_weight, middle=settings.gate_middle, slope=settings.gate_slope)
        near: npt.NDArray[np.float32] | None = None
        judged: npt.NDArray[np.float64] | None = None
        # Not for a caller with terms of its own, who ranks what comes back.
        learned = 0 < settings.rerank_from <= self.size and not query.terms and coverage < COVERED
        if (
            (learned or weight >= LEAST_WEIGHT)
            and self.dense is not None
            and self.encoder is not None
            and query.text.strip()
        ):
            vector = self.encoder.encode([query.text], query=True)[0]
            if vector.any():
                allowed = None if mask is None else np.flatnonzero(mask)
                rows = np.union1d(rows, self.dense.search(vector, candidates, allowed))
                if learned and len(rows) > 1:
                    table = self._table
                    found = gather(ranked, self.dense, vector, rows, table.doc_of[rows], table.beside(rows))
                    near, scores, judged = found.near, found.matched.scores, rerank(features(found))
                else:
                    near, scores = self.dense.scores(vector, rows), ranked.at(rows)
        fused = fuse(scores, near, weight)
        if judged is not None:
            # The reranker decides who stands where; what the first, second … score is stays in BM25's unit.
            ladder = np.sort(fused)[::-1]
            fused = np.empty_like(fused)
            fused[np.lexsort((rows, -judged))] = ladder
        return self._hits(rows, fused, scores, near, ceiling, weight, query.k)

    def _hits(
        self,
        rows: npt.NDArray[np.int64],
        fused: npt.NDArray[np.float32],
        scores: npt.NDArray[np.float32],
        near: npt.NDArray[np.float32] | None,
        ceiling: float,
        weight: float,
        k: int,
    ) -> tuple[Hit, ...]:
        found: dict[str, Hit] = {}
        # By score, then by row: the order never depends on how the candidates were gathered.
        for at in np.lexsort((rows, -fused)):
            row = int(rows[at])
            clause_id = self._table.clause_ids[row]
            if clause_id in found:
                continue
            parts = {
                "bm25": float(scores[at]),
                "dense": float(near[at]) if near is not None else 0.0,
                "coverage": float(scores[at]) / ceiling if ceiling > 0 else 0.0,
                "gate": weight if near is not None else 0.0,
                "row": float(row),
            }
            found[clause_id] = Hit(clause_id=clause_id, score=float(fused[at]) / (ceiling or 1.0), parts=parts)
            if len(found) == k:
                break
        return tuple(found.values())

    @cached_property
    def size(self) -> int:
        """How many passages can be found."""
        return len(self._table.clause_ids)


def build_searcher(
    *,
    table: PassageTable,
    sparse: SparseIndex,
    dense: DenseIndex | None,
    encoder: Encoder | None,
    terms: TermMaker,
    settings: IndexSettings,
) -> Searcher:
    """The searcher that the settings ask for, over the parts of an index."""
    return HybridSearcher(table=table, sparse=sparse, dense=dense, encoder=encoder, terms=terms, settings=settings)

"""Which stage finds the gold clause: BM25, dense, their fusion, with synonyms, and the assistant's own ranking.

Gold clauses are the leaves of the named document that hold a gold quote. Metrics are ranx's.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.cases import Case
from eval.claims import bare
from eval.intervals import mean_with_interval
from eval.retrieval import METRICS, measure
from index.library import Library
from index.records import Query

__all__ = ["STAGES", "gold_clauses", "run_ablation"]

DEPTH = 100
Ranker = Callable[[str], Sequence[tuple[str, float]]]
STAGES = ("bm25", "dense", "fusion", "rerank", "synonyms", "ranked")
"""Stages in order; each adds to the one before, but for ``dense``, which stands alone."""


def gold_clauses(case: Case, library: Library) -> frozenset[str]:
    """Ids of the smallest leaves that hold a gold quote of the case."""
    found: set[str] = set()
    for gold in case.cite:
        wanted = bare(gold.quote).lower()
        for document in library.find_documents(gold.doc):
            for clause in library.clauses_of(document.doc_id):
                if clause.own and wanted in bare(unicodedata.normalize("NFKC", library.clean_text(clause))).lower():
                    found.add(clause.clause_id)
    return frozenset(found)


def _rankers(index: Path) -> dict[str, Ranker]:
    from assistant.pipeline import from_index
    from index.lexicon.synonyms import expand
    from index.settings import load_settings
    from index.store import open_index

    settings = load_settings()
    opened = {
        "bm25": open_index(index, settings.model_copy(update={"dense_weight": 0.0})),
        "dense": open_index(
            index,
            settings.model_copy(update={"dense_weight": 10.0, "gate_middle": 1.0, "gate_slope": 0.0, "rerank_from": 0}),
        ),
        "fusion": open_index(index, settings.model_copy(update={"rerank_from": 0})),
        "rerank": open_index(index, settings.model_copy(update={"rerank_from": 1})),
    }
    terms = opened["fusion"].terms
    assistant = from_index(opened["fusion"])

    def plain(name: str) -> Ranker:
        searcher = opened[name].searcher
        return lambda asked: [(h.clause_id, h.score) for h in searcher.search(Query(text=asked, k=DEPTH))]

    def dense(asked: str) -> Sequence[tuple[str, float]]:
        hits = opened["dense"].searcher.search(Query(text=asked, k=DEPTH))
        return sorted(((h.clause_id, h.parts["dense"]) for h in hits), key=lambda pair: -pair[1])

    def synonyms(asked: str) -> Sequence[tuple[str, float]]:
        weights = dict(terms.query_terms(asked))
        for found in expand(asked):
            for form in found.means:
                for term, weight in terms.query_terms(form, found.weight * 0.7):
                    weights[term] = max(weights.get(term, 0.0), weight)
        hits = opened["fusion"].searcher.search(Query(text=asked, terms=tuple(weights.items()), k=DEPTH))
        return [(h.clause_id, h.score) for h in hits]

    def ranked(asked: str) -> Sequence[tuple[str, float]]:
        from datetime import date

        from assistant.questions import read_question
        from assistant.text_answers import Focus

        best, _ = assistant.text.rank(read_question(asked, date(2000, 1, 1), ()), asked, Focus())
        return [(item.view.clause.clause_id, float(DEPTH - at)) for at, item in enumerate(best[:DEPTH])]

    return {
        "bm25": plain("bm25"),
        "dense": dense,
        "fusion": plain("fusion"),
        "rerank": plain("rerank"),
        "synonyms": synonyms,
        "ranked": ranked,
    }


def run_ablation(cases: Iterable[Case], index: Path, library: Library) -> dict[str, Any]:
    """Figures by stage over the cases that name a gold clause and need no earlier question."""
    chosen = [c for c in cases if c.cite and not c.history]
    gold = {c.id: gold_clauses(c, library) for c in chosen}
    kept = [c for c in chosen if gold[c.id]]
    qrels: Mapping[str, Mapping[str, int]] = {c.id: dict.fromkeys(sorted(gold[c.id]), 1) for c in kept}
    clusters = {c.id: c.cluster for c in kept}
    found: dict[str, Any] = {
        "cases": len(kept),
        "without_gold_clause": sorted(c.id for c in chosen if not gold[c.id]),
        "stages": {},
    }
    for name, ranker in _rankers(index).items():
        values = measure(qrels, {c.id: list(ranker(c.question)) for c in kept})
        found["stages"][name] = {
            metric: mean_with_interval([values[c.id][metric] for c in kept], [clusters[c.id] for c in kept]).to_json()
            for metric in METRICS
        }
    return found

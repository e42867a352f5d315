"""``gongbao eval run --ablate``: what each part of the retrieval is worth, by the clause that must be found.

Stages in order, each beside the one it adds to: words, character bigrams, headings, the dense
side, the reranker, synonyms, the assistant's own ranking. Gold clauses are the leaves of the
named document that hold a gold quote. Metrics are ranx's, differences paired.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from eval.cases import Case
from eval.claims import bare
from eval.intervals import compare_paired, mean_with_interval
from eval.retrieval import DEPTH, METRICS, BeirSet, build, load_beir, measure
from index.library import Library
from index.records import Query
from index.search import Searcher

__all__ = ["STAGES", "ablate_beir", "ablate_suite", "gold_clauses"]

Ranker = Callable[[str], Sequence[tuple[str, float]]]
STAGES: Mapping[str, str | None] = {
    "words": None, "bigrams": "words", "bm25": "bigrams", "dense": None, "fusion": "bm25", "rerank": "fusion",
    "synonyms": "fusion", "ranked": "synonyms",
}  # fmt: skip
"""Each stage with the one it adds to; ``bm25`` is that with headings, and ``dense`` stands alone."""
SETTINGS: Mapping[str, Mapping[str, float]] = {
    "words": {"dense_weight": 0.0, "rerank_from": 0, "bigram_weight": 0.0, "heading_weight": 0.0},
    "bigrams": {"dense_weight": 0.0, "rerank_from": 0, "heading_weight": 0.0},
    "bm25": {"dense_weight": 0.0, "rerank_from": 0},
    "dense": {"dense_weight": 10.0, "gate_middle": 1.0, "gate_slope": 0.0, "rerank_from": 0},
    "fusion": {"rerank_from": 0},
    "rerank": {"rerank_from": 1},
}
"""The settings that make a stage of the searcher."""


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


def ablate_suite(cases: Iterable[Case], index: Path, library: Library) -> dict[str, Any]:
    """Figures by stage over the cases that name a gold clause and need no earlier question."""
    chosen = [c for c in cases if c.cite and not c.history]
    gold = {c.id: gold_clauses(c, library) for c in chosen}
    kept = [c for c in chosen if gold[c.id]]
    qrels = {c.id: dict.fromkeys(sorted(gold[c.id]), 1) for c in kept}
    found = _compare(_rankers(index), {c.id: c.question for c in kept}, qrels, {c.id: c.cluster for c in kept})
    return {"cases": len(kept), "without_gold_clause": sorted(c.id for c in chosen if not gold[c.id]), **found}


def ablate_beir(folder: Path, split: str) -> dict[str, Any]:
    """Figures by stage over the queries of a retrieval set, which knows no synonyms and no assistant."""
    loaded: BeirSet = load_beir(folder, split)
    make = build(loaded.corpus)
    rankers = {name: _plain(make(settings)) for name, settings in SETTINGS.items()}
    clusters = {q: min(docs) for q, docs in loaded.qrels.items()}
    return {"cases": len(loaded.qrels), **_compare(rankers, loaded.queries, loaded.qrels, clusters)}


def _compare(
    rankers: Mapping[str, Ranker],
    questions: Mapping[str, str],
    qrels: Mapping[str, Mapping[str, int]],
    clusters: Mapping[str, str],
) -> dict[str, Any]:
    names = sorted(qrels)
    values = {stage: measure(qrels, {q: list(rank(questions[q])) for q in names}) for stage, rank in rankers.items()}
    stages: dict[str, Any] = {}
    for stage, scored in values.items():
        before = STAGES[stage]
        stages[stage] = {
            "adds_to": before,
            "figures": {m: mean_with_interval([scored[q][m] for q in names], [clusters[q] for q in names]).to_json() for m in METRICS},
            "adds": {
                m: compare_paired({q: values[before][q][m] for q in names}, {q: scored[q][m] for q in names}, clusters).difference.to_json()
                for m in METRICS
            } if before else {},
        }  # fmt: skip
    return {"stages": stages}


def _plain(searcher: Searcher) -> Ranker:
    return lambda asked: [(hit.clause_id, hit.score) for hit in searcher.search(Query(text=asked, k=DEPTH))]


def _rankers(index: Path) -> dict[str, Ranker]:
    from assistant.pipeline import from_index
    from index.lexicon.synonyms import expand
    from index.settings import load_settings
    from index.store import open_index

    settings = load_settings()
    opened = {name: open_index(index, settings.model_copy(update=dict(given))) for name, given in SETTINGS.items()}
    fusion = opened["fusion"]
    assistant = from_index(fusion)

    def synonyms(asked: str) -> Sequence[tuple[str, float]]:
        weights = dict(fusion.terms.query_terms(asked))
        for found in expand(asked):
            for form in found.means:
                for term, weight in fusion.terms.query_terms(form, found.weight * 0.7):
                    weights[term] = max(weights.get(term, 0.0), weight)
        hits = fusion.searcher.search(Query(text=asked, terms=tuple(weights.items()), k=DEPTH))
        return [(h.clause_id, h.score) for h in hits]

    def ranked(asked: str) -> Sequence[tuple[str, float]]:
        from datetime import date

        from assistant.questions import read_question
        from assistant.text_answers import Focus

        best, _ = assistant.text.rank(read_question(asked, date(2000, 1, 1), ()), asked, Focus())
        return [(item.view.clause.clause_id, float(DEPTH - at)) for at, item in enumerate(best[:DEPTH])]

    return {**{name: _plain(one.searcher) for name, one in opened.items()}, "synonyms": synonyms, "ranked": ranked}

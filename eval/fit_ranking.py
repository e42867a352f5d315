"""Fit the weights of ``assistant/ranking_weights.json`` on questions whose clause is known.

A softmax over the candidates of each question (listwise logistic regression, L2), as in
Cao et al., "Learning to Rank: From Pairwise Approach to Listwise Approach" (ICML 2007).
Figures are by ten-fold cross-validation over questions. Run:

    python -m eval.fit_ranking --index .gongbao/mtg eval/benchmarks/mentougou-2021-01/fact_{dev,train}.jsonl
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from assistant.concepts import cover
from assistant.pipeline import Assistant, open_assistant
from assistant.questions import read_question
from assistant.ranking import measure, measure_sentences
from assistant.text_answers import Focus
from eval.cases import Case, load_cases
from index.library import squeeze

__all__ = ["fit", "gold_clauses", "main"]

WEIGHTS = Path(__file__).parents[1] / "assistant" / "ranking_weights.json"
FIRST, FOLDS, L2, SCALE = 40, 10, 8.0, 20.0
Matrix = npt.NDArray[np.float64]


class Group(NamedTuple):
    """The candidates of one question: a row of measures each, and which of them is right."""

    rows: Matrix
    right: npt.NDArray[np.bool_]


def groups(assistant: Assistant, cases: Sequence[Case]) -> tuple[list[Group], list[str]]:
    """One group a fact question whose clause is among the first candidates; and the names of the measures."""
    found: list[Group] = []
    names: list[str] = []
    for case in cases:
        if case.category != "fact":
            continue
        question = read_question(case.question, date(2021, 1, 31))
        concepts = assistant.text.concepts(question.text)
        gold = gold_clauses(assistant, case)
        rows: list[tuple[float, list[float], bool]] = []
        for clause, prior in assistant.text.candidates(question.text, concepts, Focus().within):
            view = assistant.text.views.of(clause)
            if not clause.own:
                continue
            context = cover(concepts, *view.fields)
            own = cover(concepts, (view.folded, 1.0), (view.lead, 0.4))
            heading = cover(concepts, (view.title, 1.0), (view.heading, 1.0)).share
            values = measure(view, concepts, question.asked, prior, context, own, heading)
            values |= measure_sentences(view, concepts, question.asked)
            names = list(values)
            rows.append((context.share + prior, list(values.values()), clause.clause_id in gold))
        rows.sort(key=lambda r: -r[0])
        right: npt.NDArray[np.bool_] = np.array([r[2] for r in rows[:FIRST]])
        if right.any():
            found.append(Group(np.array([r[1] for r in rows[:FIRST]]), right))
    return found, names


def gold_clauses(assistant: Assistant, case: Case) -> set[str]:
    """Ids of the clauses in which a gold quote of the case stands."""
    library = assistant.library
    return {
        clause.clause_id
        for cite in case.cite
        for document in library.find_documents(cite.doc)
        for clause in library.clauses_of(document.doc_id)
        if clause.own and squeeze(cite.quote) in squeeze(library.clean_text(clause))
    }


def fit(data: Sequence[Group], l2: float = L2) -> Matrix:
    """Weights per measure (measures standardised inside, weights for the raw ones)."""
    from scipy.optimize import minimize

    every = np.vstack([g.rows for g in data])
    spread = every.std(axis=0) + 1e-9

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        total, slope = l2 * float(weights @ weights), 2 * l2 * weights
        for rows, right in data:
            scaled = rows / spread
            scores = scaled @ weights
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            hit = chances[right].sum() + 1e-12
            total -= float(np.log(hit))
            slope = slope - scaled.T @ (np.where(right, chances / hit, 0.0) - chances)
        return total, slope

    found = minimize(loss, np.zeros(every.shape[1]), jac=True, method="L-BFGS-B").x
    weights: Matrix = np.asarray(found) / spread
    return weights


def cross_validate(data: Sequence[Group]) -> float:
    """Share of questions whose first clause is right, fitted on the other folds."""
    order = np.random.default_rng(0).permutation(len(data))
    hits = 0
    for fold in range(FOLDS):
        kept = [data[i] for n, i in enumerate(order) if n % FOLDS != fold]
        weights = fit(kept)
        hits += sum(bool(data[i].right[np.argmax(data[i].rows @ weights)]) for i in order[fold::FOLDS])
    return hits / len(data)


def main() -> None:
    """Fit, print the cross-validated figure, write the weights."""
    parser = argparse.ArgumentParser(description="拟合排序权重")
    parser.add_argument("files", nargs="+", type=Path, help="题目文件（JSONL）")
    parser.add_argument("--index", type=Path, required=True, help="索引目录")
    given = parser.parse_args()
    cases = [case for file in given.files for case in load_cases(file)]
    data, names = groups(open_assistant(given.index), cases)
    share = cross_validate(data)
    weights = {n: round(float(w) / SCALE, 4) for n, w in zip(names, fit(data), strict=True)}
    note = {"questions": len(data), "first_right_cross_validated": round(share, 4), "folds": FOLDS, "l2": L2}
    WEIGHTS.write_text(
        json.dumps({"fitted": note, "weights": weights}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    print(json.dumps(note), json.dumps(weights))  # noqa: T201


if __name__ == "__main__":
    main()

"""Calibrate the refusal score of ``assistant/refusal_weights.json`` on answerable and unanswerable questions.

Logistic regression on measures of the best clause. Answerable questions count once as they
are and once over the library without their own document, where every answer would be wrong;
questions of another field (``--off``, a BEIR ``queries.jsonl``) have no answer, either.
The threshold is where cross-validated false refusals of answerable questions reach ``FALSE``. Run:

    python -m eval.fit_refusal --on .gongbao/mtg eval/benchmarks/mentougou-2021-01/fact_{dev,train}.jsonl \\
        --on .gongbao/eval-sample eval/benchmarks/sample/items.jsonl --off ../shared/stard/queries.jsonl
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np

from assistant.composing import compose
from assistant.pipeline import Assistant, open_assistant
from assistant.questions import read_question
from assistant.refusal import MEASURES, Signals
from assistant.text_answers import Focus
from eval.cases import Case, load_cases
from eval.fit_ranking import gold_clauses

__all__ = ["main"]

WEIGHTS = Path(__file__).parents[1] / "assistant" / "refusal_weights.json"
FALSE, FOLDS, EVERY = 0.01, 10, 4


class Example(NamedTuple):
    """The measures of the best clause of a question, and whether it answers."""

    values: tuple[float, ...]
    answers: bool


def examples(assistant: Assistant, cases: Sequence[Case]) -> Iterator[Example]:
    """Examples of the fact and unanswerable questions that stand alone; what lacks a named detail needs no score."""
    library = assistant.library
    for case in {c.question: c for c in cases}.values():
        if case.category not in ("fact", "unanswerable") or case.history:
            continue
        gold = {library.clause(i).doc_id for i in gold_clauses(assistant, case)}
        for within in (None, tuple(d.doc_id for d in library.documents if d.doc_id not in gold) if gold else ()):
            if within == ():
                continue
            signals = _signals(assistant, case.question, within)
            right = bool(gold) and within is None
            if signals is None or (right and signals.best not in gold):
                continue
            if not signals.lacks:
                yield Example(tuple(signals.measures[name] for name in MEASURES), right)


def strange(assistant: Assistant, file: Path) -> Iterator[Example]:
    """Examples of questions of another field: none is answered here."""
    for line in file.read_text(encoding="utf-8").splitlines()[::EVERY]:
        signals = _signals(assistant, json.loads(line)["text"], None)
        if signals is not None and not signals.lacks:
            yield Example(tuple(signals.measures[name] for name in MEASURES), False)


def _signals(assistant: Assistant, text: str, within: tuple[str, ...] | None) -> Signals | None:
    question = read_question(text, date(2021, 1, 31))
    ranked, concepts = assistant.text.rank(question, question.text, Focus(within=within))
    if not ranked or not concepts:
        return None
    _, missing = compose(ranked, assistant.text.views, assistant.library, concepts, question.asked, question.text)
    return Signals.of(question, ranked, concepts, missing, assistant.text.rarest)


def main() -> None:
    """Fit, print the cross-validated figures, write weights and threshold."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    parser = argparse.ArgumentParser(description="校准拒答分数")
    parser.add_argument(
        "--on", nargs="+", type=Path, action="append", required=True, help="索引目录和题目文件（JSONL），可重复"
    )
    parser.add_argument("--off", type=Path, help="别的领域的问句（JSONL，每行有 text）")
    given = parser.parse_args()
    found: list[Example] = []
    for index, *files in given.on:
        assistant = open_assistant(index)
        found += examples(assistant, [c for f in files for c in load_cases(f)])
        found += strange(assistant, given.off) if given.off else ()
    rows, right = np.array([e.values for e in found]), np.array([e.answers for e in found])
    model = make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=5000))
    chances = cross_val_predict(
        model, rows, right, cv=StratifiedKFold(FOLDS, shuffle=True, random_state=0), method="predict_proba"
    )[:, 1]
    threshold = float(np.quantile(chances[right], FALSE))
    model.fit(rows, right)
    note = {
        "questions": int(right.sum()),
        "without_answer": int((~right).sum()),
        "auc_cross_validated": round(float(roc_auc_score(right, chances)), 4),
        "false_refusals": FALSE,
        "refused_rightly_by_score_alone": round(float((chances[~right] < threshold).mean()), 4),
    }
    scaler, fitted = model[0], model[-1]
    slopes = fitted.coef_[0] / scaler.scale_
    weights = {name: round(float(w), 4) for name, w in zip(MEASURES, slopes, strict=True)}
    intercept = round(float(fitted.intercept_[0] - slopes @ scaler.mean_), 4)
    written = {"fitted": note, "intercept": intercept, "threshold": round(threshold, 4), "weights": weights}
    WEIGHTS.write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(written))  # noqa: T201


if __name__ == "__main__":
    main()

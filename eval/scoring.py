"""Stage 11c: predictions → scores. Needs no model and no index; the source texts only for verbatim checks.

The pass rule is that of the acceptance grader, written again: key points, forbidden words, gold
clause, verbatim citations, refusals, length – plus ``expect_status`` and the rows of a list.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eval.cases import Case
from eval.intervals import mean_with_interval

__all__ = ["LIMITS", "ItemScore", "Verbatim", "normal", "score_case", "score_run", "states"]

LIMITS = {"citation": 900, "citations": 6, "answer": 600, "list_answer": 4000, "list_citations": 60, "numbers": 40}
_LISTS = ("list", "compare")
Verbatim = Callable[[Mapping[str, Any]], bool]
"""Whether a citation equals the slice of its source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemScore:
    """One case: passed or not, why not, and every measure (``None`` where it does not apply)."""

    id: str
    category: str
    cluster: str
    tags: tuple[str, ...]
    passed: bool
    why: tuple[str, ...]
    measures: Mapping[str, float | None]

    def to_json(self) -> dict[str, Any]:
        """The item for ``scores.json``."""
        return {
            "id": self.id,
            "category": self.category,
            "cluster": self.cluster,
            "tags": list(self.tags),
            "passed": self.passed,
            "why": list(self.why),
            "measures": {k: None if v is None else round(v, 6) for k, v in self.measures.items()},
        }


def normal(text: str) -> str:
    """NFKC, no white space or bold marks, no thousands separators, lower case.

    >>> normal("**1,200** 元")
    '1200元'
    """
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text).replace("**", ""))
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text).lower()


def states(text: str, point: str) -> bool:
    """Whether ``point`` stands in a normalised text, and not inside a longer number.

    >>> states("补助1200元", "200元"), states("补助1200元", "1200元")
    (False, True)
    """
    wanted = normal(point)
    before = r"(?<![\d.])" if wanted[0].isdigit() else ""
    after = r"(?!\d)" if wanted[-1].isdigit() else ""
    return re.search(before + re.escape(wanted) + after, text) is not None


def _number_of_document(value: str | None) -> str:
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", value or ""))
    return folded.replace("[", "〔").replace("]", "〕")


def score_case(case: Case, answer: Mapping[str, Any] | None, verbatim: Verbatim | None = None) -> ItemScore:
    """The score of one answer; no answer is a failure with every other measure unscored."""
    if answer is None:
        return _item(case, ["没有回答"], {"passed": 0.0})
    text = normal(str(answer.get("answer") or ""))
    citations: Sequence[Mapping[str, Any]] = answer.get("citations") or []
    why: list[str] = []
    measures: dict[str, float | None] = {}

    good = [verbatim(c) for c in citations] if verbatim is not None else []
    measures["verbatim"] = sum(good) / len(good) if good else None
    if not all(good):
        why.append("引用与原文不符")
    if any(len(str(c.get("text") or "")) > LIMITS["citation"] for c in citations):
        why.append("引用过长")
    abstained = bool(answer.get("abstained"))
    status_as_wanted = case.expect_status is None or answer.get("status") == case.expect_status
    if not status_as_wanted:
        why.append(f"status 应为 {case.expect_status}")
    if case.expect_status is not None:
        measures["status"] = float(status_as_wanted)
    if case.abstain:
        measures["refused"] = float(abstained)
        if not abstained:
            why.append("应拒答")
        return _item(case, why, measures)
    measures["false_refusal"] = float(abstained)
    if abstained:
        why.append("不应拒答")
    _points(case, text, why, measures)
    _gold(case, citations, why, measures)
    _size(case, answer, text, why, measures)
    _rows(case, answer, why, measures)
    return _item(case, why, measures)


def _item(case: Case, why: list[str], measures: dict[str, float | None]) -> ItemScore:
    return ItemScore(
        id=case.id,
        category=case.category,
        cluster=case.cluster,
        tags=case.tags,
        passed=not why,
        why=tuple(why),
        measures={"passed": float(not why), **measures},
    )


def _points(case: Case, text: str, why: list[str], measures: dict[str, float | None]) -> None:
    found = [any(states(text, spelling) for spelling in point) for point in case.must]
    why += [f"缺要点 {point[0]}" for point, hit in zip(case.must, found, strict=True) if not hit]
    measures["key_points"] = sum(found) / len(found) if found else None
    bad = [word for word in case.must_not if states(text, word)]
    why += [f"有禁语 {word}" for word in bad]
    measures["not_forbidden"] = float(not bad) if case.must_not else None


def _gold(
    case: Case, citations: Sequence[Mapping[str, Any]], why: list[str], measures: dict[str, float | None]
) -> None:
    """Citation recall, precision and F1 against the gold clauses."""
    if not case.cite:
        return
    holds = [
        [
            _number_of_document(c.get("doc_number")) == _number_of_document(g.doc)
            and normal(g.quote) in normal(str(c.get("text") or ""))
            for g in case.cite
        ]
        for c in citations
    ]
    hit = [any(row[i] for row in holds) for i in range(len(case.cite))]
    cited = any(hit) if case.cite_any else all(hit)
    recall = float(cited) if case.cite_any else sum(hit) / len(hit)
    precision = sum(any(row) for row in holds) / len(holds) if holds else 0.0
    measures["gold_cited"] = float(cited)
    measures["citation_recall"] = recall
    measures["citation_precision"] = precision
    measures["citation_f1"] = 2 * recall * precision / (recall + precision) if recall + precision else 0.0
    if case.category == "exact":
        measures["rank_1"] = float(bool(holds) and any(holds[0]))
    if not cited:
        why.append("未引到应引条款")


def _size(case: Case, answer: Mapping[str, Any], text: str, why: list[str], measures: dict[str, float | None]) -> None:
    length, citations = len(str(answer.get("answer") or "")), len(answer.get("citations") or [])
    if case.category in _LISTS:
        if length > LIMITS["list_answer"] or citations > LIMITS["list_citations"]:
            why.append("堆砌而非清单")
        return
    measures["length"] = float(length)
    if len(set(re.findall(r"\d+(?:\.\d+)?", text))) > LIMITS["numbers"]:
        why.append("数字过多")
    if citations > LIMITS["citations"]:
        why.append("引用过多")
    if length > LIMITS["answer"]:
        why.append("回答过长")


def _rows(case: Case, answer: Mapping[str, Any], why: list[str], measures: dict[str, float | None]) -> None:
    """A list's rows against the number it must have; a list that shows none is a list of its citations."""
    if case.rows is None:
        return
    got = len(answer.get("rows") or ())
    measures["rows_recall"] = min(got, case.rows) / case.rows
    measures["rows_precision"] = min(got, case.rows) / got if got else None
    measures["rows_exact"] = float(got == case.rows)


def score_run(items: Sequence[ItemScore], extra: Mapping[str, Mapping[str, float]] | None = None) -> dict[str, Any]:
    """Figures over all items, per category and per tag.

    ``extra`` adds measures from elsewhere by case id (the audit). Means come with n, clusters and interval.
    """
    rows = [{**item.measures, **(extra or {}).get(item.id, {})} for item in items]
    groups: dict[str, list[int]] = {"ALL": list(range(len(items)))}
    by_category: defaultdict[str, list[int]] = defaultdict(list)
    by_tag: defaultdict[str, list[int]] = defaultdict(list)
    for at, item in enumerate(items):
        by_category[item.category].append(at)
        for tag in item.tags:
            by_tag[tag].append(at)

    def figures(chosen: Sequence[int]) -> dict[str, Any]:
        names = sorted({name for at in chosen for name, value in rows[at].items() if value is not None})
        return {
            name: mean_with_interval(
                [rows[at].get(name) for at in chosen], [items[at].cluster for at in chosen]
            ).to_json()
            for name in names
        }

    causes = Counter(cause for item in items for cause in {w.split(" ")[0] for w in item.why})
    lengths = sorted(v for item in items if (v := item.measures.get("length")) is not None)
    return {
        "overall": figures(groups["ALL"]),
        "categories": {name: figures(chosen) for name, chosen in sorted(by_category.items())},
        "tags": {name: figures(chosen) for name, chosen in sorted(by_tag.items()) if len(chosen) > 1},
        "causes": dict(sorted(causes.items(), key=lambda pair: (-pair[1], pair[0]))),
        "median_length": lengths[len(lengths) // 2] if lengths else None,
        "items": [
            item.to_json() | {"measures": {k: None if v is None else round(v, 6) for k, v in row.items()}}
            for item, row in zip(items, rows, strict=True)
        ],
    }

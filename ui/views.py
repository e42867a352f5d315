"""``Answer`` → ``AnswerView``: what a page shows, decided without any HTML (stage 11).

Pure functions over records. Links are relative to the application root, so the
page works under a sub-path.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from assistant.records import Answer, AnswerStatus, Calculation, Citation, Missing
from assistant.rules.engine import RuleInfo
from index.records import Span
from index.registry.records import StatusKind
from ui import text as t
from ui.forms import FormField, form_fields
from ui.standing import Standings, StandingView
from ui.wording import citation_text, clause_name, doc_href, format_result, tidy

__all__ = [
    "AnswerView",
    "CalculationView",
    "NoticeView",
    "OwnerView",
    "Piece",
    "SourceView",
    "StepView",
    "TableView",
    "view_answer",
]

_MARKER = re.compile(r"\[(\d{1,3})\]")
_GROUP = re.compile(r"〈[^〉]+〉")
_SNIPPET = 90


class Piece(NamedTuple):
    """A stretch of answer text, or a citation chip when ``marker`` is set."""

    text: str
    marker: int | None = None


class StepView(NamedTuple):
    """One line of a calculation: the formula and what it gives (empty when not split)."""

    formula: str
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """One citation as the page shows it; ``spans`` are the words to mark."""

    marker: int
    href: str
    doc_id: str
    clause_id: str
    spans: tuple[Span, ...]
    title: str
    number: str | None
    clause: str
    citation: str
    snippet: str
    standing: StandingView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalculationView:
    """A calculation card; ``fields`` are the controls to change its facts, empty when they are not offered."""

    rule: str
    fields: tuple[FormField, ...]
    title: str
    result: str
    unit: str
    words: str
    inputs: tuple[tuple[str, str], ...]
    steps: tuple[StepView, ...]
    assumptions: tuple[str, ...]
    markers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A list answer: column labels, rows of cells, and the markers that back each row."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    markers: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnerView:
    """Who explains a cited document, and the link to the words that say so."""

    title: str
    name: str
    clause: str
    href: str
    doc_id: str
    clause_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """A line beside the answer with its label and chips."""

    kind: str
    label: str
    text: str
    markers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """Everything of an answer that is shown, in reading order."""

    id: str
    status: AnswerStatus
    label: str
    abstained: bool
    paragraphs: tuple[tuple[Piece, ...], ...]
    reason: str | None
    calculations: tuple[CalculationView, ...]
    missing: tuple[Missing, ...]
    table: TableView | None
    notices: tuple[NoticeView, ...]
    sources: tuple[SourceView, ...]
    suggestions: tuple[str, ...]
    as_of: date
    plain: str
    covered: str
    composer: str
    owners: tuple[OwnerView, ...] = ()
    hotline: str = ""
    urgent: str = ""


def view_answer(
    answer: Answer, covered: str = "", standings: Standings | None = None, rules: Mapping[str, RuleInfo] | None = None
) -> AnswerView:
    """The view of an answer; markers without a citation stay plain text.

    Args:
        answer: What the assistant gave.
        covered: What the library holds; a refusal says it.
        standings: Standings of the documents; a source that is not simply in force says so.
        rules: Rules by every name a calculation may carry; a known one shows its facts under their titles.
    """
    sources = tuple(_source(c, standings, answer.as_of) for c in answer.citations)
    known = {s.marker for s in sources}
    lines = [line.strip() for line in answer.text.splitlines() if line.strip()]
    paragraphs = tuple(_pieces(line, known) for line in lines)
    table = _table(answer)
    asked = tuple(m.question for m in answer.missing)
    if asked:  # the question stands above its buttons
        paragraphs = tuple(p for p in paragraphs if not p[0].text.startswith(asked))
    if table is not None:
        paragraphs, table = _told_by_table(paragraphs, table, answer)
    return AnswerView(
        id=answer.id or "",
        status=answer.status,
        label=t.STATUS_LABELS[answer.status],
        abstained=answer.abstained,
        paragraphs=paragraphs,
        reason=None if answer.missing else answer.reason,
        calculations=tuple(_calculation(c, known, (rules or {}).get(c.rule)) for c in answer.calculations),
        missing=answer.missing,
        table=table,
        notices=tuple(
            NoticeView(
                kind=n.kind,
                label=t.NOTICE_LABELS.get(n.kind, t.NOTICE_OTHER),
                text=_MARKER.sub("", n.text),
                markers=tuple(m for m in n.citations if m in known),
            )
            for n in answer.notices
        ),
        sources=sources,
        suggestions=answer.suggestions,
        as_of=answer.as_of,
        covered=covered if answer.abstained else "",
        plain="\n".join(
            [
                *lines,
                *(f"[{s.marker}] {s.citation}" for s in sources),
                *(f"（{n.text}）" for n in answer.notices if n.kind == "ai"),
            ]
        ),
        composer=answer.composer,
    )


def _source(citation: Citation, standings: Standings | None, as_of: date) -> SourceView:
    standing = standings.of_id(citation.doc_id, as_of) if standings else None
    spans = citation.quotes or (Span(citation.start, citation.end),)
    first = spans[0]
    cells = citation.text[first.start - citation.start : first.end - citation.start].split("\t")
    words = "　".join(c for c in map(tidy, cells) if c)
    return SourceView(
        marker=citation.marker,
        href=doc_href(citation.doc_id, citation.clause_id, spans),
        doc_id=citation.doc_id,
        clause_id=citation.clause_id,
        spans=spans,
        title=tidy(citation.doc_title),
        number=citation.doc_number,
        clause=clause_name(citation.clause),
        citation=citation_text(citation.doc_title, citation.doc_number, citation.clause),
        snippet=words if len(words) <= _SNIPPET else words[:_SNIPPET] + "…",
        standing=standing if standing and standing.kind != StatusKind.IN_FORCE else None,
    )


def _pieces(line: str, known: set[int]) -> tuple[Piece, ...]:
    found: list[Piece] = []
    at = 0
    for match in _MARKER.finditer(line):
        if int(match[1]) not in known:
            continue
        if match.start() > at:
            found.append(Piece(line[at : match.start()]))
        found.append(Piece(match[0], int(match[1])))
        at = match.end()
    if at < len(line):
        found.append(Piece(line[at:]))
    return tuple(found)


def _calculation(calculation: Calculation, known: set[int], rule: RuleInfo | None) -> CalculationView:
    titles = {f.name: f.title for f in rule.fields} if rule else {}
    labels = {v.value: v.label for f in rule.fields for v in f.choices} if rule else {}
    inputs = [(titles.get(k, k), _cell(labels.get(str(v), v))) for k, v in calculation.inputs.items()]
    return CalculationView(
        rule=calculation.rule,
        fields=form_fields(rule, calculation.inputs) if rule else (),
        title=calculation.title,
        result=format_result(calculation.result),
        unit=calculation.unit,
        words=calculation.words,
        inputs=tuple((k, v) for k, v in inputs if v and re.search("[\u4e00-\u9fff]", k)),
        steps=tuple(_step(s) for s in calculation.steps),
        assumptions=calculation.assumptions,
        markers=tuple(m for m in calculation.citations if m in known),
    )


def _step(step: str) -> StepView:
    formula, equals, result = _MARKER.sub("", step).rpartition(" = ")
    return StepView(formula, result) if equals else StepView(result, "")


def _cell(value: object) -> str:
    if value is None or value is False:
        return ""
    if isinstance(value, Mapping):
        return ""
    if isinstance(value, (list, tuple)):
        return "、".join(part for part in map(_cell, value) if part)
    return tidy(str(value))


def _table(answer: Answer) -> TableView | None:
    if not answer.rows:
        return None
    keys = [k for k in t.ROW_LABELS if any(_cell(row.get(k)) for row in answer.rows)]
    if "title" in keys and "text" in keys:
        keys.remove("text")
    if len({_cell(row.get("doc_number")) for row in answer.rows}) == 1 and len(keys) > 2 and "doc_number" in keys:
        keys.remove("doc_number")  # one document: the sources name it
    if not keys:
        return None
    return TableView(
        columns=tuple(t.ROW_LABELS[k] for k in keys),
        rows=tuple(tuple(_cell(row.get(k)) for k in keys) for row in answer.rows),
        markers=tuple(_row_markers(row, answer.citations) for row in answer.rows),
    )


def _told_by_table(
    paragraphs: tuple[tuple[Piece, ...], ...], table: TableView, answer: Answer
) -> tuple[tuple[tuple[Piece, ...], ...], TableView]:
    """Paragraphs without the lines that only tell the rows one by one; their markers go to the rows.

    When a row is not told by a line of its own, everything stays as it is.
    """
    titles = [_cell(row.get("title") or row.get("name")) for row in answer.rows]
    kept: list[tuple[Piece, ...]] = []
    markers: list[tuple[int, ...]] = []
    for line in paragraphs:
        at, words = len(markers), tidy("".join(p.text for p in line if p.marker is None))
        if at < len(titles) and titles[at] and words.startswith(titles[at]):
            markers.append(tuple(p.marker for p in line if p.marker is not None))
        elif not _GROUP.fullmatch(words):
            kept.append(line)
    if len(markers) < len(titles):
        return paragraphs, table
    return tuple(kept), replace(table, markers=tuple(markers))


def _row_markers(row: Mapping[str, object], citations: tuple[Citation, ...]) -> tuple[int, ...]:
    """The markers of the citations whose span meets the row's."""
    start, end = row.get("start"), row.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        return ()
    return tuple(c.marker for c in citations if c.start < end and start < c.end)[:1]

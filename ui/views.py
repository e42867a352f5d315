"""``Answer`` → ``AnswerView``: what a page shows, decided without any HTML (stage 11).

Pure functions over records. Links are relative to the application root, so the
page works under a sub-path.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import NamedTuple
from urllib.parse import quote, urlencode

from assistant.records import Answer, AnswerStatus, Calculation, Citation, Missing
from index.library import Library
from index.records import Issue, Span
from ui import text as t

__all__ = [
    "AnswerView",
    "CalculationView",
    "CoverageView",
    "NoticeView",
    "Piece",
    "SourceView",
    "StepView",
    "TableView",
    "chinese_day",
    "citation_text",
    "coverage",
    "doc_href",
    "format_result",
    "issue_label",
    "tidy",
    "view_answer",
]

_MARKER = re.compile(r"\[(\d{1,3})\]")
_SNIPPET = 90
_LOOSE = re.compile(r"(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class CalculationView:
    """A calculation card."""

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
class NoticeView:
    """A line beside the answer with its label and chips."""

    kind: str
    label: str
    text: str
    markers: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageView:
    """What is loaded: issues by name, number of documents, first and last 成文日期."""

    issues: tuple[str, ...]
    documents: int
    first: date | None
    last: date | None

    @property
    def line(self) -> str:
        """One sentence for the page head and for refusals."""
        if not self.documents:
            return t.COVERAGE_EMPTY
        found = t.COVERAGE.format(issues="、".join(self.issues), count=self.documents)
        if self.first and self.last:
            found += "；" + t.COVERAGE_DATES.format(first=chinese_day(self.first), last=chinese_day(self.last))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerView:
    """Everything of an answer that is shown, in reading order."""

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


def tidy(text: str) -> str:
    """``text`` on one line, white space kept only between Latin letters or digits.

    >>> tidy("关于\\n印发 VOCs limit 的 通知")
    '关于印发VOCs limit的通知'
    """
    return re.sub(r"\s+", " ", _LOOSE.sub("", text))


def doc_href(doc_id: str, clause_id: str = "", spans: Iterable[Span] = ()) -> str:
    """Address of a document, relative to the application root, with words to mark and a clause to go to."""
    marks = urlencode([pair for s in spans for pair in (("start", s.start), ("end", s.end))])
    target = f"#{quote(clause_id, safe='')}" if clause_id else ""
    return f"doc/{quote(doc_id, safe='')}{'?' + marks if marks else ''}{target}"


def citation_text(title: str, number: str | None, clause: str) -> str:
    """A citation in the usual form, 《标题》（文号）第×条.

    >>> citation_text("关于印发《停车办法》的通知", "云政发〔2020〕3号", "第三条（二）1")
    '《关于印发〈停车办法〉的通知》（云政发〔2020〕3号）第三条（二）1'
    """
    inner = tidy(title).replace("《", "〈").replace("》", "〉")
    return f"《{inner}》{f'（{number}）' if number else ''}{clause}"


def format_result(result: str) -> str:
    """A plain decimal with thousands separators; a word unchanged.

    >>> format_result("800000"), format_result("16409.02"), format_result("不需缴纳")
    ('800,000', '16,409.02', '不需缴纳')
    """
    try:
        number = Decimal(result)
    except InvalidOperation:
        return result
    return f"{number:,f}" if number.is_finite() else result


def chinese_day(day: date) -> str:
    """A date in Chinese, without leading zeros.

    >>> chinese_day(date(2023, 2, 24))
    '2023年2月24日'
    """
    return t.DAY.format(year=day.year, month=day.month, day=day.day)


def issue_label(issue: Issue) -> str:
    """Name and number of an issue, or its title when the number is unknown."""
    name, number = _issue_parts(issue)
    return name + number


def _issue_parts(issue: Issue) -> tuple[str, str]:
    if issue.year and issue.number:
        name = f"《{issue.title}》" if "公报" in issue.title else issue.publisher or issue.title
        return name, t.ISSUE_NUMBER.format(year=issue.year, number=issue.number)
    return issue.title or issue.publisher or issue.source, ""


def coverage(library: Library) -> CoverageView:
    """What a library holds."""
    dates = sorted(d.issued for d in library.documents if d.issued)
    issues: dict[str, list[str]] = {}
    for issue in library.issues:
        name, number = _issue_parts(issue)
        issues.setdefault(name, []).append(number)
    return CoverageView(
        issues=tuple(name + "、".join(numbers) for name, numbers in issues.items()),
        documents=len(library.documents),
        first=dates[0] if dates else None,
        last=dates[-1] if dates else None,
    )


def view_answer(answer: Answer) -> AnswerView:
    """The view of an answer; markers without a citation stay plain text."""
    sources = tuple(_source(c) for c in answer.citations)
    known = {s.marker for s in sources}
    lines = [line.strip() for line in answer.text.splitlines() if line.strip()]
    paragraphs = tuple(_pieces(line, known) for line in lines)
    table = _table(answer)
    if table is not None and len(paragraphs) == len(table.rows) + 1:
        # the text lists the rows one by one; the table shows them, each with the markers of its line
        named = tuple(tuple(p.marker for p in line if p.marker is not None) for line in paragraphs[1:])
        table = replace(table, markers=named)
        paragraphs = paragraphs[:1]
    return AnswerView(
        status=answer.status,
        label=t.STATUS_LABELS[answer.status],
        abstained=answer.abstained,
        paragraphs=paragraphs,
        reason=answer.reason,
        calculations=tuple(_calculation(c, known) for c in answer.calculations),
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
        plain="\n".join([*lines, *(f"[{s.marker}] {s.citation}" for s in sources)]),
    )


def _source(citation: Citation) -> SourceView:
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
        clause=citation.clause,
        citation=citation_text(citation.doc_title, citation.doc_number, citation.clause),
        snippet=words if len(words) <= _SNIPPET else words[:_SNIPPET] + "…",
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


def _calculation(calculation: Calculation, known: set[int]) -> CalculationView:
    return CalculationView(
        title=calculation.title,
        result=format_result(calculation.result),
        unit=calculation.unit,
        words=calculation.words,
        inputs=tuple((k, _cell(v)) for k, v in calculation.inputs.items() if re.search("[\u4e00-\u9fff]", k)),
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


def _row_markers(row: Mapping[str, object], citations: tuple[Citation, ...]) -> tuple[int, ...]:
    """The markers of the citations whose span meets the row's."""
    start, end = row.get("start"), row.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        return ()
    return tuple(c.marker for c in citations if c.start < end and start < c.end)[:1]

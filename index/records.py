"""Frozen records of the index package (all stages).

Offsets are character offsets into ``SourceText.text``; ``start`` is inclusive,
``end`` exclusive. The house invariant, for every span of every record::

    source.text[span.start:span.end] == quote
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

__all__ = [
    "Cell",
    "Clause",
    "ClauseKind",
    "Dated",
    "EventKind",
    "Furniture",
    "GazetteDocument",
    "Hit",
    "Issue",
    "Query",
    "SourceText",
    "Span",
    "StatusEvent",
    "Valued",
]


class Span(NamedTuple):
    """A slice of a source text: ``start`` inclusive, ``end`` exclusive."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters of ``text`` inside the span."""
        return text[self.start : self.end]

    def contains(self, other: Span) -> bool:
        """Whether ``other`` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceText:
    """One file as text. ``text`` is the UTF-8 (or GB18030) file decoded as it is on disk.

    ``name`` is the file name, ``sha256`` the digest of the bytes on disk. For PDF,
    DOCX and HTML the text is the one extracted from the file (``extracted`` true).
    """

    name: str
    text: str
    sha256: str
    path: str = ""
    extracted: bool = False

    @property
    def source_id(self) -> str:
        """First twelve hex digits of the digest."""
        return self.sha256[:12]


class Valued(NamedTuple):
    """A string read from the text with its span."""

    value: str
    span: Span


class Dated(NamedTuple):
    """A date read from the text with its span."""

    value: date
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One gazette issue: who published it and where it applies, read from the text."""

    issue_id: str
    source: str
    title: str
    publisher: str | None
    jurisdiction: str | None
    year: int | None
    number: int | None
    published: date | None = None
    source_url: str | None = None
    retrieved_at: str | None = None


class EventKind(StrEnum):
    """Kinds of lifecycle events of a document."""

    ISSUED = "印发"
    EFFECTIVE = "施行"
    PERIOD = "有效期"
    REVISED = "修订"
    REPEALED = "废止"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusEvent:
    """Something that happened to a document, with the words that say so.

    ``target_number`` names the document concerned (it may only be mentioned, not
    held); ``by_doc_id`` the document whose text says so.
    """

    kind: EventKind
    target_number: str | None
    target_title: str | None
    target_doc_id: str | None
    by_doc_id: str
    date: dt.date | None
    end: dt.date | None = None
    clause_id: str = ""
    span: Span = Span(0, 0)
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GazetteDocument:
    """One document of an issue.

    ``number`` is the 发文字号 in the form ``门政发〔2020〕44号`` (no spaces) or ``None``.
    ``part`` tells documents apart that share a number (方案 / 细则).
    """

    doc_id: str
    source: str
    issue_id: str
    ordinal: int
    number: str | None
    number_span: Span | None
    title: str
    title_span: Span
    short_title: str
    issuer: str | None
    issued: date | None
    issued_span: Span | None
    kind: str
    span: Span
    effective: date | None = None
    effective_span: Span | None = None
    ends: date | None = None
    ends_span: Span | None = None
    attachments: tuple[Valued, ...] = ()
    addressees: Span | None = None


class ClauseKind(StrEnum):
    """What a clause is. ``text`` covers unnumbered paragraphs (also of a 通告)."""

    TITLE = "title"
    NUMBER = "number"
    CHAPTER = "chapter"
    SECTION = "section"
    HEADING = "heading"
    ARTICLE = "article"
    ITEM = "item"
    LEAD = "lead"
    TEXT = "text"
    TABLE = "table"
    ROW = "row"
    ATTACHMENT = "attachment"
    FORM = "form"
    NOTE = "note"
    ADDRESSEE = "addressee"
    SIGNATURE = "signature"


class Cell(NamedTuple):
    """One cell of a table row.

    ``span`` is ``None`` for a missing cell; ``inherited`` marks a value taken from
    the merged cell above (its span lies in that earlier row); ``missing`` marks a
    cell that the text does not have and that nothing was inherited for.
    """

    column: str
    value: str
    span: Span | None
    inherited: bool = False
    missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """The citable unit.

    ``label`` is the number as printed (第三条 / （二） / 1. / 序号7), ``path`` the readable
    path inside the document (第三条（二）1), ``headings`` the chain of headings above it
    (chapter and section titles, lead-ins in short form). ``own`` are the spans of the
    characters that belong to this clause itself and to no child (furniture excluded);
    the union of all ``own`` spans and all furniture covers the source exactly once.
    """

    clause_id: str
    doc_id: str
    source: str
    parent_id: str | None
    order: int
    depth: int
    kind: ClauseKind
    label: str
    path: str
    title: str
    headings: tuple[str, ...]
    span: Span
    own: tuple[Span, ...] = ()
    cells: tuple[Cell, ...] = ()
    part: str = ""

    @property
    def is_leaf(self) -> bool:
        """Whether the clause has characters of its own."""
        return bool(self.own)


class Furniture(NamedTuple):
    """Characters that belong to no clause: page breaks, the 目录, running heads."""

    span: Span
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What the searcher is asked for.

    ``terms`` are index terms with weights (expansions below 1); ``text`` is the
    normalised question for the dense side. Filters that are empty mean no filter;
    ``doc_ids`` an empty tuple means nothing is allowed, ``None`` no filter.
    """

    text: str
    terms: tuple[tuple[str, float], ...] = ()
    k: int = 10
    doc_ids: tuple[str, ...] | None = None
    kinds: tuple[ClauseKind, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One ranked clause. ``parts`` holds the score of each stage by name."""

    clause_id: str
    score: float
    parts: dict[str, float] = field(default_factory=dict)

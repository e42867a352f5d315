"""Records of the assistant: question, evidence, calculation, answer.

``Answer.to_json`` is the one JSON shape of DESIGN.md.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from index.records import Span

__all__ = [
    "Answer",
    "AnswerStatus",
    "Calculation",
    "Choice",
    "Citation",
    "Missing",
    "Notice",
    "Sentence",
    "SentenceKind",
]


class AnswerStatus(StrEnum):
    """How an answer ended; the list is fixed in DESIGN.md."""

    ANSWERED = "answered"
    CALCULATED = "calculated"
    LISTED = "listed"
    NEEDS_FACTS = "needs_facts"
    NOT_FOUND = "not_found"
    NOT_IN_FORCE = "not_in_force"
    OUT_OF_SCOPE = "out_of_scope"
    ERROR = "error"


class SentenceKind(StrEnum):
    """The four things a sentence of an answer may be."""

    QUOTE = "quote"
    CALCULATION = "calculation"
    RECORD = "record"
    FRAME = "frame"


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A verbatim span: ``source_text[start:end] == text``.

    ``quotes`` are the exact words used in the answer, inside the span.
    """

    marker: int
    source: str
    doc_id: str
    doc_number: str | None
    doc_title: str
    clause_id: str
    clause: str
    text: str
    start: int
    end: int
    score: float = 0.0
    quotes: tuple[Span, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The citation as DESIGN.md prints it."""
        return {
            "marker": self.marker,
            "source": self.source,
            "doc_number": self.doc_number,
            "doc_title": self.doc_title,
            "doc_id": self.doc_id,
            "clause": self.clause,
            "clause_id": self.clause_id,
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "score": round(self.score, 4),
            "quotes": [[s.start, s.end] for s in self.quotes],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of an answer with what backs it.

    A ``quote`` sentence names its citation marker and the exact span; a ``record``
    or ``calculation`` sentence its markers; a ``frame`` nothing.
    """

    kind: SentenceKind
    text: str
    markers: tuple[int, ...] = ()
    span: Span | None = None

    def to_json(self) -> dict[str, Any]:
        """The sentence for the ``sentences`` field."""
        found: dict[str, Any] = {"kind": self.kind.value, "text": self.text, "citations": list(self.markers)}
        if self.span is not None:
            found["span"] = [self.span.start, self.span.end]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculation:
    """One result of a rule pack with its trace."""

    rule: str
    title: str
    inputs: dict[str, Any]
    result: str
    unit: str
    steps: tuple[str, ...]
    citations: tuple[int, ...] = ()
    words: str = ""
    assumptions: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The calculation as DESIGN.md prints it, with title and 大写 added."""
        return {
            "rule": self.rule,
            "title": self.title,
            "inputs": self.inputs,
            "result": self.result,
            "unit": self.unit,
            "steps": list(self.steps),
            "citations": list(self.citations),
            "words": self.words,
            "assumptions": list(self.assumptions),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One allowed value of a missing fact."""

    value: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A fact a calculator still needs, with the short question to ask."""

    name: str
    question: str
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A line beside the answer: dated, repealed, period_over, caution, assumption, partial, ai."""

    kind: str
    text: str
    citations: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The finished answer; ``text`` carries ``[1]`` markers."""

    question: str
    text: str
    status: AnswerStatus
    as_of: date
    reason: str | None = None
    citations: tuple[Citation, ...] = ()
    calculations: tuple[Calculation, ...] = ()
    missing: tuple[Missing, ...] = ()
    rows: tuple[dict[str, Any], ...] = ()
    notices: tuple[Notice, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    composer: str = "extractive"
    model: str | None = None
    fallback: str | None = None
    repairs: int = 0
    dropped: int = 0
    index_id: str = ""
    latency_ms: float = 0.0
    id: str | None = None
    suggestions: tuple[str, ...] = ()
    trace: tuple[str, ...] = field(default=())

    @property
    def abstained(self) -> bool:
        """True for not_found and out_of_scope."""
        return self.status in (AnswerStatus.NOT_FOUND, AnswerStatus.OUT_OF_SCOPE)

    def to_json(self) -> dict[str, Any]:
        """The answer as DESIGN.md prints it."""
        calculations = [c.to_json() for c in self.calculations]
        return {
            "id": self.id,
            "question": self.question,
            "answer": self.text,
            "status": self.status.value,
            "abstained": self.abstained,
            "reason": self.reason,
            "citations": [c.to_json() for c in self.citations],
            "calculation": calculations[0] if calculations else None,
            "calculations": calculations,
            "missing": [
                {
                    "name": m.name,
                    "question": m.question,
                    "choices": [{"value": c.value, "label": c.label} for c in m.choices],
                }
                for m in self.missing
            ],
            "rows": list(self.rows),
            "notices": [{"kind": n.kind, "text": n.text, "citations": list(n.citations)} for n in self.notices],
            "sentences": [s.to_json() for s in self.sentences],
            "composer": self.composer,
            "repairs": self.repairs,
            "dropped": self.dropped,
            "as_of": self.as_of.isoformat(),
            "index_id": self.index_id,
            "latency_ms": round(self.latency_ms, 2),
            "suggestions": list(self.suggestions),
            **({"model": self.model} if self.model else {}),
            **({"fallback": self.fallback} if self.fallback else {}),
        }

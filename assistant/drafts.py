"""What composer, registry and rules hand over: sentences with evidence, not yet numbered.

Stage 10 of the data flow: ``Draft`` → (``assistant.citing``) → ``Answer``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from assistant.records import AnswerStatus, Missing, SentenceKind
from index.records import Clause, Span

__all__ = ["Draft", "DraftCalculation", "DraftNotice", "DraftSentence", "Evidence", "cite"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A clause with the span to cite (inside the clause, ≤ 900 characters) and the words quoted."""

    clause_id: str
    doc_id: str
    source: str
    span: Span
    quotes: tuple[Span, ...] = ()
    score: float = 0.0


def cite(clause: Clause, *, quote: Span | None = None, span: Span | None = None, score: float = 0.0) -> Evidence:
    """Evidence for a clause; ``span`` defaults to the whole clause, ``quote`` to nothing marked."""
    return Evidence(
        clause_id=clause.clause_id,
        doc_id=clause.doc_id,
        source=clause.source,
        span=span or clause.span,
        quotes=(quote,) if quote is not None else (),
        score=score,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSentence:
    """One sentence: text without markers, and what backs it.

    A ``quote`` has exactly one evidence with exactly one quote span; its ``text`` is that
    slice with line breaks and furniture taken out. A ``frame`` has none and no number,
    date or name of its own.
    """

    kind: SentenceKind
    text: str
    evidence: tuple[Evidence, ...] = ()
    newline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftCalculation:
    """A rule's result before its evidence is numbered. ``result`` is a plain decimal string or a word."""

    rule: str
    title: str
    inputs: dict[str, Any]
    result: str
    unit: str
    steps: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()
    words: str = ""
    assumptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftNotice:
    """A notice before its evidence is numbered."""

    kind: str
    text: str
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """Everything an answer will say."""

    status: AnswerStatus
    sentences: tuple[DraftSentence, ...] = ()
    calculations: tuple[DraftCalculation, ...] = ()
    missing: tuple[Missing, ...] = ()
    rows: tuple[dict[str, Any], ...] = ()
    notices: tuple[DraftNotice, ...] = ()
    nearest: tuple[Evidence, ...] = ()
    reason: str | None = None
    suggestions: tuple[str, ...] = ()
    trace: tuple[str, ...] = ()

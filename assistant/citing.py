"""Stage 10b: Draft → Answer: evidence becomes numbered citations, sentences carry their markers."""

from __future__ import annotations

from datetime import date

from assistant.drafts import Draft, Evidence
from assistant.records import Answer, Calculation, Citation, Notice, Sentence, SentenceKind
from index.library import Library
from index.records import Span

__all__ = ["MAX_CITATION", "finish"]

MAX_CITATION = 900


class _Numbering:
    """Gives each cited span one marker and collects the quotes inside it."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.order: list[tuple[str, Span]] = []
        self.items: dict[tuple[str, Span], tuple[Evidence, list[Span]]] = {}

    def mark(self, evidence: Evidence) -> int:
        """The marker of an evidence, 1-based."""
        key = (evidence.clause_id, evidence.span)
        if key not in self.items:
            self.items[key] = (evidence, [])
            self.order.append(key)
        for quote in evidence.quotes:
            if quote not in self.items[key][1]:
                self.items[key][1].append(quote)
        return self.order.index(key) + 1

    def citations(self) -> tuple[Citation, ...]:
        """All citations in marker order."""
        result = []
        for marker, key in enumerate(self.order, 1):
            evidence, quotes = self.items[key]
            clause = self.library.clause(evidence.clause_id)
            document = self.library.document(evidence.doc_id)
            result.append(
                Citation(
                    marker=marker,
                    source=evidence.source,
                    doc_id=evidence.doc_id,
                    doc_number=document.number,
                    doc_title=document.title,
                    clause_id=evidence.clause_id,
                    clause=clause.path,
                    text=self.library.text(evidence.source, evidence.span),
                    start=evidence.span.start,
                    end=evidence.span.end,
                    score=evidence.score,
                    quotes=tuple(sorted(quotes)),
                )
            )
        return tuple(result)


def finish(draft: Draft, library: Library, *, question: str, as_of: date, index_id: str = "") -> Answer:
    """Number the evidence of a draft in order of use and put the text together."""
    numbering = _Numbering(library)
    sentences: list[Sentence] = []
    text = ""
    for piece in draft.sentences:
        markers = tuple(dict.fromkeys(numbering.mark(e) for e in piece.evidence))
        quote = (
            piece.evidence[0].quotes[0]
            if piece.kind is SentenceKind.QUOTE and piece.evidence and piece.evidence[0].quotes
            else None
        )
        sentences.append(Sentence(kind=piece.kind, text=piece.text, markers=markers, span=quote))
        if piece.newline and text:
            text += "\n"
        text += piece.text + "".join(f"[{m}]" for m in markers)
    calculations = tuple(
        Calculation(
            rule=c.rule,
            title=c.title,
            inputs=c.inputs,
            result=c.result,
            unit=c.unit,
            steps=c.steps,
            citations=tuple(dict.fromkeys(numbering.mark(e) for e in c.evidence)),
            words=c.words,
            assumptions=c.assumptions,
        )
        for c in draft.calculations
    )
    notices = tuple(
        Notice(kind=n.kind, text=n.text, citations=tuple(dict.fromkeys(numbering.mark(e) for e in n.evidence)))
        for n in draft.notices
    )
    for evidence in draft.nearest:
        numbering.mark(evidence)
    return Answer(
        question=question,
        text=text,
        status=draft.status,
        as_of=as_of,
        reason=draft.reason,
        citations=numbering.citations(),
        calculations=calculations,
        missing=draft.missing,
        rows=draft.rows,
        notices=notices,
        sentences=tuple(sentences),
        index_id=index_id,
        suggestions=draft.suggestions,
        trace=draft.trace,
    )

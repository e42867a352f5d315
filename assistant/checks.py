"""The last gate: nothing unsupported leaves the pipeline.

A quote must be its slice; a record's numbers must stand in its cited spans; a frame has
no number of its own; citations are verbatim and not too long. A sentence that fails is
dropped and counted.
"""

from __future__ import annotations

import dataclasses
import re

from assistant.citing import MAX_CITATION
from assistant.drafts import Draft, DraftSentence
from assistant.records import AnswerStatus, SentenceKind
from index.library import Library, squeeze

__all__ = ["gate"]

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def gate(draft: Draft, library: Library, question: str) -> tuple[Draft, int]:
    """The draft without unsupported sentences, and how many were dropped."""
    kept = tuple(s for s in draft.sentences if _holds(s, draft, library, question))
    dropped = len(draft.sentences) - len(kept)
    if dropped and not any(s.kind is not SentenceKind.FRAME for s in kept) and draft.status is AnswerStatus.ANSWERED:
        return Draft(
            status=AnswerStatus.NOT_FOUND, reason="没有可以逐字引用的依据", nearest=draft.nearest, trace=draft.trace
        ), dropped
    return dataclasses.replace(draft, sentences=kept), dropped


def _holds(sentence: DraftSentence, draft: Draft, library: Library, question: str) -> bool:
    for evidence in sentence.evidence:
        clause = library.clause(evidence.clause_id)
        if evidence.span.end - evidence.span.start > MAX_CITATION or evidence.source != clause.source:
            return False
    if sentence.kind is SentenceKind.QUOTE:
        if len(sentence.evidence) != 1 or len(sentence.evidence[0].quotes) != 1:
            return False
        evidence = sentence.evidence[0]
        slice_ = library.clean_span(evidence.source, evidence.quotes[0])
        return evidence.span.contains(evidence.quotes[0]) and squeeze(slice_) == squeeze(sentence.text)
    if sentence.kind is SentenceKind.FRAME:
        bare = sentence.text
        return all(n in squeeze(question) for n in _NUMBER.findall(bare))
    if sentence.kind is SentenceKind.RECORD:
        text = squeeze("".join(library.text(e.source, e.span) for e in sentence.evidence)) + squeeze(question)
        text += " ".join(f" {i.year}年第{i.number}期" for i in library.issues)
        numbers = _NUMBER.findall(squeeze(sentence.text))
        count = {str(len(draft.rows)), str(len(sentence.evidence))}
        return (
            all(n in text or n.lstrip("0") in text or n in count for n in numbers)
            or draft.status is AnswerStatus.LISTED
        )
    return True

"""Sentences that stand → one draft: within an answer's limits, several drafts as one."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from assistant.drafts import Draft, DraftNotice, DraftSentence
from assistant.records import AnswerStatus
from index.records import Span

__all__ = ["USEFUL", "fitting", "noticed", "summed"]

MAX_TEXT, MAX_CITATIONS, MAX_LISTED = 560, 5, 50
USEFUL = (AnswerStatus.NEEDS_FACTS, AnswerStatus.CALCULATED, AnswerStatus.LISTED, AnswerStatus.ANSWERED)
"""Statuses that answer something, the one that names the whole first."""


def fitting(blocks: Sequence[DraftSentence], sentences: Sequence[DraftSentence]) -> tuple[DraftSentence, ...]:
    """As many sentences, from the first, as an answer may carry beside the blocks; nothing the blocks say already."""
    places = _places(blocks)
    said = "".join(s.text for s in blocks)
    room = MAX_TEXT - len(said)
    kept: list[DraftSentence] = []
    for sentence in sentences:
        new = _places((sentence,)) - places
        if sentence.text.rstrip("。；") in said:
            continue
        if len(sentence.text) > room or len(places) + len(new) > MAX_CITATIONS:
            break
        room -= len(sentence.text)
        places |= new
        open_end = not kept[-1].text.endswith(("。", "；", "！")) if kept else bool(blocks)
        kept.append(dataclasses.replace(sentence, newline=open_end))
    return tuple(kept)


def noticed(draft: Draft, kind: str, text: str) -> Draft:
    """The draft with one more notice."""
    return dataclasses.replace(draft, notices=(*draft.notices, DraftNotice(kind=kind, text=text)))


def summed(drafts: Sequence[Draft]) -> Draft:
    """Several drafts, at least one of them useful, as one: sentences in order, what is absent named in a notice."""
    if len(drafts) == 1:
        return drafts[0]
    useful = [d for d in drafts if d.status in USEFUL]
    absent = tuple(DraftNotice(kind="partial", text=d.reason) for d in drafts if d not in useful and d.reason)
    most = MAX_LISTED if any(d.rows for d in useful) else MAX_CITATIONS
    sentences: list[DraftSentence] = []
    places: set[tuple[str, Span]] = set()
    for draft in useful:
        for k, sentence in enumerate(draft.sentences):
            grown = places | _places((sentence,))
            if len(grown) <= most and sentence not in sentences:
                places = grown
                sentences.append(dataclasses.replace(sentence, newline=k == 0))
    return Draft(
        status=next(s for s in USEFUL if any(d.status is s for d in useful)),
        sentences=tuple(sentences),
        calculations=tuple(c for d in useful for c in d.calculations),
        missing=tuple(m for d in useful for m in d.missing),
        rows=tuple(r for d in useful for r in d.rows),
        notices=(*dict.fromkeys(n for d in useful for n in d.notices), *absent),
        trace=tuple(t for d in drafts for t in d.trace),
    )


def _places(sentences: Sequence[DraftSentence]) -> set[tuple[str, Span]]:
    return {(e.clause_id, e.span) for s in sentences for e in s.evidence}

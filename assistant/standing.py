"""What holds at a date: documents not yet issued are left out, repealed and expired ones come last and say so.

Status itself is decided by ``index.registry.lifecycle``; this module applies it to answers.
"""

from __future__ import annotations

import dataclasses
from datetime import date
from functools import cached_property, lru_cache

from assistant.drafts import Draft, DraftSentence
from assistant.records import AnswerStatus, SentenceKind
from assistant.registry_life import StatusSentences
from assistant.registry_notices import add_registry_notices
from index.errors import NotFoundError
from index.records import ClauseKind, EventKind
from index.registry import Registry
from index.registry.lifecycle import status_at
from index.registry.records import Status, StatusKind

__all__ = ["Standing"]

_OVER = (StatusKind.REPEALED, StatusKind.EXPIRED)


class Standing:
    """The documents of one registry at a date."""

    def __init__(self, registry: Registry, say: StatusSentences) -> None:
        self.registry = registry
        self._say = say
        self._status = lru_cache(maxsize=64)(self._statuses)

    def known(self, as_of: date) -> tuple[str, ...] | None:
        """Ids of the documents issued by then; None when that is all of them."""
        held = tuple(d.doc_id for d in self.registry.library.documents if d.issued is None or d.issued <= as_of)
        return None if len(held) == len(self.registry.library.documents) else held

    @cached_property
    def named(self) -> frozenset[str]:
        """Rows and items that do nothing but name a document that is repealed."""
        events = [e for e in self.registry.events if e.kind is EventKind.REPEALED and e.clause_id]
        clauses = [self.registry.library.clause(i) for i in {e.clause_id for e in events}]
        return frozenset(c.clause_id for c in clauses if c.kind is ClauseKind.ROW)

    def over(self, as_of: date) -> frozenset[str]:
        """Ids of the documents that are repealed or expired at that date."""
        return frozenset(i for i, s in self._status(as_of).items() if s.kind in _OVER)

    def told(self, draft: Draft, as_of: date) -> Draft:
        """The draft with a first line on every quoted document that is repealed or expired, and with its notices."""
        cited = tuple(dict.fromkeys(e.doc_id for s in draft.sentences for e in s.evidence))
        ended = [s for i in cited if (s := self._status(as_of).get(i)) is not None and s.kind in _OVER]
        if ended and draft.status is AnswerStatus.ANSWERED:
            first = [line for status in ended for line in self._line(status)]
            rest = (dataclasses.replace(draft.sentences[0], newline=True), *draft.sentences[1:])
            draft = dataclasses.replace(draft, sentences=(*first, *rest))
        return add_registry_notices(self.registry, draft, as_of)

    def _line(self, status: Status) -> list[DraftSentence]:
        if status.kind is StatusKind.REPEALED:
            return self._say.repealed(status, "", most=1)
        period = next((e for e in status.events if e.kind is EventKind.PERIOD), None)
        if period is None:
            return []
        over = DraftSentence(kind=SentenceKind.RECORD, text="已过期。", evidence=())
        return [over, self._say.quote(period)]

    def _statuses(self, as_of: date) -> dict[str, Status]:
        found: dict[str, Status] = {}
        for document in self.registry.library.documents:
            try:
                found[document.doc_id] = status_at(self.registry.library, self.registry.events, document, as_of)
            except NotFoundError:
                continue
        return found

"""Whether a document is in force, as its page shows it: words, dates, and the words of other documents that decide it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from index.library import Library
from index.records import EventKind, GazetteDocument, StatusEvent
from index.registry.lifecycle import extract_events, status_at
from index.registry.records import StatusKind
from ui import text as t
from ui.wording import doc_href, tidy

__all__ = ["StandingView", "Standings", "today"]


def today() -> date:
    """The local day, by which the pages judge what is in force."""
    return datetime.now().astimezone().date()


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingView:
    """The standing of one document: ``kind`` is a StatusKind or ``period_over``; ``changes`` are (words, address) of what revised or repealed it."""

    kind: str
    text: str
    since: date | None
    until: date | None
    changes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Standings:
    """The standings of a library's documents; events are read once."""

    library: Library

    @cached_property
    def _events(self) -> tuple[StatusEvent, ...]:
        return extract_events(self.library)

    def of(self, document: GazetteDocument, as_of: date) -> StandingView:
        """The standing of a document on a day."""
        status = status_at(self.library, self._events, document, as_of)
        others = [
            e
            for e in status.events
            if e.kind in (EventKind.REPEALED, EventKind.REVISED) and e.by_doc_id != document.doc_id
        ]
        return StandingView(
            kind="period_over" if status.period_over and status.kind is StatusKind.IN_FORCE else status.kind.value,
            text=status.text + (f"；{t.PERIOD_OVER}" if status.period_over else ""),
            since=status.since,
            until=status.until,
            changes=tuple(self._change(e) for e in others),
        )

    def of_id(self, doc_id: str, as_of: date) -> StandingView:
        """The same by document id. Raises NotFoundError."""
        return self.of(self.library.document(doc_id), as_of)

    def _change(self, event: StatusEvent) -> tuple[str, str]:
        by = self.library.document(event.by_doc_id)
        spans = (event.span,) if event.span.end > event.span.start else ()
        day = f"{event.date.isoformat()} " if event.date else ""
        return f"{day}{event.kind.value}：{by.number or tidy(by.title)}", doc_href(by.doc_id, event.clause_id, spans)

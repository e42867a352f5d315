"""The assistant in service: swapped whole when the index or what is withdrawn changes.

A request takes one ``Snapshot`` and keeps it, so a swap drops nothing and mixes nothing.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from assistant.records import Answer
from assistant.rules.engine import RuleBook
from index.errors import GongbaoError, UsageError
from index.library import Library
from index.records import ClauseKind, GazetteDocument, Hit, Span
from index.registry.registry import Registry
from ui.examples import choose_examples
from ui.ports import Answerer, Source
from ui.standing import Standings
from ui.store import Store, Withdrawn
from ui.wording import CoverageView, coverage

__all__ = ["Live", "Owner", "Snapshot"]

_log = logging.getLogger(f"gongbao.{__name__}")

_OWNER = re.compile(r"由([^，。；、：\s]{2,40}?)(?:会同[^，。；]{2,40}?)?(?:负责|承担|进行)+解释")


class Owner(NamedTuple):
    """Who explains a document, as its own words say, with their place."""

    name: str
    clause_id: str
    path: str
    span: Span


@dataclass(frozen=True)
class Snapshot:
    """One state of the library with everything the pages derive from it, each thing once."""

    version: str
    answerer: Answerer
    withdrawn: tuple[Withdrawn, ...] = ()
    corrections: dict[str, str] = field(default_factory=dict)
    paused: str = ""

    @property
    def library(self) -> Library:
        """The records in service."""
        return self.answerer.library

    @property
    def plain(self) -> Answerer:
        """The assistant without a language model, for questions of our own."""
        found: Answerer = getattr(self.answerer, "plain", self.answerer)
        return found

    @property
    def model_line(self) -> str:
        """The language model in use and where questions go; empty without one."""
        return str(getattr(self.answerer, "model_line", ""))

    @cached_property
    def registry(self) -> Registry:
        """Tasks, people, events, findings."""
        return Registry.of(self.library)

    @cached_property
    def rules(self) -> RuleBook:
        """The calculators whose clauses are in the library."""
        return RuleBook.load(self.library)

    @cached_property
    def standings(self) -> Standings:
        """Whether documents are in force."""
        return Standings(self.library)

    @cached_property
    def coverage(self) -> CoverageView:
        """What is loaded, in one line."""
        return coverage(self.library)

    @cached_property
    def examples(self) -> tuple[str, ...]:
        """Questions to start with."""
        return choose_examples(self.plain)

    @cached_property
    def _owners(self) -> dict[str, Owner]:
        found: dict[str, Owner] = {}
        for clause in self.library.leaves():
            if clause.doc_id in found or clause.kind is ClauseKind.ROW:
                continue
            text, at = self.library.clean_map(clause)
            if "解释" in text and (match := _OWNER.search(text)):
                span = Span(at[match.start()], at[match.end() - 1] + 1)
                found[clause.doc_id] = Owner(match[1], clause.clause_id, clause.path, span)
        return found

    def owner(self, doc_id: str) -> Owner | None:
        """Who explains a document; ``None`` when it does not say."""
        return self._owners.get(doc_id)

    def search(self, text: str, k: int) -> tuple[Hit, ...]:
        """The best clauses for a text. Raises UsageError when this assistant cannot search."""
        search = getattr(self.answerer, "search", None)
        if search is None:
            raise UsageError("这个服务没有检索功能")
        return tuple(search(text, k))

    def document(self, doc_id: str) -> GazetteDocument | None:
        """A document in service, ``None`` for any other."""
        return next((d for d in self.library.documents if d.doc_id == doc_id), None)

    def gone(self, doc_id: str) -> Withdrawn | None:
        """The withdrawal of a document."""
        return next((w for w in self.withdrawn if w.doc_id == doc_id), None)

    def stands(self, answer: Answer) -> bool:
        """Whether none of the documents that an answer cites has been withdrawn."""
        return not any(self.gone(c.doc_id) for c in answer.citations)

    def warm(self) -> None:
        """Derive what the first visitor would otherwise wait for."""
        for part in (self.standings, self.registry, self.rules, self.coverage, self.examples, self._owners):
            del part


class Live:
    """Gives the snapshot in service and looks from time to time whether there is a newer one."""

    def __init__(self, source: Source, store: Store, reload_s: float = 1.0) -> None:
        """Open the first snapshot.

        Raises:
            GongbaoError: There is no index that can be opened.
        """
        self._source = source
        self._store = store
        self._reload_s = reload_s
        self._opening = threading.Lock()
        self._looked = time.monotonic()
        self.failed = ""
        self.swapped: Callable[[Snapshot], None] = lambda snapshot: None
        self._now = self._open(source.version())
        self._now.warm()

    @property
    def now(self) -> Snapshot:
        """The snapshot in service; a newer index is opened in the background meanwhile."""
        at = time.monotonic()
        if at - self._looked >= self._reload_s:
            self._looked = at
            if not self._opening.locked():
                threading.Thread(target=self._look, daemon=True, name="index-swap").start()
        return self._now

    def work(self, snapshot: Snapshot) -> Callable[..., Answer] | None:
        """What makes the answers of a snapshot in another process, if it can be done there."""
        return self._source.work(snapshot.version, frozenset(w.doc_id for w in snapshot.withdrawn))

    def refresh(self) -> Snapshot:
        """Bring the snapshot up to date before returning: after publishing, withdrawing, correcting.

        Raises:
            GongbaoError: The new index cannot be opened; the old one stays in service.
        """
        with self._opening:
            self._swap()
        return self._now

    def _look(self) -> None:
        if not self._opening.acquire(blocking=False):
            return
        try:
            self._swap()
        except GongbaoError as exc:
            if str(exc) != self.failed:
                _log.warning("new index not opened, the old one stays in service: %s", exc)
            self.failed = str(exc)
        finally:
            self._opening.release()

    def _swap(self) -> None:
        version, old = self._source.version(), self._now
        withdrawn = self._store.withdrawn()
        if version != old.version or {w.doc_id for w in withdrawn} != {w.doc_id for w in old.withdrawn}:
            new = self._open(version)
            new.warm()
            self.swapped(new)
            self._now = new
            _log.info("serving %s: %s documents", version, len(new.library.documents))
        elif (withdrawn, self._store.corrections(), self._store.paused()) != (
            old.withdrawn,
            old.corrections,
            old.paused,
        ):
            new = Snapshot(old.version, old.answerer, withdrawn, self._store.corrections(), self._store.paused())
            new.__dict__.update({k: v for k, v in old.__dict__.items() if k not in new.__dict__})
            self._now = new
        self.failed = ""

    def _open(self, version: str) -> Snapshot:
        withdrawn = self._store.withdrawn()
        answerer = self._source.open(frozenset(w.doc_id for w in withdrawn))
        return Snapshot(version, answerer, withdrawn, self._store.corrections(), self._store.paused())

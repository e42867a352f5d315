"""The assistant over an index folder, opened anew when another generation is published there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.records import Answer
from index.generations import current_generation
from index.library import Library
from index.records import Hit, Query

if TYPE_CHECKING:
    from assistant.pipeline import Assistant
    from index.search import Searcher
    from index.store import LoadedIndex

__all__ = ["FolderSource", "IndexAssistant"]


@dataclass(frozen=True)
class IndexAssistant:
    """An assistant and the searcher it uses, over one generation of an index."""

    assistant: Assistant
    loaded: LoadedIndex

    @property
    def library(self) -> Library:
        """The records the answers cite."""
        return self.loaded.library

    def answer(self, question: str, history: tuple[str, ...] = (), as_of: date | None = None) -> Answer:
        """The cited answer."""
        return self.assistant.answer(question, history, as_of)

    def search(self, text: str, k: int) -> Sequence[Hit]:
        """The best clauses."""
        return self.loaded.searcher.search(Query(text=text, k=k))


@dataclass(frozen=True)
class FolderSource:
    """The index of a folder."""

    folder: Path

    def version(self) -> str:
        """The name of the serving generation."""
        return current_generation(self.folder).name

    def open(self, withdrawn: frozenset[str]) -> IndexAssistant:
        """Open the serving generation; withdrawn documents are neither found nor cited nor listed."""
        from assistant.pipeline import from_index
        from index.store import open_index

        loaded = open_index(self.folder)
        if withdrawn & {d.doc_id for d in loaded.library.documents}:
            library = _without(loaded.library, withdrawn)
            allowed = tuple(d.doc_id for d in library.documents)
            loaded = replace(loaded, library=library, searcher=_Within(loaded.searcher, allowed))
        return IndexAssistant(from_index(loaded), loaded)


@dataclass(frozen=True)
class _Within:
    """A searcher that sees some documents only."""

    searcher: Searcher
    allowed: tuple[str, ...]

    def search(self, query: Query) -> tuple[Hit, ...]:
        """The hits among the allowed documents."""
        wanted = self.allowed if query.doc_ids is None else tuple(set(query.doc_ids).intersection(self.allowed))
        return tuple(self.searcher.search(replace(query, doc_ids=wanted)))


def _without(library: Library, withdrawn: frozenset[str]) -> Library:
    return replace(
        library,
        documents=tuple(d for d in library.documents if d.doc_id not in withdrawn),
        clauses=tuple(c for c in library.clauses if c.doc_id not in withdrawn),
    )

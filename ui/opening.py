"""The assistant over an index folder, opened anew when another generation is published there; in workers too."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from assistant.records import Answer
from index.generations import current_generation
from index.library import Library
from index.records import Hit, Query

if TYPE_CHECKING:
    from index.search import Searcher
    from index.store import LoadedIndex
    from ui.ports import Answerer

__all__ = ["FolderSource", "IndexAssistant"]


class _Asked(Protocol):
    @property
    def library(self) -> Library: ...

    def answer(self, question: str, history: tuple[str, ...] = (), as_of: date | None = None) -> Answer: ...


@dataclass(frozen=True)
class IndexAssistant:
    """An assistant and the index it uses, over one generation."""

    assistant: _Asked
    loaded: LoadedIndex

    @property
    def library(self) -> Library:
        """The records the answers cite."""
        return self.loaded.library

    def answer(self, question: str, history: tuple[str, ...] = (), as_of: date | None = None) -> Answer:
        """The cited answer."""
        return self.assistant.answer(question, history, as_of)

    @property
    def stream(self) -> Callable[..., Iterator[Any]] | None:
        """What a language model has worded so far, then the answer; ``None`` without a model."""
        return getattr(self.assistant, "stream", None)

    @property
    def plain(self) -> Answerer:
        """The same assistant without a language model."""
        found: Answerer = getattr(self.assistant, "plain", self.assistant)
        return found

    @property
    def model_line(self) -> str:
        """The language model in use and where questions go; empty without one."""
        return str(getattr(self.assistant, "model_line", ""))

    def search(self, text: str, k: int) -> Sequence[Hit]:
        """The best clauses."""
        return self.loaded.searcher.search(Query(text=text, k=k))


@dataclass(frozen=True)
class FolderSource:
    """The index of a folder; ``llm`` as ``gongbao ask --llm``."""

    folder: Path
    llm: str = "none"

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
        plain = from_index(loaded)
        if self.llm == "none":
            return IndexAssistant(plain, loaded)
        from assistant.llm.mode import open_language_assistant

        return IndexAssistant(open_language_assistant(plain, self.llm), loaded)

    def work(self, version: str, withdrawn: frozenset[str]) -> Callable[..., Answer] | None:
        """A picklable function that answers in another process; ``None`` when a language model does the waiting."""
        return None if self.llm != "none" else partial(_answer_in_worker, self, version, withdrawn)


_opened: tuple[tuple[FolderSource, str, frozenset[str]], Answerer] | None = None


def _answer_in_worker(
    source: FolderSource,
    version: str,
    withdrawn: frozenset[str],
    question: str,
    history: tuple[str, ...],
    as_of: date | None,
) -> Answer:
    """The answer, in a process that keeps one assistant open and opens another when asked for another version."""
    global _opened
    key = (source, version, withdrawn)
    if _opened is None or _opened[0] != key:
        _opened = (key, source.open(withdrawn))
    return _opened[1].answer(question, history, as_of)


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

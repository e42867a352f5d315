"""What the web application needs from the assistant: one protocol, no import of its engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from assistant.records import Answer
from index.library import Library

__all__ = ["MAX_HISTORY", "MAX_QUESTION", "Answerer", "FixedSource", "Source"]

MAX_QUESTION = 2000
"""Longest question the page and the API take, in characters."""

MAX_HISTORY = 20
"""Earlier questions handed to the assistant, newest last."""


class Answerer(Protocol):
    """An assistant with its loaded library."""

    @property
    def library(self) -> Library:
        """The records the answers cite."""
        ...

    def answer(self, question: str, history: tuple[str, ...] = (), as_of: date | None = None) -> Answer:
        """The cited answer to a question; ``history`` holds earlier questions, oldest first."""
        ...


class Source(Protocol):
    """Where assistants come from: a folder whose index may change while it serves."""

    def version(self) -> str:
        """Names what would be opened now; cheap. Raises GongbaoError when nothing can be opened."""
        ...

    def open(self, withdrawn: frozenset[str]) -> Answerer:
        """The assistant over the present version, without the withdrawn documents."""
        ...

    def work(self, version: str, withdrawn: frozenset[str]) -> Callable[..., Answer] | None:
        """A picklable function (question, history, as_of) → Answer for other processes; ``None`` if there is none."""
        ...


@dataclass(frozen=True)
class FixedSource:
    """One assistant that never changes."""

    answerer: Answerer

    def version(self) -> str:
        """Always the same."""
        return "fixed"

    def open(self, withdrawn: frozenset[str]) -> Answerer:
        """The assistant; withdrawing has no part in it."""
        return self.answerer

    def work(self, version: str, withdrawn: frozenset[str]) -> Callable[..., Answer] | None:
        """Nothing that another process could do."""
        return None

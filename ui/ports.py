"""What the web application needs from the assistant: one protocol, no import of its engine."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from assistant.records import Answer
from index.library import Library

__all__ = ["MAX_HISTORY", "MAX_QUESTION", "Answerer"]

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

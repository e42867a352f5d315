"""The one way to an answer for page, API and chat clients: bounded threads, a bounded queue, a deadline.

What stands around an answer is added here, so that everyone gets the same: its id, the
notice for people in danger, the correction notices of the documents it cites.
"""

from __future__ import annotations

import asyncio
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as OverdueError
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TypeVar

from assistant.records import Answer, Notice
from index.errors import GongbaoError
from ui import text as t
from ui.live import Live, Snapshot
from ui.metrics import ANSWER_SECONDS, ANSWERS, WAITING
from ui.settings import WebSettings

__all__ = ["BusyError", "Desk", "PausedError"]

T = TypeVar("T")


class BusyError(GongbaoError):
    """Too many questions wait, or one took too long."""

    code = "busy"


class PausedError(GongbaoError):
    """The administrator has stopped answering; the message is the notice."""

    code = "paused"


class Desk:
    """Answers questions from the snapshot in service."""

    def __init__(self, live: Live, settings: WebSettings) -> None:
        self.live = live
        self._settings = settings
        self._pool = ThreadPoolExecutor(settings.ask_threads, thread_name_prefix="ask")
        self._waiting = 0
        self._lock = threading.Lock()

    def answer(self, question: str, history: tuple[str, ...] = (), as_of: date | None = None) -> Answer:
        """The answer, for callers with a thread of their own.

        Raises:
            BusyError: The queue is full or the deadline passed. PausedError: Answering is stopped.
        """
        return self._result(self._submit(partial(self._answer, question, history, as_of)))

    async def answer_soon(self, question: str, history: tuple[str, ...] = (), as_of: date | None = None) -> Answer:
        """The same without holding a thread."""
        return await self.soon(partial(self._answer, question, history, as_of))

    async def soon(self, work: Callable[[], T]) -> T:
        """Any work of an answer's size under the same limits."""
        future = asyncio.wrap_future(self._submit(work))
        try:
            return await asyncio.wait_for(future, self._settings.ask_timeout_s)
        except TimeoutError:
            raise _late() from None

    def close(self) -> None:
        """Take no more questions."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _submit(self, work: Callable[[], T]) -> Future[T]:
        with self._lock:
            if self._waiting >= self._settings.ask_waiting:
                raise BusyError(t.ERROR_BUSY, hint=t.ERROR_BUSY_HINT, retryable=True)
            self._waiting += 1
            WAITING.set(self._waiting)
        future = self._pool.submit(work)
        future.add_done_callback(self._leave)
        return future

    def _leave(self, _: Future[T]) -> None:
        with self._lock:
            self._waiting -= 1
            WAITING.set(self._waiting)

    def _result(self, future: Future[T]) -> T:
        try:
            return future.result(self._settings.ask_timeout_s)
        except OverdueError:
            future.cancel()
            raise _late() from None

    def _answer(self, question: str, history: tuple[str, ...], as_of: date | None) -> Answer:
        snapshot = self.live.now
        if snapshot.paused:
            raise PausedError(snapshot.paused, retryable=True)
        started = time.perf_counter()
        found = self.dress(snapshot, snapshot.answerer.answer(question, history, as_of))
        ANSWER_SECONDS.observe(time.perf_counter() - started)
        ANSWERS.labels(found.status.value).inc()
        return found

    def dress(self, snapshot: Snapshot, answer: Answer) -> Answer:
        """The answer with its id and the operator's notices."""
        notices = []
        if any(word in answer.question for word in self._settings.danger_words):
            notices.append(Notice(kind="caution", text=self._settings.danger_notice))
        for doc_id in dict.fromkeys(c.doc_id for c in answer.citations):
            if text := snapshot.corrections.get(doc_id):
                markers = tuple(c.marker for c in answer.citations if c.doc_id == doc_id)
                notices.append(Notice(kind="caution", text=t.CORRECTION.format(text=text), citations=markers))
        return replace(answer, id=uuid.uuid4().hex, notices=(*notices, *answer.notices))


def _late() -> BusyError:
    return BusyError(t.ERROR_LATE, hint=t.ERROR_BUSY_HINT, retryable=True)

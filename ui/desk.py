"""The one way to an answer for page, API and chat clients: bounded workers, a bounded queue, a deadline.

Answers are made in processes of their own where the source allows it (they keep a core
busy each, and the pages stay quick), else in threads; in threads, too, until the processes
have opened the index in service, so that nobody waits for that. What stands around an answer is
added here, so that everyone gets the same: its id, the notice for people in danger, the
correction notices of the documents it cites.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import multiprocessing.connection
import os
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures import TimeoutError as OverdueError
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TypeVar

from assistant.records import Answer, AnswerStatus, Notice
from index.errors import GongbaoError
from ui import text as t
from ui.live import Live, Snapshot
from ui.metrics import ANSWER_SECONDS, ANSWERS, WAITING
from ui.settings import WebSettings
from ui.standing import today

__all__ = ["BusyError", "Desk", "PausedError"]

_log = logging.getLogger(f"gongbao.{__name__}")

T = TypeVar("T")

_MODEL_THREADS = 16
"""Threads that mostly wait for a language model, at least so many."""


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
        threads = settings.ask_threads if not live.now.model_line else max(settings.ask_threads, _MODEL_THREADS)
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="ask")
        self._processes: Executor | None = None
        self._warm_for: object = None
        self._waiting = 0
        self._lock = threading.Lock()
        if settings.ask_processes and live.work(live.now) is not None:
            self._processes = self._make_processes()
        live.swapped = self._warm
        self._warm(live.now)

    def answer(self, question: str, history: tuple[str, ...] = (), as_of: date | None = None) -> Answer:
        """The answer, for callers with a thread of their own.

        Raises:
            UsageError: The question cannot be used.
            BusyError: The queue is full or the deadline passed. PausedError: Answering is stopped.
        """
        snapshot, started = self._open(), time.perf_counter()
        future = self._ask(snapshot, question, history, as_of)
        try:
            found = future.result(self._settings.ask_timeout_s)
        except OverdueError:
            future.cancel()
            raise _late() from None
        except Exception as exc:  # noqa: BLE001 - a fault of one question must not end the service
            found = self._failed(question, as_of, exc)
        return self._close(snapshot, found, started)

    def stream(self, question: str, history: tuple[str, ...] = ()) -> Iterator[Answer]:
        """The answer as far as it is checked, each time from the beginning; the finished one last. Raises as ``answer``.

        Only a language model has anything to show before it has finished.
        """
        snapshot = self._open()
        parts = getattr(snapshot.answerer, "stream", None)
        if parts is None:
            yield self.answer(question, history)
            return
        started = time.perf_counter()
        self._enter()
        try:
            for part in parts(question, history):
                if isinstance(part, Answer):
                    yield self._close(snapshot, part, started)
                else:
                    yield Answer(
                        question=question, text=part.text, status=AnswerStatus.ANSWERED, as_of=today(),
                        citations=part.citations, composer="llm",
                    )  # fmt: skip
        except Exception as exc:  # noqa: BLE001 - a fault of one question must not end the service
            yield self._close(snapshot, self._failed(question, None, exc), started)
        finally:
            self._leave(None)

    async def answer_soon(self, question: str, history: tuple[str, ...] = (), as_of: date | None = None) -> Answer:
        """The same without holding a thread."""
        snapshot, started = self._open(), time.perf_counter()
        try:
            found = await self._await(self._ask(snapshot, question, history, as_of))
        except BusyError:
            raise
        except Exception as exc:  # noqa: BLE001 - a fault of one question must not end the service
            found = self._failed(question, as_of, exc)
        return self._close(snapshot, found, started)

    async def soon(self, work: Callable[[], T]) -> T:
        """Any other work of an answer's size under the same limits, in a thread."""
        return await self._await(self._submit(self._threads, work))

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

    @property
    def urgent(self) -> str:
        """The notice for people in danger, as it is set."""
        return self._settings.danger_notice

    def close(self) -> None:
        """Take no more questions."""
        for pool in (self._threads, self._processes):
            if pool is not None:
                pool.shutdown(wait=False, cancel_futures=True)

    def _open(self) -> Snapshot:
        snapshot = self.live.now
        if snapshot.paused:
            raise PausedError(snapshot.paused, retryable=True)
        return snapshot

    def _close(self, snapshot: Snapshot, found: Answer, started: float) -> Answer:
        ANSWER_SECONDS.observe(time.perf_counter() - started)
        ANSWERS.labels(found.status.value).inc()
        return self.dress(snapshot, found)

    def _failed(self, question: str, as_of: date | None, exc: Exception) -> Answer:
        """An answer that says the question could not be handled; what users may see and retry is raised."""
        if isinstance(exc, BrokenExecutor):
            with self._lock:
                self._processes, self._warm_for = self._make_processes(), None
            self._warm(self.live.now)
            _log.error("a worker died, new ones started: %s", exc)
            raise BusyError(t.ERROR_LATE, hint=t.ERROR_BUSY_HINT, retryable=True) from exc
        if isinstance(exc, GongbaoError):
            raise exc
        _log.error("question failed", exc_info=exc)
        return Answer(
            question=question, text="", status=AnswerStatus.ERROR, as_of=as_of or today(), reason=t.ERROR_INTERNAL
        )

    def _ask(self, snapshot: Snapshot, question: str, history: tuple[str, ...], as_of: date | None) -> Future[Answer]:
        work = self.live.work(snapshot) if self._warm_for is snapshot.answerer else None
        if work is None or self._processes is None:
            return self._submit(self._threads, partial(snapshot.answerer.answer, question, history, as_of))
        return self._submit(self._processes, partial(work, question, history, as_of))

    def _enter(self) -> None:
        with self._lock:
            if self._waiting >= self._settings.ask_waiting:
                raise BusyError(t.ERROR_BUSY, hint=t.ERROR_BUSY_HINT, retryable=True)
            self._waiting += 1
            WAITING.set(self._waiting)

    def _submit(self, pool: Executor, work: Callable[[], T]) -> Future[T]:
        self._enter()
        try:
            future = pool.submit(work)
        except BaseException as exc:
            self._leave(None)
            if isinstance(exc, BrokenExecutor):
                self._failed("", None, exc)
            raise
        future.add_done_callback(self._leave)
        return future

    def _leave(self, _: Future[T] | None) -> None:
        with self._lock:
            self._waiting -= 1
            WAITING.set(self._waiting)

    async def _await(self, future: Future[T]) -> T:
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._settings.ask_timeout_s)
        except TimeoutError:
            raise _late() from None

    def _make_processes(self) -> ProcessPoolExecutor:
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        spawn = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(self._settings.ask_processes, mp_context=spawn, initializer=_end_with_parent)

    def _warm(self, snapshot: Snapshot) -> None:
        """Let every worker open the index of a snapshot; until all have, its answers are made in threads."""
        work, pool = self.live.work(snapshot), self._processes
        if pool is None or work is None:
            return
        question = snapshot.examples[0] if snapshot.examples else t.SAMPLE_EXAMPLES[0]
        opening = [pool.submit(partial(work, question, (), None)) for _ in range(self._settings.ask_processes)]

        def opened(_: Future[Answer]) -> None:
            ready = all(x.done() and not x.cancelled() and x.exception() is None for x in opening)
            if ready and self._processes is pool:
                self._warm_for = snapshot.answerer

        for future in opening:
            future.add_done_callback(opened)


def _late() -> BusyError:
    return BusyError(t.ERROR_LATE, hint=t.ERROR_BUSY_HINT, retryable=True)


def _end_with_parent() -> None:
    """In a worker: end when the server ends, however it ends."""
    parent = multiprocessing.parent_process()

    def wait() -> None:
        if parent is not None:
            multiprocessing.connection.wait([parent.sentinel])
        os._exit(0)

    threading.Thread(target=wait, daemon=True, name="parent").start()

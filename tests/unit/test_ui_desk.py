"""The desk: nobody waits for a worker that is still opening the index."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path

from assistant.records import Answer, AnswerStatus
from index.library import Library
from ui.desk import Desk
from ui.live import Live
from ui.settings import load_web_settings
from ui.store import open_store


def reply(words: str) -> Answer:
    """An answer that says where it was made."""
    return Answer(question="问", text=words, status=AnswerStatus.ANSWERED, as_of=date(2031, 1, 1))


def in_a_worker(gate: Path, question: str, history: tuple[str, ...], as_of: date | None) -> Answer:
    """What a worker does: it opens something slow first."""
    while not gate.exists():
        time.sleep(0.01)
    return replace(reply("子进程"), question=question)


@dataclass(frozen=True)
class Gated:
    """A source whose workers open only after a file appears."""

    gate: Path
    library: Library

    def version(self) -> str:
        return "1"

    def open(self, withdrawn: frozenset[str]) -> Gated:
        return self

    def work(self, version: str, withdrawn: frozenset[str]) -> Callable[..., Answer]:
        return partial(in_a_worker, self.gate)

    def answer(self, question: str, history: tuple[str, ...] = (), as_of: date | None = None) -> Answer:
        return replace(reply("线程"), question=question)


def test_answers_come_from_threads_until_the_workers_are_warm(tmp_path: Path) -> None:
    library = Library(sources={}, issues=(), documents=(), clauses=(), furniture={})
    settings = load_web_settings(env={}, data=tmp_path / "web", ask_processes=2, ask_timeout_s=5)
    source = Gated(tmp_path / "open", library)
    desk = Desk(Live(source, open_store(settings.data)), settings)
    try:
        assert desk.answer("问").text == "线程"
        source.gate.touch()
        until = time.monotonic() + 60
        while desk.answer("问").text != "子进程":
            assert time.monotonic() < until, "the workers never took over"
            time.sleep(0.05)
    finally:
        desk.close()

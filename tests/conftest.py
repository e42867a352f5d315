"""Shared by all tests: no network, hypothesis profiles, tiny gazettes, the assistant over the sample."""

from __future__ import annotations

import hashlib
import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from assistant.pipeline import Assistant, open_assistant
from index.freshness import sample_sources
from index.ingesting import ingest_sources
from index.library import Library
from index.parsing import ParsedSource, parse_source
from index.records import Clause, SourceText
from index.settings import IndexSettings
from index.store import make_library

settings.register_profile("dev", max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("dev"), max_examples=100, derandomize=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") == "true" else "dev"))

NOTICE = """云河县人民政府
关于印发云河县试验办法的通知

云政发〔2023〕3号

各乡镇人民政府：

现将《云河县试验办法》印发给你们。

云河县人民政府

2023年5月8日

云河县试验办法

{}
"""
"""A one-document source: a notice and the text it issues."""

ISSUE = """{place}人民政府公报

2023 年

第 4 期

目 录

{toc}

{documents}
"""


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Whoever connects to another machine fails the test."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else "localhost"
        try:
            local = host in ("localhost", "") or ipaddress.ip_address(host).is_loopback
        except ValueError:
            local = False
        if self.family in (socket.AF_INET, socket.AF_INET6) and not local:
            raise AssertionError(f"a test opened a connection to {host}")
        real(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", connect)
    patch.setattr(socket.socket, "connect_ex", connect)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def parse() -> Callable[..., ParsedSource]:
    """Text → ParsedSource."""

    def _parse(text: str, name: str = "t.txt") -> ParsedSource:
        return parse_source(SourceText(name=name, text=text, sha256=hashlib.sha256(text.encode()).hexdigest()))

    return _parse


@pytest.fixture(scope="session")
def one(parse: Callable[..., ParsedSource]) -> Callable[..., ParsedSource]:
    """Paragraphs of one 办法 → ParsedSource; paragraphs are put a blank line apart."""

    def _one(*paragraphs: str) -> ParsedSource:
        return parse(NOTICE.format("\n\n".join(paragraphs)))

    return _one


@pytest.fixture(scope="session")
def outline(one: Callable[..., ParsedSource]) -> Callable[..., dict[str, str]]:
    """Paragraphs of one 办法 → path → own text without white space, the notice left out."""

    def _outline(*paragraphs: str) -> dict[str, str]:
        parsed = one(*paragraphs)
        text = parsed.source.text
        start = text.index("云河县试验办法\n\n") + 7
        return {c.path: own_text(text, c) for c in parsed.clauses if c.own and c.span.start > start}

    return _outline


@pytest.fixture(scope="session")
def table(one: Callable[..., ParsedSource]) -> Callable[..., list[Clause]]:
    """Header and rows (``|`` for a tab) → the row clauses."""

    def _table(*lines: str) -> list[Clause]:
        return [c for c in one("\n".join(lines).replace("|", "\t")).clauses if c.cells]

    return _table


@pytest.fixture(scope="session")
def gazette() -> Callable[..., str]:
    """Place and documents ``(number, title, paragraphs)`` → the text of an issue with cover and 目录."""

    def _gazette(place: str, *documents: tuple[str, str, tuple[str, ...]]) -> str:
        toc = "\n".join(
            f"{k}. {place}人民政府 {title}\n{number}..... {k}" for k, (number, title, _) in enumerate(documents, 1)
        )
        parts = [
            f"{place}人民政府\n{title}\n\n{number}\n\n各有关单位：\n\n"
            + "\n\n".join(body)
            + f"\n\n{place}人民政府\n\n2023 年 5 月 8 日"
            for number, title, body in documents
        ]
        return ISSUE.format(place=place, toc=toc, documents="\n\n".join(parts))

    return _gazette


@pytest.fixture(scope="session")
def sample_library() -> Library:
    """The records of the bundled sample."""
    return make_library([parse_source(s) for s in sample_sources()])


@pytest.fixture(scope="session")
def assistant_over(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Assistant]:
    """Sources → an assistant over an index of them in a temporary folder."""

    def _over(*sources: SourceText) -> Assistant:
        folder = tmp_path_factory.mktemp("index") / "index"
        ingest_sources(sources, folder, IndexSettings())
        return open_assistant(folder)

    return _over


@pytest.fixture(scope="session")
def sample_assistant(assistant_over: Callable[..., Assistant]) -> Assistant:
    """The assistant over the bundled sample."""
    return assistant_over(*sample_sources())


@pytest.fixture(scope="session")
def gazettes() -> Path:
    """``../shared/gazettes``; the test is skipped where it is absent."""
    folder = Path(__file__).resolve().parents[2] / "shared" / "gazettes"
    if not folder.is_dir():
        pytest.skip("no ../shared/gazettes beside the checkout")
    return folder


def own_text(text: str, clause: Clause) -> str:
    """A clause's own characters without white space."""
    return "".join("".join(s.of(text).split()) for s in clause.own)

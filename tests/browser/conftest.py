"""A tiny gazette of a county that does not exist, an assistant with written answers, a server and a browser."""

from __future__ import annotations

import hashlib
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from assistant.records import (
    Answer,
    AnswerStatus,
    Calculation,
    Choice,
    Citation,
    Missing,
    Notice,
)
from index.library import Library
from index.parsing import parse_source
from index.records import SourceText, Span
from index.store import make_library

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
CHROMIUM_ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

REPORTS = Path(__file__).parent / "figures.json"
"""Two made-up runs."""

GAZETTE = """
云河县人民政府公报

2023 年

第 4 期

云河县人民政府办公室主办

目 录

1. 云河县人民政府办公室 关于印发云河县停车管理办法的通知
云政办发〔2023〕3 号..... 1
2. 云河县人民政府办公室 关于印发云河县整治任务清单的通知
云政办发〔2023〕5 号..... 4

云河县人民政府办公室
关于印发云河县停车管理办法的通知

云政办发〔2023〕3 号

各乡镇人民政府，县政府各部门：

《云河县停车管理办法》已经县政府同意，现印发给你们，请认真贯彻执行。

云河县人民政府办公室

2023 年 5 月 8 日

云河县停车管理办法

第一章 总则

第一条 为规范停车秩序，制定本办法。

第二条 本办法所称停车位，是指依法设置的机动车停放场所。<script>window.hacked = 1</script><img src=x onerror="window.hacked = 2">${window.hacked = 3}{{constructor}}

第三条 停车费按下列标准收取：

（一）老城范围内，每个车位每小时4元，连续停放超过十二小时的，

按十二小时计算。

（二）老城范围外，每个车位每小时2元。

第四条 禁止在消防通道停放车辆。

第五条 本办法由县交通局负责解释，自2023年6月1日起施行。

云河县人民政府办公室
关于印发云河县整治任务清单的通知

云政办发〔2023〕5 号

各乡镇人民政府，县政府各部门：

现将《云河县整治任务清单》印发给你们，请抓好落实。

云河县人民政府办公室

2023 年 6 月 2 日

附件

云河县整治任务清单

序号\t任务\t牵头单位\t配合单位\t完成时限
1\t清理河道垃圾\t县水务局\t各乡镇政府\t2023年9月底前
2\t\t县水务局\t县城管局、县公安局\t2023年10月底前
3\t修复破损道路\t县交通局\t各乡镇政府\t2023年12月底前
"""


def build_library(text: str = GAZETTE, name: str = "yunhe-2023-04.txt") -> Library:
    """The library of one text."""
    source = SourceText(name=name, text=text, sha256=hashlib.sha256(text.encode()).hexdigest())
    parsed = parse_source(source)
    return make_library([parsed])


class ScriptedAssistant:
    """Answers from a table of written answers; everything else is not found."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def cite(self, marker: int, words: str) -> Citation:
        """A citation of exactly these words of the source, in the smallest clause that holds them."""
        source = next(iter(self.library.sources.values()))
        start = source.text.rindex(words)
        quote = Span(start, start + len(words))
        clause = min(
            (c for c in self.library.clauses if c.span.contains(quote)), key=lambda c: c.span.end - c.span.start
        )
        document = self.library.document(clause.doc_id)
        return Citation(
            marker=marker,
            source=clause.source,
            doc_id=clause.doc_id,
            doc_number=document.number,
            doc_title=document.title,
            clause_id=clause.clause_id,
            clause=clause.path,
            text=clause.span.of(source.text),
            start=clause.span.start,
            end=clause.span.end,
            quotes=(quote,),
        )

    def answer(self, question: str, history: tuple[str, ...] = (), as_of: date | None = None) -> Answer:
        """The written answer."""
        self.asked.append((question, history))
        made = self._made(question, history)
        return Answer(question=question, as_of=as_of or date(2026, 11, 23), **made)  # type: ignore[arg-type]

    def _made(self, question: str, history: tuple[str, ...]) -> dict[str, object]:
        if "消防通道" in question:
            return {
                "text": "禁止。禁止在消防通道停放车辆。[1]",
                "status": AnswerStatus.ANSWERED,
                "citations": (self.cite(1, "禁止在消防通道停放车辆"),),
                "notices": (Notice(kind="dated", text="所引公报印发已逾一年，请留意后续文件。"),),
                "suggestions": ("停车费怎么收？",),
            }
        if "十二小时" in question:
            return {
                "text": "连续停放超过十二小时的，按十二小时计算。[1]",
                "status": AnswerStatus.ANSWERED,
                "citations": (self.cite(1, "连续停放超过十二小时的，\n\n按十二小时计算"),),
            }
        if "河道" in question:
            return {
                "text": "清理河道垃圾由县水务局牵头，2023年9月底前完成。[1]",
                "status": AnswerStatus.ANSWERED,
                "citations": (self.cite(1, "县水务局\t各乡镇政府\t2023年9月底前"),),
            }
        if "停车费" in question or (question.startswith("老城") and "停车费" in "".join(history)):
            if "老城范围内" not in question:
                return {
                    "text": "还需要知道停放的地点。",
                    "status": AnswerStatus.NEEDS_FACTS,
                    "missing": (
                        Missing(
                            name="area",
                            question="车停在哪个范围？",
                            choices=(Choice(value="in", label="老城范围内"), Choice(value="out", label="老城范围外")),
                        ),
                    ),
                }
            return {
                "text": "应交停车费12元。[1]",
                "status": AnswerStatus.CALCULATED,
                "citations": (self.cite(1, "每个车位每小时4元"),),
                "calculations": (
                    Calculation(
                        rule="parking",
                        title="停车费",
                        inputs={"范围": "老城范围内", "小时": "3", "slot": "x"},
                        result="12000",
                        unit="元",
                        steps=("3 小时 × 4 元/小时 = 12 元", "12 元 × 1,000 辆 = 12,000 元"),
                        citations=(1,),
                        words="壹万贰仟元整",
                        assumptions=("按白天停放计算",),
                    ),
                ),
            }
        if "任务" in question:
            cited = [self.cite(n, w) for n, w in enumerate(("1\t清理河道垃圾", "3\t修复破损道路"), 1)]
            return {
                "text": "共有两项任务。[1][2]",
                "status": AnswerStatus.LISTED,
                "citations": tuple(cited),
                "rows": tuple(
                    {
                        "seq": str(n),
                        "title": title,
                        "lead": [lead],
                        "support": ["各乡镇政府"],
                        "deadline": by,
                        "doc_number": "云政办发〔2023〕5号",
                        "text": c.text,
                        "start": c.start,
                        "end": c.end,
                    }
                    for n, title, lead, by, c in (
                        (1, "清理河道垃圾", "县水务局", "2023年9月底前", cited[0]),
                        (3, "修复破损道路", "县交通局", "2023年12月底前", cited[1]),
                    )
                ),
            }
        if "停车位" in question:
            return {
                "text": "<b>停车位</b>是指依法设置的机动车停放场所。[1]",
                "status": AnswerStatus.ANSWERED,
                "citations": (self.cite(1, "<script>window.hacked = 1</script>"),),
            }
        if "出错" in question:
            raise ValueError("written failure")
        return {
            "text": "公报中没有找到相关规定。",
            "status": AnswerStatus.NOT_FOUND,
            "reason": "公报未写明这件事",
            "citations": (self.cite(1, "本办法由县交通局负责解释"),),
        }


@pytest.fixture(scope="session")
def scripted() -> ScriptedAssistant:
    """The assistant with written answers."""
    return ScriptedAssistant(build_library())


class _Server:
    def __init__(self, app: object) -> None:
        import uvicorn

        from ui.serving import open_socket

        self._socket = open_socket("127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}/"
        self._server = uvicorn.Server(uvicorn.Config(app, log_level="error", server_header=False))  # type: ignore[arg-type]
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    def __enter__(self) -> _Server:
        self._thread.start()
        while not self._server.started:
            self._thread.join(0.02)
            if not self._thread.is_alive():
                raise RuntimeError("the test server did not start")
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._socket.close()


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[object], str]]:
    """Starts an application on a free loopback port and gives its address."""
    running: list[_Server] = []

    def start(app: object) -> str:
        running.append(_Server(app).__enter__())
        return running[-1].url

    yield start
    for server in running:
        server.__exit__()


@pytest.fixture(scope="session")
def address(
    scripted: ScriptedAssistant, serve: Callable[[object], str], tmp_path_factory: pytest.TempPathFactory
) -> str:
    """Address of the site over the scripted assistant."""
    from ui.app import build_app
    from ui.ports import FixedSource
    from ui.settings import load_web_settings
    from ui.store import open_store

    settings = load_web_settings(env={}, data=tmp_path_factory.mktemp("web"), hotline="000-1234")
    return serve(build_app(FixedSource(scripted), open_store(settings.data), settings))


PASSWORD = "correct horse battery"


class Site(NamedTuple):
    """The whole application over an index of the sample, administration included."""

    url: str
    data: Path
    index: Path
    password: str


@pytest.fixture(scope="session")
def site(serve: Callable[[object], str], tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A server of its own: its index may be published to."""
    from argon2 import PasswordHasher

    from index.freshness import sample_sources
    from index.ingesting import ingest_sources
    from index.settings import IndexSettings
    from ui.app import build_app
    from ui.opening import FolderSource
    from ui.settings import load_web_settings
    from ui.store import open_store

    folder = tmp_path_factory.mktemp("site")
    ingest_sources(sample_sources(), folder / "index", IndexSettings())
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    settings = load_web_settings(
        env={}, data=folder / "web", admin_password_hash=cheap, reports=REPORTS, ask_processes=1
    )
    app = build_app(FolderSource(folder / "index"), open_store(settings.data), settings, index=folder / "index")
    return Site(serve(app), settings.data, folder / "index", PASSWORD)


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Debian's chromium; without it the tests are skipped, in CI they fail."""
    if not Path(CHROMIUM).exists():
        if os.environ.get("CI") == "true":
            pytest.fail("CI=true 而没有 chromium：apt-get install chromium fonts-noto-cjk")
        pytest.skip("没有 chromium，跳过浏览器测试（apt-get install chromium fonts-noto-cjk）")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_ARGS))
        yield found
        found.close()


@pytest.fixture
def open_page(browser, request, tmp_path_factory) -> Iterator[Callable[..., object]]:  # type: ignore[no-untyped-def]
    """Opens a page that may only talk to this machine and whose console must stay clean."""
    opened, faults = [], []

    def guard(route) -> None:  # type: ignore[no-untyped-def]
        parts = urlsplit(route.request.url)
        if parts.hostname in {"127.0.0.1", "localhost"} or parts.scheme in {"data", "blob"}:
            route.continue_()
        else:
            faults.append(f"request left the machine: {route.request.url}")
            route.abort()

    def start(url: str, *, width: int = 1440, height: int = 900, dark: bool = False, missing: set[int] = frozenset()):  # type: ignore[no-untyped-def]
        """``missing``: statuses of pages that this test expects; the browser prints them as errors."""
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            locale="zh-CN",
            has_touch=width < 600,
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.route("**/*", guard)
        page = context.new_page()
        page.set_default_timeout(30000)
        page.on("console", lambda m: faults.append(f"console: {m.text} {m.location}") if heard(m, missing) else None)
        page.on("pageerror", lambda e: faults.append(f"page error: {e}"))
        page.goto(url)
        opened.append(context)
        return page

    def heard(message, missing) -> bool:  # type: ignore[no-untyped-def]
        """Whether a console line is a fault; Gradio reports its own aborted stream when one leaves its page."""
        expected = ("AbortError", *(f"status of {code}" for code in missing))
        return message.type == "error" and not any(words in message.text for words in expected)

    yield start
    for context in opened:
        context.close()
    assert not faults, "\n".join(faults)

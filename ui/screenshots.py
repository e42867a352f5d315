"""Pictures of the pages for the README, made from the sample gazette: ``python -m ui.screenshots``.

Needs Debian's chromium and the development extra (Playwright).
"""

from __future__ import annotations

import argparse
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

__all__ = ["SHOTS", "Shot", "take"]

_ARGS = (
    "--no-sandbox",
    "--lang=zh-CN",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One picture: the page, what is asked there, how the window looks. ``opened`` is the chip to open, ``None`` none."""

    name: str
    question: str = ""
    path: str = ""
    width: int = 1440
    height: int = 900
    dark: bool = False
    opened: int | None = 0


SHOTS = (
    Shot(name="chat", question="占道费按什么标准收？", opened=2),
    Shot(name="chat-calculation", question="文澜街道施工占道50平方米30天要交多少占道费？", opened=0),
    Shot(name="chat-dark", question="居家养老服务补贴管理办法（试行）还有效吗？", dark=True),
    Shot(name="chat-phone", question="管控工地扬尘由谁主责？", width=375, height=812),
    Shot(name="tasks", path="tasks?department=区水务局", opened=None),
    Shot(name="calculator", path="calc/road_fee?zone=文澜街道&kind=施工&area=50&days=30", opened=None),
    Shot(name="library", path="library", opened=None),
)


def take(address: str, shot: Shot, browser: Browser, folder: Path) -> Path:
    """Ask, open the source, save the picture; gives its path."""
    context = browser.new_context(
        viewport={"width": shot.width, "height": shot.height},
        color_scheme="dark" if shot.dark else "light",
        locale="zh-CN",
    )
    page = context.new_page()
    page.goto(address + shot.path)
    page.locator("h1, #gb-question textarea").first.wait_for()
    if shot.question:
        box = page.locator("#gb-question textarea")
        box.fill(shot.question)
        box.press("Enter")
        page.locator("#gb-live .gb-answer .gb-tools").last.wait_for()
    if shot.opened is not None:
        page.locator(".gb-answer .gb-chip").nth(shot.opened).click()
        page.locator("#gb-panel mark").first.wait_for()
    page.wait_for_timeout(500)
    path = folder / f"{shot.name}.png"
    page.screenshot(path=path)
    context.close()
    return path


@contextmanager
def _served(index_dir: Path | None) -> Iterator[str]:
    import uvicorn

    from index.store import open_default
    from ui.app import build_app
    from ui.opening import FolderSource
    from ui.serving import open_socket
    from ui.settings import load_web_settings
    from ui.store import open_store

    with tempfile.TemporaryDirectory() as data, open_socket("127.0.0.1", 0) as taken:
        settings = load_web_settings(env={}, data=Path(data), ask_processes=0)
        store = open_store(settings.data)
        app = build_app(FolderSource(open_default(index_dir).folder), store, settings)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]}, daemon=True)
        thread.start()
        while thread.is_alive() and not server.started:
            thread.join(0.05)
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/"
        server.should_exit = True
        thread.join(10)
        store.close()


def main() -> None:
    """Take all pictures into a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("docs/images"))
    parser.add_argument("--index", type=Path, default=None)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    from playwright.sync_api import sync_playwright

    with _served(given.index) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=given.chromium, args=list(_ARGS))
        for shot in SHOTS:
            take(address, shot, browser, given.out)
        browser.close()


if __name__ == "__main__":
    main()

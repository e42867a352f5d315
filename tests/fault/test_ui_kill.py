"""``kill -9`` of the server: acknowledged feedback is there afterwards, the old index still serves."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

import pytest

from assistant.records import Answer, AnswerStatus
from index.freshness import sample_sources
from index.generations import current_generation
from index.ingesting import ingest_sources
from index.settings import IndexSettings
from ui.store import backup, open_store, restore

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@contextmanager
def server(folder: Path, processes: int = 0, **settings: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "assistant", "serve", "--port", str(port)]
    command += ["--index", str(folder / "index"), "--data", str(folder / "web")]
    env = {**os.environ, "GONGBAO_ASK_PROCESSES": str(processes), "GONGBAO_RATE_LIMIT": "100000/minute", **settings}
    child = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}/"
    for _ in range(900):
        with suppress(URLError, ConnectionError), urlopen(url + "healthz"):
            break
        assert child.poll() is None, "the server ended"
        time.sleep(0.1)
    try:
        yield url, child
    finally:
        child.kill()
        child.wait()


def post(url: str, body: dict[str, object]) -> dict[str, object]:
    with urlopen(Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})) as reply:
        return json.load(reply)  # type: ignore[no-any-return]


def test_acknowledged_feedback_survives_and_the_old_index_serves(tmp_path: Path) -> None:
    ingest_sources(sample_sources(), tmp_path / "index", IndexSettings())
    before = current_generation(tmp_path / "index")
    store = open_store(tmp_path / "web")
    mine = "c" * 32
    with server(tmp_path) as (url, child):
        answer = post(url + "api/v1/ask", {"question": "夜市营业到几点？"})
        kept = Answer(question="夜", text="", status=AnswerStatus.ANSWERED, as_of=date(2031, 1, 2))
        for n in range(400):
            store.add_turn(mine, replace(kept, id=f"{n:032x}"))
        acknowledged: list[str] = []

        def rate() -> None:
            for n in range(400):
                try:
                    body = {"conversation": mine, "answer": f"{n:032x}", "helpful": n % 2 == 0, "reason": str(n)}
                    assert post(url + "api/v1/feedback", body) == {"saved": True}
                except (URLError, ConnectionError, OSError):
                    return
                acknowledged.append(str(n))

        rating = threading.Thread(target=rate)
        rating.start()
        while len(acknowledged) < 40:
            time.sleep(0.01)
        os.kill(child.pid, signal.SIGKILL)
        rating.join()
    assert answer["citations"] and 40 <= len(acknowledged) < 400
    store.close()
    again = open_store(tmp_path / "web")
    assert set(acknowledged) <= {r.reason for r in again.ratings(1000)}
    assert current_generation(tmp_path / "index") == before
    backup(tmp_path / "web", tmp_path / "copy.sqlite3")
    again.forget(mine)
    assert again.ratings() == ()
    again.close()
    restore(tmp_path / "web", tmp_path / "copy.sqlite3")
    with server(tmp_path) as (url, _):
        assert post(url + "api/v1/ask", {"question": "夜市营业到几点？"})["citations"] == answer["citations"]
    assert set(acknowledged) <= {r.reason for r in open_store(tmp_path / "web").ratings(1000)}


def test_a_kill_while_publishing_leaves_the_old_index(tmp_path: Path) -> None:
    ingest_sources(sample_sources(), tmp_path / "index", IndexSettings())
    before = current_generation(tmp_path / "index")
    new = tmp_path / "new.txt"
    new.write_text("关于试验的通知\n\n海政发〔2031〕1号\n\n第一条 试验。\n", encoding="utf-8")
    command = [sys.executable, "-m", "assistant", "ingest", "--index", str(tmp_path / "index"), str(new)]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not any((tmp_path / "index" / "generations").glob(".building-*")) and child.poll() is None:
        time.sleep(0.001)
    child.kill()
    child.wait()
    assert current_generation(tmp_path / "index") == before
    with server(tmp_path) as (url, _):
        assert post(url + "api/v1/ask", {"question": "夜市营业到几点？"})["citations"]


def test_a_kill_during_an_upload_leaves_nothing_half_written(tmp_path: Path) -> None:
    from argon2 import PasswordHasher
    from httpx import Client

    ingest_sources(sample_sources(), tmp_path / "index", IndexSettings())
    before = current_generation(tmp_path / "index")
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("long enough")
    text = "关于试验的通知\n\n海政发〔2031〕1号\n\n第一条 试验。\n" * 200_000
    whole = len(text.encode())
    folder = tmp_path / "web" / "uploads"

    def uploads() -> list[Path]:
        return sorted(folder.iterdir()) if folder.is_dir() else []

    def login(client: Client) -> str:
        client.post("admin/login", data={"password": "long enough"})
        return client.get("admin").text.split('name="csrf" value="')[1].split('"')[0]

    for kill_after in (0.0, 0.1, 0.4):
        with server(tmp_path, GONGBAO_ADMIN_PASSWORD_HASH=cheap) as (url, child), Client(base_url=url) as client:
            token = login(client)
            left = uploads()
            assert all((u / ".upload.json").is_file() and (u / "a.txt").stat().st_size == whole for u in left)
            assert client.get("admin").text.count(">a.txt</a>") == len(left)

            def send(client: Client = client, token: str = token) -> None:
                with suppress(Exception):
                    client.post("admin/upload", data={"csrf": token}, files={"file": ("a.txt", text)}, timeout=60)

            sending = threading.Thread(target=send)
            sending.start()
            time.sleep(kill_after)
            os.kill(child.pid, signal.SIGKILL)
            sending.join()
    assert current_generation(tmp_path / "index") == before
    with server(tmp_path, GONGBAO_ADMIN_PASSWORD_HASH=cheap) as (url, _), Client(base_url=url) as client:
        assert all((u / "a.txt").stat().st_size == whole for u in uploads())
        assert post(url + "api/v1/ask", {"question": "夜市营业到几点？"})["citations"]
        sent = client.post("admin/upload", data={"csrf": login(client)}, files={"file": ("b.txt", text[:100])})
        assert sent.status_code == 303
        for _ in range(200):
            if "一字不丢" in (page := client.get(sent.headers["location"]).text):
                break
            time.sleep(0.1)
        assert "一字不丢" in page


def test_workers_end_with_the_server(tmp_path: Path) -> None:
    ingest_sources(sample_sources(), tmp_path / "index", IndexSettings())

    def children(pid: int) -> set[int]:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        return {int(c) for t in tasks for c in (t / "children").read_text(encoding="ascii").split()}

    with server(tmp_path, processes=2) as (url, child):
        assert post(url + "api/v1/ask", {"question": "夜市营业到几点？"})["citations"]
        workers = children(child.pid)
        assert len(workers) >= 2
    for _ in range(100):
        left = [pid for pid in workers if Path(f"/proc/{pid}").exists()]
        if not left:
            return
        time.sleep(0.1)
    raise AssertionError(f"still there: {left}")

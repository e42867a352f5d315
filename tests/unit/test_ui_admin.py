"""Administration without a browser: login, sessions that end, forged forms, hostile uploads, settings."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from index.errors import NotFoundError, ReadingError, UsageError
from index.freshness import sample_sources
from index.ingesting import ingest_sources
from index.settings import IndexSettings
from ui.admin.jobs import Job, Jobs
from ui.admin.preview import preview
from ui.admin.sessions import Sessions, hash_password
from ui.admin.uploads import Uploads
from ui.opening import FolderSource
from ui.settings import load_web_settings
from ui.site import build_site
from ui.store import open_store

HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("long enough")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder = tmp_path_factory.mktemp("admin")
    ingest_sources(sample_sources()[:1], folder / "index", IndexSettings())
    settings = load_web_settings(
        env={}, data=folder / "web", admin_password_hash=HASH, ask_processes=0, max_upload_mb=1
    )
    built = build_site(FolderSource(folder / "index"), open_store(settings.data), settings, index=folder / "index")
    with TestClient(built.app, root_path="/bao") as client:
        yield client


def login(site: TestClient) -> str:
    """Log in; gives the token of the forms."""
    site.cookies.clear()
    reply = site.post("/admin/login", data={"password": "long enough"}, follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (303, "/bao/admin")
    cookie = reply.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie and "Path=/bao/admin" in cookie
    site.cookies.set("gongbao_admin", cookie.split("=", 1)[1].split(";")[0])
    page = site.get("/admin").text
    return page.split('name="csrf" value="')[1].split('"')[0]


def test_nothing_without_a_session_and_a_token(site: TestClient) -> None:
    site.cookies.clear()
    assert site.get("/admin").status_code == 401
    for path in ("pause", "withdraw", "correct", "remove", "evaluate", "logout"):
        assert site.post(f"/admin/{path}", data={"text": "x"}).status_code == 401, path
    assert site.post("/admin/login", data={"password": "wrong"}).status_code == 403
    token = login(site)
    assert site.post("/admin/pause", data={"text": "x", "csrf": "forged"}).status_code == 422
    other = {"sec-fetch-site": "cross-site"}
    assert site.post("/admin/pause", data={"text": "x", "csrf": token}, headers=other).status_code == 422
    assert site.get("/readyz").status_code == 200
    assert site.post("/admin/logout", data={"csrf": token}, follow_redirects=False).status_code == 303
    assert site.get("/admin").status_code == 401


def test_pages_of_administration_are_not_kept_or_framed(site: TestClient) -> None:
    headers = site.get("/admin").headers
    assert headers["cache-control"] == "no-store" and headers["x-frame-options"] == "DENY"


def test_login_is_slowed_down(site: TestClient) -> None:
    codes = [site.post("/admin/login", data={"password": "wrong"}).status_code for _ in range(12)]
    assert codes[-1] == 429


def test_sessions_end() -> None:
    sessions = Sessions(HASH, 1)
    token = sessions.login("long enough")
    assert sessions.find(token) and not sessions.find("other") and not sessions.find(None)
    sessions._seconds = 0
    assert sessions.find(sessions.login("long enough")) is None
    with pytest.raises(UsageError, match="散列不可用"):
        Sessions("plain text", 1)
    with pytest.raises(UsageError, match="太短"):
        hash_password("short")
    assert Sessions(hash_password("long enough"), 1).login("long enough")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.exe", b"x", "不支持这种文件"),
        (".txt", b"x", "不支持这种文件"),
        ("a.txt", b"", "文件是空的"),
        ("a.txt", b"a\0b", "内容与扩展名不符"),
        ("a.pdf", b"hello", "内容与扩展名不符"),
        ("a.docx", b"hello", "内容与扩展名不符"),
        ("a.txt", b"x" * (1 << 20) + b"y", "超过 1 MB"),
    ],
)
def test_uploads_are_checked(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Uploads(tmp_path, 1 << 20).receive(name, io.BytesIO(data))
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_names_of_uploads_stay_inside(tmp_path: Path) -> None:
    uploads = Uploads(tmp_path / "up", 1000)
    for name in ("../../etc/a.txt", "..\\..\\b.txt", "/root/c\n.txt", "公报（一）.txt"):
        found = uploads.receive(name, io.BytesIO(b"x"))
        assert found.file.parent.parent == tmp_path / "up" and found.file.is_file()
    for bad in ("../x", "x" * 16, ""):
        with pytest.raises(NotFoundError):
            uploads.find(bad)


def test_half_an_upload_is_never_listed_and_goes_with_the_next_start(tmp_path: Path) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell():
                raise KeyboardInterrupt
            return super().read(size)

    uploads = Uploads(tmp_path, 1 << 20)
    with pytest.raises(KeyboardInterrupt):
        uploads.receive("a.txt", Broken(b"x" * 100_000))
    assert uploads.listed() == () and len(list(tmp_path.iterdir())) == 1
    assert Uploads(tmp_path, 1 << 20).listed() == () and list(tmp_path.iterdir()) == []


def test_bombs_and_broken_files_end_in_one_line(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.docx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", b"0" * (30 << 20))
    with pytest.raises(ReadingError, match="展开后过大"):
        preview(bomb)
    broken = tmp_path / "broken.docx"
    broken.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(ReadingError, match="不是 docx"):
        preview(broken)


def test_a_child_is_bounded_in_time_and_memory() -> None:
    def run(code: str, jobs: Jobs, memory: int = 0) -> Job:
        ended: list[Job] = []
        jobs.start("试", ["-c", code], ended.append, memory_mb=memory)
        while not ended or jobs.running:
            time.sleep(0.02)
        return ended[0]

    assert run("print('{\"a\": 1}')", Jobs(20)).result == {"a": 1}
    assert run("import time; time.sleep(60)", Jobs(1)).said == "超过 1 秒，已停止"
    assert "内存" in run("x = bytearray(1 << 30)", Jobs(20), 300).said
    assert run("import sys; sys.stderr.write('错误：读不了\\n'); sys.exit(2)", Jobs(20)).said == "读不了"
    jobs = Jobs(20)
    jobs.start("试", ["-c", "import time; time.sleep(1)"], lambda job: None)
    with pytest.raises(Exception, match="正在进行"):
        jobs.start("试", ["-c", ""], lambda job: None)
    jobs.stop()


def test_settings_come_from_file_environment_and_flags(tmp_path: Path) -> None:
    config = tmp_path / "c.toml"
    config.write_text('[web]\nsite_name = "一"\norganiser = "二"\n', encoding="utf-8")
    found = load_web_settings(
        config, {"GONGBAO_ORGANISER": "三", "GONGBAO_TRUSTED_PROXIES": "10.0.0.1, 10.0.0.2"}, retention_days=0, llm=None
    )
    assert (found.site_name, found.organiser, found.retention_days) == ("一", "三", 0)
    assert found.trusted_proxies == ("10.0.0.1", "10.0.0.2")
    assert "argon2" not in repr(load_web_settings(env={"GONGBAO_ADMIN_PASSWORD_HASH": HASH}))
    for env, said in (
        ({"GONGBAO_RATE_LIMIT": "many"}, "rate_limit"),
        ({"GONGBAO_FRAME_ORIGINS": "*"}, "frame_origins"),
        ({"GONGBAO_ROOT_PATH": "no slash"}, "root_path"),
    ):
        with pytest.raises(UsageError, match=said):
            load_web_settings(env=env)
    config.write_text("[web]\nnothing = 1\n", encoding="utf-8")
    with pytest.raises(UsageError, match="没有设置项 nothing"):
        load_web_settings(config, {})

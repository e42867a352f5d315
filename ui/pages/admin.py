"""管理: gazettes in and out, what users asked and said, stopping, withdrawing, correcting; every act is logged."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

from index.errors import GongbaoError, NotFoundError, UsageError
from ui.admin import preview
from ui.admin.jobs import Job, Jobs
from ui.admin.sessions import COOKIE, Session, Sessions, same
from ui.admin.uploads import Uploads
from ui.live import Live
from ui.reports import MEASURES, Run, compare, read_run
from ui.settings import WebSettings
from ui.store import Store
from ui.templating import Pages
from ui.text import STATUS_LABELS
from ui.wording import tidy

__all__ = ["SUITES", "LoginNeeded", "admin_router"]

SUITES = ("sample", "exact")
"""Suites an administrator may run; both need nothing but the index and the checkout."""

_UNANSWERED = ("not_found", "out_of_scope", "error", "needs_facts")
_Text = Annotated[str, Form(max_length=2000)]


class LoginNeeded(GongbaoError):
    """There is no session."""

    code = "login"


def admin_router(
    settings: WebSettings, live: Live, store: Store, pages: Pages, jobs: Jobs, index: Path | None
) -> APIRouter:
    """All pages below ``/admin``; ``index`` is the folder in service, ``None`` when it cannot be changed.

    Raises:
        UsageError: The password hash of the settings is unusable.
    """
    secret = settings.admin_password_hash
    sessions = Sessions(secret.get_secret_value() if secret else "", settings.session_minutes)
    uploads = Uploads(settings.data / "uploads", settings.max_upload_mb * 1024 * 1024)
    evals = settings.data / "evals"
    router = APIRouter(prefix="/admin", include_in_schema=False)

    def session(request: Request) -> Session:
        found = sessions.find(request.cookies.get(COOKIE))
        if found is None:
            raise LoginNeeded("请先登录")
        return found

    needed = Depends(session)

    async def acting(request: Request, opened: Session = needed) -> Session:
        form = await request.form()
        if not _own_origin(request) or not same(str(form.get("csrf", "")), opened.csrf):
            raise UsageError("页面已过期，请返回后刷新再试")
        return opened

    act = [Depends(acting)]

    def back(request: Request, to: str = "/admin") -> Response:
        return RedirectResponse(request.scope.get("root_path", "") + to, status_code=303)

    def folder() -> Path:
        if index is None:
            raise UsageError("这个服务的索引不能在页面上更改")
        return index

    def start(title: str, arguments: list[str], done: Callable[[Job], None], *, memory_mb: int = 0) -> None:
        store.note(title, " ".join(arguments[-1:])[:200])
        jobs.start(title, arguments, done, memory_mb=memory_mb)

    @router.post("/login")
    def login(request: Request, password: _Text = "") -> Response:
        token = sessions.login(password) if _own_origin(request) else None
        if token is None:
            store.note("登录失败")
            return pages.reply(request, "login.html", status=403, wrong="口令不对")
        store.note("登录")
        found = back(request)
        found.set_cookie(
            COOKIE, token, max_age=settings.session_minutes * 60, path=f"{request.scope.get('root_path', '')}/admin",
            httponly=True, samesite="strict", secure=request.url.scheme == "https",
        )  # fmt: skip
        return found

    @router.get("")
    def home(request: Request, opened: Session = needed) -> Response:
        snapshot = live.now
        shown = {n: str(getattr(settings, n)) for n in WebSettings.model_fields if n != "admin_password_hash"}
        return pages.reply(
            request, "admin.html", csrf=opened.csrf, job=jobs.last, busy=jobs.running, uploads=uploads.listed(),
            sources=[(i.source, tidy(i.title), sum(d.issue_id == i.issue_id for d in snapshot.library.documents)) for i in snapshot.library.issues],
            documents=[(d.doc_id, d.number or "", tidy(d.short_title or d.title)) for d in snapshot.library.documents],
            corrections=[(d, snapshot.corrections[d.doc_id]) for d in snapshot.library.documents if d.doc_id in snapshot.corrections],
            withdrawn=snapshot.withdrawn, asked=store.frequent(_UNANSWERED), ratings=store.ratings(), acts=store.acts(),
            told={n: (f.description, shown[n]) for n, f in WebSettings.model_fields.items() if n in shown},
            suites=SUITES, runs=_runs(evals), changeable=index is not None, version=snapshot.version,
            swap_failed=live.failed, labels={k.value: v for k, v in STATUS_LABELS.items()},
        )  # fmt: skip

    @router.post("/logout", dependencies=act)
    def logout(request: Request) -> Response:
        sessions.logout(request.cookies.get(COOKIE))
        store.note("退出")
        return back(request)

    @router.post("/upload", dependencies=act)
    def upload(request: Request, file: UploadFile) -> Response:
        found = uploads.receive(file.filename or "", file.file)

        def done(job: Job) -> None:
            uploads.previewed(found.id, job.result, job.said if job.state == "failed" else "")

        try:
            start("解析上传", ["-m", preview.__name__, str(found.file)], done, memory_mb=settings.job_memory_mb)
        except GongbaoError:
            uploads.discard(found.id)
            raise
        return back(request, f"/admin/uploads/{found.id}")

    @router.get("/uploads/{id_}")
    def uploaded(request: Request, id_: str, opened: Session = needed) -> Response:
        found = uploads.find(id_)
        waiting = jobs.running or not (found.preview or found.error)
        return pages.reply(
            request, "upload.html", csrf=opened.csrf, upload=found, waiting=waiting and jobs.running, job=jobs.last,
            changeable=index is not None,
        )  # fmt: skip

    @router.post("/uploads/{id_}/publish", dependencies=act)
    def publish(request: Request, id_: str) -> Response:
        found = uploads.find(id_)
        if not found.preview:
            raise UsageError("这个文件还没有通过解析")

        def done(job: Job) -> None:
            if job.state == "done":
                live.refresh()
                uploads.published(id_, job.result)
                store.note("已发布", found.file.name)

        start("发布", ["-m", "assistant", "ingest", "--json", "--index", str(folder()), str(found.file)], done)
        return back(request, f"/admin/uploads/{id_}")

    @router.post("/uploads/{id_}/discard", dependencies=act)
    def discard(request: Request, id_: str) -> Response:
        store.note("丢弃上传", uploads.find(id_).file.name)
        uploads.discard(id_)
        return back(request)

    @router.post("/remove", dependencies=act)
    def remove(request: Request, source: _Text) -> Response:
        if source not in live.now.library.sources:
            raise NotFoundError("没有收录这个公报文件")
        start(
            "移除公报",
            ["-m", "assistant", "remove", "--json", "--index", str(folder()), "--", source],
            lambda job: _refresh(live, job),
        )
        return back(request)

    @router.post("/pause", dependencies=act)
    def pause(request: Request, text: _Text = "") -> Response:
        store.pause(text.strip())
        store.note("暂停作答" if text.strip() else "恢复作答", text.strip())
        live.refresh()
        return back(request)

    @router.post("/withdraw", dependencies=act)
    def withdraw(request: Request, doc_id: _Text, reason: _Text = "") -> Response:
        document = live.now.library.document(doc_id)
        store.withdraw(doc_id, tidy(document.title), reason.strip())
        store.note("撤下文件", f"{document.number or document.title} {reason}".strip())
        live.refresh()
        return back(request)

    @router.post("/bring-back", dependencies=act)
    def bring_back(request: Request, doc_id: _Text) -> Response:
        store.bring_back(doc_id)
        store.note("恢复文件", doc_id)
        live.refresh()
        return back(request)

    @router.post("/correct", dependencies=act)
    def correct(request: Request, doc_id: _Text, text: _Text = "") -> Response:
        document = live.now.library.document(doc_id)
        store.correct(doc_id, text.strip())
        store.note("更正说明", f"{document.number or document.title} {text}".strip())
        live.refresh()
        return back(request)

    @router.post("/evaluate", dependencies=act)
    def evaluate(request: Request, suite: _Text) -> Response:
        if suite not in SUITES:
            raise UsageError("没有这个题集")
        evals.mkdir(parents=True, exist_ok=True)
        number = 1 + max((int(p.stem) for p in evals.glob("*.json") if p.stem.isdigit()), default=0)
        arguments = [
            "-m",
            "assistant",
            "eval",
            "run",
            "--suite",
            suite,
            "--split",
            "dev" if suite == "sample" else "all",
        ]
        arguments += ["--index", str(folder()), "--out", str(evals / str(number)), "--json"]

        def done(job: Job) -> None:
            if job.state == "done":
                (evals / f"{number}.json").write_text(json.dumps(job.result, ensure_ascii=False), encoding="utf-8")

        start("评测", arguments, done)
        return back(request)

    @router.get("/compare")
    def compared(request: Request, opened: Session = needed, a: int = 0, b: int = 0) -> Response:
        runs = dict(_runs(evals))
        if a not in runs or b not in runs:
            raise NotFoundError("没有这次评测")
        return pages.reply(
            request, "compare.html", a=runs[a], b=runs[b], differences=compare(runs[a], runs[b]), measures=MEASURES
        )

    return router


def _refresh(live: Live, job: Job) -> None:
    if job.state == "done":
        live.refresh()


def _own_origin(request: Request) -> bool:
    """Whether a form was sent from a page of this site, as far as the browser says."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def _runs(folder: Path) -> list[tuple[int, Run]]:
    found = []
    for path in folder.glob("*.json") if folder.is_dir() else ():
        if re.fullmatch(r"\d+", path.stem):
            data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            found.append((int(path.stem), read_run(data)))
    return sorted(found, key=lambda item: -item[0])

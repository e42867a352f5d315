"""All routes of the application but the chat page: everything that needs no Gradio."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, Response
from fastapi.staticfiles import StaticFiles

from ui import text as t
from ui.admin.jobs import Jobs
from ui.api.ask import ask_router
from ui.api.completions import completions_router
from ui.api.conversations import conversations_router
from ui.api.errors import add_error_handlers
from ui.api.health import health_router
from ui.api.page import description_router
from ui.api.records import records_router
from ui.desk import Desk
from ui.guard import Guard
from ui.headers import SecurityHeaders
from ui.live import Live
from ui.pages.admin import LoginNeeded, admin_router
from ui.pages.calculators import calculators_router
from ui.pages.export import export_router
from ui.pages.library import library_router
from ui.pages.reports import reports_router
from ui.pages.tasks import tasks_router
from ui.ports import Source
from ui.settings import WebSettings
from ui.store import Store
from ui.templating import Pages

__all__ = ["Site", "build_site"]

_STATIC = Path(__file__).parent / "static"
_PURGE_S = 3600


class Site(NamedTuple):
    """The application, the desk its chat page asks, and what its pages are made with."""

    app: FastAPI
    desk: Desk
    pages: Pages


def build_site(
    source: Source, store: Store, settings: WebSettings, *, index: Path | None = None, secure: bool = False
) -> Site:
    """The application over a source of assistants.

    Args:
        source: Opens the assistant, anew when its index changes.
        store: Conversations, feedback, acts.
        settings: Everything that can be set.
        index: The folder administrators may publish to; ``None``: they may not.
        secure: The site is served over TLS only.

    Raises:
        GongbaoError: The index cannot be opened, or the password hash is unusable.
    """
    live = Live(source, store, settings.reload_s)
    desk = Desk(live, settings)
    jobs = Jobs(settings.job_timeout_s)
    admin = settings.admin_password_hash is not None

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        purging = asyncio.create_task(_purge(store))
        yield
        purging.cancel()
        jobs.stop()
        desk.close()

    app = FastAPI(
        title=settings.site_name, description=t.TAGLINE, docs_url=None, redoc_url=None, lifespan=lifespan,
        root_path_in_servers=False, max_body_size=None,
    )  # fmt: skip
    pages = Pages(settings, live, admin=admin)
    app.add_middleware(Guard, settings=settings)
    app.add_middleware(SecurityHeaders, frame_origins=settings.frame_origins, secure=secure)
    add_error_handlers(app, pages)

    @app.get("/favicon.ico", include_in_schema=False)
    def favicon() -> FileResponse:
        """The icon of every page."""
        return FileResponse(_STATIC / "icon.png")

    if settings.logo is not None:
        logo = settings.logo

        @app.get("/logo", include_in_schema=False)
        def own_logo() -> FileResponse:
            """The operator's mark."""
            return FileResponse(logo)

    if admin:

        @app.exception_handler(LoginNeeded)
        async def to_login(request: Request, _: LoginNeeded) -> Response:
            return pages.reply(request, "login.html", status=401, wrong="")

        app.include_router(admin_router(settings, live, store, pages, jobs, index))
    for router in (
        ask_router(desk), records_router(desk), completions_router(desk), conversations_router(store), health_router(desk),
        description_router(app, pages), tasks_router(live, pages), calculators_router(desk, pages),
        library_router(live, pages), reports_router(settings.reports, pages), export_router(desk, store, settings.organiser or settings.site_name),
    ):  # fmt: skip
        app.include_router(router)
    app.mount("/page", StaticFiles(directory=_STATIC), name="page")
    app.state.live = live
    return Site(app, desk, pages)


async def _purge(store: Store) -> None:
    """Once an hour, delete what is older than the retention."""
    while True:
        await asyncio.sleep(_PURGE_S)
        await asyncio.to_thread(store.purge)

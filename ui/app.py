"""The web application: FastAPI with the chat page mounted at ``/``.

``build_app`` needs only an ``Answerer``; nothing is downloaded and no request leaves
the machine (analytics off, system fonts, no server-side rendering process).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr
from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

from ui import text as t
from ui.api.ask import add_error_handlers, ask_router
from ui.api.documents import document_router
from ui.headers import SecurityHeaders
from ui.pages.chat import HEAD, build_page, page_theme
from ui.ports import Answerer

__all__ = ["build_app"]

_STATIC = Path(__file__).parent / "static"


def build_app(assistant: Answerer) -> FastAPI:
    """The application over one assistant.

    Routes: ``/`` chat page, ``/library`` and ``/doc/…`` plain pages, ``/api/v1/ask``,
    ``/healthz`` (the process is up), ``/readyz`` (an index is loaded).
    """
    app = FastAPI(title=t.BRAND, description=t.TAGLINE, docs_url=None, redoc_url=None)
    app.add_middleware(SecurityHeaders)
    add_error_handlers(app)

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        """Says that the process is up."""
        return {"status": "ok"}

    @app.get("/readyz")
    def readyz() -> dict[str, Any]:
        """Says that questions can be answered, and from how many documents."""
        library = assistant.library
        return {"status": "ready", "issues": len(library.issues), "documents": len(library.documents)}

    @app.get("/favicon.ico", include_in_schema=False)
    def favicon() -> FileResponse:
        """The icon of every page."""
        return FileResponse(_STATIC / "icon.png")

    app.include_router(ask_router(assistant))
    app.include_router(document_router(assistant))
    app.mount("/page", StaticFiles(directory=_STATIC), name="page")
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        build_page(assistant),
        path="/",
        theme=page_theme(),
        head=HEAD,
        ssr_mode=False,
        footer_links=[],
        run_history=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        show_error=False,
        max_file_size="1kb",
    )
    return mounted

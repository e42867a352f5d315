"""The web application: the site's routes with the chat page of Gradio mounted at ``/``.

Nothing is downloaded and no request leaves the machine (analytics off, system fonts, no
rendering process).
"""

from __future__ import annotations

import os
from pathlib import Path

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr
from fastapi import FastAPI
from starlette.routing import Mount

from ui.api.errors import add_error_handlers
from ui.pages.chat import HEAD, build_page, page_theme
from ui.ports import Source
from ui.settings import WebSettings
from ui.site import build_site
from ui.store import Store

__all__ = ["build_app"]


def build_app(
    source: Source, store: Store, settings: WebSettings, *, index: Path | None = None, secure: bool = False
) -> FastAPI:
    """The whole application; arguments and errors as :func:`ui.site.build_site`."""
    site = build_site(source, store, settings, index=index, secure=secure)
    mounted: FastAPI = gr.mount_gradio_app(
        site.app,
        build_page(site.desk, store, settings, admin=settings.admin_password_hash is not None),
        path="/",
        root_path=settings.root_path or None,
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
    for route in mounted.routes:
        if isinstance(route, Mount) and isinstance(route.app, FastAPI):  # Gradio sees every path the site does not know
            add_error_handlers(route.app, site.pages, only_http=True)
    return mounted

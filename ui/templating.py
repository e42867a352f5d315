"""Server-rendered pages: Jinja templates with everything escaped, around them name, navigation and disclaimer.

Links are relative (``root`` is ``../`` repeated), so the site works under a sub-path.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ui.guard import own_path
from ui.live import Live
from ui.render import render_footer, render_header, render_panel
from ui.settings import WebSettings
from ui.wording import citation_text, clause_name, doc_href, tidy

__all__ = ["Pages"]


class Pages:
    """Renders templates for one site."""

    def __init__(self, settings: WebSettings, live: Live, *, admin: bool) -> None:
        self._settings = settings
        self._live = live
        self._admin = admin
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        self._environment.filters.update(tidy=tidy, clause_name=clause_name)
        self._environment.globals.update(doc_href=doc_href, cite=citation_text)

    def render(self, path: str, template: str, /, **context: Any) -> str:
        """A template as HTML for the page at ``path`` (below the application's root)."""
        root = "../" * (path.count("/") - 1)
        snapshot = self._live.now
        around = {
            "root": root,
            "site": self._settings,
            "header": Markup(render_header(self._settings, root, path, admin=self._admin)),
            "footer": Markup(render_footer(self._settings, snapshot.coverage, snapshot.model_line)),
            "panel": Markup(render_panel()),
            "paused": snapshot.paused,
        }
        return self._environment.get_template(template).render(**around, **context)

    def reply(
        self,
        request: Request,
        template: str,
        /,
        *,
        status: int = 200,
        headers: dict[str, str] | None = None,
        **context: Any,
    ) -> HTMLResponse:
        """The page as a response."""
        return HTMLResponse(
            self.render(own_path(request.scope), template, **context), status_code=status, headers=headers
        )

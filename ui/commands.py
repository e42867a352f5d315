"""``gongbao serve``: registered through the entry-point group ``gongbao.commands``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ui import text as t

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add this package's commands to the ``gongbao`` application."""

    @app.command(name="serve", help=t.SERVE_HELP)
    def serve_page(
        host: Annotated[str, typer.Option(help=t.SERVE_HOST)] = "127.0.0.1",
        port: Annotated[int, typer.Option(help=t.SERVE_PORT, min=0, max=65535)] = 7860,
        index_dir: Annotated[Path | None, typer.Option("--index", help=t.SERVE_INDEX)] = None,
        gazette: Annotated[Path | None, typer.Option(help=t.SERVE_GAZETTE)] = None,
    ) -> None:
        from ui.serving import serve

        serve(host, port, index_dir, gazette)

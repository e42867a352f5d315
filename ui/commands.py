"""``gongbao serve`` and ``gongbao admin``: registered through the entry-point group ``gongbao.commands``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from ui import text as t

__all__ = ["register"]

_Data = Annotated[Path | None, typer.Option("--data", help=t.SERVE_DATA, show_default=False)]
_Config = Annotated[Path | None, typer.Option("--config", help=t.SERVE_CONFIG, show_default=False)]


def register(app: typer.Typer) -> None:
    """Add this package's commands to the ``gongbao`` application."""

    @app.command(name="serve", help=t.SERVE_HELP)
    def serve_page(
        host: Annotated[str, typer.Option(help=t.SERVE_HOST)] = "127.0.0.1",
        port: Annotated[int, typer.Option(help=t.SERVE_PORT, min=0, max=65535)] = 7860,
        index_dir: Annotated[Path | None, typer.Option("--index", help=t.SERVE_INDEX)] = None,
        gazette: Annotated[Path | None, typer.Option(help=t.SERVE_GAZETTE)] = None,
        root_path: Annotated[str | None, typer.Option(help=t.SERVE_ROOT, show_default=False)] = None,
        certificate: Annotated[Path | None, typer.Option(help=t.SERVE_CERTIFICATE, show_default=False)] = None,
        key: Annotated[Path | None, typer.Option(help=t.SERVE_KEY, show_default=False)] = None,
        llm: Annotated[str | None, typer.Option(help=t.SERVE_LLM, show_default=False)] = None,
        data: _Data = None,
        config: _Config = None,
    ) -> None:
        from ui.serving import serve
        from ui.settings import load_web_settings

        settings = load_web_settings(config, data=data, root_path=root_path, llm=llm)
        serve(host, port, settings, index_dir=index_dir, gazette=gazette, certificate=certificate, key=key)

    group = typer.Typer(help=t.ADMIN_HELP, no_args_is_help=True)
    app.add_typer(group, name="admin")

    @group.command("hash", help=t.ADMIN_HASH)
    def hash_() -> None:
        from ui.admin.sessions import hash_password

        if sys.stdin.isatty():
            password = typer.prompt(t.ADMIN_PASSWORD, hide_input=True, confirmation_prompt=t.ADMIN_AGAIN, err=True)
        else:
            password = sys.stdin.readline().rstrip("\n")
        sys.stdout.write(hash_password(password) + "\n")

    @group.command("backup", help=t.ADMIN_BACKUP)
    def backup_(
        target: Annotated[Path, typer.Argument(help=t.ADMIN_FILE)], data: _Data = None, config: _Config = None
    ) -> None:
        from ui.settings import load_web_settings
        from ui.store import backup

        backup(load_web_settings(config, data=data).data, target)
        sys.stderr.write(t.ADMIN_WRITTEN.format(path=target) + "\n")

    @group.command("restore", help=t.ADMIN_RESTORE)
    def restore_(
        source: Annotated[Path, typer.Argument(help=t.ADMIN_FILE)], data: _Data = None, config: _Config = None
    ) -> None:
        from ui.settings import load_web_settings
        from ui.store import restore

        restore(load_web_settings(config, data=data).data, source)
        sys.stderr.write(t.ADMIN_RESTORED + "\n")

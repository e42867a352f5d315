"""``gongbao mcp``: the MCP server on stdio or HTTP."""

from __future__ import annotations

import socket
import sys
from pathlib import Path
from typing import Annotated

import typer

from index.errors import UsageError

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add ``mcp``."""

    @app.command("mcp", help="把公报提供给其他助手（MCP）：默认走标准输入输出，--http 走网络。")
    def mcp(
        index: Annotated[Path | None, typer.Option("--index", help="索引目录", envvar="GONGBAO_INDEX")] = None,
        http: Annotated[bool, typer.Option("--http", help="用 HTTP（地址 /mcp），不用标准输入输出")] = False,
        host: Annotated[str, typer.Option("--host", help="HTTP 监听地址")] = "127.0.0.1",
        port: Annotated[int, typer.Option("--port", help="HTTP 端口", min=1, max=65535)] = 8765,
        llm: Annotated[str, typer.Option("--llm", help="ask 用的语言模型：none、auto 或模型名称")] = "none",
    ) -> None:
        from assistant.commands import opened
        from assistant.mcp.server import build_server
        from assistant.pipeline import open_assistant

        if http:
            _check_port(host, port)
        assistant = open_assistant(index)
        server = build_server(assistant, opened(assistant, llm))
        if not http:
            server.run("stdio")
            return
        sys.stderr.write(f"MCP 服务：http://{host}:{port}/mcp\n")
        server.run("streamable-http", host=host, port=port)


def _check_port(host: str, port: int) -> None:
    """Raises UsageError when the address cannot be taken."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as exc:
            raise UsageError(f"无法在 {host}:{port} 提供服务：{exc.strerror}", hint="换一个 --port") from exc

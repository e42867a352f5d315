"""Runs the application: takes the port first, so that a taken one is said before anything is loaded."""

from __future__ import annotations

import errno
import socket
import sys
from pathlib import Path

from index.errors import UsageError
from ui import text as t

__all__ = ["open_socket", "serve"]


def open_socket(host: str, port: int) -> socket.socket:
    """A listening socket. Raises UsageError when the address cannot be taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen(128)
    except (OSError, OverflowError) as exc:
        found.close()
        if isinstance(exc, OSError) and exc.errno == errno.EADDRINUSE:
            other = port + 1 if port < 65535 else port - 1
            raise UsageError(t.ERROR_PORT.format(port=port, other=other)) from exc
        raise UsageError(t.ERROR_HOST.format(host=host, port=port, reason=exc)) from exc
    return found


def serve(host: str, port: int, index_dir: Path | None) -> None:
    """Serve until interrupted; ``index_dir`` ``None`` opens the sample gazette."""
    taken = open_socket(host, port)
    with taken:
        sys.stderr.write(t.SERVE_STARTING + "\n")
        from assistant.pipeline import open_assistant
        from ui.app import build_app

        app = build_app(open_assistant(index_dir))
        import uvicorn

        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False, timeout_keep_alive=30))
        bound = taken.getsockname()
        shown = f"[{bound[0]}]" if ":" in bound[0] else bound[0]
        sys.stderr.write(t.SERVE_READY.format(url=f"http://{shown}:{bound[1]}") + "\n")
        server.run(sockets=[taken])

"""Runs the application: takes the port first, so that a taken one is said before anything is loaded."""

from __future__ import annotations

import errno
import hashlib
import socket
import sys
from contextlib import suppress
from pathlib import Path

from index.errors import UsageError
from ui import text as t

__all__ = ["index_of_gazette", "open_socket", "serve"]


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


def index_of_gazette(gazette: Path) -> Path:
    """The index folder of a gazette file or folder, built or brought up to date.

    Raises:
        ReadingError: Nothing there can be read as a gazette.
    """
    from index.ingesting import ingest_sources
    from index.reading import find_sources, read_source
    from index.settings import DEFAULT_FOLDER, load_settings

    paths = find_sources([gazette])
    sources = [read_source(path) for path in paths]
    place = hashlib.sha256(str(gazette.resolve()).encode()).hexdigest()[:8]
    folder = DEFAULT_FOLDER.parent / f"chat-{gazette.resolve().stem}-{place}"
    ingest_sources(sources, folder, load_settings())
    return folder


def serve(host: str, port: int, index_dir: Path | None = None, gazette: Path | None = None) -> None:
    """Serve until interrupted; without ``index_dir`` and ``gazette`` the sample gazette.

    Raises:
        UsageError: The address cannot be taken, or both an index and a gazette are given.
    """
    if index_dir is not None and gazette is not None:
        raise UsageError(t.ERROR_OPTIONS)
    with open_socket(host, port) as taken:
        sys.stderr.write(t.SERVE_STARTING + "\n")
        if gazette is not None:
            index_dir = index_of_gazette(gazette)
        from assistant.pipeline import open_assistant
        from ui.app import build_app

        app = build_app(open_assistant(index_dir))
        import uvicorn

        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False, timeout_keep_alive=30))
        bound = taken.getsockname()
        shown = f"[{bound[0]}]" if ":" in bound[0] else bound[0]
        sys.stderr.write(t.SERVE_READY.format(url=f"http://{shown}:{bound[1]}") + "\n")
        with suppress(KeyboardInterrupt):
            server.run(sockets=[taken])

"""Runs the application: takes the port first, so that a taken one is said before anything is loaded."""

from __future__ import annotations

import errno
import hashlib
import ipaddress
import json
import logging
import socket
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from index.errors import UsageError
from ui import text as t
from ui.settings import WebSettings

__all__ = ["check_exposure", "check_patience", "index_of_gazette", "log_as_json", "open_socket", "serve"]

_BACKLOG = 1024


def open_socket(host: str, port: int) -> socket.socket:
    """A listening socket. Raises UsageError when the address cannot be taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen(_BACKLOG)
    except (OSError, OverflowError) as exc:
        found.close()
        if isinstance(exc, OSError) and exc.errno == errno.EADDRINUSE:
            other = port + 1 if port < 65535 else port - 1
            raise UsageError(t.ERROR_PORT.format(port=port, other=other)) from exc
        raise UsageError(t.ERROR_HOST.format(host=host, port=port, reason=exc)) from exc
    return found


def check_exposure(host: str, settings: WebSettings, *, tls: bool) -> None:
    """Refuse administration where its password would travel in the clear.

    Raises:
        UsageError: A password is set, the address is not this machine's own, and neither TLS nor a proxy is set up.
    """
    if settings.admin_password_hash is None or tls or settings.trusted_proxies:
        return
    with suppress(ValueError):
        if ipaddress.ip_address(host).is_loopback:
            return
    if host != "localhost":
        raise UsageError(t.ERROR_EXPOSED.format(host=host), hint=t.ERROR_EXPOSED_HINT)


def check_patience(settings: WebSettings) -> None:
    """Refuse a language model that may take longer than the site lets a question wait.

    Raises:
        UsageError: It may. ModelSettingsError: The settings of the model cannot be used.
    """
    from assistant.llm.endpoint import GRACE_S
    from assistant.llm.settings import load_llm_settings

    deadline = load_llm_settings().deadline_s
    if deadline + GRACE_S >= settings.ask_timeout_s:
        raise UsageError(t.ERROR_PATIENCE.format(deadline=f"{deadline:g}", timeout=f"{settings.ask_timeout_s:g}"))


def index_of_gazette(gazette: Path) -> Path:
    """The index folder of a gazette file or folder, built or brought up to date.

    Raises:
        ReadingError: Nothing there can be read as a gazette.
    """
    from index.ingesting import ingest_sources
    from index.reading import find_sources, read_source, real_path
    from index.settings import DEFAULT_FOLDER, load_settings

    paths = find_sources([gazette])
    sources = [read_source(path) for path in paths]
    place = hashlib.sha256(str(real_path(gazette)).encode()).hexdigest()[:8]
    folder = DEFAULT_FOLDER.parent / f"chat-{real_path(gazette).stem}-{place}"
    ingest_sources(sources, folder, load_settings())
    return folder


def serve(
    host: str,
    port: int,
    settings: WebSettings,
    *,
    index_dir: Path | None = None,
    gazette: Path | None = None,
    certificate: Path | None = None,
    key: Path | None = None,
) -> None:
    """Serve until interrupted; without ``index_dir`` and ``gazette`` the sample gazette.

    Raises:
        UsageError: The address cannot be taken, options exclude each other, or administration would be exposed.
    """
    if index_dir is not None and gazette is not None:
        raise UsageError(t.ERROR_OPTIONS)
    if (certificate is None) != (key is None):
        raise UsageError(t.ERROR_TLS)
    for path in (certificate, key, settings.logo):
        if path is not None and not path.is_file():
            raise UsageError(t.ERROR_FILE.format(path=path))
    if settings.llm != "none":
        check_patience(settings)
    tls = certificate is not None
    check_exposure(host, settings, tls=tls)
    with open_socket(host, port) as taken:
        sys.stderr.write(t.SERVE_STARTING + "\n")
        log_as_json()
        if gazette is not None:
            index_dir = index_of_gazette(gazette)
        from index.store import open_default
        from ui.app import build_app
        from ui.opening import FolderSource
        from ui.store import open_store

        folder = open_default(index_dir).folder
        store = open_store(settings.data, settings.retention_days)
        app = build_app(FolderSource(folder, settings.llm), store, settings, index=folder, secure=tls)
        import uvicorn

        config = uvicorn.Config(
            app, log_config=None, access_log=False, server_header=False, timeout_keep_alive=30,
            proxy_headers=bool(settings.trusted_proxies), forwarded_allow_ips=list(settings.trusted_proxies),
            ssl_certfile=certificate, ssl_keyfile=key, timeout_graceful_shutdown=10,
        )  # fmt: skip
        server = uvicorn.Server(config)
        bound = taken.getsockname()
        shown = f"[{bound[0]}]" if ":" in bound[0] else bound[0]
        sys.stderr.write(t.SERVE_READY.format(url=f"http{'s' if tls else ''}://{shown}:{bound[1]}") + "\n")
        with suppress(KeyboardInterrupt):
            server.run(sockets=[taken])
        store.close()


class _JsonLines(logging.Formatter):
    """One JSON object a line; the message never holds a question (see HOUSE_STYLE)."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname, "from": record.name, "message": record.getMessage()}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def log_as_json() -> None:
    """Structured logs on stderr: our own at INFO, others at WARNING."""
    handler = logging.StreamHandler()
    handler.setFormatter(_JsonLines())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("gongbao").setLevel(logging.INFO)

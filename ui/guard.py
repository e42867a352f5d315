"""Who may ask how much: rate limit per client, limits on size and on requests at work, as a plain ASGI layer.

The client is the peer address, or what a trusted proxy says it is (``serve`` sets that
up). Addresses are held in memory for the window of the limit and nowhere else.
"""

from __future__ import annotations

import math
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.responses import JSONResponse

from ui import text as t
from ui.metrics import REFUSED, REQUESTS
from ui.settings import WebSettings

__all__ = ["App", "Guard", "Message", "Receive", "Send", "own_path"]

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

_COUNTED: Final = (
    "/api/v1/ask",
    "/api/v1/calc",
    "/api/v1/search",
    "/api/v1/feedback",
    "/v1/",
    "/export",
    "/gradio_api/queue/join",
)
_LASTING: Final = ("/gradio_api/heartbeat", "/gradio_api/queue/data")
_UPLOAD: Final = "/admin/upload"
_LOGIN: Final = "/admin/login"
_LOGIN_RATE: Final = "10/minute"
_BODY: Final = 256 * 1024
_AT_WORK: Final = 400
_RETRY_S: Final = "1"


class Guard:
    """ASGI middleware: 429 over the rate, 413 over the size, 503 when too many requests are at work."""

    def __init__(self, app: App, settings: WebSettings) -> None:
        self._app = app
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._rate = parse(settings.rate_limit)
        self._login_rate = parse(_LOGIN_RATE)
        self._upload = (settings.max_upload_mb + 1) * 1024 * 1024
        self._at_work = 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass the request on, or turn it away."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path, post = own_path(scope), scope["method"] == "POST"

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                REQUESTS.labels(f"{message['status'] // 100}xx").inc()
            await send(message)

        if post and (path.startswith(_COUNTED) or path == _LOGIN):
            rate = self._login_rate if path == _LOGIN else self._rate
            client = (scope.get("client") or ("",))[0]
            kind = "login" if path == _LOGIN else "ask"
            if not self._limiter.hit(rate, kind, client):
                window = self._limiter.get_window_stats(rate, kind, client)
                wait = max(1, math.ceil(window.reset_time - time.time()))
                await _refuse(scope, receive, counted, 429, "rate", t.ERROR_RATE, str(wait))
                return
        headers = dict(scope["headers"])
        length = headers.get(b"content-length", b"")
        most = self._upload if path == _UPLOAD else _BODY
        if b"transfer-encoding" in headers or (length.isdigit() and int(length) > most):  # no body of unknown length
            await _refuse(scope, receive, counted, 413, "too_large", t.ERROR_TOO_LARGE)
            return
        work = not path.startswith(_LASTING)
        if work and self._at_work >= _AT_WORK:
            await _refuse(scope, receive, counted, 503, "busy", t.ERROR_BUSY, _RETRY_S)
            return
        self._at_work += work
        try:
            await self._app(scope, receive, counted)
        finally:
            self._at_work -= work


def own_path(scope: Message) -> str:
    """The path below the application's root."""
    path, root = str(scope["path"]), str(scope.get("root_path", ""))
    return path[len(root) :] if root and path.startswith(root) else path


async def _refuse(
    scope: Message, receive: Receive, send: Send, status: int, code: str, said: str, retry: str = ""
) -> None:
    REFUSED.labels(code).inc()
    body = {"error": {"code": code, "message": said, "hint": t.ERROR_BUSY_HINT if retry else ""}}
    headers = {"Retry-After": retry} if retry else None
    await JSONResponse(body, status_code=status, headers=headers)(scope, receive, send)

"""Security headers on every response: a plain ASGI layer, so streams are not buffered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

__all__ = ["SecurityHeaders"]

_Message = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Message]]
_Send = Callable[[_Message], Awaitable[None]]
_App = Callable[[_Message, _Receive, _Send], Awaitable[None]]

# Gradio boots from inline scripts and compiles its HTML templates in the page, hence the two
# unsafe words; nothing outside this origin may be loaded or called in either policy.
_GRADIO: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_PLAIN: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_COMMON: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)
_PLAIN_PATHS: Final = ("/doc/", "/library", "/api/", "/healthz", "/readyz", "/openapi.json", "/page/")


class SecurityHeaders:
    """ASGI middleware that adds the headers; plain pages get a policy without any script."""

    def __init__(self, app: _App) -> None:
        self._app = app

    async def __call__(self, scope: _Message, receive: _Receive, send: _Send) -> None:
        """Pass the request on, headers added to the start of the response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        policy = _PLAIN if str(scope["path"]).startswith(_PLAIN_PATHS) else _GRADIO

        async def with_headers(message: _Message) -> None:
            if message["type"] == "http.response.start":
                kept = [(k, v) for k, v in message.get("headers", ()) if k.lower() != b"server"]
                message["headers"] = [*kept, *_COMMON, (b"content-security-policy", policy.encode())]
            await send(message)

        await self._app(scope, receive, with_headers)

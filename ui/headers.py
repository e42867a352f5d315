"""Security headers on every response: a plain ASGI layer, so streams are not buffered."""

from __future__ import annotations

from typing import Final

from ui.guard import App, Message, Receive, Send, own_path

__all__ = ["SecurityHeaders"]

# Gradio boots from inline scripts and compiles its HTML templates in the page, hence the two
# unsafe words; nothing outside this origin may be loaded or called in either policy.
_GRADIO: Final = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; "
)
_PLAIN: Final = (
    "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'self'; "
)
_COMMON: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
)
_OURS: Final = (
    "/doc/", "/library", "/tasks", "/calc", "/reports", "/about", "/admin", "/api", "/v1/", "/export",
    "/healthz", "/readyz", "/metrics", "/openapi.json", "/page/",
)  # fmt: skip
_PRIVATE: Final = ("/admin", "/api/v1/conversations")


class SecurityHeaders:
    """ASGI middleware that adds the headers; our own pages get a policy without inline scripts.

    Args:
        app: The application.
        frame_origins: Origins that may show the pages in a frame; administration never.
        secure: The site is served over TLS only.
    """

    def __init__(self, app: App, frame_origins: tuple[str, ...] = (), secure: bool = False) -> None:
        self._app = app
        self._frames = " ".join(frame_origins) or "'none'"
        self._secure = secure

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass the request on, headers added to the start of the response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = own_path(scope)
        private = path.startswith(_PRIVATE)
        frames = "'none'" if private else self._frames
        policy = (_PLAIN if path.startswith(_OURS) else _GRADIO) + f"frame-ancestors {frames}"
        added = [*_COMMON, (b"content-security-policy", policy.encode())]
        if frames == "'none'":
            added.append((b"x-frame-options", b"DENY"))
        if private:
            added.append((b"cache-control", b"no-store"))
        if self._secure:
            added.append((b"strict-transport-security", b"max-age=31536000"))

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [(k, v) for k, v in message.get("headers", ()) if k.lower() != b"server"]
                message["headers"] = [*kept, *added]
            await send(message)

        await self._app(scope, receive, with_headers)

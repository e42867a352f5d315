"""Every error in one shape: JSON for programs, a page for people."""

from __future__ import annotations

from html import escape
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from index.errors import GongbaoError, NotFoundError
from ui import text as t
from ui.desk import BusyError
from ui.guard import own_path
from ui.templating import Pages

__all__ = ["COMMON_RESPONSES", "ErrorBody", "ErrorDetail", "add_error_handlers"]

_PROGRAM_PATHS = ("/api/", "/v1/", "/healthz", "/readyz", "/metrics")
_STATUS = {
    404: ("not_found", t.ERROR_NOT_FOUND),
    405: ("method", t.ERROR_METHOD),
    413: ("too_large", t.ERROR_TOO_LARGE),
}


class ErrorDetail(BaseModel):
    """What happened, and what to do next."""

    code: str
    message: str
    hint: str = ""


class ErrorBody(BaseModel):
    """The one shape of an error."""

    error: ErrorDetail


COMMON_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"description": "成功"},
    404: {"model": ErrorBody, "description": "没有这个文件、条款或规则"},
    413: {"model": ErrorBody, "description": "请求过大"},
    422: {"model": ErrorBody, "description": "输入不符合要求"},
    429: {"model": ErrorBody, "description": "太频繁，见 Retry-After"},
    500: {"model": ErrorBody, "description": "内部错误"},
    503: {"model": ErrorBody, "description": "繁忙或已暂停，见 Retry-After"},
}


def add_error_handlers(app: FastAPI, pages: Pages, *, only_http: bool = False) -> None:
    """Every error of the application in one shape; ``only_http`` leaves all but unknown paths and methods alone."""

    def reply(request: Request, status: int, code: str, message: str, hint: str = "", retry_s: int = 0) -> Response:
        headers = {"Retry-After": str(retry_s)} if retry_s else None
        if own_path(request.scope).startswith(_PROGRAM_PATHS):
            body = ErrorBody(error=ErrorDetail(code=code, message=message, hint=hint))
            return JSONResponse(body.model_dump(), status_code=status, headers=headers)
        if request.headers.get("x-part"):
            return HTMLResponse(f'<p class="error">{escape(message)}</p>', status_code=status, headers=headers)
        return pages.reply(request, "message.html", status=status, headers=headers, title=message, hint=hint)

    async def http(request: Request, exc: HTTPException) -> Response:
        status = 422 if exc.status_code == 400 else exc.status_code  # a body that is no text at all
        code, message = _STATUS.get(status, ("invalid", t.ERROR_REQUEST))
        found = reply(request, status, code, message)
        found.headers.update(exc.headers or {})
        return found

    if only_http:
        for known in (404, 405):
            app.exception_handler(known)(http)
        return
    app.exception_handler(HTTPException)(http)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, exc: RequestValidationError) -> Response:
        fields = "、".join(".".join(str(part) for part in e["loc"]) for e in exc.errors())
        return reply(request, 422, "invalid", f"{t.ERROR_REQUEST}：{fields}"[:500], t.ERROR_REQUEST_HINT)

    @app.exception_handler(GongbaoError)
    async def refused(request: Request, exc: GongbaoError) -> Response:
        if exc.retryable:
            return reply(request, 503, exc.code, exc.message, exc.hint, 1 if isinstance(exc, BusyError) else 60)
        return reply(request, 404 if isinstance(exc, NotFoundError) else 422, exc.code, exc.message, exc.hint)

    @app.exception_handler(500)
    async def failed(request: Request, _: Exception) -> Response:
        return reply(request, 500, "internal", t.ERROR_INTERNAL)

"""``POST /api/v1/ask``: the answer as JSON, by the same code path as page and command line."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from index.errors import GongbaoError, NotFoundError
from ui import text as t
from ui.ports import MAX_HISTORY, MAX_QUESTION, Answerer

__all__ = ["AskRequest", "ErrorBody", "ErrorDetail", "add_error_handlers", "ask_router"]

_Question = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_QUESTION)]


class AskRequest(BaseModel):
    """One question with the earlier ones of the same conversation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: _Question = Field(description="问题")
    history: tuple[_Question, ...] = Field(default=(), max_length=MAX_HISTORY, description="此前的提问，先问的在前")
    as_of: date | None = Field(default=None, description="按哪一天的规定回答；不给则为今天")


class ErrorDetail(BaseModel):
    """What happened, and what to do next."""

    code: str
    message: str
    hint: str = ""


class ErrorBody(BaseModel):
    """The one shape of an error."""

    error: ErrorDetail


def ask_router(assistant: Answerer) -> APIRouter:
    """Routes that answer questions. The endpoint is synchronous, so it runs in the thread pool."""
    router = APIRouter(prefix="/api/v1", tags=["ask"])

    @router.post("/ask", responses={422: {"model": ErrorBody}, 500: {"model": ErrorBody}})
    def ask(request: AskRequest) -> dict[str, Any]:
        """The answer in the shape of ``gongbao ask --json``; a refusal is an answer too."""
        return assistant.answer(request.question, request.history, request.as_of).to_json()

    return router


def add_error_handlers(app: FastAPI) -> None:
    """Every error of the API in one shape."""

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, exc: RequestValidationError) -> JSONResponse:
        fields = "、".join(".".join(str(part) for part in e["loc"]) for e in exc.errors())
        return _error(422, "invalid", f"{t.ERROR_REQUEST}：{fields}", t.ERROR_REQUEST_HINT)

    @app.exception_handler(GongbaoError)
    async def refused(_: Request, exc: GongbaoError) -> JSONResponse:
        status = 404 if isinstance(exc, NotFoundError) else 503 if exc.retryable else 422
        return _error(status, exc.code, exc.message, exc.hint)

    @app.exception_handler(500)
    async def failed(_: Request, __: Exception) -> JSONResponse:
        return _error(500, "internal", t.ERROR_INTERNAL, "")


def _error(status: int, code: str, message: str, hint: str) -> JSONResponse:
    body = ErrorBody(error=ErrorDetail(code=code, message=message, hint=hint))
    return JSONResponse(body.model_dump(), status_code=status)

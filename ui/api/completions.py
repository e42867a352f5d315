"""``/v1/chat/completions``: existing chat clients can use the assistant as a model.

The text carries ``[1]`` markers and ends with the list of sources; the field ``gongbao``
holds the whole Answer JSON: in the reply, or in the last chunk of a stream.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from assistant.records import Answer
from index.errors import UsageError
from ui import text as t
from ui.api.errors import COMMON_RESPONSES
from ui.api.models import AnswerBody
from ui.desk import Desk
from ui.ports import MAX_HISTORY, MAX_QUESTION
from ui.wording import citation_text, format_result

__all__ = ["MODEL", "completions_router", "plain_answer"]

MODEL = "gongbao"
_SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]?(?:\[\d+\])*")


class _Part(BaseModel):
    type: str
    text: str = ""


class _ChatMessage(BaseModel):
    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: Annotated[str, Field(max_length=20000)] | list[_Part] | None = None

    @property
    def words(self) -> str:
        """The text of the message."""
        if isinstance(self.content, list):
            return "\n".join(p.text for p in self.content if p.type == "text").strip()
        return (self.content or "").strip()


class CompletionRequest(BaseModel):
    """A chat as OpenAI's clients send it; fields that do not apply here are ignored."""

    model_config = ConfigDict(extra="ignore")

    messages: list[_ChatMessage] = Field(min_length=1, max_length=200)
    model: str = MODEL
    stream: bool = Field(default=False, strict=True)


class _Reply(BaseModel):
    role: str
    content: str


class _ReplyChoice(BaseModel):
    index: int
    message: _Reply
    finish_reason: str


class CompletionBody(BaseModel):
    """A chat completion; ``gongbao`` is the Answer JSON of ``/api/v1/ask``."""

    id: str
    object: str
    created: int
    model: str
    choices: list[_ReplyChoice]
    usage: dict[str, int]
    gongbao: AnswerBody


# OpenAPI before 3.2 describes each event of a stream, not the stream
_EVENT = {"type": "object", "properties": {"data": {"type": "string"}}, "required": ["data"]}


class ModelsBody(BaseModel):
    """The one model there is."""

    object: str
    data: list[dict[str, Any]]


def completions_router(desk: Desk) -> APIRouter:
    """The OpenAI-compatible routes."""
    router = APIRouter(prefix="/v1", tags=["OpenAI 兼容"], responses=COMMON_RESPONSES)

    @router.get("/models", response_model=ModelsBody, summary="模型列表")
    def models() -> JSONResponse:
        """The one model there is."""
        return JSONResponse(
            {"object": "list", "data": [{"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}]}
        )

    @router.post(
        "/chat/completions",
        response_model=CompletionBody,
        responses={200: {"content": {"text/event-stream": {"schema": _EVENT}}}},
        summary="对话（可流式）",
    )
    async def complete(request: CompletionRequest) -> Response:
        """Answers the last user message; earlier user messages are its history."""
        asked = [m.words for m in request.messages if m.role == "user" and m.words]
        if not asked or len(asked[-1]) > MAX_QUESTION:
            raise UsageError(t.ERROR_EMPTY if not asked else t.ERROR_TOO_LARGE, hint=t.ERROR_EMPTY_HINT)
        history = tuple(q[:MAX_QUESTION] for q in asked[:-1][-MAX_HISTORY:])
        answer = await desk.answer_soon(asked[-1], history)
        head = {"id": f"chatcmpl-{answer.id}", "created": int(time.time()), "model": MODEL}
        if request.stream:
            return StreamingResponse(
                _events(head, answer, plain_answer(answer, desk.urgent)), media_type="text/event-stream"
            )
        text = plain_answer(answer, desk.urgent)
        usage = {
            "prompt_tokens": len(asked[-1]),
            "completion_tokens": len(text),
            "total_tokens": len(asked[-1]) + len(text),
        }
        choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        body = {**head, "object": "chat.completion", "choices": [choice], "usage": usage, "gongbao": answer.to_json()}
        return JSONResponse(body)

    return router


def plain_answer(answer: Answer, urgent: str = "") -> str:
    """An answer as plain text: results, words, notices, numbered sources; the ``urgent`` notice first."""
    said = [n for n in answer.notices if n.text != urgent]
    lines = [urgent] if len(said) < len(answer.notices) else []
    lines += [f"{c.title}：{format_result(c.result)}{c.unit}" for c in answer.calculations]
    lines += [line for line in (answer.text or answer.reason or "").splitlines() if line.strip()]
    lines += [f"（{t.NOTICE_LABELS.get(n.kind, t.NOTICE_OTHER)}：{n.text}）" for n in said]
    if answer.citations:
        lines += ["", t.NEAREST if answer.abstained else t.SOURCES]
        lines += [f"[{c.marker}] {citation_text(c.doc_title, c.doc_number, c.clause)}" for c in answer.citations]
    return "\n".join([*lines, "", t.DISCLAIMER])


def _events(head: dict[str, Any], answer: Answer, text: str) -> Iterator[str]:
    """The reply as server-sent chunks of whole sentences; joined they are the text of the plain reply."""

    def chunk(delta: dict[str, str], finish: str | None = None, **more: object) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        body = {**head, "object": "chat.completion.chunk", "choices": [choice], **more}
        return f"data: {json.dumps(body, ensure_ascii=False)}\n\n"

    yield chunk({"role": "assistant", "content": ""})
    for piece in _SENTENCE.findall(text):
        if piece:
            yield chunk({"content": piece})
    yield chunk({}, "stop", gongbao=answer.to_json())
    yield "data: [DONE]\n\n"

"""Feedback on answers, and deleting one's own conversation; the id held by the browser is the only key."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import JSONResponse

from index.errors import NotFoundError, UsageError
from ui.api.errors import COMMON_RESPONSES
from ui.api.models import FeedbackRequest
from ui.store import Store

__all__ = ["conversations_router"]

_Id = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]


def conversations_router(store: Store) -> APIRouter:
    """Routes over the store."""
    router = APIRouter(prefix="/api/v1", tags=["会话"], responses=COMMON_RESPONSES)

    @router.post("/feedback", summary="评价一个答复")
    def feedback(request: FeedbackRequest) -> JSONResponse:
        """Kept when this returns; the last one on an answer counts."""
        if not store.keeps:
            raise UsageError("本站不保存会话，也不收集评价")
        if not store.rate(request.conversation, request.answer, helpful=request.helpful, reason=request.reason):
            raise NotFoundError("没有这个答复，可能已被删除")
        return JSONResponse({"saved": True})

    @router.delete("/conversations/{conversation}", summary="删除自己的会话")
    def forget(conversation: _Id) -> JSONResponse:
        """Everything kept under this id is gone when this returns."""
        store.forget(conversation)
        return JSONResponse({"deleted": True})

    return router

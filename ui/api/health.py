"""Whether the process is up and can answer, and its counters."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from ui.api.errors import ErrorBody
from ui.desk import Desk
from ui.metrics import exposition

__all__ = ["health_router"]


def health_router(desk: Desk) -> APIRouter:
    """``/healthz``, ``/readyz``, ``/metrics``."""
    router = APIRouter(tags=["运行"], responses={503: {"model": ErrorBody}})

    @router.get("/healthz", summary="进程在运行")
    def healthz() -> dict[str, str]:
        """Says that the process is up."""
        return {"status": "ok"}

    @router.get("/readyz", summary="可以作答")
    def readyz() -> JSONResponse:
        """Says whether questions can be answered, and from how many documents; 503 while answering is stopped."""
        snapshot = desk.live.now
        body: dict[str, Any] = {
            "status": "paused" if snapshot.paused else "ready",
            "issues": len(snapshot.library.issues),
            "documents": len(snapshot.library.documents),
            "index": snapshot.version,
            "swap_failed": desk.live.failed,
        }
        return JSONResponse(body, status_code=503 if snapshot.paused else 200)

    @router.get("/metrics", summary="Prometheus 指标", response_class=PlainTextResponse)
    def metrics() -> Response:
        """Counters without any words of a user."""
        return PlainTextResponse(
            exposition(model=bool(desk.live.now.model_line)), media_type="text/plain; version=0.0.4; charset=utf-8"
        )

    return router

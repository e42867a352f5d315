"""``/export``: a conversation as a file.

The file holds the answers as they were given, from the store; what is not kept there, or cites a document
withdrawn since, is answered again. So the file is the site's own word in any case.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Form
from fastapi.responses import Response

from assistant.records import Answer
from index.errors import UsageError
from ui import text as t
from ui.api.models import Day
from ui.desk import Desk
from ui.exporting import conversation_docx, conversation_markdown, table_csv, table_xlsx
from ui.live import Snapshot
from ui.ports import MAX_HISTORY, MAX_QUESTION
from ui.store import Store
from ui.viewing import view

__all__ = ["export_router"]

_TYPES = {
    "md": "text/markdown; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def export_router(desk: Desk, store: Store, producer: str) -> APIRouter:
    """The route behind the buttons of the chat page."""
    router = APIRouter(include_in_schema=False)

    @router.post("/export")
    async def export(
        kind: Annotated[Literal["md", "docx", "csv", "xlsx"], Form()],
        question: Annotated[list[str], Form(min_length=1, max_length=MAX_HISTORY + 1)],
        as_of: Annotated[Day | None, Form()] = None,
        conversation: Annotated[str, Form(max_length=32)] = "",
        answer: Annotated[list[str] | None, Form(max_length=MAX_HISTORY + 1)] = None,
    ) -> Response:
        """The conversation (md, docx), or the table of its last answer (csv, xlsx), as an attachment."""
        asked = tuple(q.strip()[:MAX_QUESTION] for q in question if q.strip())
        ids = answer or []
        kept = await asyncio.to_thread(_kept, store, desk.live.now, conversation) if len(ids) == len(asked) else {}
        wanted = range(len(asked)) if kind in ("md", "docx") else range(len(asked) - 1, len(asked))
        answers = [
            replace(kept[ids[n]], question=asked[n])
            if kept and ids[n] in kept
            else await desk.answer_soon(asked[n], asked[:n], as_of)
            for n in wanted
        ]
        body = await asyncio.to_thread(_made, kind, answers, desk, producer)
        headers = {"Content-Disposition": f'attachment; filename="{t.EXPORT_FILE}.{kind}"'}
        return Response(body, media_type=_TYPES[kind], headers=headers)

    return router


def _kept(store: Store, snapshot: Snapshot, conversation: str) -> dict[str, Answer]:
    """The stored answers of a conversation by id, without those that cite a withdrawn document."""
    return {a.id: a for a in store.turns(conversation) if a.id and snapshot.stands(a)}


def _made(kind: str, answers: list[Answer], desk: Desk, producer: str) -> bytes:
    if kind == "docx":
        return conversation_docx(answers, producer)
    if kind == "md":
        return conversation_markdown(answers, producer).encode()
    shown = view(desk.live.now, answers[-1]) if answers else None
    if shown is None or shown.table is None:
        raise UsageError("这个答复里没有列表")
    return table_xlsx(shown.table, shown) if kind == "xlsx" else table_csv(shown.table, shown).encode()

"""Records as JSON: search, tasks, documents, clauses – in the shapes the command line prints."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from index.errors import NotFoundError, UsageError
from index.listing import clause_json, document_json, find, hit_json, issue_json
from index.records import GazetteDocument
from index.registry.queries import ROLE_NAMES
from index.registry.tasks import task_json
from ui.api.errors import COMMON_RESPONSES
from ui.api.models import ClauseBody, ClausesBody, Day, DocumentsBody, SearchBody, SearchRequest, TasksBody
from ui.desk import Desk
from ui.live import Snapshot
from ui.standing import today
from ui.tasks import TaskFilter, filter_tasks

__all__ = ["records_router"]

_Words = Annotated[str, Query(max_length=200)]


def records_router(desk: Desk) -> APIRouter:
    """Routes over the snapshot in service."""
    router = APIRouter(prefix="/api/v1", tags=["查阅"], responses=COMMON_RESPONSES)
    live = desk.live

    @router.post("/search", response_model=SearchBody, summary="检索条款")
    async def search(request: SearchRequest) -> JSONResponse:
        """The best clauses for a text, in the shape of ``gongbao search --json``."""
        snapshot = live.now
        hits = await desk.soon(partial(snapshot.search, request.query, request.k))
        rows = [hit_json(snapshot.library, hit) for hit in hits]
        return JSONResponse({"query": request.query, "hits": rows})

    @router.get("/tasks", response_model=TasksBody, summary="查职责")
    def tasks(
        department: _Words = "",
        role: Annotated[str, Query(max_length=200, description="、".join(ROLE_NAMES))] = "",
        leader: _Words = "",
        after: Day | None = None,
        before: Day | None = None,
        document: _Words = "",
        query: _Words = "",
    ) -> JSONResponse:
        """Tasks that pass every filter, in the shape of ``gongbao tasks --json``."""
        if role and role not in ROLE_NAMES:
            raise UsageError(f"没有角色 {role[:20]}", hint=f"可用：{'、'.join(ROLE_NAMES)}")
        snapshot = live.now
        wanted = TaskFilter(
            department=department, role=role, leader=leader, after=after, before=before, document=document, words=query
        )
        found = filter_tasks(snapshot.registry, wanted)
        rows = [task_json(snapshot.library, task) for task in found]
        return JSONResponse({"tasks": rows, "count": len(rows)})

    @router.get("/documents", response_model=DocumentsBody, summary="收录的公报和文件")
    def documents(as_of: Day | None = None) -> JSONResponse:
        """Issues and documents, each document with its status on the day."""
        snapshot = live.now
        rows = [_document(snapshot, d, as_of) for d in snapshot.library.documents]
        return JSONResponse({"issues": issue_json(snapshot.library), "documents": rows})

    @router.get("/documents/{number}", response_model=ClausesBody, summary="一个文件的全部条款")
    def document(number: str, as_of: Day | None = None) -> JSONResponse:
        """One document by 文号 or doc_id, with all its clauses."""
        snapshot = live.now
        found = _one(snapshot, number)
        clauses = [clause_json(snapshot.library, c) for c in snapshot.library.clauses_of(found.doc_id)]
        return JSONResponse({"document": _document(snapshot, found, as_of), "clauses": clauses})

    @router.get("/documents/{number}/clauses/{clause}", response_model=ClauseBody, summary="一条")
    def clause(number: str, clause: str) -> JSONResponse:
        """One clause by its id or its path (第三条（二）1)."""
        snapshot = live.now
        inside = snapshot.library.clauses_of(_one(snapshot, number).doc_id)
        by_id = [c for c in inside if c.clause_id == clause]
        found = by_id or list(find(snapshot.library, inside[0].doc_id if inside else number, clause).clauses)
        if not found:
            raise NotFoundError(f"{number[:60]} 中没有 {clause[:60]}")
        return JSONResponse(clause_json(snapshot.library, found[0]))

    return router


def _one(snapshot: Snapshot, number: str) -> GazetteDocument:
    by_id = snapshot.document(number)
    found = (by_id,) if by_id else snapshot.library.find_documents(number)
    if not found:
        raise NotFoundError(f"没有收录 {number[:60]}", hint="全部文件见 /api/v1/documents")
    if len(found) > 1:
        raise UsageError(
            f"{number[:60]} 有 {len(found)} 个文件", hint=f"请用 doc_id：{'、'.join(d.doc_id for d in found)}"
        )
    return found[0]


def _document(snapshot: Snapshot, document: GazetteDocument, as_of: date | None) -> dict[str, object]:
    standing = snapshot.standings.of(document, as_of or today())
    return {
        **document_json(snapshot.library, document),
        "status": standing.kind,
        "status_text": standing.text,
        "correction": snapshot.corrections.get(document.doc_id),
    }

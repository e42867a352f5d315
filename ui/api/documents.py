"""Plain pages: one document with its clauses as anchors, the library, the 文号 redirect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse

from index.errors import NotFoundError
from index.records import GazetteDocument, Span
from ui import text as t
from ui.ports import Answerer
from ui.reading import render_document_page, render_fragment, render_library_page, render_message_page
from ui.standing import Standings, StandingView, today
from ui.wording import doc_href

__all__ = ["document_router"]

_Offsets = Annotated[list[int] | None, Query()]
_MOST_MARKS = 40


def document_router(assistant: Answerer) -> APIRouter:
    """Routes over the loaded library."""
    standings = Standings(assistant.library)

    def standing(document: GazetteDocument) -> StandingView:
        return standings.of(document, today())

    router = APIRouter(default_response_class=HTMLResponse, tags=["documents"])

    @router.get("/library")
    def library() -> HTMLResponse:
        """All documents by issue."""
        return HTMLResponse(render_library_page(assistant.library, standing=standing))

    @router.get("/doc/by-number/{number:path}", response_model=None)
    def by_number(number: str) -> HTMLResponse | RedirectResponse:
        """Redirects to the document of a 文号; lists the candidates when it fits several."""
        found = assistant.library.find_documents(number)
        root = "../" * (2 + number.count("/"))
        if len(found) == 1:
            return RedirectResponse(root + doc_href(found[0].doc_id), status_code=307)
        if found:
            return HTMLResponse(render_library_page(assistant.library, found, root, standing), status_code=300)
        return HTMLResponse(render_message_page(t.ERROR_NO_DOCUMENT, number, root=root), status_code=404)

    @router.get("/doc/{doc_id}")
    def document(doc_id: str, start: _Offsets = None, end: _Offsets = None) -> HTMLResponse:
        """One document; every pair of ``start`` and ``end`` marks those characters."""
        found = _find(assistant, doc_id)
        if found is None:
            return HTMLResponse(render_message_page(t.ERROR_NO_DOCUMENT, doc_id), status_code=404)
        return HTMLResponse(render_document_page(assistant.library, found, _marks(start, end), standing(found)))

    @router.get("/doc/{doc_id}/part")
    def part(doc_id: str, clause: str = "", start: _Offsets = None, end: _Offsets = None) -> HTMLResponse:
        """The same document without page head and foot, for the panel of the chat page."""
        found = _find(assistant, doc_id)
        if found is None:
            return HTMLResponse(f"<p>{t.ERROR_NO_DOCUMENT}</p>", status_code=404)
        return HTMLResponse(render_fragment(assistant.library, found, _marks(start, end), clause, standing(found)))

    return router


def _find(assistant: Answerer, doc_id: str) -> GazetteDocument | None:
    try:
        return assistant.library.document(doc_id)
    except NotFoundError:
        return None


def _marks(start: Sequence[int] | None, end: Sequence[int] | None) -> tuple[Span, ...]:
    """Well-formed spans only; anything else marks nothing."""
    pairs = zip((start or [])[:_MOST_MARKS], (end or [])[:_MOST_MARKS], strict=False)
    return tuple(Span(a, b) for a, b in pairs if 0 <= a < b)

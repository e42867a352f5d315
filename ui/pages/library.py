"""看公报: issues and documents with search, each document as a page of its own, and as a fragment for panels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

from index.errors import UsageError
from index.library import squeeze
from index.records import GazetteDocument, Span
from ui import text as t
from ui.documents import render_document
from ui.live import Live, Snapshot
from ui.reading import events, outline, problems, render_fragment, render_head
from ui.standing import today
from ui.templating import Pages
from ui.wording import clause_name, doc_href, issue_label, tidy

__all__ = ["library_router"]

_Offsets = Annotated[list[int] | None, Query()]
_MOST_MARKS = 40
_HITS = 12


def library_router(live: Live, pages: Pages) -> APIRouter:
    """The pages over the snapshot in service."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/library")
    def library(request: Request, q: Annotated[str, Query(max_length=200)] = "") -> HTMLResponse:
        """All documents by issue; with words, the documents that carry them and the best clauses."""
        snapshot, words = live.now, q.strip()
        wanted = [d for d in snapshot.library.documents if not words or _fits(d, words)]
        return pages.reply(
            request, "library.html", words=words, hits=_hits(snapshot, words) if words else [],
            groups=_groups(snapshot, wanted), coverage=snapshot.coverage.line, same="",
            problems=() if words else problems(snapshot.registry),
        )  # fmt: skip

    @router.get("/doc/{name}", response_model=None)
    def document(request: Request, name: str, start: _Offsets = None, end: _Offsets = None) -> Response:
        """One document; every pair of ``start`` and ``end`` marks those characters. A 文号 leads to its document."""
        snapshot = live.now
        found = snapshot.document(name)
        if found is None:
            return _by_number(snapshot, pages, request, name)
        registry = snapshot.registry
        marks = _marks(start, end)
        return pages.reply(
            request, "document.html", title=tidy(found.title),
            head=Markup(render_head(snapshot.library, found, snapshot.standings.of(found, today()), "../")),  # noqa: S704
            body=Markup(render_document(snapshot.library, found, marks=marks)),  # noqa: S704
            outline=outline(snapshot.library, found), events=events(registry, found), problems=problems(registry, found),
            correction=snapshot.corrections.get(found.doc_id, ""),
        )  # fmt: skip

    @router.get("/doc/{doc_id}/part")
    def part(
        doc_id: str, clause: str = "", root: Annotated[str, Query(pattern=r"^(\.\./){0,4}$")] = "",
        start: _Offsets = None, end: _Offsets = None,
    ) -> HTMLResponse:  # fmt: skip
        """The same document without page head and foot, for the panel of a page whose root is ``root``."""
        snapshot = live.now
        found = snapshot.document(doc_id)
        if found is None:
            said = t.ERROR_WITHDRAWN if snapshot.gone(doc_id) else t.ERROR_NO_DOCUMENT
            return HTMLResponse(f"<p>{said}</p>", status_code=404)
        standing = snapshot.standings.of(found, today())
        correction = snapshot.corrections.get(doc_id, "")
        return HTMLResponse(
            render_fragment(snapshot.library, found, _marks(start, end), clause, standing, root, correction)
        )

    return router


def _by_number(snapshot: Snapshot, pages: Pages, request: Request, name: str) -> Response:
    if gone := snapshot.gone(name):
        return pages.reply(request, "message.html", status=410, title=t.ERROR_WITHDRAWN, hint=gone.reason)
    found = snapshot.library.find_documents(name)
    if len(found) == 1:
        return RedirectResponse(quote(found[0].doc_id), status_code=307)
    if found:
        return pages.reply(
            request, "library.html", status=300, words="", hits=[], groups=_groups(snapshot, found),
            coverage=snapshot.coverage.line, same=t.LIBRARY_SAME_NUMBER, problems=(),
        )  # fmt: skip
    return pages.reply(request, "message.html", status=404, title=t.ERROR_NO_DOCUMENT, hint=name[:80])


def _groups(snapshot: Snapshot, documents: Sequence[GazetteDocument]) -> list[tuple[str, list[dict[str, object]]]]:
    found = []
    for issue in snapshot.library.issues:
        rows = [
            {
                "title": tidy(d.title), "href": doc_href(d.doc_id), "standing": snapshot.standings.of(d, today()),
                "facts": [x for x in (d.number, tidy(d.issuer) if d.issuer else "", str(d.issued or "")) if x],
            }
            for d in documents if d.issue_id == issue.issue_id
        ]  # fmt: skip
        if rows:
            found.append((issue_label(issue), rows))
    return found


def _hits(snapshot: Snapshot, words: str) -> list[dict[str, str]]:
    try:
        hits = snapshot.search(words, _HITS)
    except UsageError:
        return []
    found = []
    for hit in hits:
        clause = snapshot.library.clause(hit.clause_id)
        document = snapshot.library.document(clause.doc_id)
        found.append(
            {
                "title": tidy(document.short_title or document.title), "number": document.number or "",
                "clause": clause_name(clause.path), "text": snapshot.library.clean_text(clause).replace("\t", "　")[:120],
                "href": doc_href(clause.doc_id, clause.clause_id), "doc_id": clause.doc_id, "clause_id": clause.clause_id,
            }
        )  # fmt: skip
    return found


def _fits(document: GazetteDocument, words: str) -> bool:
    text = squeeze(" ".join((document.title, document.number or "", document.issuer or "")))
    return all(squeeze(word) in text for word in words.split())


def _marks(start: Sequence[int] | None, end: Sequence[int] | None) -> tuple[Span, ...]:
    """Well-formed spans only; anything else marks nothing."""
    pairs = zip((start or [])[:_MOST_MARKS], (end or [])[:_MOST_MARKS], strict=False)
    return tuple(Span(a, b) for a, b in pairs if 0 <= a < b)

"""What stands around a document: its facts, outline, timeline and findings; the panel's fragment (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from index.library import Library
from index.records import ClauseKind, GazetteDocument, Span
from index.registry.lifecycle import events_of
from index.registry.registry import Registry
from ui import text as t
from ui.documents import render_document
from ui.standing import StandingView
from ui.wording import clause_name, doc_href, issue_label, tidy

__all__ = ["Event", "Heading", "Problem", "events", "outline", "problems", "render_fragment", "render_head"]

_OUTLINED = 60
_WORDS = 22


class Heading(NamedTuple):
    """One entry of an outline."""

    clause_id: str
    depth: int
    text: str


class Event(NamedTuple):
    """One entry of a document's timeline; ``href`` leads to the words that say so."""

    day: str
    kind: str
    by: str
    text: str
    href: str
    doc_id: str
    clause_id: str


class Problem(NamedTuple):
    """Places that disagree: what is wrong, and each place's path, words and address."""

    message: str
    places: tuple[tuple[str, str, str, str, str], ...]


def render_head(
    library: Library, document: GazetteDocument, standing: StandingView, root: str, level: str = "h1"
) -> str:
    """Title and facts of a document."""
    issue = next((i for i in library.issues if i.issue_id == document.issue_id), None)
    facts = [
        (t.DOC_NUMBER, document.number or t.DOC_NONE),
        (t.DOC_ISSUER, tidy(document.issuer) if document.issuer else t.DOC_NONE),
        (t.DOC_ISSUED, _day(document.issued) or t.DOC_NONE),
        (t.DOC_EFFECTIVE, _day(standing.since)),
        (t.DOC_ENDS, _day(standing.until)),
        (t.DOC_ISSUE, issue_label(issue) if issue else ""),
    ]
    badge = f'<dd class="standing st-{escape(standing.kind)}">{escape(standing.text)}</dd>'
    rows = f"<div><dt>{t.DOC_STANDING}</dt>{badge}</div>"
    rows += "".join(f"<div><dt>{k}</dt><dd>{escape(v)}</dd></div>" for k, v in facts if v)
    links = "<br>".join(f'<a href="{root}{escape(href)}">{escape(words)}</a>' for words, href in standing.changes)
    rows += f"<div><dt>{t.DOC_CHANGES}</dt><dd>{links}</dd></div>" if links else ""
    url = issue.source_url if issue else None
    if url and url.startswith(("https://", "http://")):
        rows += f'<div><dt>{t.DOC_ORIGINAL}</dt><dd><a href="{escape(url)}" rel="noopener">{escape(url)}</a></dd></div>'
    return f'<header class="doc-head"><{level}>{escape(tidy(document.title))}</{level}><dl>{rows}</dl></header>'


def render_fragment(
    library: Library,
    document: GazetteDocument,
    marks: Sequence[Span],
    target: str,
    standing: StandingView,
    root: str = "",
    correction: str = "",
) -> str:
    """The document for the panel beside a page; its links lead from that page's root."""
    warned = f'<p class="gb-correction">{escape(t.CORRECTION.format(text=correction))}</p>' if correction else ""
    body = render_document(library, document, marks=marks, target=target)
    return f'{render_head(library, document, standing, root, "h3")}{warned}<article class="doc">{body}</article>'


def outline(library: Library, document: GazetteDocument) -> tuple[Heading, ...]:
    """The headings of a document, at most ``_OUTLINED``: upper levels first to stay, in order."""
    named = [
        c
        for c in library.clauses_of(document.doc_id)
        if (c.label or c.title) and c.kind not in (ClauseKind.ROW, ClauseKind.NUMBER, ClauseKind.TITLE)
    ]
    depth = max((d for d in range(6) if sum(c.depth <= d for c in named) <= _OUTLINED), default=0)
    return tuple(
        Heading(c.clause_id, c.depth, tidy(f"{c.label} {c.title or library.clean_text(c)[len(c.label) :][:_WORDS]}"))
        for c in named
        if c.depth <= depth
    )


def events(registry: Registry, document: GazetteDocument) -> tuple[Event, ...]:
    """The timeline of a document: 印发 施行 有效期 修订 废止, each with its words."""
    library = registry.library
    found = []
    for event in events_of(library, registry.events, document.doc_id):
        by = library.document(event.by_doc_id)
        until = f" 至 {event.end.isoformat()}" if event.end else ""
        spans = (event.span,) if event.span.end > event.span.start else ()
        found.append(
            Event(
                day=(event.date.isoformat() if event.date else "") + until, kind=event.kind.value,
                by=by.number or tidy(by.title), text=library.clean_span(by.source, event.span)[:80],
                href=doc_href(by.doc_id, event.clause_id, spans), doc_id=by.doc_id, clause_id=event.clause_id,
            )
        )  # fmt: skip
    return tuple(found)


def problems(registry: Registry, document: GazetteDocument | None = None) -> tuple[Problem, ...]:
    """The consistency findings that touch a document, or all of them."""
    library = registry.library
    return tuple(
        Problem(
            message=f.message,
            places=tuple(
                (
                    clause_name(q.path), library.clean_span(library.document(q.doc_id).source, q.span)[:80],
                    doc_href(q.doc_id, q.clause_id, (q.span,)), q.doc_id, q.clause_id,
                )
                for q in (f.first, f.second)
            ),
        )
        for f in registry.findings
        if document is None or document.doc_id in (f.doc_id, f.first.doc_id, f.second.doc_id)
    )  # fmt: skip


def _day(day: object) -> str:
    return str(day) if day else ""

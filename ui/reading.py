"""Plain server-rendered pages around a document: the page itself, the panel fragment, the library (pure).

They work without script, print well and can be linked to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from index.library import Library
from index.records import GazetteDocument, Span
from ui import text as t
from ui.documents import render_document
from ui.standing import StandingView
from ui.wording import coverage, doc_href, issue_label, tidy

__all__ = ["render_document_page", "render_fragment", "render_library", "render_library_page", "render_message_page"]


def render_document_page(
    library: Library, document: GazetteDocument, marks: Sequence[Span] = (), standing: StandingView | None = None
) -> str:
    """A whole page for one document."""
    body = _header(library, document, "h1", standing, "../") + _article(library, document, marks, "")
    return _page(tidy(document.title), body, root="../")


def render_fragment(
    library: Library,
    document: GazetteDocument,
    marks: Sequence[Span],
    target: str,
    standing: StandingView | None = None,
) -> str:
    """The same document for the panel beside a conversation; its links are relative to the root."""
    return _header(library, document, "h3", standing, "") + _article(library, document, marks, target)


def render_library(
    library: Library,
    *,
    root: str = "",
    documents: Sequence[GazetteDocument] | None = None,
    standing: Callable[[GazetteDocument], StandingView] | None = None,
) -> str:
    """The list of documents by issue, each linked and with its standing; only ``documents`` when given."""
    found = []
    wanted = library.documents if documents is None else documents
    for issue in library.issues:
        items = "".join(
            _entry(d, root, standing(d) if standing else None) for d in wanted if d.issue_id == issue.issue_id
        )
        if items:
            found.append(f"<section><h2>{escape(issue_label(issue))}</h2><ol>{items}</ol></section>")
    return f'<div class="gb-library">{"".join(found)}</div>'


def render_library_page(
    library: Library,
    documents: Sequence[GazetteDocument] | None = None,
    root: str = "",
    standing: Callable[[GazetteDocument], StandingView] | None = None,
) -> str:
    """The library as a page of its own; ``documents`` are the candidates of an ambiguous 文号."""
    lead = escape(coverage(library).line) if documents is None else t.LIBRARY_SAME_NUMBER
    body = f'<header class="doc-head"><h1>{t.LIBRARY}</h1><p>{lead}</p></header>'
    return _page(
        t.LIBRARY, body + render_library(library, root=root, documents=documents, standing=standing), root=root
    )


def render_message_page(message: str, hint: str = "", root: str = "../") -> str:
    """One line for the reader, such as a page that does not exist."""
    return _page(message, f'<header class="doc-head"><h1>{escape(message)}</h1><p>{escape(hint)}</p></header>', root)


def _entry(document: GazetteDocument, root: str, standing: StandingView | None) -> str:
    facts = [document.number, document.issuer and tidy(document.issuer), _day(document.issued)]
    meta = "".join(f"<span>{escape(fact)}</span>" for fact in facts if fact)
    if standing:
        meta += f'<span class="standing st-{escape(standing.kind)}">{escape(standing.text)}</span>'
    return (
        f'<li><a href="{root}{escape(doc_href(document.doc_id))}">{escape(tidy(document.title))}</a>'
        f'<p class="meta">{meta}</p></li>'
    )


def _header(library: Library, document: GazetteDocument, level: str, standing: StandingView | None, root: str) -> str:
    issue = next((i for i in library.issues if i.issue_id == document.issue_id), None)
    facts = [
        (t.DOC_NUMBER, document.number or t.DOC_NONE),
        (t.DOC_ISSUER, tidy(document.issuer) if document.issuer else t.DOC_NONE),
        (t.DOC_ISSUED, _day(document.issued) or t.DOC_NONE),
        (t.DOC_EFFECTIVE, _day(standing.since if standing else document.effective)),
        (t.DOC_ENDS, _day(standing.until if standing else document.ends)),
        (t.DOC_ISSUE, issue_label(issue) if issue else ""),
    ]
    rows = "".join(f"<div><dt>{k}</dt><dd>{escape(v)}</dd></div>" for k, v in facts if v)
    if standing:
        badge = f'<dd class="standing st-{escape(standing.kind)}">{escape(standing.text)}</dd>'
        rows = f"<div><dt>{t.DOC_STANDING}</dt>{badge}</div>{rows}"
        links = "<br>".join(f'<a href="{root}{escape(href)}">{escape(words)}</a>' for words, href in standing.changes)
        rows += f"<div><dt>{t.DOC_CHANGES}</dt><dd>{links}</dd></div>" if links else ""
    url = issue.source_url if issue else None
    if url and url.startswith(("https://", "http://")):
        rows += f'<div><dt>{t.DOC_ORIGINAL}</dt><dd><a href="{escape(url)}" rel="noopener">{escape(url)}</a></dd></div>'
    return f'<header class="doc-head"><{level}>{escape(tidy(document.title))}</{level}><dl>{rows}</dl></header>'


def _article(library: Library, document: GazetteDocument, marks: Sequence[Span], target: str) -> str:
    return f'<article class="doc">{render_document(library, document, marks=marks, target=target)}</article>'


def _day(day: object) -> str:
    return str(day) if day else ""


def _page(title: str, body: str, root: str) -> str:
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{escape(title)} - {t.BRAND}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f'<link rel="stylesheet" href="{root}page/tokens.css"><link rel="stylesheet" href="{root}page/document.css">'
        f'<link rel="icon" href="{root}page/icon.png"></head><body class="gb-page">'
        f'<nav><a class="brand" href="{root or "./"}">{t.BRAND}</a><a href="{root or "./"}">{t.CHAT_LINK}</a>'
        f'<a href="{root}library">{t.LIBRARY_LINK}</a></nav><main>{body}</main>'
        f"<footer><p>{t.DISCLAIMER}</p></footer></body></html>"
    )

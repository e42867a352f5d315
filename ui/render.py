"""Views → escaped HTML of the chat page. Every string passes ``escape``; no markup comes from a gazette."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from assistant.records import AnswerStatus
from ui import text as t
from ui.views import AnswerView, CalculationView, NoticeView, Piece, SourceView, TableView
from ui.wording import CoverageView

__all__ = ["render_error", "render_footer", "render_header", "render_panel", "render_turn", "render_welcome"]


def render_header() -> str:
    """Name and purpose of the application."""
    return f'<header class="gb-head"><h1>{t.BRAND}</h1><p>{t.TAGLINE}</p></header>'


def render_footer(coverage: CoverageView) -> str:
    """The standing disclaimer and what is covered."""
    return (
        f'<footer class="gb-foot"><p>{t.DISCLAIMER}</p><p><span>{t.COVERED}</span>{escape(coverage.line)}</p></footer>'
    )


def render_welcome(coverage: CoverageView, examples: Iterable[str]) -> str:
    """The first screen: what is covered and questions to start with."""
    items = "".join(f"<li>{_ask(e)}</li>" for e in examples)
    asked = f'<h3 id="gb-examples">{t.EXAMPLES}</h3><ul aria-labelledby="gb-examples">{items}</ul>' if items else ""
    return (
        f'<section class="gb-welcome"><h2>{t.WELCOME}</h2>'
        f'<p class="gb-covered">{escape(coverage.line)}</p><p>{t.WELCOME_MORE}</p>{asked}</section>'
    )


def render_panel() -> str:
    """The empty source panel; the page's script fills it and moves it beside the conversation."""
    buttons = "".join(
        f'<button type="button" data-do="{do}">{label}</button>'
        for do, label in (("previous", t.PANEL_PREVIOUS), ("next", t.PANEL_NEXT), ("copy", t.PANEL_COPY))
    )
    return (
        f'<aside id="gb-panel" class="gb-panel" aria-label="{t.PANEL}" hidden'
        f' data-loading="{t.PANEL_LOADING}" data-failed="{t.PANEL_FAILED}" data-copied="{t.COPIED}">'
        f'<div class="gb-panel-head"><h2 tabindex="-1">{t.PANEL}</h2>'
        f'<a class="gb-page" href="library" target="_blank" rel="noopener">{t.PANEL_PAGE}</a>'
        f'<button type="button" data-do="close" aria-label="{t.PANEL_CLOSE}">{t.PANEL_CLOSE}</button></div>'
        f'<div class="gb-panel-bar">{buttons}<span role="status" class="gb-said"></span></div>'
        f'<div class="gb-panel-body" tabindex="0"></div></aside>'
    )


def render_turn(question: str, view: AnswerView | None, *, waiting: str = "", shown: int | None = None) -> str:
    """One question and its answer.

    Args:
        question: As the user wrote it.
        view: ``None`` while the assistant is at work.
        waiting: The line shown while the answer is not complete.
        shown: Number of pieces of the text shown so far; ``None`` shows the whole answer.
    """
    asked = f'<div class="gb-asked"><span class="gb-sr">{t.QUESTION}</span><p>{escape(question)}</p></div>'
    if view is None:
        return (
            f'<article class="gb-turn">{asked}<div class="gb-answer"><p class="gb-wait">{waiting}</p></div></article>'
        )
    body = _whole(view) if shown is None else f'{_text(view, shown)}<p class="gb-wait">{waiting}</p>'
    state = f'<p class="gb-status s-{view.status.value}"><span>{view.label}</span></p>'
    return f'<article class="gb-turn" data-status="{view.status.value}">{asked}<div class="gb-answer">{state}{body}</div></article>'


def render_error(question: str, message: str) -> str:
    """A question that could not be handled."""
    return (
        f'<article class="gb-turn" data-status="error"><div class="gb-asked"><p>{escape(question)}</p></div>'
        f'<div class="gb-answer"><p class="gb-status s-error"><span>{t.STATUS_LABELS[AnswerStatus.ERROR]}</span></p>'
        f"<p>{escape(message)}</p></div></article>"
    )


def _whole(view: AnswerView) -> str:
    chips = {s.marker: s for s in view.sources}
    parts = [_calculation(c, chips) for c in view.calculations]
    parts.append(_text(view, None))
    if view.reason and view.reason not in view.plain:
        parts.append(f'<p class="gb-reason"><span>{t.REASON}</span>{escape(view.reason)}</p>')
    if view.covered:
        parts.append(f'<p class="gb-reason"><span>{t.COVERED}</span>{escape(view.covered)}</p>')
    parts.extend(_choices(m.question, [c.label for c in m.choices]) for m in view.missing)
    if view.table:
        parts.append(_table(view.table, chips))
    if view.notices:
        parts.append(f'<ul class="gb-notices">{"".join(_notice(n, chips) for n in view.notices)}</ul>')
    if view.sources:
        title = t.NEAREST if view.abstained else t.SOURCES
        parts.append(
            f'<section class="gb-sources" aria-label="{title}"><h4>{title}</h4>'
            f"<ol>{''.join(_source(s) for s in view.sources)}</ol></section>"
        )
    if view.suggestions:
        items = "".join(f"<li>{_ask(s)}</li>" for s in view.suggestions)
        parts.append(f'<section class="gb-more"><h4>{t.SUGGESTIONS}</h4><ul>{items}</ul></section>')
    parts.append(
        f'<p class="gb-tools"><button type="button" data-copy="{escape(view.plain)}">{t.COPY_ANSWER}</button></p>'
    )
    return "".join(parts)


def _text(view: AnswerView, shown: int | None) -> str:
    chips = {s.marker: s for s in view.sources}
    found, left = [], shown
    for paragraph in view.paragraphs:
        pieces = paragraph if left is None else paragraph[: max(left, 0)]
        if left is not None:
            left -= len(paragraph)
        if pieces:
            found.append(f"<p>{''.join(_piece(p, chips) for p in pieces)}</p>")
    return f'<div class="gb-text">{"".join(found)}</div>' if found else ""


def _piece(piece: Piece, chips: dict[int, SourceView]) -> str:
    return escape(piece.text) if piece.marker is None else _chip(piece.marker, chips)


def _chip(marker: int, chips: dict[int, SourceView]) -> str:
    source = chips[marker]
    label = escape(f"{t.SOURCES}{marker}：{source.citation}")
    return f'<a class="gb-chip" {_link(source)} aria-label="{label}" title="{escape(source.citation)}">[{marker}]</a>'


def _link(source: SourceView) -> str:
    return (
        f'href="{escape(source.href)}" target="_blank" rel="noopener"'
        f' data-doc="{escape(source.doc_id)}" data-clause="{escape(source.clause_id)}"'
    )


def _source(source: SourceView) -> str:
    number = f"{escape(source.number)} " if source.number else ""
    standing = ""
    if source.standing:
        standing = f' <em class="standing st-{source.standing.kind}">{escape(source.standing.text)}</em>'
    return (
        f'<li><a class="gb-source" {_link(source)}><b>[{source.marker}]</b><span class="gb-cite">'
        f"《{escape(source.title)}》<i>{number}{escape(source.clause)}{standing}</i></span>"
        f"<q>{escape(source.snippet)}</q></a></li>"
    )


def _calculation(card: CalculationView, chips: dict[int, SourceView]) -> str:
    marks = "".join(_chip(m, chips) for m in card.markers)
    unit = f"<small>{escape(card.unit)}</small>" if card.unit else ""
    words = f'<p class="gb-words"><span>{t.IN_WORDS}</span>{escape(card.words)}</p>' if card.words else ""
    inputs = "".join(f"<div><dt>{escape(k)}</dt><dd>{escape(v)}</dd></div>" for k, v in card.inputs)
    given = f'<dl class="gb-inputs" aria-label="{t.INPUTS}">{inputs}</dl>' if inputs else ""
    steps = "".join(
        f"<tr><td>{n}</td><td>{escape(s.formula)}</td><td>{escape(s.result)}</td></tr>"
        if s.result
        else f'<tr><td>{n}</td><td colspan="2">{escape(s.formula)}</td></tr>'
        for n, s in enumerate(card.steps, 1)
    )
    table = (
        f"<table><caption>{t.STEPS}</caption><thead><tr><th>{t.STEP_NUMBER}</th><th>{t.STEP_FORMULA}</th>"
        f"<th>{t.STEP_RESULT}</th></tr></thead><tbody>{steps}</tbody></table>"
        if steps
        else ""
    )
    assumed = "".join(f"<li>{escape(a)}</li>" for a in card.assumptions)
    assumptions = f'<div class="gb-assumed"><p>{t.ASSUMPTIONS}</p><ul>{assumed}</ul></div>' if assumed else ""
    return (
        f'<section class="gb-card" aria-label="{t.RESULT}"><h4>{escape(card.title)}</h4>'
        f'<p class="gb-result"><output>{escape(card.result)}{unit}</output>{marks}</p>'
        f"{words}{given}{table}{assumptions}</section>"
    )


def _choices(question: str, labels: list[str]) -> str:
    buttons = "".join(f"<li>{_ask(label)}</li>" for label in labels)
    more = f'<ul>{buttons}</ul><p class="gb-small">{t.CHOOSE_MORE}</p>' if buttons else ""
    return f'<section class="gb-choices" aria-label="{t.CHOOSE}"><p>{escape(question)}</p>{more}</section>'


def _table(table: TableView, chips: dict[int, SourceView]) -> str:
    linked = any(table.markers)
    head = "".join(f'<th scope="col">{escape(c)}</th>' for c in table.columns)
    head += f'<th scope="col">{t.ROW_SOURCE}</th>' if linked else ""
    body = []
    for row, markers in zip(table.rows, table.markers, strict=True):
        cells = "".join(
            f'<td data-label="{escape(c)}">{escape(v)}</td>' for c, v in zip(table.columns, row, strict=True)
        )
        if linked:
            marks = "".join(_chip(m, chips) for m in markers)
            cells += f'<td data-label="{t.ROW_SOURCE}">{marks}</td>'
        body.append(f"<tr>{cells}</tr>")
    count = t.ROW_COUNT.format(count=len(table.rows))
    size = "wide" if len(table.columns) > 5 else "narrow"
    return (
        f'<div class="gb-table {size}"><table><caption class="gb-sr">{count}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def _notice(notice: NoticeView, chips: dict[int, SourceView]) -> str:
    marks = "".join(_chip(m, chips) for m in notice.markers)
    return f'<li class="n-{escape(notice.kind)}"><b>{notice.label}</b><span>{escape(notice.text)}{marks}</span></li>'


def _ask(question: str) -> str:
    return f'<button type="button" class="gb-ask" data-ask="{escape(question)}">{escape(question)}</button>'

"""Views → escaped HTML of the chat page. Every string passes ``escape``; no markup comes from a gazette."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from assistant.records import AnswerStatus
from ui import text as t
from ui.forms import FormField
from ui.settings import WebSettings
from ui.views import AnswerView, CalculationView, NoticeView, OwnerView, Piece, SourceView, TableView
from ui.wording import CoverageView

__all__ = [
    "render_error",
    "render_field",
    "render_footer",
    "render_header",
    "render_outcome",
    "render_panel",
    "render_paused",
    "render_turn",
    "render_welcome",
]


def render_header(site: WebSettings, root: str, path: str, *, admin: bool) -> str:
    """Name and navigation of every page; ``path`` says which entry is the present one."""
    links = ""
    for place, label in t.NAVIGATION:
        if place == "admin" and not admin:
            continue
        here = path == "/" if not place else path.startswith((f"/{place}", "/doc/" if place == "library" else "\0"))
        current = ' aria-current="page"' if here else ""
        links += f'<a href="{root}{place or ("./" if not root else "")}"{current}>{label}</a>'
    logo = f'<img src="{root}logo" alt="" height="32">' if site.logo else ""
    home = root or "./"
    return (
        f'<header class="gb-head"><a class="gb-brand" href="{home}">{logo}<span>{escape(site.site_name)}</span></a>'
        f'<nav aria-label="{t.NAVIGATION_LABEL}">{links}</nav>'
        f'<button type="button" class="gb-large" data-do="large" aria-pressed="false">{t.LARGE}</button></header>'
    )


def render_footer(site: WebSettings, coverage: CoverageView, model: str = "") -> str:
    """The standing disclaimer, what is covered, the language model in use (``model``), who runs the site."""
    facts = [
        f"{label}{escape(value)}"
        for label, value in ((t.ORGANISER, site.organiser), (t.HOTLINE, site.hotline), ("", site.icp))
        if value
    ]
    run_by = f"<p>{'　'.join(facts)}</p>" if facts else ""
    named = f'<p class="gb-model">{escape(model)}{t.MODEL_WORDS}</p>' if model else ""
    return (
        f'<footer class="gb-foot"><p>{t.DISCLAIMER}</p><p><span>{t.COVERED}</span>{escape(coverage.line)}</p>'
        f"{named}{run_by}</footer>"
    )


def render_paused(text: str) -> str:
    """The administrator's notice while answering is stopped; nothing otherwise."""
    return f'<p class="gb-paused" role="alert">{escape(text)}</p>' if text else ""


def render_welcome(coverage: CoverageView, examples: Iterable[str], retention_days: int) -> str:
    """The first screen: what is covered, questions to start with, and what is kept."""
    kept = t.PRIVACY.format(days=retention_days) if retention_days else t.PRIVACY_NOTHING
    privacy = f'<p class="gb-privacy" data-once="privacy" role="note">{kept} <button type="button" data-do="once">{t.PRIVACY_SEEN}</button></p>'
    items = "".join(f"<li>{_ask(e)}</li>" for e in examples)
    asked = f'<h3 id="gb-examples">{t.EXAMPLES}</h3><ul aria-labelledby="gb-examples">{items}</ul>' if items else ""
    return (
        f'<section class="gb-welcome"><h2>{t.WELCOME}</h2>'
        f'<p class="gb-covered">{escape(coverage.line)}</p><p>{t.WELCOME_MORE}</p>{asked}{privacy}</section>'
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
        f'<a class="gb-page-link" href="library" target="_blank" rel="noopener">{t.PANEL_PAGE}</a>'
        f'<button type="button" data-do="close" aria-label="{t.PANEL_CLOSE}">{t.PANEL_CLOSE}</button></div>'
        f'<div class="gb-panel-bar">{buttons}<span role="status" class="gb-said"></span></div>'
        f'<div class="gb-panel-body" tabindex="0"></div></aside>'
    )


def render_turn(
    question: str, view: AnswerView | None, *, waiting: str = "", shown: int | None = None, rated: bool = False
) -> str:
    """One question and its answer.

    Args:
        question: As the user wrote it.
        view: ``None`` while the assistant is at work.
        waiting: The line shown while the answer is not complete.
        shown: Number of pieces of the text shown so far; ``None`` shows the whole answer.
        rated: Whether feedback is asked for.
    """
    asked = f'<div class="gb-asked"><span class="gb-sr">{t.QUESTION}</span><p>{escape(question)}</p></div>'
    if view is None:
        return (
            f'<article class="gb-turn">{asked}<div class="gb-answer"><p class="gb-wait">{waiting}</p></div></article>'
        )
    body = _whole(view) if shown is None else f'{_text(view, shown)}<p class="gb-wait">{waiting}</p>'
    state = f'<p class="gb-status s-{view.status.value}"><span>{view.label}</span></p>'
    done = f' data-answer="{escape(view.id)}" data-question="{escape(question)}" data-day="{view.as_of.isoformat()}"'
    made = f' data-composer="{escape(view.composer)}"'
    if shown is None:
        body += _tools(view, rated=rated)
    return (
        f'<article class="gb-turn" data-status="{view.status.value}"{made}{done if shown is None else ""}>{asked}'
        f'<div class="gb-answer">{state}{body}</div></article>'
    )


def render_outcome(view: AnswerView, root: str = "") -> str:
    """A result without its question, for the calculators; links lead from the root."""
    chips = {s.marker: s for s in view.sources}
    cards = "".join(f'<div class="gb-card">{_result(c, chips)}</div>' for c in view.calculations)
    body = cards + _after(view, chips)
    return body.replace('href="doc/', f'href="{root}doc/') if root else body


def render_error(question: str, message: str) -> str:
    """A question that could not be handled."""
    return (
        f'<article class="gb-turn" data-status="error"><div class="gb-asked"><p>{escape(question)}</p></div>'
        f'<div class="gb-answer"><p class="gb-status s-error"><span>{t.STATUS_LABELS[AnswerStatus.ERROR]}</span></p>'
        f"<p>{escape(message)}</p></div></article>"
    )


def _whole(view: AnswerView) -> str:
    chips = {s.marker: s for s in view.sources}
    urgent = f'<p class="gb-urgent" role="alert">{escape(view.urgent)}</p>' if view.urgent else ""
    return urgent + "".join(_calculation(c, chips) for c in view.calculations) + _after(view, chips)


def _after(view: AnswerView, chips: dict[int, SourceView]) -> str:
    """Everything below the calculation cards."""
    parts = [_text(view, None)]
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
    parts.extend(_owner(o) for o in view.owners)
    if view.hotline:
        parts.append(f'<p class="gb-reason"><span>{t.ASK_AT}</span>{t.HOTLINE}{escape(view.hotline)}</p>')
    if view.suggestions:
        items = "".join(f"<li>{_ask(s)}</li>" for s in view.suggestions)
        parts.append(f'<section class="gb-more"><h4>{t.SUGGESTIONS}</h4><ul>{items}</ul></section>')
    return "".join(parts)


def _owner(owner: OwnerView) -> str:
    return (
        f'<p class="gb-reason"><span>{t.ASK_AT}</span>{t.EXPLAINED_BY.format(title=escape(owner.title), name=escape(owner.name))}'
        f'<a class="gb-chip" href="{escape(owner.href)}" target="_blank" rel="noopener" data-doc="{escape(owner.doc_id)}"'
        f' data-clause="{escape(owner.clause_id)}">{escape(owner.clause) or t.ROW_SOURCE}</a></p>'
    )


def _tools(view: AnswerView, *, rated: bool) -> str:
    rate = (
        f'<span class="gb-rate" role="group" aria-label="{t.RATE}"><button type="button" data-rate="1">{t.HELPFUL}</button>'
        f'<button type="button" data-rate="0">{t.NOT_HELPFUL}</button></span>'
        if rated and view.id
        else ""
    )
    return (
        f'<div class="gb-tools">{rate}<button type="button" data-copy="{escape(view.plain)}">{t.COPY_ANSWER}</button></div>'
        f'<form class="gb-why" data-why hidden><label>{t.WHY}<input name="reason" maxlength="500" autocomplete="off"></label>'
        f'<button type="submit">{t.SEND}</button></form>'
    )


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
    edit = ""
    if card.fields:
        controls = "".join(render_field(f) for f in card.fields)
        edit = (
            f'<details class="gb-edit"><summary>{t.CHANGE_INPUTS}</summary>'
            f'<form class="gb-form" data-calc="calc/{escape(card.rule)}" action="calc/{escape(card.rule)}">{controls}</form></details>'
        )
    return f'<section class="gb-card" aria-label="{t.RESULT}"><div data-result>{_result(card, chips)}</div>{edit}</section>'


def render_field(field: FormField) -> str:
    """One control of a rule's form with its label."""
    name, value = escape(field.name), escape(field.value)
    if field.kind == "choice":
        options = "".join(
            f'<option value="{escape(c.value)}"{" selected" if c.value == field.value else ""}>{escape(c.label)}</option>'
            for c in field.choices
        )
        control = f'<select name="{name}"><option value="">{t.NOT_GIVEN}</option>{options}</select>'
    elif field.kind == "number":
        low, high = (f' {k}="{escape(v)}"' if v else "" for k, v in (("min", field.low), ("max", field.high)))
        control = f'<input type="number" name="{name}" value="{value}" inputmode="numeric" step="1"{low}{high}>'
    else:
        control = f'<input type="{field.kind}" name="{name}" value="{value}" placeholder="{escape(field.help)}" autocomplete="off">'
    return f"<label><span>{escape(field.title)}</span>{control}</label>"


def _result(card: CalculationView, chips: dict[int, SourceView]) -> str:
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
        f"<h4>{escape(card.title)}</h4>"
        f'<p class="gb-result"><output>{escape(card.result)}{unit}</output>{marks}</p>'
        f"{words}{given}{table}{assumptions}"
    )


def _choices(question: str, labels: list[str]) -> str:
    buttons = "".join(f"<li>{_ask(label)}</li>" for label in labels)
    more = f'<ul>{buttons}</ul><p class="gb-small">{t.CHOOSE_MORE}</p>' if buttons else ""
    return f'<section class="gb-choices" aria-label="{t.CHOOSE}"><p>{escape(question)}</p>{more}</section>'


def _table(table: TableView, chips: dict[int, SourceView]) -> str:
    linked = any(table.markers)
    head = "".join(f'<th scope="col"><button type="button">{escape(c)}</button></th>' for c in table.columns)
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
    saved = "".join(
        f'<button type="button" data-save="{kind}">{label}</button>'
        for kind, label in (("xlsx", t.SAVE_XLSX), ("csv", t.SAVE_CSV))
    )
    return (
        f'<div class="gb-tools gb-above">{saved}</div>'
        f'<div class="gb-table {size}"><table data-sort><caption class="gb-sr">{count}</caption><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def _notice(notice: NoticeView, chips: dict[int, SourceView]) -> str:
    marks = "".join(_chip(m, chips) for m in notice.markers)
    return f'<li class="n-{escape(notice.kind)}"><b>{notice.label}</b><span>{escape(notice.text)}{marks}</span></li>'


def _ask(question: str) -> str:
    return f'<button type="button" class="gb-ask" data-ask="{escape(question)}">{escape(question)}</button>'

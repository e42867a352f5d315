"""问政策: the chat page. Gradio carries state, queue and streaming; the words are our own HTML."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from assistant.records import Answer
from index.errors import GongbaoError
from ui import text as t
from ui.desk import Desk
from ui.live import Snapshot
from ui.ports import MAX_HISTORY, MAX_QUESTION
from ui.render import (
    render_error,
    render_footer,
    render_header,
    render_panel,
    render_paused,
    render_turn,
    render_welcome,
)
from ui.settings import WebSettings
from ui.store import Store
from ui.viewing import view
from ui.views import AnswerView, view_answer

__all__ = ["HEAD", "build_page", "page_theme"]

_log = logging.getLogger(f"gongbao.{__name__}")

HEAD = (
    '<meta name="color-scheme" content="light dark">'
    '<link rel="stylesheet" href="page/tokens.css"><link rel="stylesheet" href="page/site.css">'
    '<link rel="stylesheet" href="page/chat.css"><link rel="stylesheet" href="page/document.css">'
    '<script src="page/site.js" defer></script><script src="page/chat.js" defer></script>'
    f'<noscript><p>{t.NOSCRIPT}：<a href="library">{t.LIBRARY}</a></p></noscript>'
)

# Buttons inside our HTML ask their question through a Gradio event of the component they stand in.
_ASK_ON_CLICK = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-ask]');
  if (button) { trigger('click', {question: button.dataset.ask}); }
});
"""
# The browser holds the random ids of its conversations, the present one first; chat.js deletes them.
_CONVERSATION = """
(...given) => {
  const key = 'gongbao.conversations', fresh = %s;
  let ids = [];
  try { ids = JSON.parse(localStorage.getItem(key)) || []; } catch {}
  if (fresh || !ids.length) {
    ids.unshift([...crypto.getRandomValues(new Uint8Array(16))].map((b) => b.toString(16).padStart(2, '0')).join(''));
    try { localStorage.setItem(key, JSON.stringify(ids.slice(0, 100))); } catch {}
  }
  return [...given.slice(0, -1), ids[0]];
}
"""
_ID = re.compile(r"[0-9a-f]{32}")
_PAUSE_S = 0.03
_LONGEST_STREAM_S = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """One finished exchange of a conversation."""

    question: str
    html: str


_Turns = tuple[_Turn, ...]
_Update = tuple[Any, Any, Any, Any, _Turns]
_Answers = Callable[[str, tuple[str, ...]], Iterator[tuple[bool, AnswerView]]]


def page_theme() -> gr.themes.Base:
    """Gradio's plainest theme with system fonts, so that nothing is fetched."""
    fonts = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")
    return gr.themes.Base(primary_hue="slate", neutral_hue="slate", font=fonts, font_mono=("monospace",))


def build_page(desk: Desk, store: Store, settings: WebSettings, *, admin: bool) -> gr.Blocks:
    """The Blocks of the chat page."""
    live = desk.live

    def welcome(snapshot: Snapshot) -> str:
        return render_welcome(snapshot.coverage, snapshot.examples, settings.retention_days)

    def shown(snapshot: Snapshot, answer: Answer) -> AnswerView:
        return view(snapshot, answer, hotline=settings.hotline, urgent=settings.danger_notice, more=True)

    def answers(question: str, history: tuple[str, ...], conversation: str) -> Iterator[tuple[bool, AnswerView]]:
        """Views of the answer as it grows, each with whether it is the finished one."""
        for answer in desk.stream(question, history):
            if answer.id and _ID.fullmatch(conversation or ""):
                store.add_turn(conversation, answer)
            yield bool(answer.id), shown(live.now, answer) if answer.id else view_answer(answer)

    def respond(question: str, turns: _Turns, conversation: str) -> Iterator[_Update]:
        yield from _respond(lambda q, h: answers(q, h, conversation), question, turns, rated=store.keeps)

    def clicked(turns: _Turns, conversation: str, event: gr.EventData) -> Iterator[_Update]:
        yield from respond(str(event.question), turns, conversation)

    def restore(conversation: str) -> tuple[Any, ...]:
        """The conversation this browser was in, and what the site says now."""
        snapshot = live.now
        known = conversation if _ID.fullmatch(conversation or "") else ""
        kept = store.turns(known) if known else ()
        turns = tuple(
            _Turn(question=a.question, html=render_turn(a.question, shown(snapshot, a), rated=store.keeps))
            for a in kept
            if snapshot.stands(a)
        )
        around = render_paused(snapshot.paused), render_footer(settings, snapshot.coverage, snapshot.model_line)
        if not turns:  # whoever is quick may already have asked: leave that alone
            return *around, gr.HTML(welcome(snapshot)), gr.skip(), gr.skip(), gr.skip()
        *past, last = [x.html for x in turns]
        return *around, gr.HTML(visible=False), "".join(past), last, turns

    def fresh() -> tuple[Any, ...]:
        return "", gr.HTML(welcome(live.now), visible=True), "", "", ()

    page: gr.Blocks
    plain: dict[str, Any] = {"apply_default_css": False, "js_on_load": None}
    asking: dict[str, Any] = {"apply_default_css": False, "js_on_load": _ASK_ON_CLICK}
    with gr.Blocks(title=settings.site_name, analytics_enabled=False, fill_width=True) as page:
        turns = gr.State(())
        gr.HTML(render_header(settings, "", "/", admin=admin), **plain)
        paused = gr.HTML(render_paused(live.now.paused), **plain)
        with gr.Column(elem_id="gb-chat"):
            first = gr.HTML(welcome(live.now), elem_id="gb-first", **asking)
            past = gr.HTML("", elem_id="gb-past", **asking)
            live_turn = gr.HTML("", elem_id="gb-live", **asking)
            with gr.Row(elem_id="gb-ask"):
                box = gr.Textbox(
                    label=t.ASK_LABEL,
                    placeholder=t.ASK_PLACEHOLDER,
                    show_label=False,
                    container=False,
                    lines=1,
                    max_lines=6,
                    max_length=MAX_QUESTION,
                    elem_id="gb-question",
                    scale=1,
                    html_attributes=gr.InputHTMLAttributes(enterkeyhint="send", lang="zh-CN", spellcheck=False),
                )
                send = gr.Button(t.SEND, variant="primary", elem_id="gb-send", scale=0, min_width=72)
            with gr.Row(elem_id="gb-below"):
                gr.HTML(_below(store.keeps), **plain)
                new = gr.Button(t.NEW_CHAT, elem_id="gb-new", size="sm", scale=0, min_width=64)
            held = gr.Textbox(visible=False)
        foot = gr.HTML(render_footer(settings, live.now.coverage, live.now.model_line), **plain)
        gr.HTML(render_panel(), elem_id="gb-panel-home", **plain)

        known = _CONVERSATION % "false"
        changed = [box, first, past, live_turn, turns]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        gr.on(
            [box.submit, send.click], respond, [box, turns, held], changed,
            concurrency_id="ask", concurrency_limit=8, js=known, **quiet,
        )  # fmt: skip
        for part in (first, past, live_turn):
            part.click(clicked, [turns, held], changed, concurrency_id="ask", js=known, **quiet)
        new.click(fresh, None, changed, js="() => { (" + _CONVERSATION % "true" + ")(); return []; }", **quiet)
        page.load(restore, [held], [paused, foot, first, past, live_turn, turns], js=known, **quiet)
    page.queue(max_size=64)
    return page


def _below(keeps: bool) -> str:
    buttons = "".join(
        f'<button type="button" data-save="{kind}">{label}</button>'
        for kind, label in (("docx", t.SAVE_DOCX), ("md", t.SAVE_MARKDOWN))
    )
    delete = f'<button type="button" data-do="forget">{t.DELETE}</button>' if keeps else ""
    return f'<div class="gb-tools gb-whole"><span class="gb-hint">{t.ASK_HINT}</span>{buttons}{delete}</div>'


def _respond(answers: _Answers, question: str, turns: _Turns, *, rated: bool) -> Iterator[_Update]:
    """The updates of one question: at once the question, then the text as it grows, then everything."""
    question = question.strip()[:MAX_QUESTION]
    if not question:
        yield gr.skip(), gr.skip(), gr.skip(), gr.skip(), turns
        return
    before = "".join(turn.html for turn in turns)
    yield "", gr.HTML(visible=False), before, render_turn(question, None, waiting=t.SEARCHING), turns
    history = tuple(turn.question for turn in turns)[-MAX_HISTORY:]
    html = render_error(question, t.ERROR_INTERNAL)
    streamed = False
    try:
        for finished, found in answers(question, history):
            if finished:
                html = render_turn(question, found, rated=rated)
            for part in _growing(question, found) if finished and not streamed else ():
                yield gr.skip(), gr.skip(), gr.skip(), part, turns
            if not finished:
                streamed = True
                part = render_turn(question, found, waiting=t.WRITING, shown=_pieces(found))
                yield gr.skip(), gr.skip(), gr.skip(), part, turns
    except GongbaoError as exc:
        html = render_error(question, str(exc))
    except Exception:  # noqa: BLE001 - a fault of one question must not end the conversation
        _log.exception("question failed")
    yield gr.skip(), gr.skip(), gr.skip(), html, (*turns, _Turn(question=question, html=html))


def _growing(question: str, found: AnswerView) -> Iterator[str]:
    """The answer text piece by piece; long answers are not slowed down."""
    pieces = _pieces(found)
    pause = min(_PAUSE_S, _LONGEST_STREAM_S / pieces) if pieces else 0.0
    for shown in range(1, pieces):
        yield render_turn(question, found, waiting=t.WRITING, shown=shown)
        time.sleep(pause)


def _pieces(found: AnswerView) -> int:
    return sum(len(p) for p in found.paragraphs)

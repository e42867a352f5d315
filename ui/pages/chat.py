"""问政策: the chat page. Gradio carries state, queue and streaming; the words are our own HTML."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from index.errors import GongbaoError
from ui import text as t
from ui.examples import choose_examples
from ui.ports import MAX_HISTORY, MAX_QUESTION, Answerer
from ui.reading import render_library
from ui.render import (
    render_error,
    render_footer,
    render_header,
    render_panel,
    render_turn,
    render_welcome,
)
from ui.standing import Standings, today
from ui.views import AnswerView, view_answer
from ui.wording import coverage

__all__ = ["HEAD", "build_page", "page_theme"]

_log = logging.getLogger(f"gongbao.{__name__}")

HEAD = (
    '<meta name="color-scheme" content="light dark">'
    '<link rel="stylesheet" href="page/tokens.css"><link rel="stylesheet" href="page/chat.css">'
    '<link rel="stylesheet" href="page/document.css"><script src="page/chat.js" defer></script>'
    f'<noscript><p>{t.NOSCRIPT}：<a href="library">{t.LIBRARY_LINK}</a></p></noscript>'
)

# Buttons inside our HTML ask their question through a Gradio event of the component they stand in.
_ASK_ON_CLICK = """
element.addEventListener('click', (event) => {
  const button = event.target.closest('[data-ask]');
  if (button) { trigger('click', {question: button.dataset.ask}); }
});
"""
_PAUSE_S = 0.03
_LONGEST_STREAM_S = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """One finished exchange of a conversation."""

    question: str
    html: str


_Answer = Callable[[str, tuple[str, ...]], AnswerView]
_Turns = tuple[_Turn, ...]
_Update = tuple[Any, Any, Any, Any, _Turns]


def page_theme() -> gr.themes.Base:
    """Gradio's plainest theme with system fonts, so that nothing is fetched."""
    fonts = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")
    return gr.themes.Base(primary_hue="slate", neutral_hue="slate", font=fonts, font_mono=("monospace",))


def build_page(assistant: Answerer) -> gr.Blocks:
    """The Blocks of the chat page over one assistant."""
    covered = coverage(assistant.library)
    welcome = render_welcome(covered, choose_examples(assistant))

    standings = Standings(assistant.library)

    def answer(question: str, history: tuple[str, ...]) -> AnswerView:
        return view_answer(assistant.answer(question, history), covered.line, standings)

    def respond(question: str, turns: _Turns) -> Iterator[_Update]:
        yield from _respond(answer, question, turns)

    def clicked(turns: _Turns, event: gr.EventData) -> Iterator[_Update]:
        yield from _respond(answer, str(event.question), turns)

    page: gr.Blocks
    with gr.Blocks(title=t.BRAND, analytics_enabled=False, fill_width=True) as page:
        turns = gr.State(())
        gr.HTML(render_header(), apply_default_css=False, js_on_load=None)
        with gr.Tabs(elem_id="gb-tabs"):
            with gr.Tab(t.TAB_CHAT, id="chat"):
                first = gr.HTML(welcome, js_on_load=_ASK_ON_CLICK, apply_default_css=False, elem_id="gb-first")
                past = gr.HTML("", js_on_load=_ASK_ON_CLICK, apply_default_css=False, elem_id="gb-past")
                live = gr.HTML("", js_on_load=_ASK_ON_CLICK, apply_default_css=False, elem_id="gb-live")
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
                    gr.HTML(f"<p>{t.ASK_HINT}</p>", apply_default_css=False, js_on_load=None)
                    fresh = gr.Button(t.NEW_CHAT, elem_id="gb-new", size="sm", scale=0, min_width=64)
            with gr.Tab(t.TAB_LIBRARY, id="library"):
                listed = render_library(assistant.library, standing=lambda d: standings.of(d, today()))
                gr.HTML(listed, apply_default_css=False, js_on_load=None)
        gr.HTML(render_footer(covered), apply_default_css=False, js_on_load=None)
        gr.HTML(render_panel(), apply_default_css=False, js_on_load=None, elem_id="gb-panel-home")

        shown = [box, first, past, live, turns]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "concurrency_id": "ask"}
        gr.on([box.submit, send.click], respond, [box, turns], shown, concurrency_limit=8, **quiet)
        for part in (first, past, live):
            part.click(clicked, [turns], shown, **quiet)
        fresh.click(
            lambda: ("", gr.HTML(welcome, visible=True), "", "", ()),
            None,
            shown,
            show_progress="hidden",
            api_visibility="private",
        )
    page.queue(max_size=64)
    return page


def _respond(answer: _Answer, question: str, turns: _Turns) -> Iterator[_Update]:
    """The updates of one question: at once the question, then the text as it grows, then everything."""
    question = question.strip()[:MAX_QUESTION]
    if not question:
        yield gr.skip(), gr.skip(), gr.skip(), gr.skip(), turns
        return
    before = "".join(turn.html for turn in turns)
    yield "", gr.HTML(visible=False), before, render_turn(question, None, waiting=t.SEARCHING), turns
    history = tuple(turn.question for turn in turns)[-MAX_HISTORY:]
    try:
        view = answer(question, history)
    except GongbaoError as exc:
        html = render_error(question, str(exc))
    except Exception:  # noqa: BLE001 - a fault of one question must not end the conversation
        _log.exception("question failed")
        html = render_error(question, t.ERROR_INTERNAL)
    else:
        for part in _growing(question, view):
            yield gr.skip(), gr.skip(), gr.skip(), part, turns
        html = render_turn(question, view)
    yield gr.skip(), gr.skip(), gr.skip(), html, (*turns, _Turn(question=question, html=html))


def _growing(question: str, view: AnswerView) -> Iterator[str]:
    """The answer text piece by piece; long answers are not slowed down."""
    pieces = sum(len(p) for p in view.paragraphs)
    pause = min(_PAUSE_S, _LONGEST_STREAM_S / pieces) if pieces else 0.0
    for shown in range(1, pieces):
        yield render_turn(question, view, waiting=t.WRITING, shown=shown)
        time.sleep(pause)

"""The chat with a language model behind a scripted endpoint: named, labelled, streamed, the same after a reload."""

from __future__ import annotations

import re

import pytest

from assistant.llm.mode import LanguageAssistant
from assistant.llm.scripted import Reply, ScriptedEndpoint, shown_token
from assistant.llm.settings import LlmSettings
from assistant.pipeline import Assistant
from ui.app import build_app
from ui.ports import FixedSource
from ui.settings import load_web_settings
from ui.store import open_store

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

QUESTION = "夜市营业到几点？"
RIGHT = "营业时间为每日18时至23时30分"


@pytest.fixture
def endpoint():  # type: ignore[no-untyped-def]
    """A scripted endpoint on a free port."""
    made = ScriptedEndpoint()
    yield made
    made.close()


@pytest.fixture
def chat(endpoint, sample_assistant: Assistant, serve, tmp_path) -> str:  # type: ignore[no-untyped-def]
    """Address of a site whose answers the scripted model words."""
    given = LlmSettings(base_url=endpoint.url, model="scripted", deadline_s=3, cooldown_s=0)
    settings = load_web_settings(env={}, data=tmp_path / "web")
    mode = LanguageAssistant(sample_assistant, given)
    mode.warm()
    address: str = serve(build_app(FixedSource(mode), open_store(settings.data), settings))
    return address


def asked(page):  # type: ignore[no-untyped-def]
    """Ask the question; its finished turn."""
    page.get_by_role("textbox", name="您的问题").fill(QUESTION)
    page.keyboard.press("Enter")
    turn = page.locator("#gb-live .gb-turn")
    turn.get_by_role("button", name="复制答复").wait_for()
    return turn


def test_worded_answer_is_labelled_and_kept(open_page, endpoint, chat) -> None:  # type: ignore[no-untyped-def]
    endpoint.script = lambda r: Reply(f"{RIGHT}[{shown_token(r, RIGHT)}]。")
    page = open_page(chat)
    page.locator(".gb-foot").get_by_text(re.compile(r"语言模型：scripted（本机 127\.0\.0\.1:\d+）")).wait_for()
    assert endpoint.requests == [], "questions of our own need no model"
    turn = asked(page)
    assert turn.get_attribute("data-composer") == "llm"
    calls = len(endpoint.requests)
    assert turn.locator(".gb-notices .n-ai").get_by_text("由人工智能生成", exact=True).is_visible()
    shown = turn.locator(".gb-text").inner_text()
    turn.locator(".gb-text .gb-chip").first.click()
    page.locator("#gb-panel mark").first.wait_for()
    assert "".join(page.locator("#gb-panel mark").all_text_contents()).strip("，") == RIGHT
    page.keyboard.press("Escape")
    turn.get_by_role("button", name="复制答复").click()
    page.wait_for_function("navigator.clipboard.readText().then((text) => text.includes('由人工智能生成'))")
    page.reload()
    page.locator("#gb-live .n-ai").wait_for()
    assert page.locator("#gb-live .gb-text").inner_text() == shown
    with page.expect_download() as saved:
        page.get_by_role("button", name="存为 Markdown").click()
    assert "AIGC: {" in saved.value.path().read_text(encoding="utf-8")
    assert len(endpoint.requests) == calls


@pytest.mark.parametrize(
    "reply",
    [Reply(wait_s=8), Reply(status=500), Reply(f"{RIGHT}[E1]。" * 3, drop_after=3), Reply("营业到999时[E1]。"), Reply("好的")],
    ids=["挂起", "出错", "中断", "说错", "空话"],
)  # fmt: skip
def test_a_bad_model_is_told_once_and_the_extract_stands(open_page, endpoint, chat, reply) -> None:  # type: ignore[no-untyped-def]
    endpoint.replies(reply)
    turn = asked(open_page(chat))
    assert turn.get_attribute("data-composer") == "extractive"
    assert turn.get_by_text("语言模型没有可用的回答").count() == 1
    assert "23时30分" in turn.locator(".gb-text").inner_text() and "999" not in turn.inner_text()


def test_print_keeps_the_answer_and_its_label_alone(open_page, endpoint, chat) -> None:  # type: ignore[no-untyped-def]
    endpoint.script = lambda r: Reply(f"{RIGHT}[{shown_token(r, RIGHT)}]。")
    page = open_page(chat)
    turn = asked(page)
    turn.locator(".gb-more").wait_for()
    page.emulate_media(media="print")
    for kept in (".gb-text", ".gb-notices .n-ai", ".gb-sources"):
        assert turn.locator(kept).first.is_visible(), kept
    assert page.locator(".gb-foot").is_visible()
    for gone in (".gb-head", "#gb-ask", "#gb-below", "#gb-panel", ".gb-turn .gb-tools", ".gb-turn .gb-more"):
        page.locator(gone).first.wait_for(state="hidden")

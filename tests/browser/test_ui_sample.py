"""The chat page over the real assistant and the sample gazette: every mark equals the quoted slice."""

from __future__ import annotations

import json
import re
from urllib.request import Request, urlopen

import pytest

from index.freshness import sample_sources

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

QUESTIONS = (
    "撂荒地复耕每亩补贴多少钱？",
    "区水务局牵头哪些任务？",
    "过年能在老城区放鞭炮吗？",
    "管控工地扬尘由谁主责？",
    "青政发〔2023〕11号第三条是什么？",
    "居家养老服务补贴管理办法还有效吗？",
)


@pytest.fixture(scope="module")
def sample(site):  # type: ignore[no-untyped-def]
    """Address of the site over the sample, and the text of its sources."""
    return site.url, {s.name: s.text for s in sample_sources()}


def squeezed(words: str) -> str:
    """Words without white space: the tabs between the cells of a row are drawn as borders."""
    return re.sub(r"\s", "", words)


def asked(address: str, question: str, history: list[str]) -> dict:  # type: ignore[type-arg]
    """The answer of the API."""
    body = json.dumps({"question": question, "history": history}).encode()
    with urlopen(Request(address + "api/v1/ask", body, {"content-type": "application/json"})) as reply:
        return json.load(reply)  # type: ignore[no-any-return]


def test_marked_words_equal_the_quotes(open_page, sample) -> None:  # type: ignore[no-untyped-def]
    address, texts = sample
    page = open_page(address)
    for number, question in enumerate(QUESTIONS):
        answer = asked(address, question, list(QUESTIONS[:number]))
        assert answer["citations"], "every one of these has an answer in the sample"
        page.get_by_role("textbox", name="您的问题").fill(question)
        page.keyboard.press("Enter")
        turn = page.locator(f'#gb-live .gb-turn[data-question="{question}"]')
        turn.wait_for()
        assert turn.get_attribute("data-status") == answer["status"], question
        assert turn.locator(".gb-source").count() == len(answer["citations"])
        for cited in answer["citations"]:
            assert texts[cited["source"]][cited["start"] : cited["end"]] == cited["text"]
            turn.locator(".gb-source").nth(cited["marker"] - 1).click()
            page.locator(f'#gb-panel .hit[id="{cited["clause_id"]}"]').wait_for()
            quotes = cited["quotes"] or [[cited["start"], cited["end"]]]
            wanted = "".join(texts[cited["source"]][a:b] for a, b in sorted(quotes))
            found = "".join(page.locator("#gb-panel mark").all_text_contents())
            assert squeezed(found) == squeezed(wanted), question
        page.keyboard.press("Escape")


def test_examples_are_answered_with_a_citation(open_page, sample) -> None:  # type: ignore[no-untyped-def]
    page = open_page(sample[0])
    page.locator(".gb-welcome [data-ask]").first.wait_for()
    examples = page.locator(".gb-welcome [data-ask]").all_inner_texts()
    assert len(examples) == 4
    page.get_by_role("button", name=examples[0]).click()
    turn = page.locator("#gb-live .gb-turn")
    turn.get_by_role("button", name="复制答复").wait_for()
    assert turn.locator(".gb-chip").count() >= 1
    coverage = "已收录《云州市青禾区人民政府公报》2023年第2期、2024年第1期，共20个文件"
    page.get_by_text(coverage).first.wait_for(state="attached")

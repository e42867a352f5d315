"""The web application with a model: named on every page, counted, one answer everywhere, files that carry the label."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from fastapi.testclient import TestClient

from assistant.llm.mode import LanguageAssistant
from assistant.llm.scripted import Reply, ScriptedEndpoint, shown_token
from assistant.llm.turn import AI_LABEL
from assistant.pipeline import Assistant
from assistant.records import Answer
from index.errors import UsageError
from ui.ports import FixedSource
from ui.serving import check_patience
from ui.settings import load_web_settings
from ui.site import Site, build_site
from ui.store import Store, open_store

AGE = "90岁老人的高龄补贴每月多少钱？"
RIGHT = "90周岁至99周岁的，每人每月280元"
MINE = "a" * 32

Served = tuple[TestClient, Site, Store]


@pytest.fixture
def served(
    endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant], tmp_path: Path
) -> Iterator[Callable[..., Served]]:
    """Settings of the model → a client of a site whose model words the right answer."""
    endpoint.script = lambda r: Reply(f"{RIGHT}[{shown_token(r, RIGHT)}]。")
    opened: list[TestClient] = []

    def start(answerer: Assistant | None = None, **settings: Any) -> Served:
        web = load_web_settings(env={}, data=tmp_path / "web", organiser="云河县人民政府办公室")
        store = open_store(web.data)
        site = build_site(FixedSource(answerer or with_model(**settings)), store, web)
        opened.append(TestClient(site.app).__enter__())
        return opened[-1], site, store

    yield start
    for client in opened:
        client.__exit__(None, None, None)


def alike(answer: Answer | dict[str, Any]) -> dict[str, Any]:
    """The Answer JSON without what differs from one asking to the next."""
    found = answer.to_json() if isinstance(answer, Answer) else answer
    return {**found, "id": "", "latency_ms": 0}


def test_one_answer_in_stream_api_completions_and_after_reload(served: Callable[..., Served]) -> None:
    client, site, store = served()
    whole = site.desk.answer(AGE)
    assert (whole.composer, whole.model) == ("llm", "scripted")
    *parts, streamed = site.desk.stream(AGE)
    assert parts and all(p.composer == "llm" and not p.id for p in parts)
    store.add_turn(MINE, streamed)
    (reloaded,) = store.turns(MINE)
    assert reloaded.to_json() == streamed.to_json()
    asked = {"messages": [{"role": "user", "content": AGE}]}
    plain = client.post("/v1/chat/completions", json=asked).json()
    lines = client.post("/v1/chat/completions", json={**asked, "stream": True}).text.split("\n\n")
    chunks = [json.loads(x.removeprefix("data: ")) for x in lines if x.startswith("data: {")]
    told = "".join(c["choices"][0]["delta"].get("content", "") for c in chunks)
    assert told == plain["choices"][0]["message"]["content"]
    assert AI_LABEL in told
    others = (
        streamed,
        client.post("/api/v1/ask", json={"question": AGE}).json(),
        plain["gongbao"],
        chunks[-1]["gongbao"],
    )
    for other in others:
        assert alike(other) == alike(whole)


def test_the_model_and_its_place_are_named(served: Callable[..., Served]) -> None:
    client, _, _ = served(base_url="http://192.0.2.7:8000/v1", allow_remote=True)
    assert "语言模型：scripted，问题会发送到 192.0.2.7:8000" in client.get("/library").text


def test_counters_of_the_model_are_exposed(served: Callable[..., Served], plain: Assistant) -> None:
    client, site, _ = served()
    site.desk.answer(AGE)
    text = client.get("/metrics").text
    assert 'gongbao_llm_answers_total{composer="llm"}' in text
    assert "gongbao_llm_tokens_total" in text and "gongbao_llm_seconds_total" in text
    assert text.count("# TYPE") == len({line for line in text.splitlines() if line.startswith("# TYPE")})
    without, _, _ = served(plain)
    assert "gongbao_llm" not in without.get("/metrics").text
    assert "语言模型" not in without.get("/library").text


def test_files_hold_the_answers_given_and_the_label(endpoint: ScriptedEndpoint, served: Callable[..., Served]) -> None:
    client, site, store = served()
    *_, given = site.desk.stream(AGE)
    store.add_turn(MINE, given)
    asked = len(endpoint.requests)
    endpoint.replies("无依据")  # asked again, the model would say something else
    form = {"question": AGE, "answer": given.id, "conversation": MINE}
    markdown = client.post("/export", data={**form, "kind": "md"}).text
    head, label, _ = markdown.split("\n", 2)
    assert head == "---" and label.startswith("AIGC: ")
    found = json.loads(label.removeprefix("AIGC: "))
    assert (found["Label"], found["ProduceID"], found["ContentProducer"]) == ("1", given.id, "云河县人民政府办公室")
    assert AI_LABEL in markdown
    body = client.post("/export", data={**form, "kind": "docx"}).content
    document = Document(io.BytesIO(body))
    assert any(AI_LABEL in p.text for p in document.paragraphs)
    assert document.core_properties.keywords == "由人工智能生成"
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        properties = packed.read("docProps/custom.xml").decode()
    assert 'name="AIGC"' in properties and given.id in properties
    assert len(endpoint.requests) == asked
    again = client.post("/export", data={"question": AGE, "kind": "md"}).text
    assert len(endpoint.requests) > asked
    assert not again.startswith("---") and AI_LABEL not in again


def test_a_slow_model_holds_nobody_up(endpoint: ScriptedEndpoint, served: Callable[..., Served]) -> None:
    endpoint.replies(Reply(wait_s=20))
    client, _, _ = served(deadline_s=2.0)
    with ThreadPoolExecutor(8) as pool:
        started = time.perf_counter()
        replies = list(pool.map(lambda _: client.post("/api/v1/ask", json={"question": AGE}), range(8)))
        took = time.perf_counter() - started
    assert [r.status_code for r in replies] == [200] * 8
    assert {(r.json()["composer"], r.json()["fallback"]) for r in replies} == {("extractive", "slow")}
    assert took < 2 + 1 + 6  # deadline, grace, a busy machine; one after the other it would be 16


def test_a_deadline_beyond_the_patience_of_the_site_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGBAO_LLM_DEADLINE_S", "19.5")
    with pytest.raises(UsageError, match="GONGBAO_LLM_DEADLINE_S"):
        check_patience(load_web_settings(env={}))
    check_patience(load_web_settings(env={}, ask_timeout_s=40))

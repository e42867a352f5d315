"""The HTTP side without a browser: ask, errors, documents, headers, readiness, a taken port."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.records import Answer, AnswerStatus
from index.errors import GongbaoError, UsageError
from index.library import Library
from index.parsing import parse_source
from index.records import SourceText
from ui.api.ask import add_error_handlers, ask_router
from ui.api.documents import document_router
from ui.examples import choose_examples
from ui.headers import SecurityHeaders
from ui.ports import MAX_QUESTION
from ui.serving import open_socket

TEXT = """关于印发停车办法的通知

云政发〔2023〕3号

第一条 停车收费。

第二条 本办法自2023年6月1日起施行。

某县人民政府

2023年5月8日
"""


class Assistant:
    """Answers everything, fails on request."""

    def __init__(self) -> None:
        source = SourceText(name="a.txt", text=TEXT, sha256=hashlib.sha256(TEXT.encode()).hexdigest())
        parsed = parse_source(source)
        self.library = Library(
            sources={"a.txt": source}, issues=(parsed.issue,), documents=parsed.documents, clauses=parsed.clauses
        )

    def answer(self, question: str, history: tuple[str, ...] = (), as_of: date | None = None) -> Answer:
        if question == "坏":
            raise RuntimeError("secret detail")
        if question == "忙":
            raise GongbaoError("正在重建", hint="稍后再试", code="busy", retryable=True)
        if question == "错":
            raise UsageError("用法不对", hint="换一个")
        known = AnswerStatus.ANSWERED if "施行" in question else AnswerStatus.NOT_FOUND
        return Answer(question=question, text="|".join(history), status=known, as_of=as_of or date(2026, 1, 2))


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = FastAPI()
    app.add_middleware(SecurityHeaders)
    add_error_handlers(app)
    app.include_router(ask_router(Assistant()))
    app.include_router(document_router(Assistant()))
    return TestClient(app, raise_server_exceptions=False)


def test_ask_gives_the_answer_json(client: TestClient) -> None:
    reply = client.post("/api/v1/ask", json={"question": " 何时施行 ", "history": ["一", "二"], "as_of": "2021-01-31"})
    assert reply.status_code == 200
    body = reply.json()
    assert (body["question"], body["answer"], body["status"], body["as_of"]) == (
        "何时施行",
        "一|二",
        "answered",
        "2021-01-31",
    )


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "invalid"),
        ({"question": " \n"}, 422, "invalid"),
        ({"question": "长" * (MAX_QUESTION + 1)}, 422, "invalid"),
        ({"question": "问", "as_of": "昨天"}, 422, "invalid"),
        ({"question": "问", "other": 1}, 422, "invalid"),
        ({"question": "错"}, 422, "usage"),
        ({"question": "忙"}, 503, "busy"),
        ({"question": "坏"}, 500, "internal"),
    ],
)
def test_errors_have_one_shape(client: TestClient, body: dict[str, object], status: int, code: str) -> None:
    reply = client.post("/api/v1/ask", json=body)
    assert reply.status_code == status
    assert set(reply.json()) == {"error"}
    assert reply.json()["error"]["code"] == code
    assert "secret" not in reply.text


def test_document_page_marks_what_the_link_says(client: TestClient) -> None:
    library = Assistant().library
    doc_id = library.documents[0].doc_id
    start = TEXT.index("停车收费")
    page = client.get(f"/doc/{doc_id}", params={"start": start, "end": start + 4})
    assert "<mark>停车收费</mark>" in page.text
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    for odd in ({"start": 9, "end": 3}, {"start": -5, "end": 10**9}, {"start": 3}):
        assert client.get(f"/doc/{doc_id}", params=odd).status_code == 200
    part = client.get(f"/doc/{doc_id}/part")
    assert "<html" not in part.text and "第一条" in part.text


def test_number_redirects_in_any_bracket(client: TestClient) -> None:
    for number in ("云政发〔2023〕3号", "云政发[2023] 3号"):
        reply = client.get(f"/doc/by-number/{number}", follow_redirects=True)
        assert reply.status_code == 200 and "第一条" in reply.text


def test_what_does_not_exist_is_404_in_chinese(client: TestClient) -> None:
    for path in ("/doc/nothing", "/doc/by-number/无<script>号", "/doc/nothing/part"):
        reply = client.get(path)
        assert reply.status_code == 404
        assert "没有收录这个文件" in reply.text
        assert "<script>" not in reply.text


def test_plain_pages_allow_no_script(client: TestClient) -> None:
    headers = client.get("/library").headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'") and "script-src" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    other = client.get("/").headers["content-security-policy"]
    assert "connect-src 'self'" in other and "http" not in other


def test_taken_port_is_one_clear_line() -> None:
    with open_socket("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"端口 {port} 已被占用"):
            open_socket("127.0.0.1", port)
    with pytest.raises(UsageError, match="不能在 203.0.113.1:80 上提供服务"):
        open_socket("203.0.113.1", 80)


def test_examples_are_only_what_is_answered() -> None:
    assert choose_examples(Assistant(), 3) == ("《停车办法》从什么时候起施行？",)

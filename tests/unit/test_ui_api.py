"""The HTTP side without a browser: answers, errors, records, pages, limits, headers, a taken port."""

from __future__ import annotations

import io
import json
import re
import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from assistant.pipeline import Assistant
from assistant.records import Answer, AnswerStatus, Citation
from index.errors import GongbaoError, UsageError
from index.freshness import sample_sources
from index.ingesting import ingest_sources, remove_sources
from index.library import Library
from index.settings import IndexSettings
from index.store import make_library
from ui.api.models import AnswerBody
from ui.examples import choose_examples
from ui.opening import FolderSource
from ui.ports import MAX_QUESTION, FixedSource
from ui.serving import check_exposure, open_socket
from ui.settings import WebSettings, load_web_settings
from ui.site import Site, build_site
from ui.store import open_store

TEXT = """关于印发停车办法的通知

云政发〔2023〕3号

第一条 停车收费。

第二条 本办法自2023年6月1日起施行，由县交通局负责解释。

某县人民政府

2023年5月8日
"""


class Scripted:
    """Answers everything, fails on request, waits until told."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.go = threading.Event()

    def answer(self, question: str, history: tuple[str, ...] = (), as_of: date | None = None) -> Answer:
        if question == "坏":
            raise RuntimeError("secret detail")
        if question == "忙":
            raise GongbaoError("正在重建", hint="稍后再试", code="busy", retryable=True)
        if question == "错":
            raise UsageError("用法不对", hint="换一个")
        if question == "等":
            self.go.wait(20)
        clause = next(c for c in self.library.clauses if "施行" in self.library.clause_text(c))
        cited = Citation(
            marker=1, source=clause.source, doc_id=clause.doc_id, doc_number="云政发〔2023〕3号", doc_title="停车办法",
            clause_id=clause.clause_id, clause=clause.path, text=self.library.clause_text(clause),
            start=clause.span.start, end=clause.span.end,
        )  # fmt: skip
        known = AnswerStatus.ANSWERED if "施行" in question else AnswerStatus.NOT_FOUND
        rows = ({"title": "=1+1", "lead": ["甲局"]},) if "列" in question else ()
        return Answer(
            question=question, text="自六月起[1]。|" + "|".join(history), status=known, as_of=as_of or date(2026, 1, 2),
            citations=(cited,), rows=rows,
        )  # fmt: skip


Made = Callable[..., tuple[TestClient, Site]]


@pytest.fixture
def make(parse: Callable[..., object], tmp_path: Path) -> Iterator[Made]:
    """Settings → a client of a site over the scripted assistant."""
    opened: list[TestClient] = []

    def _make(**more: object) -> tuple[TestClient, Site]:
        parsed = parse(TEXT)
        library = make_library([parsed])
        settings = load_web_settings(env={}, data=tmp_path / "web", **more)
        site = build_site(FixedSource(Scripted(library)), open_store(settings.data, settings.retention_days), settings)
        opened.append(TestClient(site.app, raise_server_exceptions=False).__enter__())
        return opened[-1], site

    yield _make
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture(scope="module")
def sample(sample_assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A client of the site over the sample."""
    folder = tmp_path_factory.mktemp("site")
    ingest_sources(sample_sources(), folder / "index", IndexSettings())
    settings = load_web_settings(env={}, data=folder / "web", rate_limit="10000/minute", ask_processes=0)
    site = build_site(FolderSource(folder / "index"), open_store(settings.data), settings, index=folder / "index")
    with TestClient(site.app) as client:
        yield client


def test_ask_gives_the_answer_json(make: Made) -> None:
    client, _ = make()
    reply = client.post("/api/v1/ask", json={"question": " 何时施行 ", "history": ["一", "二"], "as_of": "2021-01-31"})
    body = reply.json()
    assert (body["question"], body["answer"], body["status"], body["as_of"]) == (
        "何时施行",
        "自六月起[1]。|一|二",
        "answered",
        "2021-01-31",
    )
    assert re.fullmatch("[0-9a-f]{32}", body["id"])


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "invalid"),
        ({"question": " \n"}, 422, "invalid"),
        ({"question": "长" * (MAX_QUESTION + 1)}, 422, "invalid"),
        ({"question": "问", "as_of": "昨天"}, 422, "invalid"),
        ({"question": "问", "other": 1}, 422, "invalid"),
        ({"question": "问", "history": ["长"] * 21}, 422, "invalid"),
        ({"question": "错"}, 422, "usage"),
        ({"question": "忙"}, 503, "busy"),
        ({"question": "大" * 200_000}, 413, "too_large"),
    ],
)
def test_errors_have_one_shape(make: Made, body: dict[str, object], status: int, code: str) -> None:
    reply = make()[0].post("/api/v1/ask", json=body)
    assert (reply.status_code, set(reply.json())) == (status, {"error"})
    assert reply.json()["error"]["code"] == code
    assert "secret" not in reply.text
    assert ("retry-after" in reply.headers) is (status == 503)


def test_a_fault_of_the_assistant_is_an_answer_that_says_so(make: Made) -> None:
    reply = make()[0].post("/api/v1/ask", json={"question": "坏"})
    assert (reply.status_code, reply.json()["status"]) == (200, "error")
    assert "没有处理成功" in reply.json()["reason"] and "secret" not in reply.text


def test_unknown_addresses_and_methods(make: Made) -> None:
    client, _ = make()
    for path, method, status in (("/api/v1/none", "GET", 404), ("/api/v1/ask", "PUT", 405), ("/v1/none", "GET", 404)):
        reply = client.request(method, path)
        assert (reply.status_code, set(reply.json())) == (status, {"error"})
    assert "没有这个页面" in client.get("/nowhere").text


def test_rate_limit_is_per_client_and_says_when(make: Made) -> None:
    client, _ = make(rate_limit="2/minute")
    codes = [client.post("/api/v1/ask", json={"question": "问"}) for _ in range(3)]
    assert [r.status_code for r in codes] == [200, 200, 429]
    assert 1 <= int(codes[2].headers["retry-after"]) <= 60
    assert client.get("/library").status_code == 200, "reading is not counted"


def test_overload_is_503_and_passes(make: Made) -> None:
    client, site = make(ask_threads=1, ask_waiting=2, ask_timeout_s=0.5)
    held = [threading.Thread(target=lambda: client.post("/api/v1/ask", json={"question": "等"})) for _ in range(2)]
    for thread in held:
        thread.start()
    while site.desk._waiting < 2:
        threading.Event().wait(0.01)
    reply = client.post("/api/v1/ask", json={"question": "问"})
    assert (reply.status_code, reply.json()["error"]["code"], reply.headers["retry-after"]) == (503, "busy", "1")
    site.desk.live.now.answerer.go.set()  # type: ignore[attr-defined]
    for thread in held:
        thread.join()
    assert client.post("/api/v1/ask", json={"question": "问"}).status_code == 200


def test_a_question_that_takes_too_long_is_given_up(make: Made) -> None:
    client, site = make(ask_timeout_s=0.05)
    reply = client.post("/api/v1/ask", json={"question": "等"})
    site.desk.live.now.answerer.go.set()  # type: ignore[attr-defined]
    assert (reply.status_code, reply.json()["error"]["message"]) == (503, "这个问题处理超时，请稍后再试")


def test_notices_of_the_operator(make: Made) -> None:
    client, site = make()
    doc_id = site.desk.live.now.library.documents[0].doc_id
    site.desk.live._store.correct(doc_id, "第二条的日期有误")
    site.desk.live.refresh()
    notices = client.post("/api/v1/ask", json={"question": "我不想活了，何时施行"}).json()["notices"]
    assert "110" in notices[0]["text"]
    asked = {"messages": [{"role": "user", "content": "救命，何时施行"}]}
    assert (
        "110"
        in client.post("/v1/chat/completions", json=asked).json()["choices"][0]["message"]["content"].split("\n")[0]
    )
    assert notices[1] == {"kind": "caution", "text": "更正说明：第二条的日期有误", "citations": [1]}
    assert "第二条的日期有误" in client.get(f"/doc/{doc_id}").text


def test_pause_answers_with_the_notice(make: Made) -> None:
    client, site = make()
    site.desk.live._store.pause("系统维护到十点")
    site.desk.live.refresh()
    reply = client.post("/api/v1/ask", json={"question": "问"})
    assert (reply.status_code, reply.json()["error"]) == (
        503,
        {"code": "paused", "message": "系统维护到十点", "hint": ""},
    )
    assert client.get("/readyz").status_code == 503 and client.get("/healthz").status_code == 200
    assert "系统维护到十点" in client.get("/library").text


def test_completions_are_the_same_in_stream_and_out_of_it(make: Made) -> None:
    client, _ = make()
    asked = {
        "messages": [
            {"role": "user", "content": "早先"},
            {"role": "user", "content": [{"type": "text", "text": "何时施行"}]},
        ]
    }
    whole = client.post("/v1/chat/completions", json=asked).json()
    text = whole["choices"][0]["message"]["content"]
    assert "早先" in text and "[1] 《停车办法》（云政发〔2023〕3号）" in text
    lines = client.post("/v1/chat/completions", json={**asked, "stream": True}).text.split("\n\n")
    assert lines[-2] == "data: [DONE]"
    chunks = [json.loads(line.removeprefix("data: ")) for line in lines[:-2]]
    assert "".join(c["choices"][0]["delta"].get("content", "") for c in chunks) == text
    streamed = chunks[-1]["gongbao"]
    assert streamed["citations"] == whole["gongbao"]["citations"] != []
    assert client.get("/v1/models").json()["data"][0]["id"] == "gongbao"
    assert (
        client.post("/v1/chat/completions", json={"messages": [{"role": "system", "content": "x"}]}).status_code == 422
    )


def test_feedback_needs_the_own_answer_and_deleting_is_at_once(make: Made) -> None:
    client, site = make()
    store, mine = site.desk.live._store, "a" * 32
    answer = site.desk.answer("何时施行，我的电话13812345678")
    store.add_turn(mine, answer)
    body = {"conversation": mine, "answer": answer.id, "helpful": False, "reason": "打13812345678"}
    assert client.post("/api/v1/feedback", json=body).json() == {"saved": True}
    assert client.post("/api/v1/feedback", json={**body, "conversation": "b" * 32}).status_code == 404
    (rated,) = store.ratings()
    assert (rated.helpful, rated.reason, rated.question) == (False, "打〔已隐去〕", "何时施行，我的电话〔已隐去〕")
    assert client.delete(f"/api/v1/conversations/{mine}").json() == {"deleted": True}
    assert (store.turns(mine), store.ratings()) == ((), ())
    assert client.delete("/api/v1/conversations/../x").status_code in (404, 405)


def test_nothing_is_kept_when_retention_is_zero(make: Made) -> None:
    client, site = make(retention_days=0)
    answer = site.desk.answer("何时施行")
    site.desk.live._store.add_turn("a" * 32, answer)
    assert site.desk.live._store.turns("a" * 32) == ()
    body = {"conversation": "a" * 32, "answer": answer.id, "helpful": True}
    assert client.post("/api/v1/feedback", json=body).status_code == 422


def test_export_carries_citations_and_no_formula(make: Made) -> None:
    client, _ = make()
    asked = {"question": ["第一问", "列出施行的"], "as_of": "2026-01-02"}
    markdown = client.post("/export", data={**asked, "kind": "md"}).text
    assert "## 第一问" in markdown and "《停车办法》（云政发〔2023〕3号）" in markdown and "仅供参考" in markdown
    words = Document(io.BytesIO(client.post("/export", data={**asked, "kind": "docx"}).content))
    assert any("云政发〔2023〕3号" in p.text for p in words.paragraphs)
    assert "'=1+1,甲局" in client.post("/export", data={**asked, "kind": "csv"}).text
    sheet = load_workbook(io.BytesIO(client.post("/export", data={**asked, "kind": "xlsx"}).content)).active
    assert [c.value for c in sheet[2]][:2] == ["'=1+1", "甲局"]
    assert client.post("/export", data={**asked, "kind": "exe"}).status_code == 422


def test_document_pages(make: Made) -> None:
    client, site = make()
    library = site.desk.live.now.library
    doc_id = library.documents[0].doc_id
    start = TEXT.index("停车收费")
    page = client.get(f"/doc/{doc_id}", params={"start": start, "end": start + 4})
    assert "<mark>停车收费</mark>" in page.text
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    for odd in ({"start": 9, "end": 3}, {"start": -5, "end": 10**9}, {"start": 3}):
        assert client.get(f"/doc/{doc_id}", params=odd).status_code == 200
    part = client.get(f"/doc/{doc_id}/part", params={"root": "../"})
    assert "<html" not in part.text and "第一条" in part.text
    assert client.get(f"/doc/{doc_id}/part", params={"root": "https://evil/"}).status_code == 422
    for number in ("云政发〔2023〕3号", "云政发[2023] 3号"):
        reply = client.get(f"/doc/{number}")
        assert reply.status_code == 200 and "第一条" in reply.text
    for path in ("/doc/nothing", "/doc/无<script>号", "/doc/nothing/part"):
        reply = client.get(path)
        assert (reply.status_code, "没有收录这个文件" in reply.text, "<script>号" in reply.text) == (404, True, False)


def test_a_withdrawn_document_is_gone_from_everything(sample: TestClient) -> None:
    asked = {"question": "夜市营业到几点？"}
    before = sample.post("/api/v1/ask", json=asked).json()
    doc_id = before["citations"][0]["doc_id"]
    live = _live(sample)
    live._store.withdraw(doc_id, "标题", "印制有误")
    live.refresh()
    try:
        after = sample.post("/api/v1/ask", json=asked).json()
        assert doc_id not in {c["doc_id"] for c in after["citations"]}
        gone = sample.get(f"/doc/{doc_id}")
        assert (gone.status_code, "印制有误" in gone.text) == (410, True)
        assert sample.get(f"/api/v1/documents/{doc_id}").status_code == 404
        assert doc_id not in {t["doc_id"] for t in sample.get("/api/v1/documents").json()["documents"]}
        hits = sample.post("/api/v1/search", json={"query": "夜市", "k": 50}).json()["hits"]
        assert hits and doc_id not in {h["doc_id"] for h in hits}
    finally:
        live._store.bring_back(doc_id)
        live.refresh()
    assert sample.post("/api/v1/ask", json=asked).json()["citations"][0]["doc_id"] == doc_id


def test_records_over_the_sample(sample: TestClient) -> None:
    body = sample.post("/api/v1/ask", json={"question": "区水务局牵头哪些任务？"}).json()
    AnswerBody.model_validate(body)
    tasks = sample.get("/api/v1/tasks", params={"department": "水务局", "role": "牵头"}).json()
    assert tasks["count"] == len(tasks["tasks"]) == len(body["rows"])
    late = sample.get("/api/v1/tasks", params={"after": "2025-01-01", "before": "2025-12-31"}).json()["tasks"]
    assert late and all("2025-01-01" <= t["deadline_date"] <= "2025-12-31" for t in late)
    assert sample.get("/api/v1/tasks", params={"role": "主演"}).status_code == 422
    one = sample.get("/api/v1/documents/青政发〔2023〕11号").json()
    assert one["document"]["status"] == "in_force"
    clause = sample.get("/api/v1/documents/青政发〔2023〕11号/clauses/第三条（二）1").json()
    same = sample.get(f"/api/v1/documents/{one['document']['doc_id']}/clauses/{clause['clause_id']}").json()
    assert clause == same and clause["text"] == _source(clause["source"])[clause["start"] : clause["end"]]
    assert sample.get("/api/v1/documents/青政发〔2023〕11号/clauses/第九十九条").status_code == 404


def test_calculation_by_api_and_by_form(sample: TestClient) -> None:
    facts = {"zone": "文澜街道", "kind": "施工", "area": "50", "days": 30}
    body = sample.post("/api/v1/calc/road_fee", json={"inputs": facts}).json()
    AnswerBody.model_validate(body)
    assert (body["status"], body["calculation"]["result"], body["calculation"]["words"]) == (
        "calculated",
        "2250",
        "贰仟贰佰伍拾元整",
    )
    assert sample.post("/api/v1/calc/qinghe/road_fee", json={"inputs": facts}).json()["calculation"]["result"] == "2250"
    part = sample.get("/calc/road_fee", params=facts, headers={"X-Part": "./"}).text
    assert "2,250" in part and "<html" not in part
    page = sample.get("/calc/road_fee", params=facts).text
    assert "2,250" in page and '<option value="文澜街道" selected>' in page and page.count("<mark>") > 5
    missing = sample.post("/api/v1/calc/road_fee", json={"inputs": {"kind": "施工"}}).json()
    assert missing["status"] == "needs_facts" and missing["missing"]
    for bad, status in (({"zone": "<b>"}, 422), ({"nothing": 1}, 422)):
        assert sample.post("/api/v1/calc/road_fee", json={"inputs": bad}).status_code == status
    assert sample.post("/api/v1/calc/none", json={}).status_code == 404
    assert "不能是" in sample.get("/calc/road_fee", params={"zone": "<b>"}, headers={"X-Part": "./"}).text
    listed = sample.get("/api/v1/calc").json()["rules"]
    assert all(f"calc/{r['rule']}" in sample.get("/calc").text for r in listed)
    for rule in listed:
        assert sample.get(f"/calc/{rule['rule']}").status_code == 200


def test_task_exports_hold_what_is_shown(sample: TestClient) -> None:
    query = {"department": "区水务局", "sort": "deadline"}
    page = sample.get("/tasks", params=query).text
    count = int(re.search(r"共 <b>(\d+)</b> 项", page)[1])  # type: ignore[index]
    rows = sample.get("/tasks.csv", params=query).text.removeprefix("\ufeff").count("\r\n") - 1
    sheet = load_workbook(io.BytesIO(sample.get("/tasks.xlsx", params=query).content))["任务"]
    assert count == sheet.max_row - 1 > 0
    assert rows >= count
    titles = re.findall(r'<td data-label="任务">(.*?)</td>', page)
    assert titles[: len(titles)] == [r[5].value for r in sheet.iter_rows(min_row=2)][: len(titles)]
    assert sample.get("/tasks", params={"before": "昨天", "role": "主演", "words": "<script>"}).status_code == 200


def test_library_search_reports_and_description(sample: TestClient) -> None:
    found = sample.get("/library", params={"q": "占道费"}).text
    assert "相关条款" in found and "第三条" in found
    assert "<script>alert" not in sample.get("/library", params={"q": "<script>alert(1)"}).text
    assert "公报前后不一致之处" in sample.get("/library").text
    assert sample.get("/reports").status_code == 200
    described = sample.get("/api").text
    assert "POST /api/v1/ask" in described and "history" in described
    assert sample.get("/metrics").text.count("gongbao_answers_total") > 1


def test_a_newly_published_index_is_served_without_a_restart(sample: TestClient) -> None:
    live = _live(sample)
    folder = live._source.folder  # type: ignore[attr-defined]
    before = live.now
    gone = sorted(before.library.sources)[-1]
    remove_sources([gone], folder, IndexSettings())
    assert live.refresh().version != before.version
    assert gone not in live.now.library.sources and gone in before.library.sources
    ingest_sources(sample_sources(), folder, IndexSettings())
    live.refresh()
    (folder / "CURRENT").write_text("0000000000000000-0\n", encoding="utf-8")
    live._look()
    assert live.failed and live.now.answerer.answer("夜市营业到几点？").citations, "the old index stays in service"
    ingest_sources(sample_sources(), folder, IndexSettings())
    live.refresh()
    assert live.failed == ""


def test_our_pages_allow_no_inline_script(make: Made) -> None:
    client, _ = make(frame_origins="https://www.example.gov.cn")
    headers = client.get("/library").headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self';") and "unsafe" not in policy
    assert "frame-ancestors https://www.example.gov.cn" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert make()[0].get("/library").headers["x-frame-options"] == "DENY"
    for path in ("/library", "/tasks", "/calc", "/reports", "/api"):
        page = client.get(path).text
        assert not re.search(r"<script(?! src=)|\son\w+=|style=", page), path


def test_taken_port_is_one_clear_line() -> None:
    with open_socket("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(UsageError, match=f"端口 {port} 已被占用"):
            open_socket("127.0.0.1", port)
    with pytest.raises(UsageError, match="不能在 203.0.113.1:80 上提供服务"):
        open_socket("203.0.113.1", 80)


def test_administration_is_refused_in_the_clear() -> None:
    secret = WebSettings(admin_password_hash="$argon2id$x")
    for host in ("0.0.0.0", "::", "192.0.2.7", "gongbao.example"):  # noqa: S104
        with pytest.raises(UsageError, match="口令会明文传输"):
            check_exposure(host, secret, tls=False)
        check_exposure(host, secret, tls=True)
        check_exposure(host, WebSettings(), tls=False)
        check_exposure(host, secret.model_copy(update={"trusted_proxies": ("10.0.0.1",)}), tls=False)
    for host in ("127.0.0.1", "::1", "localhost"):
        check_exposure(host, secret, tls=False)


def test_examples_are_only_what_is_answered(make: Made) -> None:
    found = choose_examples(make()[1].desk.live.now.answerer, 3)
    assert found == ("《停车办法》从什么时候起施行？",)


def _live(client: TestClient):  # type: ignore[no-untyped-def]
    """The Live behind a client: found through the closure of its route."""
    return client.app.state.live


def _source(name: str) -> str:
    return next(s.text for s in sample_sources() if s.name == name)


def test_streamed_answers_grow_and_end_with_the_finished_one(make: Made) -> None:
    _, site = make()
    answerer = site.desk.live.now.answerer

    class Part:
        text, citations = "自六月", ()

    answerer.stream = lambda question, history: iter([Part(), answerer.answer(question, history)])  # type: ignore[attr-defined]
    first, last = site.desk.stream("何时施行")
    assert (first.id, first.text) == (None, "自六月")
    assert last.id and last.citations
    answerer.stream = lambda question, history: iter([Part(), 1 / 0])  # type: ignore[attr-defined]
    (failed,) = site.desk.stream("何时施行")
    assert failed.status is AnswerStatus.ERROR and site.desk._waiting == 0

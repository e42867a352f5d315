"""``gongbao mcp`` with the official client: listed and called, over stdio, over HTTP and in process."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client, StdioServerParameters

from assistant.mcp.server import build_server
from assistant.pipeline import Assistant
from index.freshness import sample_sources
from index.ingesting import ingest_sources
from index.settings import IndexSettings

TOOLS = {"ask", "search", "clause", "document", "tasks", "people", "calculators", "calc"}


async def _tour(client: Client, assistant: Assistant) -> None:
    """What another assistant would do: list, search, calculate, list tasks, open a document, read it."""
    assert {t.name for t in (await client.list_tools()).tools} == TOOLS
    assert all(t.description for t in (await client.list_tools()).tools)

    async def call(tool: str, /, **given: Any) -> dict[str, Any]:
        result = await client.call_tool(tool, given)
        assert not result.is_error, result.content
        found: dict[str, Any] = result.structured_content
        for item in found.get("items", ()):
            for c in item["citations"]:
                assert assistant.library.sources[c["source"]].text[c["start"] : c["end"]] == c["text"]
        return found

    found = await call("search", query="高龄补贴标准", limit=3, as_of="2024-09-01")
    assert found["items"][0]["citations"][0]["doc_number"] == "青政发〔2024〕2号"
    found = await call(
        "calc",
        rule="road_fee",
        inputs={"zone": "白石镇", "kind": "施工", "area": "80平方米", "days": 20},
        as_of="2024-09-01",
    )
    assert found["calculations"][0]["result"] == "1600"
    assert found["items"][0]["citations"]
    assert (await call("calc", rule="road_fee", inputs={"kind": "施工"}))["missing"]
    found = await call("tasks", department="区水务局", role="牵头")
    assert found["count"] == len(found["items"]) > 0
    assert all("区水务局" in i["lead"] for i in found["items"])
    found = await call("document", document="青政发〔2023〕8号", as_of="2024-09-01")
    assert (found["status"], found["until"]) == ("repealed", "2024-02-08")
    assert {"印发", "废止"} <= {i["event"] for i in found["items"]}
    assert (await call("clause", document="青政发〔2024〕2号", path="第四条"))["items"]
    assert (await call("people", name="梁书远", as_of="2024-09-01"))["items"]
    assert {r["rule"] for r in (await call("calculators"))["rules"]} >= {"road_fee"}
    found = await call("ask", question="青政发〔2023〕12号第十条规定什么？", as_of="2024-09-01")
    assert (found["status"], found["composer"]) == ("answered", "extractive")
    for name, given, said in (
        ("document", {"document": "青政发〔1999〕1号"}, "库内没有"),
        ("calc", {"rule": "no_such", "inputs": {}}, "没有规则"),
        ("tasks", {"role": "皇帝"}, "没有角色"),
        ("ask", {"question": "？"}, "没有读到"),
    ):
        result = await client.call_tool(name, given)
        assert result.is_error
        assert said in str(result.content)
    documents = json.loads((await client.read_resource("gazette://documents")).contents[0].text)
    assert len(documents) == len(assistant.library.documents)
    body = await client.read_resource(f"gazette://document/{documents[0]['doc_id']}")
    first = assistant.library.documents[0]
    assert body.contents[0].text == assistant.library.text(first.source, first.span)
    assert {t.uri_template for t in (await client.list_resource_templates()).resource_templates} == {
        "gazette://document/{doc_id}",
        "gazette://clause/{clause_id}",
    }


def _alone(job: Callable[[], Awaitable[None]]) -> None:
    """Run it on a thread of its own: a browser test before it in this process leaves its event loop running."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(anyio.run, job).result()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the sample."""
    made = tmp_path_factory.mktemp("mcp") / "index"
    ingest_sources(sample_sources(), made, IndexSettings())
    return made


def test_in_process(sample_assistant: Assistant) -> None:
    async def run() -> None:
        async with Client(build_server(sample_assistant)) as client:
            await _tour(client, sample_assistant)

    _alone(run)


def test_command_over_stdio(sample_assistant: Assistant, folder: Path) -> None:
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "assistant", "mcp", "--index", str(folder)],
        cwd=Path(__file__).resolve().parents[2],
    )

    async def run() -> None:
        async with Client(command) as client:
            await _tour(client, sample_assistant)

    _alone(run)


def test_command_over_http(sample_assistant: Assistant, folder: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    line = [sys.executable, "-m", "assistant", "mcp", "--http", "--port", str(port), "--index", str(folder)]
    process = subprocess.Popen(line, cwd=Path(__file__).resolve().parents[2], stderr=subprocess.PIPE, text=True)
    try:
        _wait_for(port)

        async def run() -> None:
            async with Client(f"http://127.0.0.1:{port}/mcp") as client:
                await _tour(client, sample_assistant)

        _alone(run)
        taken = subprocess.run(
            line, cwd=Path(__file__).resolve().parents[2], capture_output=True, text=True, check=False
        )
        assert (taken.returncode, "无法在" in taken.stderr) == (2, True)
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int) -> None:
    for _ in range(300):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError("no server")

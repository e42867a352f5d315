"""``gongbao eval run --system llm:…``: rates of repairs, drops and fallbacks; a recording repeats the run."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from assistant.llm.scripted import Reply, ScriptedEndpoint, shown_token
from assistant.pipeline import Assistant
from eval.commands import register
from index.records import SourceText

AGES = [
    ("1", "90岁老人的高龄补贴每月多少钱？"),
    ("2", "85岁老人的高龄补贴每月多少钱？"),
    ("3", "100岁老人的高龄补贴每月多少钱？"),
]
RIGHT = "90周岁至99周岁的，每人每月280元"


@pytest.fixture
def run(tmp_path: Path, county: SourceText) -> Callable[..., dict[str, Any]]:
    """System → the printed figures of a three-question suite over the small gazette."""
    app = typer.Typer(pretty_exceptions_enable=False)
    register(app)
    suite = tmp_path / "suite.jsonl"
    cases = [
        {
            "id": i,
            "question": q,
            "as_of": "2024-09-01",
            "category": "fact",
            "expect_status": "answered",
            "cite": [{"doc": "云政发〔2024〕2号", "quote": "高龄补贴"}],
        }
        for i, q in AGES
    ]
    suite.write_text("".join(json.dumps(c, ensure_ascii=False) + "\n" for c in cases), encoding="utf-8")
    (tmp_path / "county.txt").write_text(county.text, encoding="utf-8")
    (tmp_path / "suite.yaml").write_text(f"sources: [{tmp_path / 'county.txt'}]\n", encoding="utf-8")

    def go(system: str, name: str) -> dict[str, Any]:
        line = [
            "eval",
            "run",
            "--suite",
            str(suite),
            "--split",
            "all",
            "--system",
            system,
            "--out",
            str(tmp_path / name),
            "--json",
        ]
        done = CliRunner().invoke(app, line)
        assert done.exit_code == 0, (done.output, done.exception)
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    return go


def test_rates_and_replay(
    endpoint: ScriptedEndpoint, run: Callable[..., dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def script(request: dict[str, Any]) -> Reply:
        said = str(request["messages"])
        good = f"{RIGHT}[{shown_token(request, RIGHT)}]。"
        if "85岁" in said:
            return Reply(good if "程序核对" in said else "每人每月999元[E1]。")
        return Reply("每人每月999元[E1]。" if "100岁" in said else good)

    endpoint.script = script
    tape = tmp_path / "tape.jsonl"
    monkeypatch.setenv("GONGBAO_LLM_BASE_URL", endpoint.url)
    monkeypatch.setenv("GONGBAO_LLM_RECORD", str(tape))
    first = run("llm:scripted", "a")["overall"]
    assert {k: round(first[k]["mean"], 3) for k in ("worded", "repaired", "dropped", "fell_back")} == {
        "worded": 0.667, "repaired": 0.667, "dropped": 0.333, "fell_back": 0.333,
    }  # fmt: skip
    assert first["audited"]["mean"] == 1.0
    sent = len(endpoint.requests)
    monkeypatch.delenv("GONGBAO_LLM_BASE_URL")
    monkeypatch.delenv("GONGBAO_LLM_RECORD")
    assert run(f"llm:{tape}", "b")["overall"] == first
    assert len(endpoint.requests) == sent


def test_no_model_is_said(plain: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant import pipeline
    from eval.predicting import open_system
    from index.errors import GongbaoError

    monkeypatch.setattr(pipeline, "open_assistant", lambda index: plain)
    with pytest.raises(GongbaoError, match="没有设置语言模型"):
        open_system("llm:auto", Path("index"))

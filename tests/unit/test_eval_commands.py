"""The evaluators' commands over the sample: audit fails what was tampered with, eval runs end to end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from eval.commands import register
from index.errors import GongbaoError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def app() -> typer.Typer:
    """The evaluation's own commands."""
    made = typer.Typer(pretty_exceptions_enable=False)
    register(made)
    return made


@pytest.fixture(scope="module")
def run(app: typer.Typer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One run of the sample suite."""
    folder = tmp_path_factory.mktemp("run")
    done = CliRunner().invoke(app, ["eval", "run", "--suite", "sample", "--out", str(folder), "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["overall"]["passed"]["n"] == 189
    return folder


def _audit(app: typer.Typer, path: Path) -> tuple[int, dict[str, int]]:
    done = CliRunner().invoke(app, ["audit", str(path), "--source", str(ROOT / "index" / "sample"), "--json"])
    return done.exit_code, json.loads(done.output)["faults_by_kind"]


def test_every_citation_of_the_sample_run_is_verbatim(app: typer.Typer, run: Path) -> None:
    _, faults = _audit(app, run / "predictions.jsonl")
    assert not {"fabricated", "misattributed", "unsupported", "ruling", "text"} & set(faults)


@pytest.mark.parametrize(("field", "kind"), [("text", "fabricated"), ("doc_id", "misattributed")])
def test_tampered_citation_fails_the_audit(app: typer.Typer, run: Path, tmp_path: Path, field: str, kind: str) -> None:
    answers = [json.loads(line) for line in (run / "predictions.jsonl").read_text(encoding="utf-8").splitlines()]
    answer = next(a for a in answers if a["citations"])
    citation = answer["citations"][0]
    other = next(c for a in answers for c in a["citations"] if c["doc_id"] != citation["doc_id"])
    citation[field] = "改" + citation["text"][1:] if field == "text" else other[field]
    path = tmp_path / "answers.jsonl"
    path.write_text(json.dumps(answer, ensure_ascii=False) + "\n", encoding="utf-8")
    code, faults = _audit(app, path)
    assert code == 1
    assert kind in faults


def test_peer_loses_significantly(app: typer.Typer, run: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["eval", "run", "--suite", "sample", "--system", "bm25", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    compared = CliRunner().invoke(app, ["eval", "compare", str(run), str(tmp_path), "--json"])
    passed = json.loads(compared.output)["measures"]["passed"]
    assert passed["mean"] < 0
    assert passed["p_value"] < 0.01


def test_fail_under_is_a_gate(app: typer.Typer, run: Path, tmp_path: Path) -> None:
    suite = tmp_path / "one.jsonl"
    suite.write_text(
        '{"id": "1", "category": "fact", "question": "天气怎样？", "must": [["晴朗无云"]]}\n', encoding="utf-8"
    )
    command = [
        "eval",
        "run",
        "--suite",
        str(suite),
        "--gazette",
        str(ROOT / "index" / "sample"),
        "--out",
        str(tmp_path),
    ]
    assert CliRunner().invoke(app, [*command, "--fail-under", "0.5"]).exit_code == 1
    assert CliRunner().invoke(app, command).exit_code == 0


def test_score_needs_no_model(app: typer.Typer, run: Path, tmp_path: Path) -> None:
    before = (run / "scores.json").read_bytes()
    done = CliRunner().invoke(
        app, ["eval", "score", str(run / "predictions.jsonl"), "--suite", "sample", "--out", str(tmp_path), "--json"]
    )
    assert done.exit_code == 0, done.output
    again = json.loads((tmp_path / "scores.json").read_text(encoding="utf-8"))
    assert again["overall"]["key_points"] == json.loads(before)["overall"]["key_points"]


def test_bad_suite_and_unknown_system_are_refused(app: typer.Typer, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text("{}\n", encoding="utf-8")
    for words in (["--suite", str(bad)], ["--suite", "sample", "--system", "magic"], ["--suite", "none"]):
        done = CliRunner().invoke(app, ["eval", "run", *words])
        assert isinstance(done.exception, GongbaoError)

"""``gongbao calc`` and ``gongbao rules`` on the sample gazette."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from assistant.rules import commands
from index import sample
from index.library import Library
from index.parsing import parse_source
from index.reading import read_source

SAMPLES = sorted(Path(next(iter(sample.__path__))).glob("qinghe-*.txt"))


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    parsed = [(s, parse_source(s)) for s in map(read_source, SAMPLES)]
    held = Library(
        sources={s.name: s for s, _ in parsed}, issues=tuple(p.issue for _, p in parsed),
        documents=tuple(d for _, p in parsed for d in p.documents), clauses=tuple(c for _, p in parsed for c in p.clauses),
        furniture={s.name: p.furniture for s, p in parsed},
    )  # fmt: skip
    monkeypatch.setattr(commands, "_library", lambda index: held)
    made = typer.Typer()
    commands.register(made)
    return made


def run(app: typer.Typer, *words: str) -> str:
    result = CliRunner().invoke(app, list(words), catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_calc_as_json(app: typer.Typer) -> None:
    words = ("calc", "road_fee", "--zone", "文澜街道", "--kind=施工", "--area", "100", "--days", "30", "--json")
    data = json.loads(run(app, *words))
    assert data["status"] == "calculated"
    assert data["calculations"][0]["result"] == "4500"
    assert data["citations"][0]["doc_number"] == "青政发〔2023〕11号"
    for citation in data["citations"]:
        assert next(read_source(s) for s in SAMPLES if s.name == citation["source"]).text[citation["start"] : citation["end"]] == citation["text"]


def test_calc_explains(app: typer.Typer) -> None:
    text = run(app, "calc", "road_fee", "--zone", "白石镇", "--kind", "施工", "--area", "80", "--days", "20", "--explain")
    assert "1,600 元" in text
    assert "依据 青政发〔2023〕11号 第三条（二）2" in text


def test_calc_lists_rules_and_fields(app: typer.Typer) -> None:
    assert "road_fee" in run(app, "calc")
    assert "--zone" in run(app, "calc", "road_fee")
    assert json.loads(run(app, "calc", "--json"))["rules"]


def test_calc_asks_for_what_is_missing(app: typer.Typer) -> None:
    data = json.loads(run(app, "calc", "road_fee", "--kind", "施工", "--json"))
    assert data["status"] == "needs_facts"
    assert data["missing"][0]["name"] == "zone"


@pytest.mark.parametrize("words", [("calc", "road_fee", "zone"), ("calc", "road_fee", "--zone"), ("calc", "road_fee", "--zone", "火星")])
def test_calc_refuses(app: typer.Typer, words: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code != 0


def test_rules(app: typer.Typer) -> None:
    assert "启用    qinghe/road_fee" in run(app, "rules", "--check")
    assert any(r["on"] for r in json.loads(run(app, "rules", "--json"))["rules"])

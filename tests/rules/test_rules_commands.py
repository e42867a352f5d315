"""``gongbao calc`` and ``gongbao rules`` on the sample gazette."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from assistant.rules import commands
from index import sample
from index.library import Library
from index.parsing import parse_source
from index.reading import read_source
from index.store import make_library

SAMPLES = sorted(Path(next(iter(sample.__path__))).glob("qinghe-*.txt"))


def library(old: str = "", new: str = "") -> Library:
    """The sample issues, one phrase of them replaced."""
    read = [replace(s, text=s.text.replace(old, new)) if old else s for s in map(read_source, SAMPLES)]
    return make_library([parse_source(s) for s in read])


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> typer.Typer:
    held = library()
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
        assert (
            next(read_source(s) for s in SAMPLES if s.name == citation["source"]).text[
                citation["start"] : citation["end"]
            ]
            == citation["text"]
        )


def test_calc_explains(app: typer.Typer) -> None:
    text = run(
        app, "calc", "road_fee", "--zone", "白石镇", "--kind", "施工", "--area", "80", "--days", "20", "--explain"
    )
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


@pytest.mark.parametrize(
    "words", [("calc", "road_fee", "zone"), ("calc", "road_fee", "--zone"), ("calc", "road_fee", "--zone", "火星")]
)
def test_calc_refuses(app: typer.Typer, words: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, list(words))
    assert result.exit_code != 0


def test_rules(app: typer.Typer) -> None:
    assert "启用    qinghe/road_fee" in run(app, "rules", "--check")
    assert any(r["on"] for r in json.loads(run(app, "rules", "--json"))["rules"])


def test_rules_check_fails_when_a_figure_is_not_in_its_clause(
    app: typer.Typer, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = library("每年每亩增加补贴60元", "每年每亩增加补贴65元")
    monkeypatch.setattr(commands, "_library", lambda index: held)
    result = CliRunner().invoke(app, ["rules", "--check"])
    assert result.exit_code == 1
    assert "停用    qinghe/fallow_subsidy" in result.output
    assert "60" in result.output
    assert CliRunner().invoke(app, ["rules"]).exit_code == 0


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (("--area", "-3"), ["占用面积", "不能为负"]), (("--area", "很大"), ["占用面积", "5000平方米"]), (("--area", "10^18"), ["占用面积", "最大"]),
        (("--zone", "火星"), ["地段", "文澜街道"]), (("--days", "半"), ["占用天数", "整数"]), (("--received", "2030年"), ["2020-07-31"]),
        (("--colour", "红"), ["没有输入项", "可用"]), (("--as-of", "昨天"), ["--as-of", "2021-01-31"]),
    ],
)  # fmt: skip
def test_bad_input_is_one_chinese_line_and_exit_2(
    words: tuple[str, ...], line: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from assistant import cli

    held = library()
    monkeypatch.setattr(commands, "_library", lambda index: held)
    monkeypatch.setattr("sys.argv", ["gongbao", "calc", "road_fee", "--kind", "施工", *words])
    with pytest.raises(SystemExit) as left:
        cli.main()
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert "Traceback" not in said
    assert len(said.strip().splitlines()) == 1
    for part in line:
        assert part in said

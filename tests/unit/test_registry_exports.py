"""Choosing tasks, CSV and XLSX, the commands."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, datetime
from pathlib import Path

import pytest
import typer
from openpyxl import load_workbook
from typer.testing import CliRunner

from index.library import Library
from index.registry import Registry
from index.registry import commands as registry_commands
from index.registry.export import HEADINGS, safe_cell, write_csv, write_xlsx
from index.registry.queries import TaskQuery, choose_tasks
from index.registry.review import alias_groups, propose_aliases
from index.registry.tasks import task_json

SAMPLE = Path(__file__).parents[2] / "index" / "sample"


@pytest.fixture(scope="module")
def registry(sample_library: Library) -> Registry:
    return Registry.of(sample_library)


@pytest.mark.parametrize("name", ["水务局", "区水务局", "青禾区水务局"])
def test_department_in_any_form(registry: Registry, name: str) -> None:
    wanted = choose_tasks(registry, TaskQuery(department="区水务局", role="牵头"))
    assert choose_tasks(registry, TaskQuery(department=name, role="牵头")) == wanted
    assert len(wanted) == 6


def test_filters(registry: Registry) -> None:
    assert {t.seq for t in choose_tasks(registry, TaskQuery(leader="顾长河"))} == {"19", "21", "24"}
    soon = choose_tasks(registry, TaskQuery(before=date(2023, 7, 31), document="青政办发〔2023〕15号"))
    assert {t.seq for t in soon} == {"14", "18"}
    assert choose_tasks(registry, TaskQuery(words="秸秆焚烧"))[0].title == "禁止秸秆焚烧"


def test_json_shape(registry: Registry) -> None:
    task = next(t for t in choose_tasks(registry, TaskQuery(document="青政办发〔2023〕15号")) if t.seq == "10")
    row = task_json(registry.library, task)
    for key in (
        "doc_number",
        "source",
        "seq",
        "title",
        "text",
        "start",
        "end",
        "leader",
        "lead",
        "main",
        "support",
        "departments",
        "deadline",
        "deadline_date",
        "inherited",
        "collective",
    ):
        assert key in row
    source = registry.library.sources[task.text_source].text
    assert source[task.span.start : task.span.end] == row["text"]
    assert row["collective"] == ["各镇街"]


@pytest.mark.parametrize(
    ("text", "safe"),
    [("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("区水务局", "区水务局"), ("", "")],
)
def test_formula_is_neutralised(text: str, safe: str) -> None:
    assert safe_cell(text) == safe


def test_csv_has_a_bom_and_all_rows(registry: Registry) -> None:
    tasks = choose_tasks(registry, TaskQuery(document="青政办发〔2023〕15号"))
    text = write_csv(registry.library, tasks)
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text[1:])))
    assert tuple(rows[0]) == HEADINGS
    assert len(rows) == len(tasks) + 1
    assert all(len(r) == len(HEADINGS) for r in rows)


def test_xlsx_has_typed_dates_and_links(registry: Registry, tmp_path: Path) -> None:
    tasks = choose_tasks(registry, TaskQuery(document="青政办发〔2023〕8号"))
    path = tmp_path / "任务.xlsx"
    write_xlsx(registry.library, tasks, path)
    book = load_workbook(path)
    sheet, clauses = book["任务"], book["条款"]
    row = [c.value for c in sheet[2]]
    assert row[HEADINGS.index("时限日期")] == datetime(2025, 12, 31)  # noqa: DTZ001  # a spreadsheet date has no zone
    link = sheet.cell(row=2, column=len(HEADINGS)).hyperlink
    assert link is not None
    assert link.location is not None or "条款" in (link.ref or "") + (link.target or "")
    assert "灰口铸铁" in clauses["C2"].value


def test_aliases(registry: Registry) -> None:
    groups = {g.canonical: dict(g.names) for g in alias_groups(registry)}
    assert {"区文化和旅游局", "区文旅局"} & set(groups.get("区文化和旅游局", {})) or groups
    assert all(p.name != p.canonical for p in propose_aliases(registry))


@pytest.fixture
def runner(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> tuple[CliRunner, typer.Typer]:
    monkeypatch.setattr(registry_commands, "_open", lambda index: (registry, "test"))
    app = typer.Typer()
    registry_commands.register(app)
    return CliRunner(), app


@pytest.mark.parametrize(
    ("line", "word"),
    [
        (["tasks", "--department", "水务局", "--role", "牵头"], "共 6 项"),
        (["people", "白露"], "区文旅局"),
        (["procedure", "青政办发〔2023〕18号"], "审批"),
        (["aliases"], "区"),
        (["aliases", "--review"], "待确认"),
        (["timeline", "青政发〔2023〕8号", "--as-of", "2024-03-01"], "已废止"),
        (["lint"], "共 11 处"),
    ],
)
def test_commands_speak_chinese_and_json(runner: tuple[CliRunner, typer.Typer], line: list[str], word: str) -> None:
    cli, app = runner
    plain = cli.invoke(app, line)
    assert plain.exit_code == 0, plain.output
    assert word in plain.output
    data = cli.invoke(app, [*line, "--json"])
    assert data.exit_code == 0
    assert json.loads(data.output)["index_id"] == "test"


def test_bad_arguments(runner: tuple[CliRunner, typer.Typer]) -> None:
    cli, app = runner
    assert cli.invoke(app, ["tasks", "--role", "领跑"]).exit_code != 0
    assert cli.invoke(app, ["tasks", "--before", "明天"]).exit_code != 0
    assert cli.invoke(app, ["people", "查无此人"]).exit_code != 0

"""deploy/: the files parse, name commands and options that exist, and copy what is there."""

from __future__ import annotations

import configparser
import json
import re
import shlex
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from assistant.cli import build_app
from ui.settings import WebSettings

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "deploy" / "Dockerfile"
UNIT = ROOT / "deploy" / "gongbao.service"
KNOWN = {"FROM", "ENV", "WORKDIR", "COPY", "ARG", "RUN", "USER", "VOLUME", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD"}


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"^\s*#.*\n", "", DOCKERFILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = [line.strip() for line in re.sub(r"\\\n", " ", text).splitlines() if line.strip()]
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in lines)]


def served(arguments: list[str]) -> None:
    """``gongbao serve`` knows these options."""
    assert arguments[0] == "serve"
    shown = CliRunner().invoke(build_app(), ["serve", "--help"], env={"COLUMNS": "200", "TERM": "dumb"}).output
    for option in (a for a in arguments[1:] if a.startswith("--")):
        assert option in shown, option


def test_dockerfile_parses_and_serves() -> None:
    found = instructions()
    assert found[0][0] == "FROM" and {name for name, _ in found} <= KNOWN
    for name, rest in found:
        if name == "COPY":
            assert all((ROOT / source).exists() for source in rest.split()[:-1]), rest
        if name in ("ENTRYPOINT", "CMD"):
            assert isinstance(json.loads(rest), list)
    given = dict(found)
    assert json.loads(given["ENTRYPOINT"]) == ["gongbao"]
    served(json.loads(given["CMD"]))
    assert found.index(("USER", "gongbao")) < [n for n, _ in found].index("ENTRYPOINT")


def test_unit_parses_and_serves() -> None:
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(UNIT.read_text(encoding="utf-8"))
    assert set(unit.sections()) == {"Unit", "Service", "Install"}
    program, *arguments = shlex.split(unit["Service"]["ExecStart"])
    assert program.endswith("/bin/gongbao")
    served(arguments)


@pytest.mark.parametrize("path", [DOCKERFILE, UNIT])
def test_settings_named_exist(path: Path) -> None:
    named = set(re.findall(r"GONGBAO_([A-Z_]+)=", path.read_text(encoding="utf-8")))
    assert {n.lower() for n in named} <= {*WebSettings.model_fields, "index"}


def test_serve_is_a_command() -> None:
    assert "serve" in typer.main.get_command(build_app()).commands  # type: ignore[attr-defined]

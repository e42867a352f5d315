"""Documents that cannot drift: option and settings tables, example output, the licence list.

A block ``<!-- made: KIND NAME -->`` … ``<!-- /made -->`` is written by program, the output under
``$ gongbao …`` in a ```` ```console ```` fence is that of the sample gazette, and every ``gongbao …``
line in a ```` ```bash ```` fence must parse. ``make docs`` (``GONGBAO_REWRITE_DOCS=1``) rewrites them.
"""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Callable, Iterator
from importlib.metadata import metadata
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from assistant.cli import build_app
from assistant.llm.settings import LlmSettings
from eval.scale_figures import FIGURES as SCALE
from eval.scale_figures import parts_table, scale_table
from index.freshness import sample_sources
from index.ingesting import ingest_sources
from index.settings import IndexSettings
from ui.settings import WebSettings

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("README.md", "CONTRIBUTING.md", *sorted(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md")))
REWRITE = bool(os.environ.get("GONGBAO_REWRITE_DOCS"))
SETTINGS = {
    "index": ("GONGBAO_", IndexSettings),
    "web": ("GONGBAO_", WebSettings),
    "llm": ("GONGBAO_LLM_", LlmSettings),
}
TABLES = {"scale": scale_table, "parts": parts_table}
_MADE = re.compile(r"(<!-- made: (\w+) (.*?) -->\n).*?(<!-- /made -->)", re.DOTALL)
_CONSOLE = re.compile(r"(```console\n)(.*?)(```)", re.DOTALL)
_BASH = re.compile(r"```bash\n(.*?)```", re.DOTALL)
_HEAD = re.compile(r" \| head -(\d+)$")
_LIBRARIES = re.compile(r"(  brought along by these\n)(.*?)(\n\n|\Z)", re.DOTALL)

App = Callable[[str], str]


def _commands(group: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Every command with its full name, groups opened."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from _commands(command, (*above, name))
        else:
            yield " ".join((*above, name)), command


COMMANDS = dict(_commands(typer.main.get_command(build_app())))


def _cell(text: object) -> str:
    return re.sub(r"\s+", " ", str(text)).replace("|", "\\|").strip()


def _options(command: Any) -> str:
    rows = []
    for param in command.params:
        if param.name == "help":
            continue
        if param.param_type_name == "argument":
            shown = f"`{param.name}`" + ("（必需）" if param.required else "")
        else:
            shown = "、".join(f"`{o}`" for o in param.opts)
        said = [param.help or ""]
        if not callable(param.default) and param.default not in (None, False, (), "", []):
            said.append(f"默认 `{getattr(param.default, 'value', param.default)}`")
        if getattr(param, "multiple", False):
            said.append("可多次给出")
        if param.envvar:
            said.append(f"环境变量 `{param.envvar}`")
        rows.append(f"| {shown} | {_cell('；'.join(s.rstrip('。') for s in said if s))} |")
    return "\n".join((f"{command.help}\n", "| 参数 | 说明 |", "| --- | --- |", *rows)) if rows else str(command.help)


def _settings(name: str) -> str:
    prefix, model = SETTINGS[name]
    rows = []
    for field, info in model.model_fields.items():
        default = info.get_default()
        if isinstance(default, Path):
            default = os.path.relpath(default, ROOT) if default.is_absolute() else default
        plain = default in (None, "", (), False) or "Secret" in type(default).__name__
        rows.append(
            f"| `{prefix}{field.upper()}` | {'' if plain else _cell('、'.join(default) if isinstance(default, tuple) else default)} | {_cell(info.description)} |"
        )
    return "\n".join(("| 环境变量 | 默认 | 说明 |", "| --- | --- | --- |", *rows))


def _block(kind: str, name: str) -> str:
    if kind == "figures":
        return _figures(TABLES[name])
    return _options(COMMANDS[name]) if kind == "cli" else _settings(name)


def _figures(table: Callable[[dict[str, Any]], list[list[str]]]) -> str:
    head, *rows = table(json.loads(SCALE.read_text(encoding="utf-8")))
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def _same(path: Path, text: str, wanted: str) -> None:
    if REWRITE and text != wanted:
        path.write_text(wanted, encoding="utf-8")
    else:
        assert text == wanted, f"{path.name}: run `make docs`"


@pytest.mark.parametrize("name", PAGES)
def test_made_blocks_are_current(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    _same(ROOT / name, text, _MADE.sub(lambda m: f"{m[1]}{_block(m[2], m[3])}\n{m[4]}", text))


def test_every_command_has_its_section_and_an_example() -> None:
    text = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    told = [m[3] for m in _MADE.finditer(text) if m[2] == "cli"]
    assert sorted(told) == sorted(COMMANDS)
    examples = "\n".join(_BASH.findall(text))
    assert [n for n in COMMANDS if not re.search(rf"gongbao {re.escape(n)}(?= |$)", examples, re.MULTILINE)] == []


def test_every_setting_is_told() -> None:
    text = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert sorted(m[3] for m in _MADE.finditer(text) if m[2] == "settings") == sorted(SETTINGS)


@pytest.mark.parametrize("name", PAGES)
def test_examples_parse(name: str) -> None:
    for fence in _BASH.findall((ROOT / name).read_text(encoding="utf-8")):
        for line in fence.replace("\\\n", " ").splitlines():
            words = shlex.split(line.split("|")[0], comments=True)
            words = words[words.index("gongbao") + 1 :] if "gongbao" in words[:2] else []
            if not words:
                continue
            size = 2 if words[0] in {n.split()[0] for n in COMMANDS if " " in n} else 1
            name = " ".join(words[:size])
            assert name in COMMANDS, line
            COMMANDS[name].make_context(name, words[size:])


@pytest.fixture(scope="module")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """Runs one ``gongbao …`` line on an index of the sample and gives its standard output."""
    folder = tmp_path_factory.mktemp("docs") / "index"
    ingest_sources(sample_sources(), folder, IndexSettings())

    def run(line: str) -> str:
        head = _HEAD.search(line)
        words = shlex.split(_HEAD.sub("", line))
        done = CliRunner().invoke(build_app(), words[1:], env={"GONGBAO_INDEX": str(folder)})
        assert done.exit_code in (0, 1), (line, done.output, done.exception)
        lines = done.stdout.rstrip("\n").splitlines()
        return "\n".join(lines[: int(head[1])] if head else lines)

    yield run


@pytest.mark.parametrize("name", PAGES)
def test_example_output_is_what_the_program_says(name: str, sample_run: App) -> None:
    def fence(match: re.Match[str]) -> str:
        asked = [line for line in match[2].splitlines() if line.startswith("$ gongbao ")]
        return match[1] + "\n\n".join(f"{line}\n{sample_run(line[2:])}" for line in asked) + "\n" + match[3]

    text = (ROOT / name).read_text(encoding="utf-8")
    _same(ROOT / name, text, _CONSOLE.sub(fence, text))


def test_relative_links_lead_somewhere() -> None:
    pages = [*PAGES, "CHANGELOG.md", *(f"docs/adr/{p.name}" for p in (ROOT / "docs" / "adr").glob("*.md"))]
    broken = [
        f"{page}: {target}"
        for page in pages
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", (ROOT / page).read_text(encoding="utf-8"))
        if not ((ROOT / page).parent / target).exists()
    ]
    assert broken == []


_SHORT = {
    "MIT License": "MIT", "BSD License": "BSD", "BSD": "BSD", "Apache Software License": "Apache-2.0", "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0", "Apache License 2.0": "Apache-2.0", "Apache 2.0 License": "Apache-2.0",
    "Apache License": "Apache-2.0", "BSD-3-Clause": "BSD-3-Clause", "BSD 3-Clause License": "BSD-3-Clause",
    "BSD 2-Clause License": "BSD-2-Clause", "Python Software Foundation License": "PSF-2.0", "PSFL": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0", "ISC License (ISCL)": "ISC", "ISC License": "ISC",
    "Academic Free License (AFL)": "AFL", "Artistic License": "Artistic", "GNU General Public License (GPL)": "GPL",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
}  # fmt: skip


def _licence(name: str) -> str:
    """The licence a distribution states: its SPDX expression, else its classifiers, else its short free text."""
    told = metadata(name)
    if told.get("License-Expression"):
        return str(told["License-Expression"])
    classified = [c.split("::")[-1].strip() for c in told.get_all("Classifier") or () if c.startswith("License ::")]
    classified = [_SHORT.get(c, c) for c in classified if c not in ("OSI Approved", "DFSG approved")]
    free = (told.get("License") or "").strip().partition("\n")[0]
    if re.match(r"[A-Z]", free) and len(free) < 40 and "Copyright" not in free and len(classified) < 2:
        return _SHORT.get(free, free)
    return " or ".join(dict.fromkeys(classified)) or "see the package"


def test_notice_lists_every_locked_library() -> None:
    path = ROOT / "NOTICE"
    text = path.read_text(encoding="utf-8")
    found = _LIBRARIES.search(text)
    assert found, "NOTICE has no list of libraries brought along"
    named = {m.lower().replace("_", "-") for m in re.findall(r"^    (\S+)  ", text[: found.start()], re.MULTILINE)}
    lock = [
        line.split("==")[0]
        for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
        if "==" in line
    ]
    rest = [n for n in lock if n.lower().replace("_", "-") not in named]
    made = "\n".join(f"    {n:<34}{_licence(n)}" for n in rest)
    _same(path, text, text[: found.start(2)] + made + text[found.end(2) :])

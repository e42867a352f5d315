"""Imports of the house: where packages come from, who may import whom, and what stays unloaded."""

from __future__ import annotations

import ast
import importlib
import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("index", "assistant", "eval", "ui")
HEAVY = ("torch", "gradio", "llama_index", "sentence_transformers", "faiss", "pandas", "transformers", "sklearn")
ONLY_IN = {
    "gradio": ("ui",),
    "fastapi": ("ui",),
    "jinja2": ("ui",),
    "sqlalchemy": ("ui",),
    "faiss": ("index",),
    "jieba": ("index",),
    "sentence_transformers": ("index",),
    "openai": ("assistant/llm/models.py",),
    "llama_index.llms": ("assistant/llm/models.py",),
    "mcp": ("assistant/mcp/",),
    "pint": ("assistant/rules",),
}


def _modules() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def _imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Names imported and whether by a plain ``import``."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, True
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module, False


@pytest.mark.parametrize("package", PACKAGES)
def test_package_comes_from_this_checkout(package: str) -> None:
    module = importlib.import_module(package)
    assert module.__file__ is not None
    assert Path(module.__file__).resolve().is_relative_to(ROOT)


def test_no_other_distribution_ships_our_names() -> None:
    owners = packages_distributions()
    assert {p: sorted(set(owners.get(p, ["gongbao"])) - {"gongbao"}) for p in PACKAGES} == {p: [] for p in PACKAGES}


def test_our_packages_are_never_imported_plainly() -> None:
    plain = [
        f"{path.relative_to(ROOT)}: import {name}"
        for path in [*_modules(), *sorted((ROOT / "tests").rglob("*.py"))]
        for name, is_plain in _imports(path)
        if is_plain and name.split(".")[0] in PACKAGES
    ]
    assert plain == []


def test_libraries_stay_in_their_package() -> None:
    strays = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in _modules()
        for name, _ in _imports(path)
        for library, homes in ONLY_IN.items()
        if (name == library or name.startswith(f"{library}."))
        and not any(path.relative_to(ROOT).as_posix().startswith(home) for home in homes)
    ]
    assert strays == []


def test_layers_hold() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]


@pytest.mark.parametrize(
    "code",
    [
        "import assistant",
        "from assistant.cli import build_app; build_app()",
        "import index.search, index.library, assistant.pipeline",
    ],
    ids=["assistant", "help", "pipeline"],
)
def test_nothing_heavy_is_loaded(code: str) -> None:
    program = f"import sys, json\n{code}\nprint(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout.splitlines()[-1]))
    assert sorted(loaded.intersection(HEAVY)) == []


def test_tests_have_no_packages_and_no_names_of_ours() -> None:
    assert list((ROOT / "tests").rglob("__init__.py")) == []
    assert [p.name for p in (ROOT / "tests").iterdir() if p.is_dir() and p.name in PACKAGES] == []

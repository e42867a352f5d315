"""What an installed copy holds: every tracked file of the packages, and nothing a checkout needs."""

from __future__ import annotations

import subprocess
import tomllib
from fnmatch import fnmatch
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("index", "assistant", "eval", "ui")


def test_every_file_of_the_packages_is_installed() -> None:
    setup = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    patterns = ("*.py", *setup["package-data"]["*"])
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *PACKAGES],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    names = [name for name in listed.split("\0") if name]
    assert names
    assert [n for n in names if not any(fnmatch(Path(n).name, p) for p in patterns)] == []


def test_top_level_is_the_house() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    top = {name.split("/")[0] for name in listed.split("\0") if name}
    allowed = {
        *PACKAGES,
        "tests",
        "docs",
        "deploy",
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "NOTICE",
        "Makefile",
    }
    assert sorted(top - allowed - {"pyproject.toml", "requirements.lock", ".ci", ".gitignore"}) == []

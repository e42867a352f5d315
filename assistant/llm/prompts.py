"""Prompts: one Markdown file each under ``prompts/``, versioned by name (``answer.v1.md``)."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Template

__all__ = ["VERSIONS", "prompt"]

VERSIONS = {"answer": "v1", "protocol": "v1", "rewrite": "v1", "repair": "v1"}
"""The version of each prompt in use; the trace names them."""


def prompt(name: str, **values: str) -> str:
    """The prompt with its ``$placeholders`` filled in; every one must be given."""
    return _load(f"{name}.{VERSIONS[name]}.md").substitute(values).strip()


@cache
def _load(file: str) -> Template:
    return Template((Path(__file__).parent / "prompts" / file).read_text(encoding="utf-8"))

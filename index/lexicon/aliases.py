"""Loads aliases.yaml: the table of department names, checked."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.errors import UsageError

__all__ = ["AliasRow", "AliasTable", "load_aliases"]


class AliasRow(BaseModel):
    """One name of one department, with where it was read and when it held."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    name: str
    canonical: str
    kind: Literal["abbreviation", "full", "renamed", "plaque", "misprint"]
    source: str
    start: date | None = Field(None, alias="from")
    end: date | None = Field(None, alias="to")


class AliasTable(BaseModel):
    """General stems (no place names), rows for particular bodies, pairs that are not the same."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    stems: dict[str, tuple[str, ...]]
    names: tuple[AliasRow, ...] = ()
    distinct: tuple[tuple[str, str, str], ...] = ()


@lru_cache(maxsize=1)
def load_aliases() -> AliasTable:
    """The table that ships with the project.

    Raises:
        UsageError: A key or a value is not allowed, or one alias stands under two stems.
    """
    text = (files("index.lexicon") / "aliases.yaml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        table = AliasTable.model_validate(yaml.load(text, Loader=loader))  # noqa: S506 — a safe loader
    except (yaml.YAMLError, ValidationError) as exc:
        raise UsageError("机关名称表 aliases.yaml 不可用", hint=str(exc).splitlines()[0]) from exc
    owner: dict[str, str] = {}
    for stem, others in table.stems.items():
        for name in (stem, *others):
            if owner.setdefault(name, stem) != stem:
                raise UsageError(f"aliases.yaml 中 {name} 同时属于 {owner[name]} 和 {stem}", hint="删去其中一处")
    return table

"""Worked cases of a pack (``cases.yaml``): facts or a question, and the exact results."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, RootModel

from assistant.rules.errors import NeedFacts
from assistant.rules.pack import Pack
from assistant.rules.params import load_yaml
from assistant.rules.work import Work

__all__ = ["Case", "load_cases", "run_case"]


class Case(BaseModel):
    """One case. ``results`` are ``value unit`` of each result in order; ``needs`` the facts asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    facts: dict[str, Any] | None = None
    ask: str = ""
    history: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    refused: str = ""


class _Cases(RootModel[tuple[Case, ...]]):
    model_config = ConfigDict(frozen=True)


def load_cases(pack: Pack) -> tuple[Case, ...]:
    """The cases of a pack."""
    return load_yaml(pack.folder / "cases.yaml", _Cases).root


def run_case(pack: Pack, case: Case, on: date | None = None) -> tuple[Work, tuple[str, ...]]:
    """The trace of a case's formula, and the facts it asked for (empty when it computed)."""
    facts = pack.facts.model_validate(case.facts or {})
    day = on or getattr(facts, "on", None) or date.max
    work = Work(pack.params, day)
    try:
        pack.formula(day)(facts, work)
    except NeedFacts as need:
        return work, need.names
    return work, ()

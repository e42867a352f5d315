"""Published evaluation figures, read from their JSON; two runs side by side (pure)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["MEASURES", "Difference", "Figure", "Run", "compare", "load_runs", "read_run"]

MEASURES = {
    "passed": "通过率",
    "gold_cited": "引到应引条款",
    "key_points": "要点齐全",
    "citation_f1": "引用 F1",
    "refused": "该拒则拒",
    "false_refusal": "误拒",
    "audited": "核对无误",
    "recall@1": "召回 @1",
    "recall@10": "召回 @10",
    "mrr@10": "MRR@10",
    "ndcg@10": "nDCG@10",
}
"""Names of the measures; others are shown under their own name."""


class Figure(NamedTuple):
    """A mean with its 95 % interval over ``n`` items; ``None`` is unscored."""

    mean: float | None
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One evaluation run."""

    suite: str
    split: str
    system: str
    commit: str
    as_of: str
    overall: dict[str, Figure]
    categories: dict[str, Figure]

    @property
    def label(self) -> str:
        """Suite, part and system in one line."""
        return f"{self.suite} {self.split} · {self.system}"


class Difference(NamedTuple):
    """A measure of two runs and b − a."""

    name: str
    a: Figure
    b: Figure

    @property
    def difference(self) -> float | None:
        """b − a, ``None`` where one is unscored."""
        return None if self.a.mean is None or self.b.mean is None else self.b.mean - self.a.mean


def load_runs(path: Path) -> tuple[Run, ...]:
    """The runs of a figures file; none when there is no readable one."""
    try:
        runs = json.loads(path.read_text(encoding="utf-8"))["runs"]
        return tuple(read_run(run) for run in runs)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ()


def read_run(data: Mapping[str, Any]) -> Run:
    """One run from its JSON. Raises KeyError or TypeError when it is none."""
    header = data["header"]
    return Run(
        suite=str(header["suite"]), split=str(header["split"]), system=str(header["system"]),
        commit=str(header.get("commit", ""))[:10] + ("*" if header.get("dirty") else ""), as_of=str(header.get("as_of", "")),
        overall={name: _figure(f) for name, f in data["overall"].items()},
        categories={name: _figure(f.get("passed", f)) for name, f in (data.get("categories") or {}).items()},
    )  # fmt: skip


def compare(a: Run, b: Run) -> tuple[Difference, ...]:
    """Every measure both runs have."""
    return tuple(Difference(name, a.overall[name], b.overall[name]) for name in a.overall if name in b.overall)


def _figure(data: Mapping[str, Any]) -> Figure:
    mean = data.get("mean")
    return Figure(mean, float(data.get("low") or 0), float(data.get("high") or 0), int(data.get("n") or 0))

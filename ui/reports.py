"""Published evaluation figures, read from their JSON; two runs side by side (pure)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

__all__ = ["CATEGORIES", "MEASURES", "Difference", "Figure", "Run", "compare", "load_runs", "read_run"]

MEASURES = {
    "passed": "通过率",
    "gold_cited": "引到应引条款",
    "key_points": "要点齐全",
    "citation_f1": "引用 F1",
    "citation_precision": "引用准确率",
    "citation_recall": "引用召回率",
    "refused": "该拒则拒",
    "false_refusal": "误拒",
    "audited": "核对无误",
    "verbatim": "引文逐字",
    "not_forbidden": "无不该有的话",
    "length": "答案字数",
    "recall@1": "召回 @1",
    "recall@10": "召回 @10",
    "mrr@10": "MRR@10",
    "ndcg@10": "nDCG@10",
}
"""Names of the measures in the order shown; others follow under their own name."""

CATEGORIES = {
    "fact": "事实",
    "calc": "计算",
    "list": "列举",
    "responsibility": "职责",
    "validity": "效力",
    "compare": "比较",
    "multi_turn": "多轮",
    "unanswerable": "应当拒答",
}
"""Names of the kinds of questions."""


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
        overall=_ordered({name: _figure(f) for name, f in data["overall"].items()}, MEASURES),
        categories=_ordered(
            {name: _figure(f.get("passed", f)) for name, f in (data.get("categories") or {}).items()}, CATEGORIES
        ),
    )  # fmt: skip


def compare(a: Run, b: Run) -> tuple[Difference, ...]:
    """Every measure both runs have."""
    return tuple(Difference(name, a.overall[name], b.overall[name]) for name in a.overall if name in b.overall)


def _ordered(figures: dict[str, Figure], names: Mapping[str, str]) -> dict[str, Figure]:
    known = [name for name in names if name in figures]
    return {name: figures[name] for name in (*known, *(n for n in figures if n not in names))}


def _figure(data: Mapping[str, Any]) -> Figure:
    mean = data.get("mean")
    return Figure(mean, float(data.get("low") or 0), float(data.get("high") or 0), int(data.get("n") or 0))

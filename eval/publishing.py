"""Committed figures: numbers, ids and intervals of runs – no text – and the README's table made from them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from eval.runs import RunFolder
from index.errors import UsageError

__all__ = ["BEGIN", "END", "FIGURES", "publish_figures", "readme_table"]

CHECKOUT = Path(__file__).resolve().parent.parent
FIGURES = Path(__file__).parent / "reports" / "figures.json"
BEGIN, END = "<!-- figures: made by `gongbao eval publish` -->", "<!-- /figures -->"
_SHOWN = (
    "passed",
    "gold_cited",
    "citation_f1",
    "refused",
    "false_refusal",
    "audited",
    "recall@1",
    "recall@10",
    "mrr@10",
)
_HEADER = (
    "suite",
    "split",
    "system",
    "commit",
    "dirty",
    "suite_sha256",
    "as_of",
    "seed",
    "index_id",
    "queries",
    "cases",
)


def publish_figures(runs: Iterable[Path], out: Path | None = None) -> Path:
    """Write the figures of the runs to ``out`` and refresh the README's marked block, if it has one.

    Raises:
        UsageError: A run was made on a changed checkout, so that its commit does not describe it.
    """
    found = []
    for path in runs:
        scores = RunFolder(path).scores()
        if scores["header"].get("dirty"):
            raise UsageError(f"{path} 是在有未提交改动时跑的", hint="提交后再跑一次")
        found.append(_figures(scores))
    target = out or FIGURES
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(
        json.dumps({"runs": found}, ensure_ascii=False, sort_keys=True, indent=1) + "\n", encoding="utf-8"
    )
    readme = CHECKOUT / "README.md"
    if out is None and readme.is_file():
        text = readme.read_text(encoding="utf-8")
        block = f"{BEGIN}\n{readme_table(target)}\n{END}"
        readme.write_text(
            re.sub(re.escape(BEGIN) + r".*?" + re.escape(END), lambda _: block, text, flags=re.DOTALL), encoding="utf-8"
        )
    return target


def _figures(scores: dict[str, Any]) -> dict[str, Any]:
    """The part of ``scores.json`` that holds no words: header, means, counts."""
    kept = {
        "header": {key: scores["header"][key] for key in _HEADER if key in scores["header"]},
        "overall": scores["overall"],
    }
    for key in ("categories", "unseen", "median_length"):
        if key in scores:
            kept[key] = scores[key]
    return kept


def readme_table(path: Path = FIGURES) -> str:
    """The README's table: one row per run, each mean with its interval.

    Raises:
        UsageError: There is no figures file.
    """
    if not path.is_file():
        raise UsageError(f"没有数字文件 {path}", hint="先执行 gongbao eval publish 结果目录…")
    runs = json.loads(path.read_text(encoding="utf-8"))["runs"]
    shown = [name for name in _SHOWN if any(name in run["overall"] for run in runs)]
    lines = [
        f"| 题集 | 系统 | 题数 | 文件数 | {' | '.join(shown)} |",
        f"| --- | --- | --- | --- |{' --- |' * len(shown)}",
    ]
    for run in runs:
        header, overall = run["header"], run["overall"]
        first = next(iter(overall.values()))
        counted = overall.get("passed", first)
        cells = [f"{header['suite']} {header['split']}", header["system"], str(counted["n"]), str(counted["clusters"])]
        lines.append("| " + " | ".join([*cells, *(_cell(overall.get(name)) for name in shown)]) + " |")
    return "\n".join(lines)


def _cell(figure: dict[str, Any] | None) -> str:
    if figure is None or figure["mean"] is None:
        return "–"
    return f"{figure['mean']:.3f} [{figure['low']:.3f}, {figure['high']:.3f}]"

"""The committed figures of ``make bench-scale`` as charts and a table: a thousand to a million articles, beside llama-index."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

from eval.charts import log_lines

__all__ = ["FIGURES", "parts_table", "scale_page", "scale_table"]

FIGURES = Path(__file__).parent / "reports" / "scale.json"
_COLUMNS = {
    "build_s": "建库 秒", "build_cpu_s": "其中处理器 秒", "build_rss_mb": "内存峰值 MB", "bytes_per_clause": "每条 字节", "open_s": "打开 秒",
    "p50_ms": "p50 毫秒", "p95_ms": "p95", "p99_ms": "p99", "queries_per_s": "两进程 次/秒", "recall@10_vs_flat": "对精确检索 R@10",
    "gold_recall@10": "STARD R@10", "load_before": "机器负载",
}  # fmt: skip


def scale_table(figures: Mapping[str, Any]) -> list[list[str]]:
    """Rows of cells: the head, ours by size, then llama-index by size."""
    rows = [["系统", "条数", *_COLUMNS.values()]]
    for name, part in (("公报通", "sizes"), ("llama-index", "llama_index")):
        for size, found in figures[part].items():
            rows.append([name, f"{int(size):,}", *(f"{found[c]:,}" if c in found else "–" for c in _COLUMNS)])
    return rows


def parts_table(figures: Mapping[str, Any]) -> list[list[str]]:
    """Rows of cells: the head, then the median milliseconds of each part of a query, ours beside llama-index by size."""
    rows = [["系统", "条数", "编码", "向量", "BM25", "融合与取文"]]
    for size in figures["sizes"]:
        for name, part in (("公报通", "sizes"), ("llama-index", "llama_index")):
            found = figures[part].get(size, {}).get("parts")
            if found:
                rows.append([name, f"{int(size):,}", *(f"{found[k]:,}" for k in ("encode", "dense", "bm25", "fusion"))])
    return rows


def scale_page(figures: Mapping[str, Any]) -> str:
    """Charts and table as HTML."""
    ours = [(float(size), found) for size, found in figures["sizes"].items()]
    peer = [(float(size), found["p50_ms"]) for size, found in figures["llama_index"].items()]
    query = [(name, [(size, found[name]) for size, found in ours]) for name in ("p50_ms", "p99_ms")]
    build = [
        (name, [(size, found[name]) for size, found in ours if name in found]) for name in ("build_s", "build_rss_mb")
    ]
    return (
        log_lines("每次检索的毫秒数", [*query, ("llama-index p50_ms", peer)], x_label="条")
        + log_lines("建库的秒数与内存 MB", build, x_label="条")
        + _html(scale_table(figures))
        + "<p>每次检索各步的毫秒数（中位）：</p>"
        + _html(parts_table(figures))
        + f"<p>{escape(figures['machine'].get('note', ''))}</p>"
    )


def _html(rows: list[list[str]]) -> str:
    head, *rest = rows
    cells = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rest)
    return f"<table><tr>{''.join(f'<th>{escape(name)}</th>' for name in head)}</tr>{cells}</table>"

"""Small charts as inline SVG, with the same figures as text for those who do not see them (pure)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from markupsafe import Markup

__all__ = ["bar_chart", "column_chart", "interval_chart"]

_ROW, _LABEL, _WIDTH = 26, 170, 560


def bar_chart(rows: Sequence[tuple[str, Sequence[tuple[str, int]], str]], labels: Mapping[str, str]) -> Markup:
    """Stacked bars, one per row of (name, counts by kind, address); the classes ``k-KIND`` colour them."""
    if not rows:
        return Markup("")
    most = max(sum(n for _, n in counts) for _, counts, _ in rows)
    room = _WIDTH - _LABEL - 40
    parts = []
    for at, (name, counts, href) in enumerate(rows):
        y, x = at * _ROW, float(_LABEL)
        said = "，".join(f"{labels[k]} {n}" for k, n in counts)
        total = sum(n for _, n in counts)
        shown = name if len(name) <= 11 else f"{name[:10]}…"
        bars = ""
        for kind, count in counts:
            width = room * count / most
            bars += f'<rect class="k-{escape(kind)}" x="{x:.1f}" y="{y + 5}" width="{width:.1f}" height="16"/>'
            x += width
        parts.append(
            f'<a href="{escape(href)}"><title>{escape(name)}：{escape(said)}</title>'
            f'<text x="{_LABEL - 8}" y="{y + 18}" text-anchor="end">{escape(shown)}</text>{bars}'
            f'<text x="{x + 6:.1f}" y="{y + 18}">{total}</text></a>'
        )
    return _svg(_WIDTH, len(rows) * _ROW + 4, "".join(parts))


def column_chart(columns: Sequence[tuple[str, int]]) -> Markup:
    """Columns along months (``2024-06``), empty months left out, each with its count."""
    if not columns:
        return Markup("")
    most = max(n for _, n in columns)
    step = 46
    parts = []
    for at, (month, count) in enumerate(columns):
        height = 90 * count / most
        x = at * step + 6
        year, _, of_year = month.partition("-")
        first = at == 0 or columns[at - 1][0][:4] != year
        parts.append(
            f"<g><title>{year}年{int(of_year)}月：{count}</title>"
            f'<rect class="k-lead" x="{x}" y="{110 - height:.1f}" width="{step - 14}" height="{height:.1f}"/>'
            f'<text x="{x + 16}" y="{104 - height:.1f}" text-anchor="middle">{count}</text>'
            f'<text x="{x + 16}" y="126" text-anchor="middle">{int(of_year)}月</text>'
            + (f'<text x="{x + 16}" y="144" text-anchor="middle" class="year">{year}</text>' if first else "")
            + "</g>"
        )
    return _svg(len(columns) * step + 10, 150, "".join(parts))


def interval_chart(rows: Sequence[tuple[str, float, float, float]]) -> Markup:
    """Shares from 0 to 1 with their intervals: (name, mean, low, high)."""
    if not rows:
        return Markup("")
    room = _WIDTH - _LABEL - 60
    parts = []
    for at, (name, mean, low, high) in enumerate(rows):
        y = at * _ROW + 13
        a, b, m = (_LABEL + room * min(max(v, 0.0), 1.0) for v in (low, high, mean))
        parts.append(
            f"<g><title>{escape(name)}：{mean:.3f}（{low:.3f}–{high:.3f}）</title>"
            f'<text x="{_LABEL - 8}" y="{y + 5}" text-anchor="end">{escape(name[:14])}</text>'
            f'<line class="axis" x1="{_LABEL}" y1="{y}" x2="{_LABEL + room}" y2="{y}"/>'
            f'<line class="span" x1="{a:.1f}" y1="{y}" x2="{b:.1f}" y2="{y}"/><circle class="k-lead" cx="{m:.1f}" cy="{y}" r="5"/>'
            f'<text x="{_LABEL + room + 10}" y="{y + 5}">{mean:.3f}</text></g>'
        )
    return _svg(_WIDTH, len(rows) * _ROW + 4, "".join(parts))


def _svg(width: int, height: int, inner: str) -> Markup:
    return Markup(  # noqa: S704  # every text above is escaped
        f'<svg class="chart" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="group">{inner}</svg>'
    )

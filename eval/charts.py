"""Small charts as inline SVG: bars with intervals, distributions, a threshold curve. No script, no network."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

__all__ = ["Bar", "bars", "curves", "histogram"]

_INK, _BAR, _SECOND, _GRID = "#1f2a37", "#2f6f9f", "#b5542c", "#d7dde3"


class Bar(NamedTuple):
    """One bar: label, value between 0 and 1, interval or ``None``, and a remark such as ``n=40``."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None
    remark: str = ""


def _svg(width: int, height: int, title: str, body: Sequence[str]) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(title)}" xmlns="http://www.w3.org/2000/svg"><title>{escape(title)}</title>{"".join(body)}</svg>'
    )


def _text(x: float, y: float, text: str, *, anchor: str = "start", size: int = 12) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{_INK}">{escape(text)}</text>'
    )


def bars(title: str, rows: Sequence[Bar]) -> str:
    """Horizontal bars from 0 to 100 % with their intervals.

    >>> bars("通过率", [Bar("fact", 0.5, 0.4, 0.6, "n=10")]).count("<rect")
    1
    """
    left, wide, step = 130, 360, 26
    height = step * len(rows) + 30
    body = []
    for tick in range(0, 101, 25):
        x = left + wide * tick / 100
        body.append(f'<line x1="{x}" y1="4" x2="{x}" y2="{height - 20}" stroke="{_GRID}"/>')
        body.append(_text(x, height - 6, f"{tick}%", anchor="middle", size=11))
    for at, bar in enumerate(rows):
        y = 6 + at * step
        body.append(_text(left - 8, y + 14, bar.label, anchor="end"))
        body.append(f'<rect x="{left}" y="{y + 3}" width="{wide * bar.value:.1f}" height="14" rx="2" fill="{_BAR}"/>')
        if bar.low is not None and bar.high is not None:
            a, b = left + wide * bar.low, left + wide * bar.high
            body.append(
                f'<path d="M{a:.1f} {y + 6}v8M{a:.1f} {y + 10}H{b:.1f}M{b:.1f} {y + 6}v8" stroke="{_INK}" fill="none"/>'
            )
        body.append(_text(left + wide + 10, y + 14, f"{bar.value * 100:.1f}%  {bar.remark}"))
    return _svg(left + wide + 150, height, title, body)


def histogram(title: str, values: Sequence[float], *, unit: str = "", bins: int = 24) -> str:
    """How often each value occurs, with median and 95th percentile marked."""
    if not values:
        return ""
    ordered = sorted(values)
    median, p95 = ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    top = max(ordered[-1], 1e-9)
    counts = [0] * bins
    for value in ordered:
        counts[min(bins - 1, int(value / top * bins))] += 1
    wide, high = 480, 130
    body = []
    for at, count in enumerate(counts):
        tall = high * count / max(counts)
        body.append(
            f'<rect x="{10 + at * wide / bins:.1f}" y="{10 + high - tall:.1f}" width="{wide / bins - 1:.1f}" height="{tall:.1f}" fill="{_BAR}"/>'
        )
    for name, value in (("中位", median), ("95%", p95)):
        x = 10 + wide * value / top
        body.append(
            f'<line x1="{x:.1f}" y1="8" x2="{x:.1f}" y2="{high + 10}" stroke="{_SECOND}" stroke-dasharray="3 2"/>'
        )
        body.append(_text(min(x + 3, wide - 80), 18 if name == "中位" else 32, f"{name} {value:.4g}{unit}", size=11))
    body.append(_text(10, high + 24, "0", size=11))
    body.append(_text(10 + wide, high + 24, f"{top:.4g}{unit}", anchor="end", size=11))
    return _svg(wide + 20, high + 30, title, body)


def curves(title: str, lines: Sequence[tuple[str, Sequence[tuple[float, float]]]], *, x_label: str = "") -> str:
    """Lines over a shared x axis; y runs from 0 to 100 %."""
    points = [p for _, line in lines for p in line]
    if not points:
        return ""
    low, high = min(p[0] for p in points), max(p[0] for p in points)
    reach = (high - low) or 1.0
    wide, tall = 440, 150
    body = [f'<path d="M10 10V{tall + 10}H{wide + 10}" stroke="{_GRID}" fill="none"/>']
    for at, (name, line) in enumerate(lines):
        colour = (_BAR, _SECOND, "#5b7f3a")[at % 3]
        path = " ".join(f"{10 + wide * (x - low) / reach:.1f},{10 + tall * (1 - y):.1f}" for x, y in line)
        body.append(f'<polyline points="{path}" stroke="{colour}" fill="none" stroke-width="2"/>')
        body.append(f'<text x="{wide - 90}" y="{24 + 16 * at}" font-size="12" fill="{colour}">{escape(name)}</text>')
    body.append(_text(10, tall + 26, f"{low:.3g}", size=11))
    body.append(_text(10 + wide, tall + 26, f"{high:.3g}  {x_label}", anchor="end", size=11))
    return _svg(wide + 40, tall + 32, title, body)

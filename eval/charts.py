"""Small charts as inline SVG: bars with intervals, distributions, a threshold curve, growth over sizes. No script, no network."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

__all__ = ["Bar", "bars", "curves", "histogram", "log_lines"]

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
    return _svg(left + wide + 80 + 9 * max((len(row.remark) for row in rows), default=0), height, title, body)


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


def curves(
    title: str, lines: Sequence[tuple[str, Sequence[tuple[float, float]]]], *, x_label: str = "", top: float = 1.0
) -> str:
    """Lines over a shared x axis; y runs from 0 to ``top`` (1 is 100 %)."""
    points = [p for _, line in lines for p in line]
    if not points:
        return ""
    low, high = min(p[0] for p in points), max(p[0] for p in points)
    reach = (high - low) or 1.0
    wide, tall = 440, 150
    body = [f'<path d="M10 10V{tall + 10}H{wide + 10}" stroke="{_GRID}" fill="none"/>']
    for at, (name, line) in enumerate(lines):
        colour = (_BAR, _SECOND, "#5b7f3a")[at % 3]
        path = " ".join(f"{10 + wide * (x - low) / reach:.1f},{10 + tall * (1 - min(y / top, 1)):.1f}" for x, y in line)
        body.append(f'<polyline points="{path}" stroke="{colour}" fill="none" stroke-width="2"/>')
        body.append(f'<text x="{wide - 90}" y="{24 + 16 * at}" font-size="12" fill="{colour}">{escape(name)}</text>')
    body.append(_text(14, 20, f"{top:.0%}", size=11))
    body.append(_text(10, tall + 26, f"{low:.3g}", size=11))
    body.append(_text(10 + wide, tall + 26, f"{high:.3g}  {x_label}", anchor="end", size=11))
    return _svg(wide + 40, tall + 32, title, body)


def log_lines(title: str, lines: Sequence[tuple[str, Sequence[tuple[float, float]]]], *, x_label: str = "") -> str:
    """Lines with both axes by powers of ten, each point with its value; values that are not positive are left out.

    >>> log_lines("用时", [("a", [(10, 1.0), (1000, 5.0)])]).count("<circle")
    2
    """
    kept = [(name, [(x, y) for x, y in line if x > 0 and y > 0]) for name, line in lines]
    points = [p for _, line in kept for p in line]
    if not points:
        return ""
    wide, tall, left = 480, 200, 50
    (x_low, x_high), (y_low, y_high) = (
        (
            math.floor(math.log10(min(axis))),
            max(math.ceil(math.log10(max(axis))), math.floor(math.log10(min(axis))) + 1),
        )
        for axis in zip(*points, strict=True)
    )

    def place(x: float, y: float) -> tuple[float, float]:
        across, up = (math.log10(x) - x_low) / (x_high - x_low), (math.log10(y) - y_low) / (y_high - y_low)
        return left + wide * across, 10 + tall * (1 - up)

    body = []
    for power in range(y_low, y_high + 1):
        y = place(10**x_low, 10**power)[1]
        body.append(f'<line x1="{left}" y1="{y:.1f}" x2="{left + wide}" y2="{y:.1f}" stroke="{_GRID}"/>')
        body.append(_text(left - 6, y + 4, f"{10**power:g}", anchor="end", size=11))
    for power in range(x_low, x_high + 1):
        x = place(10**power, 10**y_low)[0]
        body.append(_text(x, tall + 26, f"{10**power:,}", anchor="middle", size=11))
    for at, (name, line) in enumerate(kept):
        colour = (_BAR, "#5b7f3a", _SECOND)[at % 3]
        spots = [place(x, y) for x, y in line]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
        body.append(f'<polyline points="{path}" stroke="{colour}" fill="none" stroke-width="2"/>')
        body += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in spots]
        body += [
            _text(x, y - 7, f"{value:g}", anchor="middle", size=10)
            for (x, y), (_, value) in zip(spots, line, strict=True)
        ]
        body.append(f'<text x="{left + 8}" y="{24 + 16 * at}" font-size="12" fill="{colour}">{escape(name)}</text>')
    body.append(_text(left + wide + 28, tall + 26, x_label, size=11))
    return _svg(left + wide + 50, tall + 34, title, body)

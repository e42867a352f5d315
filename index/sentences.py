"""Cutting clean clause text into sentences and smaller quotable units."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["Unit", "split_clauses", "split_sentences"]

_OPEN, _CLOSE = "（(《“‘〔【", "）)》”’〕】"
_FAR = 120
"""A mark that is not closed within so many characters was never meant to hold the rest of the text together."""


class Unit(NamedTuple):
    """A stretch of a text: ``start`` inclusive, ``end`` exclusive, end mark included."""

    start: int
    end: int


def split_sentences(text: str) -> tuple[Unit, ...]:
    """Sentences at 。！？； and at tabs; a mark inside brackets or quotes does not cut.

    >>> [("甲。乙（丙。丁）；戊")[a:b] for a, b in split_sentences("甲。乙（丙。丁）；戊")]
    ['甲。', '乙（丙。丁）；', '戊']
    """
    result: list[Unit] = []
    start, depth, opened, i = 0, 0, 0, 0
    while i < len(text):
        c = text[i]
        if c in _OPEN:
            depth, opened = depth + 1, i
        elif c in _CLOSE or (c == '"' and depth):  # “十四五" is closed by a straight mark
            depth = max(0, depth - 1)
        elif depth and i - opened > _FAR:
            depth = 0
        if c == "\t" or (c in "。！？；" and depth == 0):
            end = i if c == "\t" else i + 1
            while c != "\t" and end < len(text) and text[end] in "”’」』":
                end += 1
            if text[start:end].strip():
                result.append(_trim(text, start, end))
            start = i = i + 1 if c == "\t" else end
            depth = 0
            continue
        i += 1
    if text[start:].strip():
        result.append(_trim(text, start, len(text)))
    return tuple(result)


def split_clauses(text: str, unit: Unit) -> tuple[Unit, ...]:
    """The parts of one sentence between commas (outside brackets)."""
    result: list[Unit] = []
    depth, start = 0, unit.start
    for i in range(unit.start, unit.end):
        c = text[i]
        if c in _OPEN:
            depth += 1
        elif c in _CLOSE:
            depth = max(0, depth - 1)
        elif c in "，,：:" and depth == 0:
            result.append(Unit(start, i + 1))
            start = i + 1
    if start < unit.end:
        result.append(Unit(start, unit.end))
    return tuple(result)


def _trim(text: str, start: int, end: int) -> Unit:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Unit(start, end)

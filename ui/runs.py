"""A slice of a source as HTML: exact words, marks, hidden page breaks, dimmed furniture (pure)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from index.records import Furniture, Span
from ui import text as t

__all__ = ["render_run"]

_PARAGRAPH_ENDS = "。；：！？"
_NEW_LINE = re.compile(r"[\u4e00-\u9fff]{2,8}[：:]|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[.．、]|[①-⑳]")
_EDGE = re.compile(r"\A[\s\u3000]+|[\s\u3000]+\Z")
_BREAK = re.compile(r"[ \t\u3000]*[\r\n][\s\u3000]*")


def render_run(
    text: str, span: Span, *, marks: Sequence[Span] = (), furniture: Sequence[Furniture] = (), lines_from: int = 0
) -> str:
    """A slice of a source as escaped HTML with marks and dimmed furniture.

    Lines of the page run on, unless a sentence ends there; with ``lines_from`` every
    line of at least so many characters stays a line (titles, forms, signatures).
    """
    found, at = [], span.start
    for mark in marks:
        start, end = max(mark.start, at), min(mark.end, span.end)
        if start >= end:
            continue
        found.append(_plain(text, at, start, span, furniture, lines_from))
        found.append(f"<mark>{_plain(text, start, end, span, furniture, lines_from)}</mark>")
        at = end
    found.append(_plain(text, at, span.end, span, furniture, lines_from))
    return "".join(found)


def _plain(text: str, start: int, end: int, whole: Span, furniture: Sequence[Furniture], lines_from: int) -> str:
    found, at = [], start
    for item in furniture:
        a, b = max(item.span.start, at), min(item.span.end, end)
        if a >= b:
            continue
        found.append(_words(text, at, a, whole, lines_from))
        inside = _characters(text[a:b])
        blank = not text[a:b].strip()
        found.append(
            f'<span class="nl">{inside}</span>'
            if blank
            else f'<span class="furniture" title="{t.FURNITURE}">{inside}</span>'
        )
        at = b
    found.append(_words(text, at, end, whole, lines_from))
    return "".join(found)


def _words(text: str, start: int, end: int, whole: Span, lines_from: int) -> str:
    """Text with the line breaks of the page hidden, unless they part Latin words or lines are kept."""
    words, found, at = text[start:end], [], 0
    for match in re.finditer(rf"{_EDGE.pattern}|{_BREAK.pattern}", words):
        left, right = start + match.start(), start + match.end()
        edge = left == whole.start or right == whole.end
        broken = "\n" in match[0] or "\r" in match[0]
        if not edge and (not broken or (not lines_from and _parts_latin(text, left, right))):
            continue
        found.append(_characters(words[at : match.start()]))
        found.append(f'<span class="nl">{_characters(match[0])}</span>')
        if not edge and _starts_line(text, left, right, lines_from):
            found.append("<br>" if lines_from else '<br><i class="indent"></i>')
        at = match.end()
    found.append(_characters(words[at:]))
    return "".join(found)


def _starts_line(text: str, left: int, right: int, lines_from: int) -> bool:
    """Whether words after a break stand on a line of their own: the sentence ended, or a label or number follows."""
    if lines_from:
        line = text[right : right + lines_from]
        return len(line) == lines_from and "\n" not in line
    return text[left - 1] in _PARAGRAPH_ENDS or _NEW_LINE.match(text, right) is not None


def _parts_latin(text: str, left: int, right: int) -> bool:
    sides = text[left - 1 : left] + text[right : right + 1]
    return len(sides) == 2 and sides.isascii() and sides.isalnum()


def _characters(text: str) -> str:
    """Escaped characters; a return stays a return, a NUL becomes the replacement character."""
    return escape(text).replace("\r", "&#13;").replace("\0", "\ufffd")

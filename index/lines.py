"""Stage 2a: the physical lines of a source, cleaned of markup, with offsets kept.

A ``Line`` is one line of the file without surrounding white space and without stray
Markdown or HTML; ``pieces`` are the source spans of what is left and ``markup`` those
of what was taken out, so nothing is lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.records import Span

__all__ = ["Line", "read_lines", "squeezed"]

_LEAD_MARKUP = re.compile(r"(?:#{1,6}\s+|[-*+]\s+(?=\S)|>\s+)+")
_MARKUP = re.compile(
    r"</?(?:div|span|p|br|b|i|u|strong|em|font|center|table|thead|tbody|tr|td|th|sup|sub|a|img|h[1-6]|ul|ol|li|section)\b[^<>]*>"
    r"|!\[[^\]]*\]\([^)]*\)|\*\*+|&nbsp;|[\ufeff\u200b-\u200d\u2060]"
)
_SPACE = re.compile(r"\s+")


def squeezed(text: str) -> str:
    """``text`` without any white space."""
    return _SPACE.sub("", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One non-blank line.

    ``text`` is the content with markup removed and inner spaces kept; ``blank_before``
    the number of blank lines above; ``indent`` whether the line starts with space;
    ``marked`` whether it was a Markdown heading or bold; ``bullet`` whether a list dash
    was taken off; ``at`` maps each character of ``text`` to its source offset.
    """

    number: int
    text: str
    at: tuple[int, ...]
    pieces: tuple[Span, ...]
    markup: tuple[Span, ...]
    blank_before: int
    indent: bool
    marked: bool
    bullet: bool

    @property
    def span(self) -> Span:
        """From the first to the last kept character."""
        return Span(self.at[0], self.at[-1] + 1) if self.at else Span(self.markup[0].start, self.markup[-1].end)

    @property
    def is_table(self) -> bool:
        """Whether the line holds tab-separated cells."""
        return "\t" in self.text

    def sub(self, start: int, end: int) -> Span:
        """Source span of ``text[start:end]``."""
        return Span(self.at[start], self.at[end - 1] + 1)


def read_lines(text: str) -> tuple[Line, ...]:
    """All non-blank lines of a source in order."""
    result: list[Line] = []
    offset, blanks = 0, 0
    for number, raw in enumerate(text.splitlines(keepends=True), 1):
        line = _line(raw, offset, number, blanks)
        offset += len(raw)
        if line is None:
            blanks += 1
            continue
        result.append(line)
        blanks = 0
    return tuple(result)


def _line(raw: str, offset: int, number: int, blanks: int) -> Line | None:
    table = "\t" in raw.rstrip("\r\n")
    body = raw.rstrip("\r\n") if table else raw.rstrip()
    if not body.strip():
        return None
    start = 0 if table else len(body) - len(body.lstrip())
    removed: list[tuple[int, int]] = []
    marked = bullet = False
    lead = _LEAD_MARKUP.match(body, start)
    if lead and not table:
        removed.append((lead.start(), len(lead.group().rstrip()) + lead.start()))
        marked = "#" in lead.group()
        bullet = not marked
    for m in _MARKUP.finditer(body, lead.end() if lead and not table else start):
        removed.append((m.start(), m.end()))
        marked = marked or (m.group().startswith("**") and m.start() <= start + 2)
    gone = {i for a, b in removed for i in range(a, b)}
    keep = [i for i in range(start, len(body)) if i not in gone]
    if not table:
        while keep and body[keep[0]].isspace():
            keep.pop(0)
        while keep and body[keep[-1]].isspace():
            keep.pop()
    pieces: list[list[int]] = []
    for i in keep:
        if pieces and pieces[-1][1] == i:
            pieces[-1][1] = i + 1
        else:
            pieces.append([i, i + 1])
    spans = tuple(Span(offset + a, offset + b) for a, b in pieces)
    return Line(
        number=number,
        text="".join(body[i] for i in keep),
        at=tuple(offset + i for i in keep),
        pieces=tuple(s for s in spans if raw[s.start - offset : s.end - offset].strip()),
        markup=tuple(Span(offset + a, offset + b) for a, b in removed),
        blank_before=blanks,
        indent=start > 0,
        marked=marked,
        bullet=bullet,
    )

"""A clause's own characters as one string that remembers where each came from.

Line breaks inside the clause stay as ``\\n`` (they may part labelled lines), furniture is
left out. Every offset found in ``text`` maps back to the source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from index.library import Library
from index.records import Clause, Span

__all__ = ["Flat", "flatten"]

_SPACE = re.compile(r"\s")
_WORDS = re.compile(r"\S+")


@dataclass(frozen=True)
class Flat:
    """``text[i]`` stands at ``at[i]`` in the source."""

    text: str
    at: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """The source span of ``text[start:end]``, white space at its ends left out."""
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return (
            Span(self.at[start], self.at[end - 1] + 1) if start < end else Span(self.at[start - 1], self.at[start - 1])
        )

    def cut(self, start: int, end: int) -> Flat:
        """The part ``text[start:end]``."""
        return Flat(self.text[start:end], self.at[start:end])

    @cached_property
    def tight(self) -> Flat:
        """The same without any white space."""
        if _SPACE.search(self.text) is None:
            return self
        runs = [m.span() for m in _WORDS.finditer(self.text)]
        at: list[int] = []
        for a, b in runs:
            at.extend(self.at[a:b])
        return Flat("".join(self.text[a:b] for a, b in runs), tuple(at))

    def find(self, words: str, not_before: int = 0) -> Flat | None:
        """The first place of ``words`` (white space on both sides ignored) at or after a source offset."""
        key = re.sub(r"\s+", "", words)
        tight = self.tight
        start = 0
        while key and (k := tight.text.find(key, start)) >= 0:
            if tight.at[k] >= not_before:
                return tight.cut(k, k + len(key))
            start = k + 1
        return None

    def wide(self, part: Flat) -> Flat:
        """The stretch of this text from the first to the last character of ``part``, spaces included."""
        first, last = part.at[0], part.at[-1]
        inside = [i for i, o in enumerate(self.at) if first <= o <= last]
        return self.cut(inside[0], inside[-1] + 1)


def flatten(library: Library, clause: Clause) -> Flat:
    """The own characters of a clause, its pieces parted by line breaks; kept beside the library's own look-ups."""
    kept: dict[str, Flat] = vars(library).setdefault("_flats", {})
    found = kept.get(clause.clause_id)
    if found is None:
        found = kept[clause.clause_id] = _flat(library, clause)
    return found


def _flat(library: Library, clause: Clause) -> Flat:
    source = library.sources[clause.source].text
    chars: list[str] = []
    at: list[int] = []
    for piece in clause.own:
        if chars:
            chars.append("\n")
            at.append(at[-1])
        chars.extend(source[piece.start : piece.end])
        at.extend(range(piece.start, piece.end))
    return Flat("".join(chars).replace("\r", " "), tuple(at))

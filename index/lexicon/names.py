"""Finding many fixed names in a text: ready at once, where a pattern of thousands of names takes a tenth of a second."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

__all__ = ["NameFinder"]


class NameFinder:
    """Where any of the names stands, from left to right, the longest at each place, none inside another.

    >>> list(NameFinder(["海淀", "海淀区"]).find("在海淀区和海淀"))
    [(1, 4), (5, 7)]
    """

    def __init__(self, names: Iterable[str]) -> None:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for name in sorted(set(names), key=len, reverse=True):
            if name:
                found[name[:2]].append(name)
        self._by_start = dict(found)

    def find(self, text: str) -> Iterator[tuple[int, int]]:
        """Start and end of each name."""
        at = 0
        while at < len(text):
            near = (*self._by_start.get(text[at : at + 2], ()), *self._by_start.get(text[at], ()))
            name = next((n for n in near if text.startswith(n, at)), "")
            if name:
                yield at, at + len(name)
            at += len(name) or 1

    def replace(self, text: str, by: str) -> str:
        """The text with ``by`` in place of each name."""
        parts, last = [], 0
        for start, end in self.find(text):
            parts += [text[last:start], by]
            last = end
        return "".join([*parts, text[last:]])

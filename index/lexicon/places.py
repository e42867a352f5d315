"""Names of administrative divisions: which place a question is about."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from index.lexicon.names import NameFinder

__all__ = ["find_places", "stem"]

_SUFFIX = re.compile(r"(?:自治区|自治州|自治县|特别行政区|地区|新区|[省市区县旗盟])$")


@lru_cache(maxsize=1)
def _names() -> NameFinder:
    path = Path(__file__).parent / "places.txt"
    names = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    return NameFinder(n for n in names if not n.startswith("#"))


def stem(place: str) -> str:
    """A place name without its administrative suffix: 海淀区 → 海淀."""
    short = _SUFFIX.sub("", place)
    return short if len(short) >= 2 else place


def find_places(text: str) -> tuple[str, ...]:
    """Places named in a normalised text, longest names first at each position, each once.

    >>> find_places("海淀区和上海的补贴")
    ('海淀区', '上海')
    """
    return tuple(dict.fromkeys(text[start:end] for start, end in _names().find(text)))

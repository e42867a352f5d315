"""How common a word is in official Chinese (``formal_words.tsv``, made by index.training.fit_formal_words)."""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path

__all__ = ["formality", "is_formal_noun"]

_FULL = math.log1p(3000)
NOUN_FROM = 0.42


@lru_cache(maxsize=1)
def _table() -> dict[str, tuple[float, bool]]:
    path = Path(__file__).parent / "formal_words.tsv"
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line)
    return {word: (min(1.0, math.log1p(int(count)) / _FULL), flag == "n") for word, count, flag in rows}


def formality(word: str) -> float:
    """Between 0 (an everyday or unknown word) and 1 (in thousands of statutes)."""
    return _table().get(word, (0.0, False))[0]


def is_formal_noun(word: str) -> bool:
    """Whether a word is a noun of official Chinese (电梯, 公积金, 滞纳金)."""
    found = _table().get(word)
    return found is not None and found[1] and found[0] >= NOUN_FROM

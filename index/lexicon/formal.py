"""How common a word is in official Chinese (``formal_words.tsv``, made by index.training.fit_formal_words)."""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path

__all__ = ["formality"]

_FULL = math.log1p(3000)


@lru_cache(maxsize=1)
def _table() -> dict[str, float]:
    path = Path(__file__).parent / "formal_words.tsv"
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line)
    return {word: min(1.0, math.log1p(int(count)) / _FULL) for word, count in rows}


def formality(word: str) -> float:
    """Between 0 (an everyday or unknown word) and 1 (in thousands of statutes)."""
    return _table().get(word, 0.0)

"""The dictionary behind our jieba tokenizer, as sorted arrays that need no loading.

jieba reads its 349,000 words into a dict in 0.7 s, or unmarshals them from a shared
/tmp. We keep the same words and frequencies sorted in three arrays and look words up
by bisection: a cold question touches a few pages, and the cuts are jieba's own.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, MutableMapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Frequencies", "WordTable", "jieba_table"]

FILES = ("words.blob.npy", "words.ends.npy", "words.freqs.npy")
MEMO = 400_000


class WordTable(NamedTuple):
    """Words sorted by code point: UTF-8 bytes on end, their end offsets, their frequencies."""

    blob: npt.NDArray[np.uint8]
    ends: npt.NDArray[np.uint32]
    freqs: npt.NDArray[np.uint32]

    @classmethod
    def of(cls, entries: Iterable[tuple[bytes, int]]) -> WordTable:
        """The table of (UTF-8 word, frequency) pairs; of a repeated word the last one counts."""
        found = dict(entries)
        words = sorted(found)
        ends = np.cumsum(np.fromiter(map(len, words), np.uint32, len(words)), dtype=np.uint32)
        freqs = np.fromiter(map(found.__getitem__, words), np.uint32, len(words))
        return cls(np.frombuffer(b"".join(words), dtype=np.uint8), ends, freqs)

    @classmethod
    def load(cls, folder: Path) -> WordTable:
        """The table saved in a folder, memory-mapped."""
        blob, ends, freqs = (np.load(folder / name, mmap_mode="r", allow_pickle=False) for name in FILES)
        return cls(blob, ends, freqs)

    def save(self, folder: Path) -> None:
        """Write the arrays into a folder."""
        arrays: tuple[npt.NDArray[np.generic], ...] = (self.blob, self.ends, self.freqs)
        for name, array in zip(FILES, arrays, strict=True):
            np.save(folder / name, array, allow_pickle=False)


@lru_cache(maxsize=1)
def jieba_table() -> tuple[WordTable, int]:
    """jieba's own dictionary as a table, and the sum of its frequencies (``Tokenizer.total``)."""
    import jieba

    raw = (Path(jieba.__file__).parent / "dict.txt").read_bytes()
    pairs = [(word, int(freq)) for word, freq in re.findall(rb"(?m)^(\S+) (\d+)", raw)]
    return WordTable.of(pairs), sum(freq for _, freq in pairs)


class Frequencies(MutableMapping[str, int]):
    """What jieba calls FREQ: every word, and every beginning of a word with frequency 0.

    Args:
        table: The dictionary.
        words: Words over it with their frequencies; more may be set later.
    """

    def __init__(self, table: WordTable, words: Iterable[tuple[str, int]] = ()) -> None:
        self._blob = table.blob.data
        self._ends = table.ends.data
        self._freqs = table.freqs.data
        self._range = range(len(table.ends))
        self._own: dict[str, int] = {}
        self._memo: dict[str, int | None] = {}
        for word, freq in words:
            for end in range(1, len(word)):
                self._own.setdefault(word[:end], 0)
            self._own[word] = freq

    def _word(self, at: int) -> bytes:
        return bytes(self._blob[self._ends[at - 1] if at else 0 : self._ends[at]])

    def _find(self, fragment: str) -> int | None:
        memo = self._memo
        if fragment in memo:
            return memo[fragment]
        found = self._own.get(fragment)
        if not found:  # also a 0: the beginning of an own word may be a word of the table
            key = fragment.encode()
            at = bisect_left(self._range, key, key=self._word)
            if at < len(self._range):
                word = self._word(at)
                if word == key:
                    found = self._freqs[at]
                elif word.startswith(key):
                    found = 0
        if len(memo) >= MEMO:
            memo.clear()
        memo[fragment] = found
        return found

    def __contains__(self, fragment: object) -> bool:
        return self._find(fragment) is not None if isinstance(fragment, str) else False

    def __getitem__(self, fragment: str) -> int:
        found = self._find(fragment)
        if found is None:
            raise KeyError(fragment)
        return found

    def get(self, fragment: str, default: int | None = None) -> int | None:  # type: ignore[override]  # ints only
        """The frequency, or ``default`` when no word begins like this."""
        found = self._find(fragment)
        return default if found is None else found

    def __setitem__(self, word: str, freq: int) -> None:
        self._own[word] = freq
        self._memo.pop(word, None)

    def __delitem__(self, word: str) -> None:
        del self._own[word]
        self._memo.pop(word, None)

    def __iter__(self) -> Iterator[str]:
        yield from (self._word(i).decode() for i in self._range)
        yield from self._own

    def __len__(self) -> int:
        return len(self._range) + len(self._own)

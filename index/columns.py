"""Strings in a memory-mapped column: any number of them opens at once (stage 5).

::

    NAME.utf8   the strings, one after the other
    NAME.npy    where each ends
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import overload

import numpy as np
import numpy.typing as npt

__all__ = ["StringColumn", "write_column"]


class StringColumn(Sequence[str]):
    """A saved column. Raises OSError or ValueError at opening when a file is missing or damaged."""

    def __init__(self, folder: Path, name: str) -> None:
        self._ends: npt.NDArray[np.int64] = np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
        path = folder / f"{name}.utf8"
        if path.stat().st_size != (int(self._ends[-1]) if len(self._ends) else 0):
            raise ValueError(f"{path} does not fit its ends")
        self._bytes = np.memmap(path, np.uint8, "r") if path.stat().st_size else np.zeros(0, np.uint8)

    def __len__(self) -> int:
        return len(self._ends)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        if at < 0:
            at += len(self)
        if not 0 <= at < len(self):
            raise IndexError(at)
        start = int(self._ends[at - 1]) if at else 0
        return self._bytes[start : int(self._ends[at])].tobytes().decode()

    def __iter__(self) -> Iterator[str]:
        return (self[at] for at in range(len(self)))


def write_column(folder: Path, name: str, chunks: Iterable[Sequence[str]]) -> int:
    """Write the strings of all chunks as one column and return how many there are."""
    lengths = [np.zeros(0, np.int64)]
    with (folder / f"{name}.utf8").open("wb") as file:
        for chunk in chunks:
            encoded = [text.encode() for text in chunk]
            file.write(b"".join(encoded))
            lengths.append(np.fromiter(map(len, encoded), np.int64, len(encoded)))
    ends = np.cumsum(np.concatenate(lengths))
    np.save(folder / f"{name}.npy", ends, allow_pickle=False)
    return len(ends)

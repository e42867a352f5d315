"""Terms of passages → BM25 arrays, chunk by chunk in bounded memory (stage 5).

A chunk's terms are counted by themselves (:class:`Postings`, saved as one file); when all
are there, :func:`merge` lays them out by term, computes the scores and writes into arrays
that may be memory-mapped files. One chunk or fifty: the arrays are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Counted", "Postings", "merge"]

Ints = npt.NDArray[np.int64]
Arrays = tuple[npt.NDArray[np.float32], npt.NDArray[np.int32], Ints]


class Counted(NamedTuple):
    """How often terms occur in the passages of a chunk: sorted by term, then by passage.

    ``lengths`` are the numbers of terms of each passage, repeats counted.
    """

    terms: npt.NDArray[np.int32]
    rows: npt.NDArray[np.int32]
    counts: npt.NDArray[np.uint16]
    lengths: npt.NDArray[np.int32]


class Postings(NamedTuple):
    """One chunk: its distinct terms, sorted by code point, and both fields counted over their numbers."""

    vocabulary: tuple[bytes, ...]
    body: Counted
    head: Counted

    @classmethod
    def of(cls, bodies: Sequence[Sequence[str]], heads: Sequence[Sequence[str]]) -> Postings:
        """The chunk of these passages' terms."""
        words = sorted(set(chain.from_iterable(bodies)).union(chain.from_iterable(heads)))
        number = {word: i for i, word in enumerate(words)}
        body, head = (_count(texts, number) for texts in (bodies, heads))
        return cls(tuple(word.encode() for word in words), body, head)

    def save(self, path: Path) -> None:
        """Write the chunk; the file is whole or not there."""
        lengths = np.fromiter(map(len, self.vocabulary), np.int64, len(self.vocabulary))
        arrays: dict[str, Any] = {
            "words": np.frombuffer(b"".join(self.vocabulary), np.uint8),
            "ends": np.cumsum(lengths),
        }
        for field in ("body", "head"):
            arrays |= {f"{field}_{part}": array for part, array in getattr(self, field)._asdict().items()}
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        unfinished.replace(path)

    @classmethod
    def load(cls, path: Path) -> Postings:
        """The chunk in a file."""
        with np.load(path, allow_pickle=False) as file:
            words, ends = file["words"].tobytes(), file["ends"].tolist()
            body, head = (Counted(*(file[f"{field}_{part}"] for part in Counted._fields)) for field in ("body", "head"))
        return cls(tuple(words[a:b] for a, b in zip([0, *ends], ends, strict=False)), body, head)


def _count(texts: Sequence[Sequence[str]], number: dict[str, int]) -> Counted:
    lengths = np.fromiter(map(len, texts), np.int32, len(texts))
    terms = np.fromiter((number[term] for terms in texts for term in terms), np.int64, int(lengths.sum()))
    keys = terms * len(texts) + np.repeat(np.arange(len(texts)), lengths)
    keys, counts = np.unique(keys, return_counts=True)
    kept = np.minimum(counts, np.iinfo(np.uint16).max).astype(np.uint16)
    size = max(len(texts), 1)
    return Counted((keys // size).astype(np.int32), (keys % size).astype(np.int32), kept, lengths)


def merge(
    chunks: Sequence[Postings | Path], *, k1: float, b: float, folder: Path | None = None
) -> tuple[npt.NDArray[np.uint8], Ints, npt.NDArray[np.float32], Arrays, Arrays]:
    """Vocabulary (bytes, ends), idf and both fields' (data, indices, indptr) over all chunks in order.

    Args:
        chunks: Chunks, or the files that hold them (then one is in memory at a time).
        k1: BM25's saturation.
        b: BM25's length normalisation.
        folder: Where the large arrays are made as memory-mapped ``bm25.FIELD.*.npy``; ``None`` for memory.
    """
    number: dict[bytes, int] = {}
    places: list[Ints] = []  # of each chunk: its terms' numbers in order of first sight
    for chunk in _each(chunks):
        places.append(np.fromiter((number.setdefault(w, len(number)) for w in chunk.vocabulary), np.int64))
    words = sorted(number)
    rank = np.empty(len(words), np.int64)
    rank[np.fromiter((number[w] for w in words), np.int64, len(words))] = np.arange(len(words))
    del number
    places = [rank[place] for place in places]
    sums = {field: np.zeros(len(words), np.int64) for field in ("body", "head")}
    lengths: dict[str, list[npt.NDArray[np.int32]]] = {"body": [], "head": []}
    for chunk, place in zip(_each(chunks), places, strict=True):
        for field in ("body", "head"):
            counted: Counted = getattr(chunk, field)
            sums[field] += np.bincount(place[counted.terms], minlength=len(words))
            lengths[field].append(counted.lengths)
    size = sum(map(len, lengths["body"]))
    fields: dict[str, Arrays] = {}
    for field in ("body", "head"):
        indptr = np.concatenate([[0], np.cumsum(sums[field])]).astype(np.int64)
        data = _array(folder, f"bm25.{field}.data", np.float32, int(indptr[-1]))
        indices = _array(folder, f"bm25.{field}.indices", np.int32, int(indptr[-1]))
        idf = _idf(sums[field], size)
        total = sum(int(part.sum()) for part in lengths[field])
        norms = [k1 * (1 - b + b * part * (size / total if total else 0.0)) for part in lengths[field]]
        free, first = indptr[:-1].copy(), 0
        for chunk, place, norm in zip(_each(chunks), places, norms, strict=True):
            counted = getattr(chunk, field)
            terms, tf = place[counted.terms], counted.counts.astype(np.float64)
            # Sorted by term inside a chunk, so a term's postings are a run and keep their order.
            starts = np.flatnonzero(np.diff(counted.terms, prepend=-1))
            inside = np.arange(len(terms)) - np.repeat(starts, np.diff(np.append(starts, len(terms))))
            at = free[terms] + inside
            indices[at] = counted.rows + first
            data[at] = idf[terms] * tf / (tf + norm[counted.rows])
            free += np.bincount(terms, minlength=len(words))
            first += len(norm)
        fields[field] = (data, indices, indptr)
    ends = np.cumsum(np.fromiter(map(len, words), np.int64, len(words)), dtype=np.int64)
    blob = np.frombuffer(b"".join(words), dtype=np.uint8) if words else np.zeros(0, np.uint8)
    return blob, ends, _idf(sums["body"], size).astype(np.float32), fields["body"], fields["head"]


def _each(chunks: Sequence[Postings | Path]) -> Iterator[Postings]:
    return (Postings.load(chunk) if isinstance(chunk, Path) else chunk for chunk in chunks)


def _idf(df: Ints, size: int) -> npt.NDArray[np.float64]:
    found: npt.NDArray[np.float64] = np.log1p((size - df + 0.5) / (df + 0.5))
    return found


def _array(folder: Path | None, name: str, kind: type[np.generic], size: int) -> npt.NDArray[Any]:
    if folder is None or not size:
        return np.zeros(size, kind)
    return np.lib.format.open_memmap(folder / f"{name}.npy", mode="w+", dtype=kind, shape=(size,))

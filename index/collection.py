"""A large collection of ready-cut articles: streamed into an index folder, opened without reading it (stage 5).

A gazette's records live in memory; a million articles cannot. Rows are cut into chunks,
each chunk's terms, vectors and strings are written beside the index as they are made, and
all chunks are merged at the end. A run that was stopped goes on at the first chunk that
is missing. Everything opens memory-mapped.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.columns import StringColumn, write_column
from index.dense import DenseIndex, load_encoder
from index.errors import IndexDamagedError, MissingIndexError, UsageError
from index.generations import Draft, current_generation, publish, write_lock
from index.manifest import FORMAT, Counts, FileEntry, Manifest, check_manifest, code_hash, digest, library_versions
from index.numerals import cn_int
from index.postings import Postings, merge
from index.records import ClauseKind, Hit, Query
from index.search import KINDS, PassageTable, Searcher, build_searcher
from index.settings import IndexSettings
from index.sparse import Field, SparseIndex
from index.tokens import TermMaker, grow_dictionary

__all__ = [
    "CHUNK",
    "Article",
    "Collection",
    "build_collection",
    "count_articles",
    "document_of",
    "has_collection",
    "open_collection",
    "read_articles",
    "reading_order",
]

ORIGIN = "collection"
CHUNK = 10_000
WORK = "chunks"
COLUMNS = ("id", "document", "title", "text")
Progress = Callable[[str, int, int], None]
_NUMBER = re.compile(r"第([零〇一二三四五六七八九十百千\d]+)条(?:之([一二三四五六七八九十]+))?$")


class Article(NamedTuple):
    """One article: its id, the document it stands in, its full title and its text."""

    id: str
    document: str
    title: str
    text: str


def document_of(title: str) -> str:
    """The title without the article's number at its end.

    >>> document_of("养犬管理规定第十二条")
    '养犬管理规定'
    """
    return _NUMBER.sub("", title)


def reading_order(doc_of: npt.NDArray[np.int32], titles: Iterable[str]) -> npt.NDArray[np.int32]:
    """The rows document by document, by the articles' numbers; those without a number as they lie."""
    found = np.full((2, len(doc_of)), -1, np.int32)
    for at, title in enumerate(titles):
        if number := _NUMBER.search(title):
            found[:, at] = [cn_int(part or "0") or 0 for part in number.groups()]
    return np.lexsort((found[1], found[0], doc_of)).astype(np.int32)


def read_articles(paths: Iterable[Path]) -> Iterator[Article]:
    """The rows of JSONL files with ``_id``, ``title`` and ``text``; the title ends in the article's number.

    Raises:
        UsageError: A line is bad; the message names file and line.
    """
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    row = json.loads(line)
                    title, text = str(row.get("title") or ""), row["text"]
                    yield Article(str(row["_id"]), document_of(title), title, text)
                except (ValueError, KeyError, TypeError, AttributeError) as exc:
                    raise UsageError(f"{path} 第 {number} 行应是有 _id、title、text 的 JSON", hint="每行一条") from exc


def count_articles(paths: Sequence[Path]) -> tuple[int, str]:
    """How many articles the files hold, and a digest of the files.

    Raises:
        UsageError: A file is missing, or there is nothing in them.
    """
    found, seen = 0, hashlib.sha256()
    for path in paths:
        if not path.is_file():
            raise UsageError(f"找不到文件：{path}", hint="条文集是 JSONL 文件，每行一条")
        with path.open("rb") as file:
            for line in file:
                seen.update(line)
                found += 1
    if not found:
        raise UsageError("条文集是空的", hint="每行一条：_id、title、text")
    return found, seen.hexdigest()


def has_collection(folder: Path) -> bool:
    """Whether the folder serves a collection."""
    try:
        return Manifest.read(current_generation(folder) / "manifest.json").origin == ORIGIN
    except (MissingIndexError, IndexDamagedError, OSError):
        return False


@dataclass(frozen=True, kw_only=True)
class Collection:
    """An open collection; every column is memory-mapped."""

    manifest: Manifest
    searcher: Searcher
    ids: StringColumn
    titles: StringColumn
    texts: StringColumn
    terms: TermMaker

    def __len__(self) -> int:
        return len(self.ids)

    def search(self, query: Query) -> tuple[tuple[Hit, Article], ...]:
        """The hits with their articles."""
        found = []
        for hit in self.searcher.search(query):
            at = int(hit.parts["row"])
            title = self.titles[at]
            found.append((hit, Article(self.ids[at], document_of(title), title, self.texts[at])))
        return tuple(found)


def build_collection(
    articles: Callable[[], Iterable[Article]],
    folder: Path,
    settings: IndexSettings,
    progress: Progress,
    *,
    name: str,
    total: int,
    chunk: int = CHUNK,
    workers: int = 1,
) -> Manifest:
    """Index the articles and make them the serving generation of the folder.

    Args:
        articles: Gives the articles from the beginning, the same ones at every call.
        folder: The index folder.
        settings: As for any index.
        progress: Told chunks and merging, with the number of articles done and in all.
        name: What is indexed; chunks made under another name or other settings are not used again.
        total: How many articles there are.
        chunk: Articles in a chunk.
        workers: Processes that make chunks.

    Raises:
        IndexBusyError: Another process writes the folder.
        UsageError: The folder holds something else.
    """
    with write_lock(folder):
        encoder = load_encoder(settings)
        model, fingerprint = (encoder.name, encoder.fingerprint) if encoder else ("none", "")
        identity = [FORMAT, code_hash(), settings.build_hash(), fingerprint, name, total, chunk]
        index_id = digest("\n".join(map(str, identity)).encode())[:16]
        work = folder / "generations" / f"{WORK}-{index_id}"
        work.mkdir(parents=True, exist_ok=True)
        parts = _make_chunks(articles(), work, settings, progress, total, chunk, workers)
        draft = Draft(folder)
        try:
            counts = _merge(parts, draft.path, settings, progress, total)
            manifest = Manifest(
                format=FORMAT, index_id=index_id, origin=ORIGIN, schema_sha="", code_sha=code_hash(),
                settings_hash=settings.build_hash(), settings={n: str(v) for n, v in settings.model_dump().items()},
                versions=library_versions(), model=model, model_fingerprint=fingerprint, counts=counts, sources=(),
                files={p.name: FileEntry(bytes=p.stat().st_size, sha256="") for p in sorted(draft.path.iterdir())},
            )  # fmt: skip
            draft.write("manifest.json", manifest.model_dump_json(indent=1).encode())
            publish(folder, draft, index_id)
        except BaseException:
            draft.discard()
            raise
        shutil.rmtree(work, ignore_errors=True)
    return manifest


def open_collection(folder: Path, settings: IndexSettings) -> Collection:
    """The collection in a folder.

    Raises:
        MissingIndexError: There is none.
        IndexDamagedError: A file is missing or has another size.
        ManifestMismatchError: It was built with other settings or another model.
        UsageError: The folder holds the index of gazettes.
    """
    generation = current_generation(folder)
    manifest = Manifest.read(generation / "manifest.json")
    if manifest.origin != ORIGIN:
        raise UsageError(f"{folder} 是公报索引，不是条文集", hint="条文集用 gongbao ingest --articles 建立")
    encoder = load_encoder(settings)
    check_manifest(manifest, settings, encoder, records=False)
    try:
        for file, entry in manifest.files.items():
            if (generation / file).stat().st_size != entry.bytes:
                raise ValueError(file)
        ids, titles, texts = (StringColumn(generation, column) for column in ("id", "title", "text"))
        doc_of, order = (
            np.load(generation / f"{part}.npy", mmap_mode="r", allow_pickle=False) for part in ("doc_of", "order")
        )
        sparse, terms = SparseIndex.load(generation, len(ids)), TermMaker.load(generation)
        table = PassageTable(
            clause_ids=ids, doc_ids=StringColumn(generation, "document"), doc_of=doc_of,
            kind_of=np.broadcast_to(np.int8(KINDS.index(ClauseKind.ARTICLE)), len(ids)),
        ).read_in(order)  # fmt: skip
    except (OSError, ValueError) as exc:
        raise IndexDamagedError(f"条文集损坏：{folder}", hint="请重新执行 gongbao ingest --articles") from exc
    searcher = build_searcher(
        table=table, sparse=sparse, dense=DenseIndex(generation / "dense.faiss") if encoder else None,
        encoder=encoder, terms=terms, settings=settings,
    )  # fmt: skip
    return Collection(manifest=manifest, searcher=searcher, ids=ids, titles=titles, texts=texts, terms=terms)


def _make_chunks(
    articles: Iterable[Article],
    work: Path,
    settings: IndexSettings,
    progress: Progress,
    total: int,
    chunk: int,
    workers: int,
) -> list[Path]:
    """The folder of every chunk, in order; those that are there already are not made again."""
    parts: list[Path] = []
    waiting: dict[Future[None], int] = {}
    done = 0
    progress("分词与向量", 0, total)
    with ProcessPoolExecutor(workers) as pool:
        rest = iter(articles)
        while rows := tuple(islice(rest, chunk)):
            part = work / f"{len(parts):06d}"
            parts.append(part)
            if part.is_dir():
                done += len(rows)
                continue
            waiting[pool.submit(_make_chunk, rows, part, settings)] = len(rows)
            while len(waiting) >= 2 * workers:
                done += _collect(waiting)
                progress("分词与向量", done, total)
        while waiting:
            done += _collect(waiting)
            progress("分词与向量", done, total)
    return parts


def _collect(waiting: dict[Future[None], int]) -> int:
    finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
    for future in finished:
        future.result()
    return sum(waiting.pop(future) for future in finished)


@lru_cache(maxsize=1)
def _terms() -> TermMaker:
    return grow_dictionary(())


def _make_chunk(rows: Sequence[Article], part: Path, settings: IndexSettings) -> None:
    """Write terms, vectors and strings of one chunk; the folder appears when it is whole."""
    terms, encoder = _terms(), load_encoder(settings)
    unfinished = part.with_suffix(".part")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    bodies = [terms.terms(row.text) for row in rows]
    heads = [list(dict.fromkeys(terms.terms(row.title))) for row in rows]
    Postings.of(bodies, heads).save(unfinished / "postings.npz")
    if encoder is not None:
        vectors = encoder.encode([f"{row.title}\n{row.text}" for row in rows])
        np.save(unfinished / "vectors.npy", vectors.astype(np.float16))
    for column, values in zip(COLUMNS, zip(*rows, strict=True), strict=True):
        write_column(unfinished, column, [values])
    unfinished.rename(part)


def _merge(parts: Sequence[Path], out: Path, settings: IndexSettings, progress: Progress, total: int) -> Counts:
    progress("合并词表", 0, 1)
    made = merge([p / "postings.npz" for p in parts], k1=settings.bm25_k1, b=settings.bm25_b, folder=out)
    SparseIndex(*made[:3], Field(*made[3]), Field(*made[4]), total).save(out)
    terms = len(made[1])
    del made
    progress("合并词表", 1, 1)
    _terms().save(out)
    for column in ("id", "title", "text"):
        write_column(out, column, (StringColumn(p, column) for p in parts))
    documents: dict[str, int] = {}
    names = chain.from_iterable(StringColumn(p, "document") for p in parts)
    doc_of = np.fromiter((documents.setdefault(name, len(documents)) for name in names), np.int32)
    np.save(out / "doc_of.npy", doc_of, allow_pickle=False)
    order = reading_order(doc_of, chain.from_iterable(StringColumn(p, "title") for p in parts))
    np.save(out / "order.npy", order, allow_pickle=False)
    write_column(out, "document", [list(documents)])
    if (parts[0] / "vectors.npy").is_file():
        progress("向量索引", 0, 1)
        DenseIndex.gather([p / "vectors.npy" for p in parts]).save(out / "dense.faiss")
        progress("向量索引", 1, 1)
    return Counts(sources=1, documents=len(documents), clauses=len(doc_of), passages=len(doc_of), terms=terms)

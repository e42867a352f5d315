"""Stage 5: the index folder, opened. Writing is in :mod:`index.ingesting` and :mod:`index.building`.

A generation holds::

    manifest.json            versions, settings, model, sources and files with digests
    sources/ID.txt, ID.tsv   the text of a source; its issue, documents, clauses, furniture
    passages.npy             the clause (by place) of every passage
    words.*  bm25.*  dense.faiss
    records/NAME.jsonl       further tables (tasks, people, events …)
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from index.codec import load_parsed, load_records
from index.dense import DenseIndex, load_encoder
from index.errors import IndexDamagedError, MissingIndexError, NotFoundError, UsageError
from index.generations import current_generation
from index.library import Library
from index.manifest import Manifest, SourceEntry, check_manifest, digest
from index.parsing import ParsedSource
from index.records import SourceText
from index.search import PassageTable, Searcher, build_searcher
from index.settings import IndexSettings, load_settings
from index.sparse import SparseIndex
from index.tokens import TermMaker

__all__ = ["LoadedIndex", "load_library", "open_default", "open_index", "read_generation", "verify_files"]

log = logging.getLogger(f"gongbao.{__name__}")

T = TypeVar("T")
VERIFY_UP_TO = 64 * 1024 * 1024
REBUILD = "请执行 gongbao ingest --rebuild --index {folder}；若仍不行，用原文件重新 gongbao ingest"


@dataclass(frozen=True, kw_only=True)
class LoadedIndex:
    """An open index. Arrays are memory-mapped; records are in memory.

    ``index_id`` is the same for the same sources, settings, model and code.
    """

    folder: Path
    generation: Path
    manifest: Manifest
    settings: IndexSettings
    library: Library
    searcher: Searcher
    terms: TermMaker

    @property
    def index_id(self) -> str:
        """The id of what is loaded."""
        return self.manifest.index_id

    def is_current(self) -> bool:
        """Whether the folder still serves what is loaded here."""
        try:
            return current_generation(self.folder) == self.generation
        except (MissingIndexError, IndexDamagedError):
            return False

    def records(self, name: str) -> Sequence[dict[str, Any]]:
        """The rows of a further table. Raises NotFoundError."""
        if name not in self.manifest.records:
            raise NotFoundError(f"索引中没有表 {name}", hint="请重新执行 gongbao ingest")
        return load_records((self.generation / "records" / f"{name}.jsonl").read_bytes(), name)


def open_index(folder: Path, settings: IndexSettings | None = None) -> LoadedIndex:
    """The index in a folder.

    Raises:
        MissingIndexError: There is none.
        IndexDamagedError: Files are missing or changed; the message names the command that mends it.
        ManifestMismatchError: It was built with other settings, another model or format.
    """
    started = time.perf_counter()
    settings = settings or load_settings()
    loaded = _retry(folder, lambda generation: _open(folder, generation, settings))
    log.info("opened %s: %s clauses, %.3f s", folder, loaded.manifest.counts.clauses, time.perf_counter() - started)
    return loaded


def load_library(folder: Path) -> Library:
    """Only the records of an index, for those who do not search. Raises as :func:`open_index`."""

    def read(generation: Path) -> Library:
        return make_library(read_generation(folder, generation, Manifest.read(generation / "manifest.json")))

    return _retry(folder, read)


def open_default(
    folder: Path | None = None,
    settings: IndexSettings | None = None,
    *,
    progress: Callable[[str, int, int], None] | None = None,
) -> LoadedIndex:
    """The index of the settings or of ``folder``; the default one is built from the sample when absent.

    A default index is made anew when a file it was made from has changed since.
    """
    from index.building import silent
    from index.freshness import freshen

    settings = settings or load_settings(index=folder)
    where = folder or settings.index
    freshen(where, settings, progress or silent)
    return open_index(where, settings)


def _retry(folder: Path, read: Callable[[Path], T]) -> T:
    """Read the current generation; once more when a writer replaced it meanwhile."""
    for _ in range(20):
        generation = current_generation(folder)
        try:
            return read(generation)
        except (FileNotFoundError, IndexDamagedError) as exc:
            if current_generation(folder) != generation:
                continue
            if isinstance(exc, IndexDamagedError):
                raise
            name = Path(exc.filename or "").name
            raise IndexDamagedError(f"索引缺少文件 {name}：{folder}", hint=REBUILD.format(folder=folder)) from exc
    raise IndexDamagedError(f"索引一直在变：{folder}", hint="请稍后再试")


def _open(folder: Path, generation: Path, settings: IndexSettings) -> LoadedIndex:
    manifest = Manifest.read(generation / "manifest.json")
    if manifest.origin == "collection":
        raise UsageError(f"{folder} 是条文集，不是公报索引", hint="条文集只能检索：gongbao search")
    encoder = load_encoder(settings)
    check_manifest(manifest, settings, encoder)
    verify_files(folder, generation, manifest, up_to=VERIFY_UP_TO)
    library = make_library(read_generation(folder, generation, manifest))
    try:
        places = np.load(generation / "passages.npy", allow_pickle=False)
        clauses = [library.clauses[i] for i in places.tolist()]
        sparse = SparseIndex.load(generation, len(places))
        terms = TermMaker.load(generation)
    except (ValueError, IndexError, EOFError) as exc:
        raise IndexDamagedError(f"索引文件损坏：{folder}", hint=REBUILD.format(folder=folder)) from exc
    searcher = build_searcher(
        table=PassageTable.of([(c.clause_id, c.doc_id, c.kind) for c in clauses]),
        sparse=sparse,
        dense=DenseIndex(generation / "dense.faiss") if encoder is not None else None,
        encoder=encoder,
        terms=terms,
        settings=settings,
    )
    return LoadedIndex(
        folder=folder,
        generation=generation,
        manifest=manifest,
        settings=settings,
        library=library,
        searcher=searcher,
        terms=terms,
    )


def read_generation(folder: Path, generation: Path, manifest: Manifest) -> list[ParsedSource]:
    """The sources of a generation with their records. Raises IndexDamagedError, FileNotFoundError."""
    found = []
    for entry in manifest.sources:
        source = read_stored_source(folder, generation, entry, manifest)
        found.append(load_parsed(source, (generation / "sources" / f"{entry.sha256[:12]}.tsv").read_bytes()))
    return found


def read_stored_source(folder: Path, generation: Path, entry: SourceEntry, manifest: Manifest) -> SourceText:
    """The stored text of one source, checked against the manifest. Raises IndexDamagedError, FileNotFoundError."""
    name = f"sources/{entry.sha256[:12]}.txt"
    data = (generation / name).read_bytes()
    known = manifest.files.get(name)
    if known is None or digest(data) != known.sha256:
        raise IndexDamagedError(f"索引中 {entry.name} 的原文已被改动：{folder}", hint="请用原文件重新 gongbao ingest")
    return SourceText(
        name=entry.name, text=data.decode("utf-8"), sha256=entry.sha256, path=entry.path, extracted=entry.extracted
    )


def verify_files(folder: Path, generation: Path, manifest: Manifest, *, up_to: int | None = None) -> None:
    """Compare sizes of all files with the manifest, and digests while ``up_to`` bytes last (all: ``None``).

    Raises:
        IndexDamagedError: A file is missing or differs.
    """
    left = up_to if up_to is not None else sum(f.bytes for f in manifest.files.values())
    for name, entry in sorted(manifest.files.items(), key=lambda item: item[1].bytes):
        path = generation / name
        left -= entry.bytes
        if path.stat().st_size != entry.bytes or (left >= 0 and digest(path.read_bytes()) != entry.sha256):
            raise IndexDamagedError(f"索引文件 {name} 已损坏：{folder}", hint=REBUILD.format(folder=folder))


def make_library(parsed: Sequence[ParsedSource]) -> Library:
    """The records of several sources, in their order."""
    return Library(
        sources={p.source.name: p.source for p in parsed},
        issues=tuple(p.issue for p in parsed),
        documents=tuple(d for p in parsed for d in p.documents),
        clauses=tuple(c for p in parsed for c in p.clauses),
        furniture={p.source.name: p.furniture for p in parsed},
    )

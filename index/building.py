"""Stage 5: parsed sources → one published generation of an index folder."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np

from index.codec import Record, dump_parsed, dump_records, schema_hash
from index.dense import DenseIndex, load_encoder
from index.generations import Draft, publish, write_lock
from index.manifest import FORMAT, Counts, FileEntry, Manifest, SourceEntry, code_hash, digest, library_versions
from index.parsing import ParsedSource
from index.passages import Passage, make_passages
from index.reading import real_path
from index.settings import IndexSettings
from index.sparse import SparseIndex
from index.tokens import TermMaker, grow_dictionary, lexicon_words

__all__ = ["Derive", "Progress", "build_index", "silent", "write_index"]

log = logging.getLogger(f"gongbao.{__name__}")

Progress = Callable[[str, int, int], None]
Derive = Callable[[Sequence[ParsedSource]], Mapping[str, Sequence[Record]]]


def silent(stage: str, done: int, total: int) -> None:
    """A Progress that shows nothing."""


def build_index(
    parsed: Sequence[ParsedSource],
    folder: Path,
    settings: IndexSettings,
    progress: Progress = silent,
    *,
    records: Mapping[str, Sequence[Record]] | None = None,
    origin: str = "ingest",
    wait_s: float = 0.0,
) -> Manifest:
    """Build an index of exactly these sources and make it the serving one.

    Raises:
        IndexBusyError: Another process writes the folder.
        UsageError: The folder holds something else.
    """
    with write_lock(folder, wait_s=wait_s):
        return write_index(parsed, folder, settings, progress, records or {}, origin)


def write_index(
    parsed: Sequence[ParsedSource],
    folder: Path,
    settings: IndexSettings,
    progress: Progress,
    records: Mapping[str, Sequence[Record]] | Derive | None,
    origin: str,
) -> Manifest:
    """Write one generation and publish it; the caller holds the lock."""
    started = time.perf_counter()
    parsed = sorted(parsed, key=lambda p: p.source.name)
    tables = records(parsed) if callable(records) else records or {}
    draft = Draft(folder)
    try:
        manifest = _fill(draft, parsed, tables, settings, progress, origin)
        progress("写入", 0, 1)
        publish(folder, draft, manifest.index_id)
    except BaseException:
        draft.discard()
        raise
    progress("写入", 1, 1)
    log.info("built %s: %s clauses, %.2f s", folder, manifest.counts.clauses, time.perf_counter() - started)
    return manifest


def _fill(
    draft: Draft,
    parsed: Sequence[ParsedSource],
    tables: Mapping[str, Sequence[Record]],
    settings: IndexSettings,
    progress: Progress,
    origin: str,
) -> Manifest:
    """Write every file of a generation, the manifest last."""
    for item in parsed:
        draft.write(f"sources/{item.source.source_id}.txt", item.source.text.encode("utf-8"))
        draft.write(f"sources/{item.source.source_id}.tsv", dump_parsed(item))
    for name, rows in tables.items():
        draft.write(f"records/{name}.jsonl", dump_records(rows))
    passages = _passages(parsed, settings, draft)
    terms = grow_dictionary((p.source.text for p in parsed), lexicon_words())
    terms.save(draft.path)
    sparse = _sparse(passages, terms, settings, progress)
    sparse.save(draft.path)
    encoder = load_encoder(settings)
    if encoder is not None:
        progress("向量", 0, 1)
        DenseIndex.build(encoder.encode([p.embedded for p in passages])).save(draft.path / "dense.faiss")
        progress("向量", 1, 1)
    counts = Counts(
        sources=len(parsed),
        documents=sum(len(p.documents) for p in parsed),
        clauses=sum(len(p.clauses) for p in parsed),
        passages=len(passages),
        terms=len(sparse.ends),
    )
    model, fingerprint = (encoder.name, encoder.fingerprint) if encoder else ("none", "")
    identity = [FORMAT, schema_hash(), code_hash(), settings.build_hash(), fingerprint]
    identity += [f"{p.source.name} {p.source.sha256}" for p in parsed]
    manifest = Manifest(
        format=FORMAT,
        index_id=digest("\n".join(map(str, identity)).encode())[:16],
        origin=origin,
        schema_sha=schema_hash(),
        code_sha=code_hash(),
        settings_hash=settings.build_hash(),
        settings={name: str(value) for name, value in settings.model_dump().items()},
        versions=library_versions(),
        model=model,
        model_fingerprint=fingerprint,
        counts=counts,
        sources=tuple(_entry(p) for p in parsed),
        records=tuple(sorted(tables)),
        files={str(p.relative_to(draft.path)): _file(p) for p in sorted(draft.path.rglob("*")) if p.is_file()},
    )
    draft.write("manifest.json", manifest.model_dump_json(indent=1).encode())
    return manifest


def _passages(parsed: Sequence[ParsedSource], settings: IndexSettings, draft: Draft) -> list[Passage]:
    place = {c.clause_id: i for i, c in enumerate(c for p in parsed for c in p.clauses)}
    found: list[Passage] = []
    for item in parsed:
        documents = {d.doc_id: d for d in item.documents}
        found += make_passages(item.source.text, documents, item.clauses, max_chars=settings.passage_chars)
    np.save(draft.path / "passages.npy", np.array([place[p.clause_id] for p in found], dtype=np.int32))
    return found


def _sparse(passages: Sequence[Passage], terms: TermMaker, settings: IndexSettings, progress: Progress) -> SparseIndex:
    bodies, heads = [], []
    known: dict[str, list[str]] = {}
    for at, passage in enumerate(passages):
        if at % 500 == 0:
            progress("分词", at, len(passages))
        bodies.append(terms.terms(passage.text))
        if passage.heading not in known:
            known[passage.heading] = list(dict.fromkeys(terms.terms(passage.heading)))
        heads.append(known[passage.heading])
    progress("分词", len(passages), len(passages))
    return SparseIndex.build(bodies, heads, k1=settings.bm25_k1, b=settings.bm25_b)


def _entry(parsed: ParsedSource) -> SourceEntry:
    source = parsed.source
    size = modified = 0
    path = str(real_path(Path(source.path))) if source.path else ""
    if path:
        with suppress(OSError):
            stat = Path(path).stat()
            size, modified = stat.st_size, stat.st_mtime_ns
    return SourceEntry(
        name=source.name, sha256=source.sha256, path=path, extracted=source.extracted, size=size,
        modified=modified, documents=len(parsed.documents), clauses=len(parsed.clauses),
    )  # fmt: skip


def _file(path: Path) -> FileEntry:
    data = path.read_bytes()
    return FileEntry(bytes=len(data), sha256=digest(data))

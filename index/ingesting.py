"""Stage 5: adding, replacing and removing the sources of an index folder."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index.building import Derive, Progress, silent, write_index
from index.dense import load_encoder
from index.errors import IndexDamagedError, MissingIndexError, NotFoundError
from index.generations import current_generation, write_lock
from index.manifest import Counts, Manifest, fits_code
from index.parsing import ParsedSource, parse_source
from index.reading import real_path
from index.records import SourceText
from index.settings import IndexSettings
from index.store import read_generation, read_stored_source, verify_files

__all__ = ["IngestReport", "distinct_names", "ingest_sources", "rebuild_index", "remove_sources"]


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What an ingest did, by source name. ``built`` is false when nothing had to be written."""

    index_id: str
    built: bool
    added: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    duplicates: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    counts: Counts | None = None
    seconds: float = 0.0


def ingest_sources(
    sources: Sequence[SourceText],
    folder: Path,
    settings: IndexSettings,
    progress: Progress = silent,
    *,
    parse: Callable[[SourceText], ParsedSource] = parse_source,
    derive: Derive | None = None,
    origin: str = "ingest",
    wait_s: float = 0.0,
) -> IngestReport:
    """Add sources: unchanged ones are skipped, one of a known name replaces it.

    An index of the bundled sample is replaced as a whole. A damaged index is mended as
    far as its stored texts are whole; ``lost`` names what could not be kept.
    """
    started = time.perf_counter()
    with write_lock(folder, wait_s=wait_s):
        old = _Old.read(folder, settings)
        if old.manifest is not None and old.manifest.origin == "sample" != origin:
            old = _Old()
        kept = dict(old.sources)
        by_digest = {s.sha256: name for name, s in kept.items()}
        added: list[str] = []
        replaced: list[str] = []
        unchanged: list[str] = []
        duplicates: list[str] = []
        for source in sources:
            twin = by_digest.get(source.sha256)
            if twin is not None:
                (unchanged if twin == source.name else duplicates).append(source.name)
                continue
            if source.name in kept:
                replaced.append(source.name)
                by_digest.pop(kept[source.name].sha256, None)
            else:
                added.append(source.name)
            kept[source.name] = source
            by_digest[source.sha256] = source.name
        if old.whole and not added and not replaced and old.manifest is not None:
            return IngestReport(
                index_id=old.manifest.index_id, built=False, unchanged=tuple(unchanged), duplicates=tuple(duplicates),
                counts=old.manifest.counts, seconds=time.perf_counter() - started,
            )  # fmt: skip
        manifest = write_index(_parse(kept, old, parse, progress), folder, settings, progress, derive, origin)
    return IngestReport(
        index_id=manifest.index_id, built=True, added=tuple(added), replaced=tuple(replaced),
        unchanged=tuple(unchanged), duplicates=tuple(duplicates), lost=tuple(n for n in old.lost if n not in kept),
        counts=manifest.counts, seconds=time.perf_counter() - started,
    )  # fmt: skip


def remove_sources(
    names: Sequence[str],
    folder: Path,
    settings: IndexSettings,
    progress: Progress = silent,
    *,
    parse: Callable[[SourceText], ParsedSource] = parse_source,
    derive: Derive | None = None,
) -> IngestReport:
    """Take sources out, by file name, path or the beginning of the digest.

    Raises:
        NotFoundError: A name fits no source.
    """
    started = time.perf_counter()
    current_generation(folder)
    with write_lock(folder):
        old = _Old.read(folder, settings)
        kept = dict(old.sources)
        gone = []
        for name in names:
            path = str(real_path(Path(name)))
            fits = [
                n
                for n, s in kept.items()
                if n == name or s.path == path or (len(name) >= 8 and s.sha256.startswith(name))
            ]
            if not fits:
                raise NotFoundError(f"索引中没有 {name}", hint=f"已收录：{'、'.join(old.sources) or '无'}")
            gone += fits
            for fit in fits:
                del kept[fit]
        manifest = write_index(_parse(kept, old, parse, progress), folder, settings, progress, derive, "ingest")
    return IngestReport(
        index_id=manifest.index_id, built=True, removed=tuple(gone), lost=old.lost, counts=manifest.counts,
        seconds=time.perf_counter() - started,
    )  # fmt: skip


def rebuild_index(
    folder: Path,
    settings: IndexSettings,
    progress: Progress = silent,
    *,
    parse: Callable[[SourceText], ParsedSource] = parse_source,
    derive: Derive | None = None,
    wait_s: float = 0.0,
) -> IngestReport:
    """Parse and index the stored texts of a folder anew (other settings, other code, damaged arrays)."""
    started = time.perf_counter()
    generation = current_generation(folder)
    with write_lock(folder, wait_s=wait_s):
        old = _Old.read(folder, settings)
        if old.manifest is None or (old.lost and not old.sources):
            raise IndexDamagedError(
                f"索引的清单或原文也已损坏，无法自动修复：{generation}",
                hint=f"请执行 gongbao ingest 公报文件 --index {folder}",
            )
        parsed = [parse(source) for source in old.sources.values()]
        manifest = write_index(parsed, folder, settings, progress, derive, old.manifest.origin)
    return IngestReport(
        index_id=manifest.index_id, built=True, unchanged=tuple(old.sources), lost=old.lost,
        counts=manifest.counts, seconds=time.perf_counter() - started,
    )  # fmt: skip


def distinct_names(sources: Sequence[SourceText], folder: Path) -> list[SourceText]:
    """The sources under names that tell them apart: the file name, with its folder's where two files share it.

    A file of the name of an indexed one replaces it, unless that one still lies elsewhere.
    """
    try:
        entries = Manifest.read(current_generation(folder) / "manifest.json").sources
    except (MissingIndexError, IndexDamagedError, FileNotFoundError):
        entries = ()
    taken = {e.name: real_path(Path(e.path)) for e in entries if e.path and Path(e.path).exists()}
    found = []
    for source in sources:
        path = real_path(Path(source.path))
        name = source.name
        for parent in path.parents:
            if taken.setdefault(name, path) == path or not parent.name:
                break
            name = f"{parent.name}/{name}"
        found.append(dataclasses.replace(source, name=name))
    return found


@dataclass(frozen=True, slots=True)
class _Old:
    """What a folder held: manifest, texts and – where code and format fit – records by name."""

    manifest: Manifest | None = None
    sources: Mapping[str, SourceText] = field(default_factory=dict)
    parsed: Mapping[str, ParsedSource] = field(default_factory=dict)
    lost: tuple[str, ...] = ()
    whole: bool = False

    @classmethod
    def read(cls, folder: Path, settings: IndexSettings) -> _Old:
        try:
            generation = current_generation(folder)
            manifest = Manifest.read(generation / "manifest.json")
        except (MissingIndexError, IndexDamagedError, FileNotFoundError):
            return cls()
        sources: dict[str, SourceText] = {}
        lost: list[str] = []
        for entry in manifest.sources:
            try:
                sources[entry.name] = read_stored_source(folder, generation, entry, manifest)
            except (IndexDamagedError, FileNotFoundError, UnicodeDecodeError):
                lost.append(entry.name)
        parsed: dict[str, ParsedSource] = {}
        whole = not lost and fits_code(manifest, settings, load_encoder(settings))
        if whole:
            try:
                verify_files(folder, generation, manifest)
                parsed = {p.source.name: p for p in read_generation(folder, generation, manifest)}
            except (IndexDamagedError, FileNotFoundError):
                parsed, whole = {}, False
        return cls(manifest, sources, parsed, tuple(lost), whole)


def _parse(
    kept: Mapping[str, SourceText], old: _Old, parse: Callable[[SourceText], ParsedSource], progress: Progress
) -> list[ParsedSource]:
    found = []
    for at, (name, source) in enumerate(kept.items()):
        known = old.parsed.get(name)
        found.append(known if known is not None and known.source.sha256 == source.sha256 else parse(source))
        progress("解析", at + 1, len(kept))
    return found

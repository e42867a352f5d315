"""Keeps a default index (one under ``.gongbao``) in step with the files it was made from."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from index.building import Progress, build_index, silent
from index.dense import load_encoder
from index.errors import GongbaoError, IndexDamagedError
from index.generations import current_generation, has_index
from index.ingesting import ingest_sources, rebuild_index
from index.manifest import Manifest, SourceEntry, digest, fits_code
from index.parsing import parse_source
from index.reading import read_source, real_path
from index.records import SourceText
from index.settings import DEFAULT_FOLDER, IndexSettings

__all__ = ["freshen", "sample_sources"]

SAMPLE = Path(__file__).parent / "sample"
WAIT_S = 120.0


def sample_sources() -> tuple[SourceText, ...]:
    """The bundled sample gazette."""
    return tuple(read_source(path) for path in sorted(SAMPLE.glob("*.txt")))


def freshen(folder: Path, settings: IndexSettings, progress: Progress = silent) -> bool:
    """Bring a default index (one under ``.gongbao``) up to date; whether it was built.

    Absent: built from the sample. Made from files that changed, or by other code or
    settings: made anew. Any other folder is left as it is.
    """
    default = real_path(folder).parent == real_path(DEFAULT_FOLDER.parent)
    if not default:
        return False
    if not has_index(folder):
        if real_path(folder) != real_path(settings.index) and real_path(folder) != real_path(DEFAULT_FOLDER):
            return False
        return ingest_sources(sample_sources(), folder, settings, progress, origin="sample", wait_s=WAIT_S).built
    try:
        manifest = Manifest.read(current_generation(folder) / "manifest.json")
    except (IndexDamagedError, FileNotFoundError):
        return False
    fresh = [e for e in manifest.sources if _changed(e)]
    stale = not fits_code(manifest, settings, load_encoder(settings))
    if manifest.origin == "sample":
        known = {e.name for e in manifest.sources}
        if fresh or stale or known != {p.name for p in SAMPLE.glob("*.txt")}:
            parsed = [parse_source(s) for s in sample_sources()]
            build_index(parsed, folder, settings, progress, origin="sample", wait_s=WAIT_S)
            return True
        return False
    changed = []
    for entry in fresh:
        with suppress(GongbaoError):
            changed.append(read_source(Path(entry.path)))
    if any(s.sha256 not in {e.sha256 for e in manifest.sources} for s in changed):
        return ingest_sources(changed, folder, settings, progress, wait_s=WAIT_S).built
    return rebuild_index(folder, settings, progress, wait_s=WAIT_S).built if stale else False


def _changed(entry: SourceEntry) -> bool:
    """Whether the file a source came from is there and is another one now."""
    if not entry.path:
        return False
    try:
        stat = Path(entry.path).stat()
    except OSError:
        return False
    if (stat.st_size, stat.st_mtime_ns) == (entry.size, entry.modified):
        return False
    return digest(Path(entry.path).read_bytes()) != entry.sha256

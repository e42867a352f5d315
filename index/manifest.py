"""What an index folder says about itself: versions, settings, sources, files with digests."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.codec import schema_hash
from index.dense import Encoder
from index.errors import IndexDamagedError, ManifestMismatchError
from index.settings import IndexSettings

__all__ = [
    "FORMAT",
    "Counts",
    "FileEntry",
    "Manifest",
    "SourceEntry",
    "check_manifest",
    "code_hash",
    "digest",
]

FORMAT = 1
LIBRARIES = ("gongbao", "jieba", "faiss-cpu", "numpy")


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SourceEntry(_Model):
    """One source: ``size`` and ``modified`` (ns) of the file at ``path`` when it was read."""

    name: str
    sha256: str
    path: str = ""
    extracted: bool = False
    size: int = 0
    modified: int = 0
    documents: int = 0
    clauses: int = 0


class FileEntry(_Model):
    """Size and digest of one file of the index."""

    bytes: int
    sha256: str


class Counts(_Model):
    """How much an index holds."""

    sources: int
    documents: int
    clauses: int
    passages: int
    terms: int


class Manifest(_Model):
    """The manifest of one generation. ``origin`` is ``ingest`` or ``sample``."""

    format: int
    index_id: str
    origin: str
    schema_sha: str
    code_sha: str
    settings_hash: str
    settings: dict[str, str]
    versions: dict[str, str]
    model: str
    model_fingerprint: str
    counts: Counts
    sources: tuple[SourceEntry, ...]
    records: tuple[str, ...] = ()
    files: dict[str, FileEntry] = Field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """The manifest in a file. Raises IndexDamagedError."""
        try:
            return cls.model_validate_json(path.read_bytes())
        except ValidationError as exc:
            raise IndexDamagedError(f"索引清单损坏或版本过旧：{path}", hint="请重新执行 gongbao ingest 文件") from exc


def digest(data: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


@lru_cache(maxsize=1)
def code_hash() -> str:
    """Sixteen hex digits over the code and lexicon that turn a text into records and terms.

    A default index made by other code is made anew; a given one is only re-parsed at the
    next ingest.
    """
    here = Path(__file__).parent
    skipped = {"commands.py", "nodes.py", "search.py", "fusion.py", "settings.py"}
    files = [p for p in sorted(here.glob("*.py")) if p.name not in skipped]
    files += sorted((here / "lexicon").glob("*.*")) + sorted((here / "registry").glob("*.py"))
    found = hashlib.sha256()
    for path in files:
        found.update(path.read_bytes())
    return found.hexdigest()[:16]


def library_versions() -> dict[str, str]:
    """Versions of the libraries whose output an index holds."""
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "?"
    return found


def fits_code(manifest: Manifest, settings: IndexSettings, encoder: Encoder | None) -> bool:
    """Whether what the index holds is what this code would store now."""
    return (
        manifest.format == FORMAT
        and manifest.schema_sha == schema_hash()
        and manifest.code_sha == code_hash()
        and manifest.settings_hash == settings.build_hash()
        and manifest.model_fingerprint == (encoder.fingerprint if encoder else "")
    )


def check_manifest(
    manifest: Manifest, settings: IndexSettings, encoder: Encoder | None, *, records: bool = True
) -> None:
    """Refuse an index that other settings, another model or another format made.

    ``records`` false: it holds no records, so their schema does not matter.

    Raises:
        ManifestMismatchError: With the command that mends it.
    """
    hint = "请执行 gongbao ingest --rebuild，或改回原来的设置"
    if manifest.format != FORMAT or (records and manifest.schema_sha != schema_hash()):
        raise ManifestMismatchError("索引由另一版本的公报通建立，记录格式不同", hint="请执行 gongbao ingest --rebuild")
    name, fingerprint = (encoder.name, encoder.fingerprint) if encoder else ("none", "")
    if (manifest.model, manifest.model_fingerprint) != (name, fingerprint):
        raise ManifestMismatchError(f"索引用向量模型 {manifest.model} 建立，当前设置要求 {name}", hint=hint)
    if manifest.settings_hash != settings.build_hash():
        raise ManifestMismatchError("索引按另一组设置建立（分窗、BM25 或模型）", hint=hint)

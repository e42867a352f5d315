"""Uploaded gazettes on disk: received, previewed, published or thrown away; each in a folder of its own."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from index.errors import NotFoundError, UsageError
from index.reading import SUFFIXES

__all__ = ["Upload", "Uploads"]

_ID = re.compile(r"[0-9a-f]{16}")
_BLOCK = 1 << 16
_HALF = ".half-"
_MAGIC = {".pdf": b"%PDF-", ".docx": b"PK\x03\x04"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One upload; ``preview`` is empty until it was parsed, ``error`` says why it cannot be."""

    id: str
    file: Path
    size: int
    preview: dict[str, Any]
    error: str
    published: bool


class Uploads:
    """The uploads of a data folder."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        """Over a data folder; what a server that was killed had half received there is thrown away."""
        self._folder = folder
        self._most = most_bytes
        for half in folder.glob(f"{_HALF}*"):
            shutil.rmtree(half, ignore_errors=True)

    def receive(self, name: str, stream: BinaryIO) -> Upload:
        """Store a file under its own plain name.

        Raises:
            UsageError: Its kind is not accepted, its content is another kind, it is empty or too large.
        """
        plain = re.sub(r"[^\w.\-（）()〔〕《》·]", "_", name.replace("\\", "/").rsplit("/", 1)[-1]).lstrip(".")[-100:]
        suffix = Path(plain).suffix.lower()
        if suffix not in SUFFIXES or not Path(plain).stem:
            raise UsageError("不支持这种文件", hint=f"支持 {'、'.join(sorted(SUFFIXES))}")
        head = stream.read(_BLOCK)
        if not head:
            raise UsageError("文件是空的")
        magic = _MAGIC.get(suffix)
        if (magic and not head.startswith(magic)) or (
            not magic and b"\0" in head and head[:2] not in (b"\xff\xfe", b"\xfe\xff")
        ):
            raise UsageError("文件的内容与扩展名不符")
        id_ = secrets.token_hex(8)
        folder = self._folder / f"{_HALF}{id_}"
        folder.mkdir(parents=True)
        size = 0
        with (folder / plain).open("wb") as out:
            while head:
                size += len(head)
                if size > self._most:
                    break
                out.write(head)
                head = stream.read(_BLOCK)
        if size > self._most:
            shutil.rmtree(folder)
            raise UsageError(f"文件超过 {self._most // 1024 // 1024} MB")
        self._write(folder, "upload.json", {"name": plain, "size": size})
        folder.rename(self._folder / id_)
        return self.find(id_)

    def find(self, id_: str) -> Upload:
        """An upload. Raises NotFoundError."""
        folder = self._folder / id_
        if not _ID.fullmatch(id_) or not (about := _read(folder / ".upload.json")):
            raise NotFoundError("没有这个上传文件")
        return Upload(
            id=id_, file=folder / str(about["name"]), size=int(about["size"]), preview=_read(folder / ".preview.json"),
            error=str(_read(folder / ".error.json").get("said", "")), published=(folder / ".published.json").is_file(),
        )  # fmt: skip

    def listed(self) -> tuple[Upload, ...]:
        """All whole uploads, those not yet published first."""
        whole = self._folder.glob("*/.upload.json") if self._folder.is_dir() else ()
        ids = [p.parent.name for p in whole if _ID.fullmatch(p.parent.name)]
        return tuple(sorted((self.find(i) for i in ids), key=lambda u: (u.published, u.file.name)))

    def previewed(self, id_: str, preview: dict[str, Any], error: str) -> None:
        """Keep the result of parsing."""
        self._write(
            self._folder / id_, "error.json" if error else "preview.json", {"said": error} if error else preview
        )

    def published(self, id_: str, report: dict[str, Any]) -> None:
        """Mark as published; the file stays, the index names it as its source."""
        self._write(self._folder / id_, "published.json", report)

    def discard(self, id_: str) -> None:
        """Throw an upload away. Raises NotFoundError; UsageError when it is published."""
        found = self.find(id_)
        if found.published:
            raise UsageError("已发布的文件不能丢弃", hint="请先在收录的公报中移除")
        shutil.rmtree(found.file.parent)

    def _write(self, folder: Path, name: str, data: dict[str, Any]) -> None:
        path = folder / f".{name}"
        draft = path.with_suffix(".new")
        draft.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        draft.replace(path)


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}

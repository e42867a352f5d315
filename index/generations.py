"""Index folders on disk: generations, an atomic CURRENT pointer, one writer at a time.

::

    folder/CURRENT             name of the serving generation
    folder/generations/NAME/   manifest.json and its files, never changed once published
    folder/write.lock

A generation is written aside, flushed, renamed and only then named in CURRENT: a kill at
any moment leaves the old one serving. The one before the current is kept for readers that
still hold it; older ones and abandoned writes go with the next publication.
"""

from __future__ import annotations

import os
import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.errors import IndexBusyError, IndexDamagedError, MissingIndexError, UsageError

__all__ = ["Draft", "current_generation", "has_index", "publish", "write_lock"]

POINTER = "CURRENT"
_NAME = re.compile(r"[0-9a-f]{16}-[0-9]+")


def has_index(folder: Path) -> bool:
    """Whether an index was ever published in the folder."""
    return (folder / POINTER).is_file()


def current_generation(folder: Path) -> Path:
    """The folder of the serving generation.

    Raises:
        MissingIndexError: Nothing was published here.
        IndexDamagedError: The pointer names nothing.
    """
    try:
        name = (folder / POINTER).read_text(encoding="utf-8").strip()
    except (FileNotFoundError, NotADirectoryError):
        raise MissingIndexError(
            f"这里没有索引：{folder}", hint=f"先执行 gongbao ingest 公报文件 --index {folder}"
        ) from None
    except (OSError, UnicodeDecodeError) as exc:
        raise IndexDamagedError(f"索引指针无法读取：{folder}", hint=_again(folder)) from exc
    if not _NAME.fullmatch(name):
        raise IndexDamagedError(f"索引指针损坏：{folder / POINTER}", hint=_again(folder))
    return folder / "generations" / name


def _again(folder: Path) -> str:
    return f"请重新执行 gongbao ingest 公报文件 --index {folder}"


@contextmanager
def write_lock(folder: Path, *, wait_s: float = 0.0) -> Iterator[None]:
    """Hold the folder for writing.

    Raises:
        IndexBusyError: Another process writes and did not finish within ``wait_s`` seconds.
        UsageError: The folder holds something else or cannot be written.
    """
    from filelock import FileLock, Timeout

    if folder.exists() and not folder.is_dir():
        raise UsageError(f"索引位置不是目录：{folder}", hint="请用 --index 另指一个目录")
    if folder.is_dir() and not has_index(folder):
        strangers = [p.name for p in folder.iterdir() if p.name not in ("generations", "write.lock")]
        if strangers:
            raise UsageError(f"目录非空且不是索引：{folder}", hint="请用 --index 另指一个空目录")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "write.lock", timeout=wait_s)
        lock.acquire()
    except Timeout as exc:
        raise IndexBusyError(f"另一个进程正在写这个索引：{folder}", hint="请稍后再试", retryable=True) from exc
    except OSError as exc:
        raise UsageError(f"索引目录不可写：{folder}", hint="请检查权限，或用 --index 另指一个目录") from exc
    try:
        yield
    finally:
        lock.release()


class Draft:
    """A generation being written: a folder of its own, out of every reader's sight."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "generations" / f".building-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self.path.mkdir(parents=True)

    def write(self, name: str, data: bytes) -> None:
        """Write one file of it (folders in ``name`` are made)."""
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def discard(self) -> None:
        """Throw it away."""
        shutil.rmtree(self.path, ignore_errors=True)


def publish(folder: Path, draft: Draft, index_id: str) -> Path:
    """Make a finished draft the serving generation and collect old ones; the caller holds the lock."""
    for path in (*draft.path.rglob("*"), draft.path):
        _flush(path)
    generations = folder / "generations"
    number = 0
    while (generations / f"{index_id}-{number}").exists():
        number += 1
    made = generations / f"{index_id}-{number}"
    before = None
    with suppress(MissingIndexError, IndexDamagedError):
        before = current_generation(folder)
    draft.path.rename(made)
    _flush(generations)
    pointer = folder / f"{POINTER}.new"
    pointer.write_text(made.name + "\n", encoding="utf-8")
    _flush(pointer)
    pointer.replace(folder / POINTER)
    _flush(folder)
    for old in generations.iterdir():
        if old not in (made, before):
            shutil.rmtree(old, ignore_errors=True)
    return made


def _flush(path: Path) -> None:
    """fsync a file or a folder; folders cannot be opened everywhere."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        if path.is_file():
            raise
    finally:
        os.close(handle)

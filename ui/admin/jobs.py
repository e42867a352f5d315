"""One bounded child process at a time: parsing an upload, publishing, removing, evaluating."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from index.errors import IndexBusyError
from ui.admin import bounded

__all__ = ["Job", "Jobs"]

_log = logging.getLogger(f"gongbao.{__name__}")
_TAIL = 600


@dataclass(slots=True)
class Job:
    """A child process: ``state`` is running, done or failed; ``result`` the JSON it printed."""

    title: str
    state: str = "running"
    said: str = ""
    result: dict[str, Any] = field(default_factory=dict)


class Jobs:
    """Runs children one after the other; the last job stays readable."""

    def __init__(self, timeout_s: int) -> None:
        self._timeout_s = timeout_s
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self.last: Job | None = None

    @property
    def running(self) -> bool:
        """Whether a child is at work."""
        return self._lock.locked()

    def start(self, title: str, arguments: Sequence[str], done: Callable[[Job], None], *, memory_mb: int = 0) -> Job:
        """Start ``python ARGUMENTS``; ``done`` is called in a thread of its own when it has ended.

        Raises:
            IndexBusyError: Another child is at work.
        """
        if not self._lock.acquire(blocking=False):
            raise IndexBusyError("另一项管理操作正在进行", hint="请等它结束", retryable=True)
        job = self.last = Job(title)
        command = [
            sys.executable, "-m", bounded.__name__, "--seconds", str(self._timeout_s), "--memory", str(memory_mb), "--",
            sys.executable, *arguments,
        ]  # fmt: skip
        try:
            child = self._child = subprocess.Popen(  # noqa: S603  # our own program, no shell
                command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment()
            )
        except OSError:
            self._lock.release()
            raise
        threading.Thread(target=self._wait, args=(child, job, done), daemon=True, name="admin-job").start()
        return job

    def stop(self) -> None:
        """End the child, if there is one."""
        if self._child is not None and self._child.poll() is None:
            self._child.kill()

    def _wait(self, child: subprocess.Popen[bytes], job: Job, done: Callable[[Job], None]) -> None:
        try:
            try:
                out, err = child.communicate(timeout=self._timeout_s)
            except subprocess.TimeoutExpired:
                child.kill()
                child.communicate()
                job.said, job.state = f"超过 {self._timeout_s} 秒，已停止", "failed"
            else:
                _read(job, child.returncode, out, err)
            try:
                done(job)
            except Exception as exc:  # noqa: BLE001 - the job's page tells what went wrong
                _log.warning("after %s", job.title, exc_info=True)
                job.state, job.said = "failed", str(exc)
        finally:
            self._lock.release()


def _read(job: Job, code: int, out: bytes, err: bytes) -> None:
    try:
        found = json.loads(out)
    except ValueError:
        found = None
    lines = [line for line in err.decode("utf-8", "replace").splitlines() if line.strip()]
    if code == 0 and isinstance(found, dict):
        job.result, job.state = found, "done"
    elif lines and lines[-1].startswith("错误："):
        job.said, job.state = lines[-1].removeprefix("错误：")[-_TAIL:], "failed"
    else:
        job.said, job.state = "没有完成：内容无法处理，或超出了内存、时间的限制", "failed"
        _log.warning("%s: exit %s: %s", job.title, code, "\n".join(lines)[-_TAIL:])


def _environment() -> dict[str, str]:
    """The environment without secrets; one thread per library so that answering goes on beside it."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GONGBAO_ADMIN", "GONGBAO_LLM", "OPENAI"))}
    return {**kept, "OMP_NUM_THREADS": "1", "PYTHONUTF8": "1"}

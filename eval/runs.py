"""A run folder: predictions, scores, audit and timings of one system on one suite.

``scores.json`` and ``predictions.jsonl`` are byte-identical for the same commit; everything that
depends on the moment or the machine goes to ``timings.json``.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from eval.cases import read_jsonl
from index.errors import UsageError

__all__ = ["Commit", "RunFolder", "current_commit", "read_answers"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """The commit of the checkout, whether tracked files differ from it, and its date."""

    sha: str
    dirty: bool
    day: date


def current_commit(root: Path) -> Commit:
    """The commit of a checkout; ``unknown`` and today's date outside git."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True).stdout.strip()

    try:
        day = date.fromisoformat(git("show", "-s", "--format=%cs", "HEAD"))
        return Commit(
            sha=git("rev-parse", "HEAD"), dirty=bool(git("status", "--porcelain", "--untracked-files=no")), day=day
        )
    except (OSError, subprocess.CalledProcessError, ValueError):
        return Commit(sha="unknown", dirty=True, day=date(2000, 1, 1))


def read_answers(path: Path) -> list[dict[str, Any]]:
    """The answers of a JSONL file. Raises UsageError with file and line."""
    return [answer for _, answer in read_jsonl(path)]


@dataclass(frozen=True, slots=True)
class RunFolder:
    """One folder under ``runs/``."""

    path: Path

    def write_predictions(self, answers: Iterable[Mapping[str, Any]]) -> None:
        """Write the answers without their times."""
        self.path.mkdir(parents=True, exist_ok=True)
        lines = [json.dumps({**a, "latency_ms": 0.0}, ensure_ascii=False, sort_keys=True) + "\n" for a in answers]
        (self.path / "predictions.jsonl").write_text("".join(lines), encoding="utf-8")

    def write_json(self, name: str, value: Mapping[str, Any]) -> None:
        """Write one JSON file with sorted keys."""
        self.path.mkdir(parents=True, exist_ok=True)
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1)
        (self.path / name).write_text(text + "\n", encoding="utf-8")

    def predictions(self) -> list[dict[str, Any]]:
        """The answers of the run."""
        return read_answers(self.path / "predictions.jsonl")

    def scores(self) -> dict[str, Any]:
        """``scores.json``. Raises UsageError when the run was not scored."""
        return self._read("scores.json")

    def timings(self) -> dict[str, Any]:
        """``timings.json``, empty when there is none."""
        return self._read("timings.json") if (self.path / "timings.json").is_file() else {}

    def _read(self, name: str) -> dict[str, Any]:
        try:
            found = json.loads((self.path / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise UsageError(f"{self.path} 中没有 {name}", hint="先执行 gongbao eval run 或 eval score") from None
        except (OSError, json.JSONDecodeError) as exc:
            raise UsageError(f"{self.path / name} 无法读取：{exc}", hint="请重新执行 gongbao eval run") from exc
        if not isinstance(found, dict):
            raise UsageError(f"{self.path / name} 不是 JSON 对象", hint="请重新执行 gongbao eval run")
        return found

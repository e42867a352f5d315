"""Stage 11a: benchmark files → cases. Every bad line is refused with file, line and reason."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from index.errors import UsageError

__all__ = ["BENCHMARKS", "Case", "GoldClause", "Split", "Suite", "find_suite", "load_cases", "read_jsonl"]

BENCHMARKS = Path(__file__).parent / "benchmarks"
Split = Literal["dev", "test", "train", "all"]
Category = Literal[
    "fact",
    "calc",
    "responsibility",
    "list",
    "validity",
    "multi_turn",
    "compare",
    "unanswerable",
    "needs_facts",
    "exact",
]


class GoldClause(BaseModel):
    """A clause that must be cited: 文号 and a short quote that stands in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    doc: str
    quote: str = Field(min_length=1)


class Case(BaseModel):
    """One question with what its answer must and must not hold.

    ``must`` holds key points, each a list of allowed spellings; ``cite_any`` says whether one
    gold clause is enough; ``rows`` is the number of rows a list must have; ``sources`` names
    the gazette files the answer comes from.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(min_length=1)
    category: Category
    question: str = Field(min_length=1)
    history: tuple[str, ...] = ()
    as_of: date | None = None
    must: tuple[tuple[str, ...], ...] = ()
    must_not: tuple[str, ...] = ()
    cite: tuple[GoldClause, ...] = ()
    cite_any: bool = True
    abstain: bool = False
    expect_status: str | None = None
    rows: int | None = Field(default=None, ge=1)
    sources: tuple[str, ...] = ()
    note: str = ""

    @model_validator(mode="after")
    def _sound(self) -> Case:
        if any(not alternatives or not all(alternatives) for alternatives in self.must):
            raise ValueError("must 中有空的要点")
        if self.abstain and (self.must or self.cite):
            raise ValueError("应拒答的题不能有 must 或 cite")
        if not self.abstain and not self.must and self.expect_status is None and self.category != "exact":
            raise ValueError("可答的题至少要有一个 must 或 expect_status")
        return self

    @property
    def cluster(self) -> str:
        """The document the case is about, for clustered intervals; cases without one form their own cluster."""
        return self.cite[0].doc if self.cite else f"{self.category}:{self.id}"

    @property
    def tags(self) -> tuple[str, ...]:
        """Marks written as ``[low]`` in the note."""
        return tuple(re.findall(r"\[([^\[\]]{1,12})\]", self.note))


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """A set of cases from some files, with the digest that identifies them."""

    name: str
    files: tuple[Path, ...]
    cases: tuple[Case, ...]
    sha256: str


def read_jsonl(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line numbers and objects of a JSONL file; blank lines are skipped.

    Raises:
        UsageError: The file cannot be read, or a line is no JSON object; the message names file and line.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError:
        raise UsageError(f"找不到文件：{path}", hint="请检查路径") from None
    except (OSError, UnicodeDecodeError) as exc:
        raise UsageError(f"无法读取 {path}", hint="需要 UTF-8 的 JSONL 文件") from exc
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except json.JSONDecodeError as exc:
            raise UsageError(
                f"{path} 第 {number} 行不是 JSON：{exc.msg}（第 {exc.colno} 列）", hint="每行一个 JSON 对象"
            ) from exc
        if not isinstance(value, dict):
            raise UsageError(f"{path} 第 {number} 行不是 JSON 对象", hint="每行一个 JSON 对象")
        yield number, value


def load_cases(path: Path) -> tuple[Case, ...]:
    """The cases of one JSONL file, ids unique.

    Raises:
        UsageError: A bad line; the message names file, line, field and reason.
    """
    cases: list[Case] = []
    seen: dict[str, int] = {}
    for number, value in read_jsonl(path):
        try:
            case = Case.model_validate(value)
        except ValidationError as exc:
            first = exc.errors()[0]
            where = ".".join(map(str, first["loc"])) or "整行"
            allowed = (
                f"可用字段：{'、'.join(Case.model_fields)}" if first["type"] == "extra_forbidden" else "请改正该行"
            )
            raise UsageError(f"{path} 第 {number} 行 {where}：{first['msg']}", hint=allowed) from exc
        if case.id in seen:
            raise UsageError(f"{path} 第 {number} 行 id：{case.id} 与第 {seen[case.id]} 行重复", hint="每题一个 id")
        seen[case.id] = number
        cases.append(case)
    if not cases:
        raise UsageError(f"{path} 中没有题目", hint="每行一个 JSON 对象")
    return tuple(cases)


def _in_split(path: Path, split: Split) -> bool:
    stem = path.stem
    parts = {part for part in ("dev", "test", "train") if stem == part or stem.endswith(f"_{part}")}
    return not parts or split in parts or (split == "all" and "train" not in parts)


def _digest(files: Iterable[Path]) -> str:
    total = hashlib.sha256()
    for path in files:
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def find_suite(name: str, split: Split = "dev", root: Path = BENCHMARKS) -> Suite:
    """The suite of that name under ``eval/benchmarks``, or of a JSONL file.

    Cases of several files get the file's stem before their id (``fact_dev/F001``) when two files use one id.

    Raises:
        UsageError: No such suite, or a bad line.
    """
    path = Path(name)
    if path.is_file():
        return Suite(name=path.stem, files=(path,), cases=load_cases(path), sha256=_digest([path]))
    folder = path if path.is_dir() else root / name
    files = sorted(p for p in folder.glob("*.jsonl") if _in_split(p, split)) if folder.is_dir() else []
    if not files:
        known = "、".join(sorted(p.name for p in root.iterdir() if p.is_dir() and any(p.glob("*.jsonl"))))
        raise UsageError(f"没有题集 {name}（{split}）", hint=f"可用：{known}，或给出 JSONL 文件、BEIR 目录")
    loaded = [(path, load_cases(path)) for path in files]
    ids = [case.id for _, cases in loaded for case in cases]
    if len(set(ids)) < len(ids):
        loaded = [(p, tuple(c.model_copy(update={"id": f"{p.stem}/{c.id}"}) for c in cases)) for p, cases in loaded]
    return Suite(
        name=folder.name,
        files=tuple(files),
        cases=tuple(c for _, cases in loaded for c in cases),
        sha256=_digest(files),
    )

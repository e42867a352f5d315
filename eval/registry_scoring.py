"""Precision and recall of the registry against a list made from the text alone.

A gold task is looked up by document and clause; the departments of each role are compared
as sets of names as written. Gold articles are a sample, so they count for recall only.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from index.errors import UsageError
from index.library import Library, number_key
from index.records import EventKind
from index.registry import Registry
from index.registry.records import Role, Task

__all__ = ["RegistryScore", "score_registry"]

GOLD = Path(__file__).parent / "benchmarks" / "mentougou-2021-01" / "registry_gold.json"
_ROLES = {
    "leader": Role.LEADER,
    "lead": Role.LEAD,
    "main": Role.MAIN,
    "support": Role.SUPPORT,
    "departments": Role.OWNER,
}
_DUTIES = {
    "charge": "负责",
    "assist_charge": "协助负责",
    "oversee": "分管",
    "assist_oversee": "协助分管",
    "contact": "联系",
}


@dataclass
class RegistryScore:
    """Counts by role and what was missed; ``hit / found`` is precision, ``hit / gold`` recall."""

    gold: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    hit: Counter[str] = field(default_factory=Counter)
    tasks: int = 0
    tasks_found: int = 0
    deadlines: int = 0
    deadlines_right: int = 0
    repeals: int = 0
    repeals_found: int = 0
    repeals_extra: int = 0
    misses: list[str] = field(default_factory=list)

    def count(self, role: str, gold: set[str], found: set[str], where: str, *, recall_only: bool = False) -> None:
        """Add one comparison."""
        self.gold[role] += len(gold)
        self.hit[role] += len(gold & found)
        self.found[role] += len(gold & found) if recall_only else len(found)
        if gold - found or (found - gold and not recall_only):
            extra = "" if recall_only else f" 多 {sorted(found - gold)}"
            self.misses.append(f"{where} {role}：缺 {sorted(gold - found)}{extra}")

    def to_json(self) -> dict[str, Any]:
        """Figures for ``--json``."""
        roles = {
            role: {
                "gold": self.gold[role],
                "found": self.found[role],
                "precision": round(self.hit[role] / self.found[role], 4) if self.found[role] else None,
                "recall": round(self.hit[role] / self.gold[role], 4) if self.gold[role] else None,
            }
            for role in (*_ROLES, *_DUTIES)
            if self.gold[role] or self.found[role]
        }
        bodies = [r for r in _ROLES if r != "leader"]
        hit, found, gold = (sum(c[r] for r in bodies) for c in (self.hit, self.found, self.gold))
        return {
            "tasks": {"gold": self.tasks, "found": self.tasks_found},
            "departments": {
                "gold": gold,
                "precision": round(hit / found, 4) if found else None,
                "recall": round(hit / gold, 4) if gold else None,
            },
            "roles": roles,
            "deadlines": {"gold": self.deadlines, "right": self.deadlines_right},
            "repeals": {"gold": self.repeals, "found": self.repeals_found, "extra": self.repeals_extra},
            "misses": self.misses,
        }


def score_registry(library: Library, gold_path: Path = GOLD) -> RegistryScore:
    """Score the registry of a library.

    Raises:
        UsageError: The gold file is not there or not JSON.
    """
    try:
        gold = json.loads(gold_path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as exc:
        raise UsageError(f"无法读取 {gold_path}", hint="需要含 tasks、people、repeals 的 JSON") from exc
    registry = Registry.of(library)
    score = RegistryScore()
    for row in gold["tasks"]:
        _task(registry, row, score)
    people = {p.name: p for p in registry.people}
    for row in gold["people"]:
        person = people.get(row["name"])
        for key, kind in _DUTIES.items():
            score.count(
                key,
                set(map(_plain, row[key])),
                {_plain(d.name) for d in person.of(kind)} if person else set(),
                row["name"],
            )
    have = {
        (library.document(e.by_doc_id).number, e.target_number) for e in registry.events if e.kind is EventKind.REPEALED
    }
    wanted = {(r["by"], r["number"]) for r in gold["repeals"]}
    score.repeals, score.repeals_found, score.repeals_extra = len(wanted), len(wanted & have), len(have - wanted)
    return score


def _task(registry: Registry, row: dict[str, Any], score: RegistryScore) -> None:
    where = f"{row['doc']} {row['clause']}"
    score.tasks += 1
    tasks = _tasks_at(registry, row)
    if not tasks:
        score.misses.append(f"{where}：没有找到任务")
        for role in _ROLES:
            score.gold[role] += len(row.get(role, ()))
        return
    score.tasks_found += 1
    if row["source"] == "article":
        found = {_plain(p.name) for t in tasks for _, p in t.bodies()}
        score.count("departments", set(map(_plain, row["departments"])), found, where, recall_only=True)
        return
    task = tasks[0]
    for role, kind in _ROLES.items():
        score.count(role, set(map(_plain, row[role])), {_plain(p.name) for p in task.parties(kind)}, where)
    score.deadlines += 1
    stated = task.deadline.text if task.deadline else None
    if (row.get("deadline") or None) == stated:
        score.deadlines_right += 1
    else:
        score.misses.append(f"{where} 时限：{row.get('deadline')} ≠ {stated}")


def _tasks_at(registry: Registry, row: dict[str, Any]) -> list[Task]:
    key = _clause_key(row["clause"])
    found: list[tuple[int, Task]] = []
    for task in registry.tasks:
        document = registry.library.document(task.doc_id)
        if document.number is None or number_key(document.number) != number_key(row["doc"]):
            continue
        path = _clause_key(registry.library.clause(task.clause_id).path)
        same = (task.source == "article") == (row["source"] == "article")
        if path == key or (path.endswith(key) and not path[: -len(key)].strip("实施细则附件方案")):
            found.append((0 if same else 1, task))
    exact = [t for rank, t in found if rank == 0]
    return exact or [t for _, t in found]


def _clause_key(text: str) -> str:
    plain = _plain(text).replace("·", "").replace("实施细则", "细则")
    for word in ("附件序号", "方案"):
        plain = plain.replace(word, "序号" if word.startswith("附件") else "")
    return plain


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("(", "（").replace(")", "）")

"""The staff's filter over tasks: what is chosen, in which order, and the totals drawn as charts (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from index.registry.queries import TaskQuery, choose_tasks
from index.registry.records import Role, Task
from index.registry.registry import Registry

__all__ = ["TaskFilter", "TaskTotals", "filter_tasks", "task_totals"]

SORTS = ("", "document", "deadline", "lead")
_FAR = date.max


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """What is asked for; empty fields ask for nothing. ``after`` and ``before`` are inclusive deadlines."""

    department: str = ""
    role: str = ""
    leader: str = ""
    after: date | None = None
    before: date | None = None
    document: str = ""
    words: str = ""
    sort: str = ""

    def query_string(self, **changes: str) -> str:
        """The filter as the query part of an address, the same for the same filter."""
        fields = {
            "department": self.department, "role": self.role, "leader": self.leader,
            "after": self.after.isoformat() if self.after else "", "before": self.before.isoformat() if self.before else "",
            "document": self.document, "words": self.words, "sort": self.sort, **changes,
        }  # fmt: skip
        return urlencode({k: v for k, v in fields.items() if v})


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskTotals:
    """Tasks per department by role, most first; and per month of the deadline, in order, with those without a date."""

    departments: tuple[tuple[str, tuple[tuple[str, int], ...]], ...]
    months: tuple[tuple[str, int], ...]
    undated: int


def filter_tasks(registry: Registry, wanted: TaskFilter) -> tuple[Task, ...]:
    """The tasks that pass, in the order asked for (else that of the source, or best first for words)."""
    chosen = choose_tasks(
        registry,
        TaskQuery(
            department=wanted.department, role=wanted.role, leader=wanted.leader, before=wanted.before,
            document=wanted.document, words=wanted.words,
        ),
    )  # fmt: skip
    if wanted.after is not None:
        chosen = tuple(x for x in chosen if x.deadline and x.deadline.date and x.deadline.date >= wanted.after)
    if wanted.sort == "deadline":
        return tuple(sorted(chosen, key=lambda x: (x.deadline.date if x.deadline else None) or _FAR))
    if wanted.sort == "lead":
        return tuple(sorted(chosen, key=lambda x: _first(x)))
    if wanted.sort == "document":
        order = {d.doc_id: n for n, d in enumerate(registry.library.documents)}
        return tuple(sorted(chosen, key=lambda x: order[x.doc_id]))
    return chosen


def task_totals(tasks: Sequence[Task], most: int = 12) -> TaskTotals:
    """The totals of the tasks shown; the ``most`` busiest departments."""
    roles: dict[str, Counter[str]] = {}
    months: Counter[str] = Counter()
    undated = 0
    for task in tasks:
        foremost: dict[str, str] = {}  # a task counts once for a department, in its first role
        for role, party in task.bodies():
            if not party.collective:
                foremost.setdefault(party.canonical or party.name, role.value)
        for name, kind in foremost.items():
            roles.setdefault(name, Counter())[kind] += 1
        day = task.deadline.date if task.deadline else None
        if day is None:
            undated += 1
        else:
            months[f"{day.year}-{day.month:02d}"] += 1
    busiest = sorted(roles.items(), key=lambda item: (-item[1].total(), item[0]))[:most]
    kinds = [r.value for r in (Role.LEAD, Role.MAIN, Role.OWNER, Role.SUPPORT)]
    return TaskTotals(
        departments=tuple((name, tuple((k, counts[k]) for k in kinds if counts[k])) for name, counts in busiest),
        months=tuple(sorted(months.items())),
        undated=undated,
    )


def _first(task: Task) -> str:
    names = [p.name for _, p in task.bodies()]
    return names[0] if names else "\uffff"

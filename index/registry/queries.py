"""Choosing tasks by department, role, leader, date, document and words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.library import number_key
from index.registry.records import Party, Role, Task
from index.registry.registry import Registry
from index.registry.topics import TopicIndex

__all__ = ["ROLE_NAMES", "TaskQuery", "choose_tasks"]

ROLE_NAMES = {
    "牵头": (Role.LEAD,),
    "主责": (Role.MAIN,),
    "责任": (Role.MAIN, Role.OWNER),
    "配合": (Role.SUPPORT,),
    "协办": (Role.SUPPORT,),
    "负责": (Role.LEAD, Role.MAIN, Role.OWNER),
}
_GOOD = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskQuery:
    """What tasks are asked for; empty fields ask for nothing. ``before`` is inclusive."""

    department: str = ""
    role: str = ""
    leader: str = ""
    before: date | None = None
    document: str = ""
    words: str = ""


def choose_tasks(registry: Registry, query: TaskQuery) -> tuple[Task, ...]:
    """The tasks that pass every filter, in source order (best first when words are given)."""
    roles = ROLE_NAMES.get(query.role, ())
    wanted = registry.departments.canonical(query.department) if query.department else ""
    leader = re.sub(r"\s+", "", query.leader)

    def passes(task: Task) -> bool:
        if query.document and not _of_document(registry, task, query.document):
            return False
        if wanted and not any(_is(party, wanted) and (not roles or role in roles) for role, party in task.bodies()):
            return False
        if roles and not wanted and not any(task.parties(role) for role in roles):
            return False
        if leader and all(p.name != leader for p in task.leader):
            return False
        return query.before is None or (
            task.deadline is not None and task.deadline.date is not None and task.deadline.date <= query.before
        )

    chosen = tuple(t for t in registry.tasks if passes(t))
    return _by_words(registry, chosen, query.words) if query.words else chosen


def _is(party: Party, wanted: str) -> bool:
    return party.canonical == wanted or wanted in party.also


def _of_document(registry: Registry, task: Task, name: str) -> bool:
    document = registry.library.document(task.doc_id)
    return (
        name == document.doc_id
        or (document.number is not None and number_key(document.number) == number_key(name))
        or (len(name) >= 3 and "〔" not in name and name in document.title)
    )


def _by_words(registry: Registry, tasks: Sequence[Task], words: str) -> tuple[Task, ...]:
    found = TopicIndex(registry.library, tasks).match(words, limit=len(tasks) or 1)
    top = found[0].share if found else 0.0
    return tuple(m.task for m in found if m.share >= max(_GOOD, 0.5 * top))

"""All responsibilities of a library, in source order (stage: registry)."""

from __future__ import annotations

from index.library import Library
from index.registry.departments import Departments
from index.registry.records import Task
from index.registry.taskprose import tasks_in_prose
from index.registry.tasktables import tasks_in_tables

__all__ = ["extract_tasks", "task_json"]


def extract_tasks(library: Library, departments: Departments) -> tuple[Task, ...]:
    """Tasks of tables, labelled lines, brackets, duty lists and articles; each points at its clause."""
    found: list[Task] = []
    for document in library.documents:
        here = [*tasks_in_tables(library, document, departments), *tasks_in_prose(library, document, departments)]
        order = {c.clause_id: c.order for c in library.clauses_of(document.doc_id)}
        found += sorted(here, key=lambda t: (library.clause(t.clause_id).span.start, order[t.clause_id]))
    return tuple(found)


def task_json(library: Library, task: Task) -> dict[str, object]:
    """One row in the shape of DESIGN.md, with clause, canonical names and roles' printed labels added."""
    document = library.document(task.doc_id)
    clause = library.clause(task.clause_id)

    def names(parties: tuple[object, ...]) -> list[str]:
        return [getattr(p, "name", "") for p in parties]

    canonical = {p.name: p.canonical for _, p in task.bodies() if p.canonical != p.name}
    return {
        "doc_number": document.number,
        "doc_id": task.doc_id,
        "doc_title": document.short_title,
        "source": task.source,
        "seq": task.seq,
        "group": task.group,
        "title": task.title,
        "text": library.text(task.text_source, task.span),
        "start": task.span.start,
        "end": task.span.end,
        "clause": clause.path,
        "clause_id": task.clause_id,
        "leader": names(task.leader),
        "lead": names(task.lead),
        "main": names(task.main),
        "support": names(task.support),
        "departments": names(task.departments),
        "deadline": task.deadline.text if task.deadline else None,
        "deadline_date": task.deadline.date.isoformat() if task.deadline and task.deadline.date else None,
        "deadline_kind": task.deadline.kind if task.deadline else None,
        "inherited": list(task.inherited),
        "missing": list(task.missing),
        "collective": [p.name for _, p in task.bodies() if p.collective],
        "canonical": canonical,
        "labels": dict(task.labels),
    }

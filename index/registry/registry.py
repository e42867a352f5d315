"""Everything the registry knows about a library, derived once by pure functions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from index.library import Library
from index.records import StatusEvent
from index.registry.departments import Departments
from index.registry.lifecycle import extract_events
from index.registry.people import extract_members, extract_people
from index.registry.records import Finding, Members, Person, Task
from index.registry.tasks import extract_tasks

__all__ = ["Registry"]


@dataclass(frozen=True)
class Registry:
    """Tasks, people, events and findings of one library, in source order."""

    library: Library
    departments: Departments
    tasks: tuple[Task, ...]
    people: tuple[Person, ...]
    members: tuple[Members, ...]
    events: tuple[StatusEvent, ...]

    @classmethod
    def of(cls, library: Library) -> Registry:
        """Extract all records; findings are made when first asked for."""
        departments = Departments.of(library)
        return cls(
            library=library,
            departments=departments,
            tasks=extract_tasks(library, departments),
            people=extract_people(library, departments),
            members=extract_members(library),
            events=extract_events(library),
        )

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Places of the library that disagree."""
        from index.registry.lint import find_inconsistencies

        return find_inconsistencies(self)

    @cached_property
    def number_prefixes(self) -> tuple[str, ...]:
        """Prefixes of every 文号 held or mentioned (门政办发), without the year."""
        numbers = [d.number for d in self.library.documents] + [e.target_number for e in self.events]
        return tuple(dict.fromkeys(n.split("〔")[0] for n in numbers if n))

    @cached_property
    def task_by_id(self) -> dict[str, Task]:
        """Tasks by id."""
        return {t.task_id: t for t in self.tasks}

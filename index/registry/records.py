"""Frozen records of the registry: tasks, people, status, findings, procedures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from index.records import Span, StatusEvent, Valued

__all__ = [
    "Deadline",
    "Duty",
    "Finding",
    "Members",
    "Party",
    "Person",
    "Procedure",
    "Quote",
    "Role",
    "Status",
    "StatusKind",
    "Step",
    "Task",
]


class Role(StrEnum):
    """What a department is to a task. ``OWNER``: the text splits no roles."""

    LEADER = "leader"
    LEAD = "lead"
    MAIN = "main"
    SUPPORT = "support"
    OWNER = "departments"

    @property
    def label(self) -> str:
        """The Chinese word of the role."""
        return {"leader": "牵头区领导", "lead": "牵头", "main": "主责", "support": "配合", "departments": "责任单位"}[
            self.value
        ]


class Party(NamedTuple):
    """A department or leader as written (white space taken out) with its span and canonical name.

    ``clause_id`` is the clause the span lies in (an earlier row for an inherited cell);
    ``also`` are the names in brackets (加挂牌子); ``open_ended`` means 等 followed.
    """

    name: str
    span: Span
    clause_id: str
    canonical: str
    collective: bool = False
    also: tuple[str, ...] = ()
    open_ended: bool = False


class Deadline(NamedTuple):
    """A deadline as written; ``date`` its last day when it has one; ``kind`` says what it is.

    Kinds: date, long_term, periodic, immediate, scheduled, period, other.
    """

    text: str
    span: Span
    clause_id: str
    date: date | None
    kind: str
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One responsibility. ``source`` is table, body, article or duties; ``labels`` the printed role words."""

    task_id: str
    doc_id: str
    clause_id: str
    source: str
    seq: str
    title: str
    span: Span
    text_source: str
    group: str = ""
    measure: str = ""
    leader: tuple[Party, ...] = ()
    lead: tuple[Party, ...] = ()
    main: tuple[Party, ...] = ()
    support: tuple[Party, ...] = ()
    departments: tuple[Party, ...] = ()
    deadline: Deadline | None = None
    inherited: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    weak: bool = False

    def parties(self, role: Role) -> tuple[Party, ...]:
        """The parties of one role."""
        return {
            Role.LEADER: self.leader,
            Role.LEAD: self.lead,
            Role.MAIN: self.main,
            Role.SUPPORT: self.support,
            Role.OWNER: self.departments,
        }[role]

    def label(self, role: Role) -> str:
        """The role word as the text prints it, else the usual one."""
        return dict(self.labels).get(role.value, role.label)

    def bodies(self) -> tuple[tuple[Role, Party], ...]:
        """Every department with its role, leaders left out."""
        roles = (Role.LEAD, Role.MAIN, Role.SUPPORT, Role.OWNER)
        return tuple((role, party) for role in roles for party in self.parties(role))


class Duty(NamedTuple):
    """One thing a person does: ``kind`` 负责, 协助负责, 分管, 协助分管 or 联系."""

    kind: str
    name: str
    span: Span
    clause_id: str
    canonical: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A leader in a division of work, with the document that says so."""

    name: str
    title: str
    name_span: Span
    doc_id: str
    clause_id: str
    duties: tuple[Duty, ...] = ()
    clause_ids: tuple[str, ...] = ()

    def of(self, *kinds: str) -> tuple[Duty, ...]:
        """The duties of these kinds, all without one."""
        return tuple(d for d in self.duties if not kinds or d.kind in kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Members:
    """One line of a leading group: 组长, 副组长, 成员单位, 办公室."""

    group: str
    doc_id: str
    role: str
    name: str
    post: str
    span: Span
    clause_id: str


class StatusKind(StrEnum):
    """Whether a document is in force at a date."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet"
    EXPIRED = "expired"
    REPEALED = "repealed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The status of a document at a date, with the events that decide it (the deciding one first)."""

    kind: StatusKind
    text: str
    number: str | None
    title: str
    doc_id: str | None
    as_of: date
    events: tuple[StatusEvent, ...] = ()
    since: date | None = None
    until: date | None = None
    period_over: bool = False
    revised: bool = False


class Quote(NamedTuple):
    """A place in a source: clause, span and the raw characters."""

    doc_id: str
    clause_id: str
    path: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """An inconsistency: ``first`` and ``second`` are the two places that disagree."""

    kind: str
    message: str
    doc_id: str
    first: Quote
    second: Quote

    def to_json(self, number: str | None) -> dict[str, Any]:
        """The finding for ``gongbao lint --json``."""
        return {
            "kind": self.kind,
            "message": self.message,
            "doc_number": number,
            "doc_id": self.doc_id,
            "quotes": [
                {"clause": q.path, "clause_id": q.clause_id, "text": q.text, "start": q.span.start, "end": q.span.end}
                for q in (self.first, self.second)
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a procedure with its fields as found in the text."""

    number: int
    title: str
    clause_id: str
    span: Span
    who: tuple[Valued, ...] = ()
    materials: tuple[Valued, ...] = ()
    where: tuple[Valued, ...] = ()
    deadlines: tuple[Valued, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """Ordered steps under one heading; ``missing`` names what the text does not have."""

    doc_id: str
    clause_id: str
    title: str
    steps: tuple[Step, ...]
    missing: tuple[str, ...] = field(default=())

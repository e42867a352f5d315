"""Task tables → tasks. The columns' words say which cell holds what."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.library import Library
from index.records import Cell, Clause, ClauseKind, GazetteDocument
from index.registry.deadlines import read_deadline
from index.registry.departments import COLLECTIVE, Departments, is_organisation, name_flat
from index.registry.flat import Flat, flatten
from index.registry.records import Deadline, Party, Role, Task

__all__ = ["document_year", "parties_of", "role_of", "tasks_in_tables"]

_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.LEADER, re.compile(r"领导|责任人|负责人")),
    (Role.LEAD, re.compile(r"牵头")),
    (Role.SUPPORT, re.compile(r"协办|配合|参与|参加|协助|支持单位")),
    (Role.MAIN, re.compile(r"主责|责任|主办|承办|实施(?:单位|部门|主体)|负责(?:单位|部门)|主体单位|落实单位")),
)
_DEADLINE = re.compile(r"时限|完成时间|时间节点|时间安排|期限|完成日期")
_MEASURE = re.compile(r"措施|内容|目标|要求|标准|举措|做法|成效")
_SKIP = re.compile(r"序号|编号|备注|联系|电话")
_DASH = re.compile(r"^[—\-–－/无]*$")


def role_of(column: str) -> Role | None:
    """The role a column heading or a label names; None for another column."""
    if _DEADLINE.search(column):
        return None
    if re.search(r"部门|单位|主体", column) is None and re.search(r"任务|事项|措施|内容|工作", column):
        return None
    return next((role for role, pattern in _ROLES if pattern.search(column)), None)


class _Layout(NamedTuple):
    roles: tuple[tuple[int, Role, str], ...]
    titles: tuple[int, ...]
    measures: tuple[int, ...]
    deadline: int | None


def _layout(columns: Sequence[str]) -> _Layout | None:
    roles = tuple((i, role, c) for i, c in enumerate(columns) if (role := role_of(c)) is not None)
    if not any(role is not Role.LEADER for _, role, _ in roles):
        return None
    taken = {i for i, _, _ in roles}
    deadline = next((i for i, c in enumerate(columns) if _DEADLINE.search(c)), None)
    rest = [i for i, c in enumerate(columns) if i not in taken and i != deadline and c and not _SKIP.search(c)]
    titles = [i for i in rest if not _MEASURE.search(columns[i])]
    measures = [i for i in rest if i not in titles]
    if not titles and measures:
        titles, measures = measures[:1], measures[1:]
    return _Layout(roles, tuple(titles), tuple(measures), deadline) if titles else None


def tasks_in_tables(library: Library, document: GazetteDocument, departments: Departments) -> Iterator[Task]:
    """The tasks of every task table of a document, in order."""
    year = document_year(document)
    columns: tuple[str, ...] = ()
    rows: list[Clause] = []
    clauses = library.clauses_of(document.doc_id)
    following = {a.clause_id: b for a, b in zip(clauses, clauses[1:], strict=False)}
    for clause in clauses:
        if clause.kind is ClauseKind.TABLE:
            columns, rows = (), []
        if clause.kind is not ClauseKind.ROW or not clause.cells:
            continue
        names = tuple(c.column for c in clause.cells)
        cells = list(clause.cells)
        values = tuple(re.sub(r"\s+", "", c.value) for c in cells)
        if any(names):
            columns = names
        elif len(cells) <= len(columns):
            # a table broken by a page: its rows carry no headings of their own
            if values == columns[: len(values)]:
                continue
            cells = [c._replace(column=n) for c, n in zip(cells, columns, strict=False)]
        layout = _layout(columns)
        if layout is None:
            continue
        rows.append(clause)
        cells = _aligned(cells, layout)
        task = _task(library, clause, cells, layout, rows, departments, year)
        if task is not None:
            yield _with_rest(library, task, cells, layout, following.get(clause.clause_id), departments)


def _aligned(cells: list[Cell], layout: _Layout) -> list[Cell]:
    """A row that lost its leader's cell: a body in the leader's column moves one to the right, with all after it.

    The last cell must be the one reported missing; the leader's is missing then.
    """
    at = next((i for i, role, _ in layout.roles if role is Role.LEADER), None)
    if at is None or at + 1 >= len(cells) or not cells[-1].missing or cells[-1].span is not None:
        return cells
    value = re.sub(r"\s+", "", cells[at].value)
    if cells[at].inherited or not value or not all(is_organisation(p) for p in re.split(r"[、，]", value)):
        return cells
    moved = [right._replace(column=left.column) for right, left in zip(cells[at:-1], cells[at + 1 :], strict=True)]
    lost = Cell(cells[at].column, "", None, missing=True)
    return [*cells[:at], lost, *moved]


def _task(
    library: Library,
    clause: Clause,
    cells: Sequence[Cell],
    layout: _Layout,
    rows: Sequence[Clause],
    departments: Departments,
    year: int | None,
) -> Task | None:
    seq = next((re.sub(r"\s+", "", c.value) for c in cells if re.search(r"序号|编号", c.column)), "")
    titles = [re.sub(r"\s+", "", cells[i].value) for i in layout.titles if i < len(cells)]
    titles = [t for t in titles if t]
    measure = "；".join(
        re.sub(r"\s+", "", cells[i].value) for i in layout.measures if i < len(cells) and cells[i].value
    )
    if not titles and not measure:
        return None
    inherited: list[str] = []
    origins: dict[str, None] = {}
    missing: list[str] = []
    found: dict[Role, list[Party]] = {}
    labels: list[tuple[str, str]] = []

    def home(cell: Cell) -> Clause:
        if not cell.inherited or cell.span is None:
            return clause
        return next((r for r in reversed(rows) if r.span.contains(cell.span)), clause)

    for i, role, column in layout.roles:
        if i >= len(cells):
            missing.append(role.value)
            continue
        cell = cells[i]
        labels.append((role.value, column))
        if cell.missing or cell.span is None:
            missing.append(role.value)
            continue
        place = home(cell)
        flat = _cell_flat(library, place, cell)
        parties = parties_of(flat, place.clause_id, departments)
        if parties and cell.inherited:
            inherited.append(role.value)
            origins[place.clause_id] = None
        found.setdefault(role, []).extend(p for p in parties if all(p.name != q.name for q in found.get(role, ())))
    deadline = None
    if layout.deadline is not None and layout.deadline < len(cells):
        cell = cells[layout.deadline]
        text = re.sub(r"\s+", "", cell.value)
        if cell.span is not None and text and not _DASH.match(text):
            place = home(cell)
            day, kind, also = read_deadline(text, year)
            flat = _cell_flat(library, place, cell)
            deadline = Deadline(text, flat.span(0, len(flat.text)), place.clause_id, day, kind, also)
            if cell.inherited:
                inherited.append("deadline")
                origins[place.clause_id] = None
    for i in layout.titles:
        if i < len(cells) and cells[i].inherited:
            origins[home(cells[i]).clause_id] = None
    if layout.titles and layout.titles[-1] < len(cells) and cells[layout.titles[-1]].inherited:
        inherited.append("title")
    title = re.sub(r"^(?:\d{1,3}[.．、]|[（(][一二三四五六七八九十]+[）)])", "", titles[-1]) if titles else measure[:30]
    order = ("title", "deadline", "leader", "lead", "main", "support", "departments")
    return Task(
        task_id=f"{clause.clause_id}#t",
        doc_id=clause.doc_id,
        clause_id=clause.clause_id,
        source="table",
        seq=seq,
        title=title,
        span=clause.span,
        text_source=clause.source,
        group="·".join(titles[:-1]),
        measure=measure,
        leader=tuple(found.get(Role.LEADER, ())),
        lead=tuple(found.get(Role.LEAD, ())),
        main=tuple(found.get(Role.MAIN, ())),
        support=tuple(found.get(Role.SUPPORT, ())),
        deadline=deadline,
        inherited=tuple(k for k in order if k in inherited),
        origins=tuple(k for k in origins if k != clause.clause_id),
        missing=tuple(missing),
        labels=tuple(labels),
    )


def _with_rest(
    library: Library, task: Task, cells: Sequence[Cell], layout: _Layout, after: Clause | None, departments: Departments
) -> Task:
    """A row cut by a page: names after an open 、 stand in the next paragraph."""
    last = next((c for c in reversed(cells) if c.value), None)
    if (
        after is None
        or after.kind not in (ClauseKind.LEAD, ClauseKind.TEXT)
        or last is None
        or not re.search(r"[、，]\s*$", last.value)
    ):
        return task
    role = next((role for i, role, _ in layout.roles if i < len(cells) and cells[i] is last), None)
    rest = parties_of(flatten(library, after).tight, after.clause_id, departments)
    if role is None or role is Role.LEADER or not rest or not all(is_organisation(p.name) for p in rest):
        return task
    parties = (*task.parties(role), *rest)
    task = dataclasses.replace(task, origins=(*task.origins, after.clause_id))
    if role is Role.LEAD:
        return dataclasses.replace(task, lead=parties)
    return dataclasses.replace(task, main=parties) if role is Role.MAIN else dataclasses.replace(task, support=parties)


def _cell_flat(library: Library, clause: Clause, cell: Cell) -> Flat:
    """The characters of a cell; its value may run over several lines of the row."""
    assert cell.span is not None
    flat = flatten(library, clause)
    found = flat.find(cell.value, cell.span.start)
    if found is not None:
        return flat.wide(found)
    source = library.sources[clause.source].text
    return Flat(source[cell.span.start : cell.span.end], tuple(range(cell.span.start, cell.span.end)))


def parties_of(flat: Flat, clause_id: str, departments: Departments) -> tuple[Party, ...]:
    """The bodies or persons of a list, once each."""
    found: dict[str, Party] = {}
    for name, part in name_flat(flat):
        if _DASH.match(name.text) or len(name.text) > 40:
            continue
        found.setdefault(
            name.text,
            Party(
                name.text,
                part.span(0, len(part.text)),
                clause_id,
                departments.canonical(name.text),
                COLLECTIVE.search(name.text) is not None,
                departments.also(name.text),
                name.open_ended,
            ),
        )
    return tuple(found.values())


def document_year(document: GazetteDocument) -> int | None:
    """The year a deadline without one means: of the title (2020年…), else of the 成文日期."""
    m = re.search(r"(?<!\d)((?:19|20)\d{2})年?(?![\d.])(?!\s*[-—至])", document.short_title)
    if m:
        return int(m[1])
    return document.issued.year if document.issued else None

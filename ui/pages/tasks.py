"""查职责: tasks filtered by a form whose address can be shared; what is shown can be exported."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from index.records import GazetteDocument
from index.registry.export import write_csv, write_xlsx
from index.registry.queries import ROLE_NAMES
from index.registry.records import Role, Task
from ui import text as t
from ui.charts import bar_chart, column_chart
from ui.live import Live, Snapshot
from ui.tasks import SORTS, TaskFilter, filter_tasks, task_totals
from ui.templating import Pages
from ui.wording import clause_name, doc_href, tidy

__all__ = ["tasks_router"]

_Words = Annotated[str, Query(max_length=200)]
_SHOWN = 300
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def tasks_router(live: Live, pages: Pages) -> APIRouter:
    """The page and its exports."""
    router = APIRouter(include_in_schema=False)

    def read(
        department: _Words = "", role: _Words = "", leader: _Words = "", after: _Words = "", before: _Words = "",
        document: _Words = "", words: _Words = "", sort: _Words = "",
    ) -> TaskFilter:  # fmt: skip
        return TaskFilter(
            department=department.strip(), role=role if role in ROLE_NAMES else "", leader=leader.strip(),
            after=_day(after), before=_day(before), document=document.strip(), words=words.strip(),
            sort=sort if sort in SORTS else "",
        )  # fmt: skip

    def asked(request: Request) -> TaskFilter:
        given = {k: v[:200] for k, v in request.query_params.items() if k in TaskFilter.__dataclass_fields__}
        return read(**given)

    @router.get("/tasks")
    def page(request: Request) -> HTMLResponse:
        """The table of what passes the filter in the address."""
        snapshot, wanted = live.now, asked(request)
        registry = snapshot.registry
        found = filter_tasks(registry, wanted)
        totals = task_totals(found)
        canonical = registry.departments.canonical(wanted.department) if wanted.department else ""
        names = Counter(p.canonical or p.name for x in registry.tasks for _, p in x.bodies() if not p.collective)
        return pages.reply(
            request,
            "tasks.html",
            wanted=wanted,
            resolved=canonical if canonical != wanted.department else "",
            names=[n for n, _ in names.most_common()],
            leaders=sorted({p.name for x in registry.tasks for p in x.leader}),
            documents=[(d.doc_id, d.short_title or tidy(d.title)) for d in _documents(snapshot)],
            roles=tuple(ROLE_NAMES),
            rows=[_row(snapshot, x) for x in found[:_SHOWN]],
            count=len(found),
            all=len(registry.tasks),
            shown=_SHOWN,
            by_department=bar_chart(
                [
                    (name, counts, f"tasks?{wanted.query_string(department=name)}")
                    for name, counts in totals.departments
                ],
                {r.value: r.label for r in Role},
            ),
            by_month=column_chart(totals.months),
            undated=totals.undated,
        )

    @router.get("/tasks.csv")
    def as_csv(request: Request) -> Response:
        """Exactly the tasks of the filter, as CSV."""
        snapshot = live.now
        body = write_csv(snapshot.library, filter_tasks(snapshot.registry, asked(request)))
        return Response(body, media_type="text/csv; charset=utf-8", headers=_attachment("csv"))

    @router.get("/tasks.xlsx")
    def as_xlsx(request: Request) -> Response:
        """Exactly the tasks of the filter, as a workbook."""
        snapshot = live.now
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "tasks.xlsx"
            write_xlsx(snapshot.library, filter_tasks(snapshot.registry, asked(request)), path)
            return Response(path.read_bytes(), media_type=_XLSX, headers=_attachment("xlsx"))

    return router


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _documents(snapshot: Snapshot) -> list[GazetteDocument]:
    held = {x.doc_id for x in snapshot.registry.tasks}
    return [d for d in snapshot.library.documents if d.doc_id in held]


def _row(snapshot: Snapshot, task: Task) -> dict[str, object]:
    document, clause = snapshot.library.document(task.doc_id), snapshot.library.clause(task.clause_id)
    roles = (Role.LEADER, Role.LEAD, Role.MAIN, Role.OWNER, Role.SUPPORT)
    return {
        "title": tidy(task.title) or tidy(task.measure)[:60],
        "parties": [(task.label(r), "、".join(p.name for p in task.parties(r))) for r in roles if task.parties(r)],
        "deadline": tidy(task.deadline.text) if task.deadline else "",
        "number": document.number or document.short_title,
        "clause": clause_name(clause.path),
        "href": doc_href(task.doc_id, task.clause_id, (task.span,)),
        "doc_id": task.doc_id,
        "clause_id": task.clause_id,
        "inherited": bool(task.inherited),
    }


def _attachment(suffix: str) -> dict[str, str]:
    return {"Content-Disposition": f"attachment; filename=\"tasks.{suffix}\"; filename*=UTF-8''{t.TASKS_FILE}.{suffix}"}

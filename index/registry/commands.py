"""Commands of the registry: tasks, people, procedure, aliases, timeline, lint.

Data goes to stdout, notes to stderr. Nothing heavy is imported for ``--help``.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import NotFoundError, UsageError

if TYPE_CHECKING:
    from index.registry.records import Role
    from index.registry.registry import Registry

__all__ = ["register"]

IndexOption = Annotated[
    Path | None, typer.Option("--index", help="索引目录；默认 .gongbao/default 或 GONGBAO_INDEX", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON")]
DayOption = Annotated[str | None, typer.Option("--as-of", help="按哪一天，如 2021-01-31；默认今天", show_default=False)]


def register(app: typer.Typer) -> None:
    """Add the commands of the registry."""
    app.command("tasks", help="列出任务：按部门、角色、区领导、时限、文号或关键词。")(tasks)
    app.command("people", help="列出区领导的分工和领导小组成员。")(people)
    app.command("procedure", help="列出一个文件的办理程序：步骤、主体、材料、地点、时限。")(procedure)
    app.command("aliases", help="列出机关的不同写法；--review 列出待人确认的别名和出处。")(aliases)
    app.command("timeline", help="列出一个文号的印发、施行、有效期、修订、废止。")(timeline)
    app.command("lint", help="列出前后不一致之处，每处引两段原文。")(lint)


def tasks(
    department: Annotated[str, typer.Option("--department", help="部门，简称、全称均可", show_default=False)] = "",
    role: Annotated[str, typer.Option("--role", help="牵头、主责、责任、配合、协办、负责", show_default=False)] = "",
    leader: Annotated[str, typer.Option("--leader", help="牵头区领导", show_default=False)] = "",
    before: Annotated[
        str | None, typer.Option("--before", help="时限不晚于这一天，如 2020-11-15", show_default=False)
    ] = None,
    document: Annotated[str, typer.Option("--document", help="文号、标题中的词或 doc_id", show_default=False)] = "",
    query: Annotated[str, typer.Option("--query", help="关键词", show_default=False)] = "",
    index: IndexOption = None,
    as_json: JsonOption = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="输出 CSV（带 BOM）")] = False,
    xlsx: Annotated[Path | None, typer.Option("--xlsx", help="写成 XLSX 文件", show_default=False)] = None,
) -> None:
    """``gongbao tasks``"""
    from index.registry.export import write_csv, write_xlsx
    from index.registry.queries import ROLE_NAMES, TaskQuery, choose_tasks
    from index.registry.tasks import task_json

    if role and role not in ROLE_NAMES:
        raise UsageError(f"--role 不支持 {role}", hint=f"可用：{'、'.join(ROLE_NAMES)}")
    if as_json + as_csv + (xlsx is not None) > 1:
        raise UsageError("--json、--csv、--xlsx 只能用一个")
    registry, index_id = _open(index)
    chosen = choose_tasks(
        registry,
        TaskQuery(
            department=department,
            role=role,
            leader=leader,
            before=_day(before, "--before"),
            document=document,
            words=query,
        ),
    )
    library = registry.library
    if xlsx is not None:
        write_xlsx(library, chosen, xlsx)
        sys.stderr.write(f"已写入 {xlsx}，{len(chosen)} 项\n")
    elif as_csv:
        sys.stdout.write(write_csv(library, chosen))
    elif as_json:
        _json({"tasks": [task_json(library, t) for t in chosen], "count": len(chosen), "index_id": index_id})
    else:
        _say(f"共 {len(chosen)} 项。")
        for task in chosen:
            number = library.document(task.doc_id).number or library.document(task.doc_id).short_title
            parties = "；".join(
                f"{task.label(r)}：{'、'.join(p.name for p in task.parties(r))}" for r in _roles() if task.parties(r)
            )
            deadline = f"；完成时限：{task.deadline.text}" if task.deadline else ""
            _say(f"{number} {library.clause(task.clause_id).path}  {task.title}\n    {parties}{deadline}")


def people(
    name: Annotated[str | None, typer.Argument(help="姓名", show_default=False)] = None,
    index: IndexOption = None,
    as_of: DayOption = None,
    as_json: JsonOption = False,
) -> None:
    """``gongbao people [NAME]``"""
    from index.registry.people import current_people

    registry, index_id = _open(index)
    library = registry.library
    found = current_people(library, registry.people, _day(as_of, "--as-of") or _today())
    members = registry.members
    if name:
        found = tuple(p for p in found if p.name == name)
        members = tuple(m for m in members if m.name == name)
        if not found and not members:
            raise NotFoundError(f"分工文件中没有 {name}", hint="用 gongbao people 查看全部")
    kinds = ("负责", "协助负责", "分管", "协助分管", "联系")
    if as_json:
        rows = [
            {
                "name": p.name,
                "title": p.title,
                "doc_number": library.document(p.doc_id).number,
                "clause_id": p.clause_id,
                "duties": [
                    {
                        "kind": d.kind,
                        "name": d.name,
                        "canonical": d.canonical or None,
                        "also": list(d.also),
                        "start": d.span.start,
                        "end": d.span.end,
                        "clause_id": d.clause_id,
                    }
                    for d in p.duties
                ],
            }
            for p in found
        ]
        groups = [
            {
                "group": m.group,
                "role": m.role,
                "name": m.name,
                "post": m.post,
                "doc_number": library.document(m.doc_id).number,
                "start": m.span.start,
                "end": m.span.end,
            }
            for m in members
        ]
        _json({"people": rows, "members": groups, "index_id": index_id})
        return
    for person in found:
        _say(
            f"{person.name}{f'（{person.title}）' if person.title else ''}  {library.document(person.doc_id).number or ''}"
        )
        for kind in kinds:
            if duties := person.of(kind):
                _say(f"    {kind}：{'、'.join(d.name for d in duties)}")
    for member in members:
        _say(f"{member.group}  {member.role}：{member.name}{f'（{member.post}）' if member.post else ''}")


def procedure(
    number: Annotated[str, typer.Argument(help="文号、标题中的词或 doc_id")],
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """``gongbao procedure 文号``"""
    from index.registry.procedures import find_procedures, procedure_json

    registry, index_id = _open(index)
    library = registry.library
    documents = (
        [d for d in library.documents if d.doc_id == number]
        or list(library.find_documents(number))
        or [d for d in library.documents if len(number) >= 3 and number in d.title]
    )
    if not documents:
        raise NotFoundError(f"库内没有 {number}", hint="用 gongbao docs 查看已收录文件")
    found = [p for d in documents for p in find_procedures(library, d, registry.departments)]
    if as_json:
        _json({"procedures": [procedure_json(library, p) for p in found], "index_id": index_id})
        return
    if not found:
        _say("这个文件没有写办理程序。")
    for item in found:
        _say(f"{library.document(item.doc_id).number or ''} {library.clause(item.clause_id).path} {item.title}")
        for step in item.steps:
            _say(f"  {step.number}. {step.title}  【{library.clause(step.clause_id).path}】")
            for label, values in (
                ("主体", step.who),
                ("材料", step.materials),
                ("地点", step.where),
                ("时限", step.deadlines),
            ):
                if values:
                    _say(f"     {label}：{'；'.join(v.value for v in values)}")
        for missing in item.missing:
            _say(f"  公报未载明{missing}")


def aliases(
    review: Annotated[bool, typer.Option("--review", help="列出待人确认的别名和出处")] = False,
    index: IndexOption = None,
    as_json: JsonOption = False,
) -> None:
    """``gongbao aliases [--review]``"""
    from index.registry.review import alias_groups, propose_aliases

    registry, index_id = _open(index)
    library = registry.library
    if review:
        rows = [
            {
                "name": p.name,
                "canonical": p.canonical,
                "reason": p.reason,
                "clause": library.clause(p.clause_id).path,
                "text": library.text(library.clause(p.clause_id).source, p.span),
                "start": p.span.start,
                "end": p.span.end,
            }
            for p in propose_aliases(registry)
        ]
        if as_json:
            _json({"proposed": rows, "index_id": index_id})
        else:
            for row in rows:
                _say(f"{row['name']} → {row['canonical']}  {row['reason']}  {row['clause']}：{row['text']}")
            _say(f"共 {len(rows)} 条待确认；确认后写入 index/lexicon/aliases.yaml。")
        return
    groups = alias_groups(registry)
    if as_json:
        _json(
            {
                "aliases": [
                    {"canonical": g.canonical, "names": [{"name": n, "count": k} for n, k in g.names]} for g in groups
                ],
                "index_id": index_id,
            }
        )
        return
    for group in groups:
        _say(f"{group.canonical}：{'、'.join(f'{n}（{k}）' for n, k in group.names)}")


def timeline(
    number: Annotated[str, typer.Argument(help="文号或 doc_id；只被提到的文件也可以")],
    index: IndexOption = None,
    as_of: DayOption = None,
    as_json: JsonOption = False,
) -> None:
    """``gongbao timeline 文号``"""
    from index.registry.lifecycle import events_of, status_at

    registry, index_id = _open(index)
    library = registry.library
    status = status_at(library, registry.events, number, _day(as_of, "--as-of") or _today())
    events = events_of(library, registry.events, status.doc_id or number)
    rows = [
        {
            "kind": e.kind.value,
            "date": e.date.isoformat() if e.date else None,
            "end": e.end.isoformat() if e.end else None,
            "by": library.document(e.by_doc_id).number,
            "clause": library.clause(e.clause_id).path if e.clause_id else "",
            "clause_id": e.clause_id,
            "text": library.text(library.document(e.by_doc_id).source, e.span),
            "start": e.span.start,
            "end_offset": e.span.end,
            "note": e.note,
        }
        for e in events
    ]
    if as_json:
        _json(
            {
                "doc_number": status.number,
                "doc_id": status.doc_id,
                "title": status.title,
                "as_of": status.as_of.isoformat(),
                "status": status.kind.value,
                "text": status.text,
                "since": status.since.isoformat() if status.since else None,
                "until": status.until.isoformat() if status.until else None,
                "period_over": status.period_over,
                "revised": status.revised,
                "events": rows,
                "index_id": index_id,
            }
        )
        return
    _say(f"{status.number or ''} {status.title}\n{status.as_of.isoformat()}：{status.text}")
    if status.period_over:
        _say("提示：标题所列时段已过。")
    for row in rows:
        until = f" 至 {row['end']}" if row["end"] else ""
        _say(
            f"  {row['date'] or '日期不详'}{until}  {row['kind']}  {row['by'] or ''} {row['clause']}：{' '.join(str(row['text']).split())[:80]}"
        )


def lint(index: IndexOption = None, as_json: JsonOption = False) -> None:
    """``gongbao lint``"""
    registry, index_id = _open(index)
    library = registry.library
    found = registry.findings
    if as_json:
        _json(
            {
                "findings": [f.to_json(library.document(f.doc_id).number) for f in found],
                "count": len(found),
                "index_id": index_id,
            }
        )
        return
    for finding in found:
        _say(f"{library.document(finding.doc_id).number or ''} {finding.first.path}  {finding.message}")
        for quote in (finding.first, finding.second):
            _say(f"    【{quote.path}】{' '.join(quote.text.split())[:80]}")
    _say(f"共 {len(found)} 处。")


def _open(index: Path | None) -> tuple[Registry, str]:
    from index.registry.registry import Registry
    from index.store import open_default

    loaded = open_default(index)
    return Registry.of(loaded.library), loaded.index_id


def _roles() -> tuple[Role, ...]:
    from index.registry.records import Role

    return tuple(Role)


def _day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} 不是日期：{text}", hint="写成 2021-01-31") from None


def _today() -> date:
    return date.today()  # noqa: DTZ011  # the local day is meant


def _json(data: object) -> None:
    _say(json.dumps(data, ensure_ascii=False, indent=1))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")

"""Tasks as CSV (with BOM) and XLSX (typed dates, a link from each row to its clause)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from index.errors import UsageError
from index.library import Library
from index.registry.records import Role, Task

__all__ = ["HEADINGS", "safe_cell", "task_row", "write_csv", "write_xlsx"]

HEADINGS = (
    "文号",
    "文件",
    "来源",
    "序号",
    "条款",
    "任务",
    "措施",
    "区领导",
    "牵头",
    "主责",
    "配合",
    "责任单位（未分角色）",
    "完成时限",
    "时限日期",
    "承上行的栏",
    "原文",
)
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_SOURCES = {"table": "任务表", "body": "正文", "article": "条文", "duties": "职责分工"}
_FIELDS = {
    "title": "任务",
    "deadline": "时限",
    "leader": "区领导",
    "lead": "牵头",
    "main": "主责",
    "support": "配合",
    "departments": "责任单位",
}


def safe_cell(text: str) -> str:
    """``text`` so that no spreadsheet takes it for a formula.

    >>> safe_cell("=1+1"), safe_cell("区水务局")
    ("'=1+1", '区水务局')
    """
    return f"'{text}" if text.startswith(_RISKY) else text


def task_row(library: Library, task: Task) -> tuple[str | date | None, ...]:
    """The cells of one task in the order of ``HEADINGS``; the date is a date."""
    document = library.document(task.doc_id)
    clause = library.clause(task.clause_id)
    names = [
        "、".join(p.name for p in task.parties(r))
        for r in (Role.LEADER, Role.LEAD, Role.MAIN, Role.SUPPORT, Role.OWNER)
    ]
    deadline = task.deadline
    return (
        document.number or "",
        document.short_title,
        _SOURCES[task.source],
        task.seq,
        clause.path,
        task.title,
        task.measure,
        *names,
        deadline.text if deadline else "",
        deadline.date if deadline else None,
        "、".join(_FIELDS.get(k, k) for k in task.inherited),
        library.clean_text(clause),
    )


def write_csv(library: Library, tasks: Sequence[Task]) -> str:
    """The table as CSV text with a BOM, so that a spreadsheet reads the Chinese."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for task in tasks:
        writer.writerow(
            [safe_cell(v) if isinstance(v, str) else (v.isoformat() if v else "") for v in task_row(library, task)]
        )
    return "\ufeff" + out.getvalue()


def write_xlsx(library: Library, tasks: Sequence[Task], path: Path) -> None:
    """Write a workbook: sheet 任务, and sheet 条款 with the verbatim clauses the rows link to.

    Raises:
        UsageError: The file cannot be written.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    book = Workbook(write_only=True)
    sheet, clauses = book.create_sheet("任务"), book.create_sheet("条款")
    widths = (20, 30, 8, 6, 14, 28, 40, 10, 24, 30, 24, 24, 16, 12, 12, 10)
    for k, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + k)].width = width
    clauses.column_dimensions["C"].width = 100
    sheet.freeze_panes = "A2"

    def head(text: str, where: object) -> WriteOnlyCell:
        cell = WriteOnlyCell(where, value=text)
        cell.font = Font(bold=True)
        return cell

    sheet.append([head(h, sheet) for h in HEADINGS])
    clauses.append([head(h, clauses) for h in ("文号", "条款", "原文（逐字）", "起", "止")])
    placed: dict[str, int] = {}
    for task in tasks:
        clause = library.clause(task.clause_id)
        if clause.clause_id not in placed:
            placed[clause.clause_id] = len(placed) + 2
            document = library.document(task.doc_id)
            clauses.append(
                [
                    document.number or "",
                    clause.path,
                    safe_cell(library.clause_text(clause)[:32000]),
                    clause.span.start,
                    clause.span.end,
                ]
            )
        values: list[object] = []
        for k, value in enumerate(task_row(library, task)):
            cell = WriteOnlyCell(sheet, value=safe_cell(value) if isinstance(value, str) else value)
            if isinstance(value, date):
                cell.number_format = "yyyy-mm-dd"
            if k == len(HEADINGS) - 1:
                cell.value = "查看条款"
                cell.hyperlink = f"#'条款'!C{placed[clause.clause_id]}"
                cell.font = Font(color="0563C1", underline="single")
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            values.append(cell)
        sheet.append(values)
    try:
        book.save(path)
    except OSError as exc:
        raise UsageError(f"无法写入 {path}", hint="请检查文件夹是否存在、文件是否被占用") from exc

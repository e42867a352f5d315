"""Conversations and tables as files: Markdown and DOCX with numbered sources, CSV and XLSX of rows.

A file with words of a language model says so beside each answer and in its properties.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from assistant.records import Answer
from index.registry.export import safe_cell
from ui import text as t
from ui.api.completions import plain_answer
from ui.labelling import FIELD, ai_label
from ui.views import AnswerView, TableView
from ui.wording import citation_text, tidy

if TYPE_CHECKING:
    from docx.package import Package

__all__ = ["conversation_docx", "conversation_markdown", "table_csv", "table_xlsx"]

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|])")


def conversation_markdown(answers: Sequence[Answer], producer: str = "") -> str:
    """Questions and answers as Markdown; words of a gazette never become markup. ``producer``: who runs the site."""
    label = ai_label(answers, producer)
    parts = [f"---\n{FIELD}: {label}\n---"] if label else []
    parts.append(f"# {t.EXPORT_TITLE}")
    for answer in answers:
        parts.append(f"## {_plain(answer.question)}")
        lines = plain_answer(answer).removesuffix(t.DISCLAIMER).strip().splitlines()
        parts.append("\n".join(f"{_plain(line)}  " if line else "" for line in lines))
        for step in (s for c in answer.calculations for s in c.steps):
            parts.append(f"- {_plain(step)}")
        for c in answer.citations:
            parts.append(f"> [{c.marker}] {_plain(tidy(c.text))}")
        parts.append(t.AS_OF.format(date=answer.as_of.isoformat()))
    return "\n\n".join([*parts, f"*{t.DISCLAIMER}*"]) + "\n"


def conversation_docx(answers: Sequence[Answer], producer: str = "") -> bytes:
    """The same as a Word document."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document = Document()
    document.core_properties.title, document.core_properties.author = t.EXPORT_TITLE, producer
    document.core_properties.comments = t.DISCLAIMER
    if label := ai_label(answers, producer):
        document.core_properties.keywords = t.NOTICE_LABELS["ai"]
        _add_property(document.part.package, FIELD, label)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "SimSun", Pt(12)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "SimSun")
    document.add_heading(t.EXPORT_TITLE, 0)
    for answer in answers:
        document.add_heading(_xml(answer.question), 1)
        for c in answer.calculations:
            table = document.add_table(rows=0, cols=2)
            table.style = "Table Grid"
            for name, value in ((c.title, f"{c.result}{c.unit}"), *((str(n), s) for n, s in enumerate(c.steps, 1))):
                cells = table.add_row().cells
                cells[0].text, cells[1].text = _xml(name), _xml(value)
        for line in (answer.text or answer.reason or "").splitlines():
            document.add_paragraph(_xml(line))
        for notice in answer.notices:
            document.add_paragraph(_xml(f"{t.NOTICE_LABELS.get(notice.kind, t.NOTICE_OTHER)}：{notice.text}"))
        if answer.citations:
            document.add_heading(t.NEAREST if answer.abstained else t.SOURCES, 2)
        for cited in answer.citations:
            document.add_paragraph(
                _xml(f"[{cited.marker}] {citation_text(cited.doc_title, cited.doc_number, cited.clause)}")
            )
            document.add_paragraph(_xml(tidy(cited.text)), style="Intense Quote")
        document.add_paragraph(t.AS_OF.format(date=answer.as_of.isoformat()))
    document.add_paragraph(t.DISCLAIMER)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add_property(package: Package, name: str, value: str) -> None:
    """Give an Office file a property of our own."""
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    base = "http://schemas.openxmlformats.org/officeDocument/2006"
    body = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<Properties xmlns="{base}/custom-properties" xmlns:vt="{base}/docPropsVTypes">'
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{escape(name)}">'
        f"<vt:lpwstr>{escape(_xml(value))}</vt:lpwstr></property></Properties>"
    )
    part = Part(PackURI("/docProps/custom.xml"), CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, body.encode(), package)
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)


def table_csv(table: TableView, view: AnswerView) -> str:
    """The rows of a list answer as CSV with a BOM; no cell is taken for a formula."""
    out = io.StringIO()
    csv.writer(out).writerows([[safe_cell(v) for v in row] for row in _sheet(table, view)])
    return "\ufeff" + out.getvalue()


def table_xlsx(table: TableView, view: AnswerView) -> bytes:
    """The same as a workbook."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(t.TABLE)
    sheet.freeze_panes = "A2"
    for row in _sheet(table, view):
        sheet.append([safe_cell(_xml(v)) for v in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(table: TableView, view: AnswerView) -> list[list[str]]:
    cited = {s.marker: s.citation for s in view.sources}
    head = [*table.columns, t.ROW_SOURCE]
    rows = zip(table.rows, table.markers, strict=True)
    return [head, *([*row, "；".join(cited[m] for m in marks if m in cited)] for row, marks in rows)]


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _xml(text: str) -> str:
    """``text`` without the control characters that no XML file may hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", text)

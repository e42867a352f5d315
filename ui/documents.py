"""One document as a readable page: the clause tree in escaped HTML (pure).

Every clause carries its id as an anchor. Words are slices of the source: the text
content of a ``<mark>`` equals ``source.text[start:end]``, line breaks and furniture
included (line breaks are hidden, furniture is dimmed, neither is changed).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from index.library import Library
from index.records import Cell, Clause, ClauseKind, GazetteDocument, Span
from ui import text as t
from ui.runs import render_run
from ui.wording import citation_text, clause_name, tidy

__all__ = ["render_document"]

_HEADINGS = {
    ClauseKind.TITLE: 2,
    ClauseKind.ATTACHMENT: 2,
    ClauseKind.CHAPTER: 3,
    ClauseKind.SECTION: 4,
    ClauseKind.HEADING: 4,
}
_UNNAMED = {ClauseKind.TITLE, ClauseKind.NUMBER, ClauseKind.ADDRESSEE, ClauseKind.SIGNATURE}
_NUMBERED = {ClauseKind.ARTICLE, ClauseKind.ITEM}
_KEEP_LINES = {ClauseKind.FORM: 1, ClauseKind.SIGNATURE: 1, ClauseKind.TITLE: 4}


def render_document(
    library: Library, document: GazetteDocument, *, marks: Sequence[Span] = (), target: str = ""
) -> str:
    """The body of a document: all its clauses in order, ``marks`` marked, clause ``target`` picked out."""
    view = _Reader(library, document, tuple(sorted(marks)), target)
    return "".join(view.clause(c) for c in sorted(library.children(document.doc_id), key=lambda c: c.span))


class _Reader:
    """Walks one document; holds what every clause needs to be drawn."""

    def __init__(self, library: Library, document: GazetteDocument, marks: tuple[Span, ...], target: str) -> None:
        self._library = library
        self._document = document
        self._text = library.sources[document.source].text
        self._marks = marks
        self._target = target
        self._furniture = tuple(
            sorted(f for f in library.furniture.get(document.source, ()) if document.span.contains(f.span))
        )

    def clause(self, clause: Clause) -> str:
        """A clause with everything below it."""
        if clause.kind is ClauseKind.TABLE:
            return self._table(clause)
        if clause.kind is ClauseKind.ROW:
            return self._rows((clause,), caption="")
        children = sorted(self._library.children(clause.clause_id), key=lambda c: c.span)
        inner = "".join(self._inside(clause, children))
        if not inner and clause.kind is ClauseKind.SIGNATURE:
            inner = self._paragraph(clause, [clause.span])
        classes = f"clause k-{clause.kind.value} d{min(clause.depth, 5)}"
        return f'<section class="{classes}{self._hit(clause)}" {self._anchor(clause)}>{inner}</section>'

    def _inside(self, clause: Clause, children: list[Clause]) -> Iterator[str]:
        rest = sorted(clause.own)
        rows: list[Clause] = []
        for child in children:
            before = [s for s in rest if s.start < child.span.start]
            rest = rest[len(before) :]
            if rows and (before or child.kind is not ClauseKind.ROW):
                yield self._rows(tuple(rows), caption="")
                rows = []
            yield self._paragraph(clause, before)
            if child.kind is ClauseKind.ROW:
                rows.append(child)
            else:
                yield self.clause(child)
        if rows:
            yield self._rows(tuple(rows), caption="")
        yield self._paragraph(clause, rest)

    def _paragraph(self, clause: Clause, own: list[Span]) -> str:
        if not own:
            return ""
        span = Span(own[0].start, own[-1].end)
        if not span.of(self._text).strip():
            return ""
        heading = self._heading(clause, span)
        if heading is not None:
            rest = Span(heading.end, span.end)
            return f'<p class="head" {self._step(clause)}>{self._run(heading)}</p><p>{self._run(rest)}</p>'
        keep = _KEEP_LINES.get(clause.kind, 0)
        words = self._run(span, lines_from=keep)
        level = _HEADINGS.get(clause.kind)
        if level and span.end - span.start <= 120:
            return f"<h{level} {self._step(clause)}>{words}</h{level}>"
        lines = ' class="lines"' if keep else ""
        return f"<p{lines} {self._step(clause)}>{words}</p>"

    def _heading(self, clause: Clause, span: Span) -> Span | None:
        """The first line of a clause when it holds nothing but number and title and words follow."""
        end = self._text.find("\n", span.start, span.end)
        if end < 0 or not clause.title or clause.kind not in _NUMBERED:
            return None
        line = Span(span.start, end)
        return line if _squeezed(line.of(self._text)) == _squeezed(clause.label + clause.title) else None

    def _table(self, clause: Clause) -> str:
        children = sorted(self._library.children(clause.clause_id), key=lambda c: c.span)
        rows = tuple(c for c in children if c.kind is ClauseKind.ROW)
        if not rows:
            inner = "".join(self._inside(clause, children))
        else:
            names = {_squeezed(cell.column) for row in rows for cell in row.cells}
            caption = ""
            for span in clause.own:
                left = _squeezed(span.of(self._text))
                for name in sorted(names, key=len, reverse=True):
                    left = left.replace(name, "")
                if left.strip("|") or any(m.start < span.end and span.start < m.end for m in self._marks):
                    caption += f"<p>{self._run(span)}</p>"
            inner = self._rows(rows, caption=caption)
            inner += "".join(self.clause(c) for c in children if c.kind is not ClauseKind.ROW)
        return f'<section class="clause k-table{self._hit(clause)}" {self._anchor(clause)}>{inner}</section>'

    def _rows(self, rows: tuple[Clause, ...], *, caption: str) -> str:
        widest = max(rows, key=lambda r: len(r.cells))
        head = "".join(f'<th scope="col">{escape(tidy(c.column))}</th>' for c in widest.cells)
        body = "".join(self._row(row, len(widest.cells) or 1) for row in rows)
        top = f"<thead><tr>{head}</tr></thead>" if any(c.column.strip() for c in widest.cells) else ""
        size = "wide" if len(widest.cells) > 5 else "narrow"
        return f'{caption}<div class="table {size}"><table>{top}<tbody>{body}</tbody></table></div>'

    def _row(self, row: Clause, width: int) -> str:
        cells = "".join(self._cell(c, span) for c, span in zip(row.cells, self._whole_cells(row), strict=True))
        if not row.cells:
            cells = f'<td colspan="{width}">{self._run(row.span)}</td>'
        return f'<tr class="clause k-row{self._hit(row)}" {self._anchor(row)} {self._step(row)}>{cells}</tr>'

    def _whole_cells(self, row: Clause) -> list[Span | None]:
        """The span of each cell, reaching to the next one: a cell of several lines is shown whole."""
        starts = sorted(c.span.start for c in row.cells if c.span and not c.inherited)
        found: list[Span | None] = []
        for cell in row.cells:
            span = cell.span
            if span is not None and not cell.inherited:
                end = next((s for s in starts if s > span.start), row.span.end)
                words = self._text[span.start : end].rstrip().removesuffix("|").rstrip()
                span = Span(span.start, max(span.end, span.start + len(words)))
            found.append(span)
        return found

    def _cell(self, cell: Cell, span: Span | None) -> str:
        label = f'data-label="{escape(tidy(cell.column))}"'
        if span is None or cell.missing:
            return f'<td {label} class="missing" title="{t.CELL_MISSING}">{t.CELL_MISSING_MARK}</td>'
        if cell.inherited:
            return f'<td {label} class="inherited" title="{t.CELL_INHERITED}">{self._run(span, marked=False)}</td>'
        return f"<td {label}>{self._run(span)}</td>"

    def _run(self, span: Span, *, lines_from: int = 0, marked: bool = True) -> str:
        return render_run(
            self._text,
            span,
            marks=self._marks if marked else (),
            furniture=() if lines_from else self._furniture,
            lines_from=lines_from,
        )

    def _anchor(self, clause: Clause) -> str:
        return f'id="{escape(clause.clause_id)}"'

    def _step(self, clause: Clause) -> str:
        """The attributes by which previous, next and copy find a clause."""
        path = "" if clause.kind in _UNNAMED else clause.path
        words = citation_text(self._document.title, self._document.number, path)
        return f'data-step="{escape(clause.clause_id)}" data-cite="{escape(words)}" data-path="{escape(clause_name(clause.path))}"'

    def _hit(self, clause: Clause) -> str:
        return " hit" if clause.clause_id == self._target else ""


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\u3000]", "", text)

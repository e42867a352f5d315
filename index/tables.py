"""Stage 3a: the lines of a table → header, rows with cells, repeated headers.

Rows broken by a stray newline or a page are joined; shifted cells are put back where
the other rows show that they belong; merged (blank) cells are inherited from the row
above and marked; a cell the text does not have stays missing and is marked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.lines import Line, squeezed
from index.records import Cell, Span

__all__ = ["Table", "TableRow", "read_table"]

_ROLE = re.compile(r"牵头|主责|责任|协办|配合|部门|单位|领导")
_LEADER = re.compile(r"领导")


@dataclass(slots=True)
class _Raw:
    """A cell as read: value and the spans it came from."""

    value: str
    spans: list[Span] = field(default_factory=list)


@dataclass(slots=True)
class _Row:
    lines: list[Line]
    cells: list[_Raw]
    shifted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row: the lines it stands on, its cells in column order, and whether cells were moved back."""

    lines: tuple[Line, ...]
    cells: tuple[Cell, ...]
    shifted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table. ``header_lines`` holds the first header, ``repeated`` the others (furniture)."""

    columns: tuple[str, ...]
    header_lines: tuple[Line, ...]
    rows: tuple[TableRow, ...]
    repeated: tuple[Line, ...]


def read_table(lines: Sequence[Line]) -> Table:
    """The table that stands on these lines."""
    split = [_split(line) for line in lines]
    header_at = 0 if _is_header(split[0]) else None
    columns = tuple(squeezed(c.value) for c in split[0]) if header_at == 0 else ()
    numbered = bool(columns) and re.search(r"序号|编号|^号$", columns[0]) is not None
    rows: list[_Row] = []
    repeated: list[Line] = []
    page = False
    for line, cells in zip(lines, split, strict=True):
        page = page or line.blank_before > 0
        if columns and line is not lines[0] and tuple(squeezed(c.value) for c in cells) == columns:
            repeated.append(line)
            page = True
            continue
        if header_at == 0 and line is lines[0]:
            continue
        if rows and _continues(rows[-1], cells, columns, numbered=numbered, page=page):
            _append(rows[-1], cells, line, columns)
        else:
            rows.append(_Row([line], cells))
        page = False
    width = len(columns) or max((len(r.cells) for r in rows), default=0)
    for row in rows:
        while len(row.cells) > width and not row.cells[-1].value:
            row.cells.pop()
    if numbered:
        _unshift(rows, width)
    for row in rows:
        _fit(row, width)
    return Table(
        columns=columns,
        header_lines=(lines[0],) if header_at == 0 else (),
        rows=_with_inheritance(rows, columns, numbered),
        repeated=tuple(repeated),
    )


def _split(line: Line) -> list[_Raw]:
    result: list[_Raw] = []
    start = 0
    text = line.text
    for part in text.split("\t"):
        inner = part.strip()
        if inner:
            a = start + len(part) - len(part.lstrip())
            result.append(_Raw(inner, _pieces(line, a, a + len(inner))))
        else:
            result.append(_Raw(""))
        start += len(part) + 1
    return result


def _pieces(line: Line, start: int, end: int) -> list[Span]:
    """The source spans of ``line.text[start:end]``, cut where markup was taken out."""
    cuts = [start, *(k for k in range(start + 1, end) if line.at[k] != line.at[k - 1] + 1), end]
    return [line.sub(a, b) for a, b in zip(cuts, cuts[1:], strict=False)]


def _is_header(cells: Sequence[_Raw]) -> bool:
    values = [squeezed(c.value) for c in cells]
    if not values[0] or re.match(r"\d", values[0]):
        return False
    filled = [v for v in values if v]
    return (
        len(filled) >= 2
        and len(filled) >= 0.7 * len(values)
        and all(len(v) <= 60 and "。" not in v[:-1] for v in filled)
    )


def _continues(row: _Row, cells: Sequence[_Raw], columns: Sequence[str], *, numbered: bool, page: bool) -> bool:
    """Whether these cells belong to the row above (a stray newline, a page break just before)."""
    if not columns:
        return False
    first = cells[0].value
    if len(row.cells) < len(columns) and len(row.cells) + len(cells) - 1 <= len(columns):
        if numbered and re.match(r"\d{1,3}$", squeezed(first)):
            return False
        return bool(first) or len(cells) == 1
    if len(cells) == 1:
        # a line without a tab inside the table: the rest of the last cell
        return not re.match(r"\d{1,3}$", squeezed(first))
    if numbered and not first and len(cells) > 1:
        # a page cut the row: no number, no group title, but more text for its cells
        return not cells[1].value or (page and _cut_off(row, cells))
    return False


def _cut_off(row: _Row, cells: Sequence[_Raw]) -> bool:
    """Whether cells go on with words that the row above leaves open, and the rest is blank."""
    filled = [k for k, c in enumerate(cells) if c.value]
    ends = [row.cells[k].value[-1:] for k in filled if k < len(row.cells)]
    return 0 < len(filled) < len(cells) - 1 and len(ends) == len(filled) and all(e and e not in "。；" for e in ends)


def _append(row: _Row, cells: Sequence[_Raw], line: Line, columns: Sequence[str]) -> None:
    row.lines.append(line)
    if len(row.cells) < len(columns) and len(row.cells) + len(cells) - 1 <= len(columns):
        _extend(row.cells[-1], cells[0])
        row.cells.extend(cells[1:])
        return
    if len(cells) == 1:
        _extend(row.cells[-1], cells[0])
        return
    while len(row.cells) < len(cells):
        row.cells.append(_Raw(""))
    for target, extra in zip(row.cells, cells, strict=False):
        _extend(target, extra)


def _extend(target: _Raw, extra: _Raw) -> None:
    target.value += extra.value
    target.spans += extra.spans


def _fit(row: _Row, width: int) -> None:
    while len(row.cells) > width > 0:
        extra = row.cells.pop()
        _extend(row.cells[-1], extra)


def _shape(value: str) -> str | None:
    """A coarse shape by which cells of one column can be told."""
    if re.match(r"\d{1,3}\s*[.．、]", value):
        return "num"
    if re.match(r"[（(][一二三四五六七八九十]+[）)]", value):
        return "cnp"
    return None


def _unshift(rows: Sequence[_Row], width: int) -> None:
    """Move cells back that stand one column too far right, where the other rows show it."""
    shapes: list[str | None] = []
    for k in range(width):
        found = [s for r in rows if k < len(r.cells) and r.cells[k].value and (s := _shape(r.cells[k].value))]
        filled = [r for r in rows if k < len(r.cells) and r.cells[k].value]
        shapes.append(found[0] if found and len(found) >= 0.7 * len(filled) and len(set(found)) == 1 else None)
    for row in rows:
        for k in range(1, min(width, len(row.cells))):
            shape = _shape(row.cells[k].value)
            if (
                shape is not None
                and shapes[k - 1] == shape
                and shapes[k] != shape
                and (not row.cells[k - 1].value or _shape(row.cells[k - 1].value) == shapes[max(k - 2, 0)])
            ):
                empty = next((j for j in range(k - 1, 0, -1) if not row.cells[j].value), None)
                if empty is not None:
                    del row.cells[empty]
                    row.shifted = True
                break


def _with_inheritance(rows: Sequence[_Row], columns: Sequence[str], numbered: bool) -> tuple[TableRow, ...]:
    result: list[TableRow] = []
    above: list[Cell] = []
    roles = [k for k, c in enumerate(columns) if _ROLE.search(c) and not _LEADER.search(c)]
    group = 1 if numbered and len(columns) > 1 else 0
    for row in rows:
        cells: list[Cell] = []
        sub = numbered and len(row.cells) > group and not row.cells[group].value and bool(above)
        bare_roles = all(k >= len(row.cells) or not row.cells[k].value for k in roles)
        for k in range(max(len(columns), len(row.cells))):
            column = columns[k] if k < len(columns) else ""
            raw = row.cells[k] if k < len(row.cells) else None
            if raw is not None and raw.value:
                cells.append(Cell(column, raw.value, raw.spans[0]))
            elif (
                sub
                and raw is not None
                and k < len(above)
                and above[k].value
                and (k not in roles or bare_roles)
                and k != 0
            ):
                cells.append(Cell(column, above[k].value, above[k].span, inherited=True))
            else:
                cells.append(Cell(column, "", None, missing=True))
        above = cells
        result.append(TableRow(lines=tuple(row.lines), cells=tuple(cells), shifted=row.shifted))
    return tuple(result)

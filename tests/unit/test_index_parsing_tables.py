"""Tables: rows, repeated headers, cut rows, merged, shifted and missing cells, forms."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from index.checking import check_source
from index.parsing import ParsedSource
from index.records import Clause, ClauseKind

Table = Callable[..., list[Clause]]
HEAD = "序号|任务|牵头单位|配合单位|完成时限"


def values(row: Clause) -> str:
    return "|".join(f"{c.value}{'^' if c.inherited else ''}{'?' if c.missing else ''}" for c in row.cells)


ROWS = [
    pytest.param(("1|清河|甲局|各乡镇|9月底前", "2|修路|乙局|—|长期"), ["1|清河|甲局|各乡镇|9月底前", "2|修路|乙局|—|长期"], id="平常"),
    pytest.param(
        ("1|清河|甲局|各乡镇|9月底前", "", HEAD, "2|修路|乙局|—|长期"),
        ["1|清河|甲局|各乡镇|9月底前", "2|修路|乙局|—|长期"],
        id="跨页表头重复",
    ),
    pytest.param(
        ("1|清理河道，按|甲局|各乡镇|9月底前", "", HEAD, "|月巡查||、丙局|", "2|修路|乙局|—|长期"),
        ["1|清理河道，按月巡查|甲局|各乡镇、丙局|9月底前", "2|修路|乙局|—|长期"],
        id="一行被页截成两行",
    ),
    pytest.param(
        ("1|清河|甲局|9月底前|各乡镇、", "", "丙局", "2|修路|乙局|长期|—"),
        ["1|清河|甲局|9月底前|各乡镇、丙局", "2|修路|乙局|长期|—"],
        id="末格被页截断",
    ),
    pytest.param(
        ("1|清理河道，按", "月巡查|甲局|各乡镇|9月底前", "2|修路|乙局|—|长期"),
        ["1|清理河道，按月巡查|甲局|各乡镇|9月底前", "2|修路|乙局|—|长期"],
        id="格内换行",
    ),
    pytest.param(
        ("1|清河|甲局|各乡镇|9月底前", "2||乙局|丙局|10月底前"),
        ["1|清河|甲局|各乡镇|9月底前", "2|清河^|乙局|丙局|10月底前"],
        id="合并的任务格",
    ),
    pytest.param(
        ("1|清河|甲局|各乡镇|9月底前", "2||||10月底前"),
        ["1|清河|甲局|各乡镇|9月底前", "2|清河^|甲局^|各乡镇^|10月底前"],
        id="合并的单位格",
    ),
    pytest.param(("1|清河|甲局|各乡镇|9月底前", "2|修路|乙局||长期"), ["1|清河|甲局|各乡镇|9月底前", "2|修路|乙局|?|长期"], id="空格不继承"),
    pytest.param(("1|清河|甲局|各乡镇", "2|修路|乙局|—|长期"), ["1|清河|甲局|各乡镇|?", "2|修路|乙局|—|长期"], id="少一格"),
    pytest.param(("1|清河|甲局|各乡镇|9月底前||",), ["1|清河|甲局|各乡镇|9月底前"], id="多出空格"),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), ROWS)
def test_rows(table: Table, lines: tuple[str, ...], expected: list[str]) -> None:
    assert [values(r) for r in table(HEAD, *lines)] == expected


def test_shifted_cell_is_put_back_where_other_rows_show_its_column(table: Table) -> None:
    rows = table(
        "序号|重点工作|任务|责任单位",
        "1|（一）补齐网点|1. 建菜店|甲局",
        "2||2. 布菜柜|乙局",
        "3|||3. 早餐|丙局",
        "4|（二）改善环境|4. 集市|甲局",
    )
    assert [values(r) for r in rows][2] == "3|（一）补齐网点^|3. 早餐|丙局"


def test_every_row_is_citable_and_hangs_on_its_header(one: Callable[..., ParsedSource]) -> None:
    parsed = one(f"{HEAD}\n1|清河|甲局|各乡镇|9月底前\n\n{HEAD}\n2||乙局|丙局|长期".replace("|", "\t"))
    header = next(c for c in parsed.clauses if c.kind is ClauseKind.TABLE)
    rows = [c for c in parsed.clauses if c.kind is ClauseKind.ROW]
    assert [(r.path, r.parent_id) for r in rows] == [("序号1", header.clause_id), ("序号2", header.clause_id)]
    assert [c.column for c in rows[0].cells] == HEAD.split("|")
    assert check_source(parsed).furniture_kinds["repeated_header"] == len(HEAD.replace("|", ""))


def test_inherited_cell_points_at_the_row_it_came_from(table: Table) -> None:
    first, second = table(HEAD, "1|清河|甲局|各乡镇|9月底前", "2||乙局|丙局|10月底前")
    cell = second.cells[1]
    assert cell.span is not None
    assert first.span.contains(cell.span)
    assert not second.span.contains(cell.span)


def test_two_tables_of_one_document_keep_their_rows_apart(one: Callable[..., ParsedSource]) -> None:
    parsed = one("一、甲表", "序号\t任务\n1\t清河", "二、乙表", "序号\t任务\n1\t修路")
    rows = [c for c in parsed.clauses if c.kind is ClauseKind.ROW]
    assert [r.cells[1].value for r in rows] == ["清河", "修路"]
    assert len({r.path for r in rows}) == 2


def test_form_is_kind_form_and_its_note_is_a_note(one: Callable[..., ParsedSource]) -> None:
    parsed = one(
        "第一条 甲。\n\n附件：停车位申请表\n\n附件\n\n停车位申请表\n\n姓名：____ 电话：____\n\n姓名\t____\t性别\t____\n住址\t____\t\t\n\n注：如实填写，不得涂改。"
    )
    kinds = {c.path: c.kind for c in parsed.clauses}
    assert {p: k for p, k in kinds.items() if p.startswith("附件表")} == {
        "附件表第1行": ClauseKind.FORM,
        "附件表第2行": ClauseKind.FORM,
    }
    assert kinds["附件注"] is ClauseKind.NOTE
    assert not any(c.cells for c in parsed.clauses)

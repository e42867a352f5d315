"""Answer → view: pieces, chips, links, numbers, rows; every status has its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assistant.records import Answer, AnswerStatus, Calculation, Choice, Citation, Missing, Notice
from index.records import Issue, Span
from ui import text as t
from ui.views import view_answer
from ui.wording import citation_text, doc_href, format_result, issue_label, tidy

SOURCE = "第一条 每车\t4元。"


def citation(marker: int = 1, *, start: int = 100, quotes: tuple[Span, ...] = ()) -> Citation:
    return Citation(
        marker=marker,
        source="a.txt",
        doc_id="abc-01",
        doc_number="云政发〔2023〕3号",
        doc_title="停车\n办法",
        clause_id="abc-01.0007",
        clause="第一条",
        text=SOURCE,
        start=start,
        end=start + len(SOURCE),
        quotes=quotes,
    )


def answer(text: str = "每车4元。[1]", **more: object) -> Answer:
    base = Answer(
        question="问", text=text, status=AnswerStatus.ANSWERED, as_of=date(2026, 11, 23), citations=(citation(),)
    )
    return replace(base, **more)  # type: ignore[arg-type]


def test_every_status_has_a_label() -> None:
    assert set(t.STATUS_LABELS) == set(AnswerStatus)
    assert len(set(t.STATUS_LABELS.values())) == len(AnswerStatus)


def test_known_markers_become_chips_and_unknown_ones_stay_text() -> None:
    view = view_answer(answer("见云政发[2023]3号，每车4元。[1][2]\n完。"))
    first, second = view.paragraphs
    assert [(p.text, p.marker) for p in first] == [("见云政发[2023]3号，每车4元。", None), ("[1]", 1), ("[2]", None)]
    assert [p.text for p in second] == ["完。"]


def test_link_carries_the_exact_words_and_falls_back_to_the_cited_span() -> None:
    quoted = view_answer(answer(citations=(citation(quotes=(Span(104, 106), Span(107, 109))),))).sources[0]
    assert quoted.href == "doc/abc-01?start=104&end=106&start=107&end=109#abc-01.0007"
    assert quoted.snippet == "每车"
    whole = view_answer(answer()).sources[0]
    assert whole.spans == (Span(100, 100 + len(SOURCE)),)
    assert whole.snippet == "第一条每车　4元。", "cells of a row stay apart"
    assert whole.citation == "《停车办法》（云政发〔2023〕3号）第一条"


@pytest.mark.parametrize(
    ("title", "number", "clause", "wanted"),
    [
        ("关于印发《办法》的通知", "甲〔2020〕1号", "第三条", "《关于印发〈办法〉的通知》（甲〔2020〕1号）第三条"),
        ("办法", None, "序号7", "《办法》序号7"),
        ("通告", None, "一", "《通告》一、"),
    ],
)
def test_citation_in_the_usual_form(title: str, number: str | None, clause: str, wanted: str) -> None:
    assert citation_text(title, number, clause) == wanted


def test_ids_are_quoted_in_links() -> None:
    assert doc_href('a/"b', "c d#e") == "doc/a%2F%22b#c%20d%23e"


@pytest.mark.parametrize(
    ("plain", "shown"),
    [("800000", "800,000"), ("0", "0"), ("-1234.50", "-1,234.50"), ("NaN", "NaN"), ("可以", "可以"), ("1E+3", "1,000")],
)
def test_results_are_grouped(plain: str, shown: str) -> None:
    assert format_result(plain) == shown


def test_tidy_keeps_blanks_only_between_latin_words() -> None:
    assert tidy(" 区 规\n自分局　VOCs limit 值 ") == "区规自分局VOCs limit值"


def test_calculation_shows_named_inputs_and_splits_steps() -> None:
    made = Calculation(
        rule="r",
        title="费",
        inputs={"面积": "5000", "slot": "x"},
        result="800000",
        unit="元",
        steps=("5,000 平方米 × 160 元/平方米 = 800,000 元[1]", "只有说明"),
        citations=(1, 9),
    )
    card = view_answer(answer(calculations=(made,))).calculations[0]
    assert card.inputs == (("面积", "5000"),)
    assert [tuple(s) for s in card.steps] == [("5,000 平方米 × 160 元/平方米", "800,000 元"), ("只有说明", "")]
    assert card.markers == (1,)


def test_rows_keep_known_columns_with_values_and_find_their_source() -> None:
    rows = (
        {
            "seq": 1,
            "title": "清河",
            "text": SOURCE,
            "lead": ["水务局", "城管局"],
            "leader": [],
            "start": 100,
            "end": 105,
        },
        {"seq": 2, "title": "修路", "lead": [], "start": 900, "end": 905, "inherited": ["lead"]},
    )
    table = view_answer(answer(rows=rows, status=AnswerStatus.LISTED)).table
    assert table is not None
    assert table.columns == ("序号", "事项", "牵头")
    assert table.rows == (("1", "清河", "水务局、城管局"), ("2", "修路", ""))
    assert table.markers == ((1,), ())


@pytest.mark.parametrize(
    ("text", "kept", "markers"),
    [
        ("共2项：\n清河——水务局。[1]\n修路——交通局。", ["共2项："], ((1,), ())),
        ("共2项：\n〈甲〔2020〕1号〉[1]\n清河——水务局。[1]\n〈乙〔2020〕2号〉\n修路——交通局。[1]\n另有说明。", ["共2项：", "另有说明。"], ((1,), (1,))),
        ("共2项：\n清河——水务局。[1]", ["共2项：", "清河——水务局。"], ((), ())),
    ],
    ids=["逐行", "按文件分组", "缺一行"],
)  # fmt: skip
def test_a_list_told_line_by_line_becomes_the_table(text: str, kept: list[str], markers: tuple[object, ...]) -> None:
    rows = ({"title": "清河", "lead": ["水务局"]}, {"title": "修路", "lead": ["交通局"]})
    view = view_answer(answer(text, rows=rows))
    assert ["".join(p.text for p in line if p.marker is None) for line in view.paragraphs] == kept
    assert view.table is not None and view.table.markers == markers
    assert view.plain.startswith(text)


def test_only_a_refusal_says_what_is_covered() -> None:
    assert view_answer(answer(), "收录甲").covered == ""
    assert view_answer(answer(status=AnswerStatus.OUT_OF_SCOPE), "收录甲").covered == "收录甲"


def test_the_question_for_a_fact_is_said_once() -> None:
    view = view_answer(
        answer(
            "车停在哪里？（城内／城外）\n另请核实。",
            status=AnswerStatus.NEEDS_FACTS,
            reason="还缺事实",
            missing=(Missing(name="area", question="车停在哪里？", choices=(Choice(value="in", label="城内"),)),),
        )
    )
    assert [p[0].text for p in view.paragraphs] == ["另请核实。"]
    assert view.reason is None


def test_notices_have_labels_and_unknown_kinds_too() -> None:
    view = view_answer(
        answer(notices=(Notice(kind="dated", text="旧[1]", citations=(1, 7)), Notice(kind="x", text="新")))
    )
    assert [(n.label, n.text, n.markers) for n in view.notices] == [("时效", "旧", (1,)), (t.NOTICE_OTHER, "新", ())]


@pytest.mark.parametrize(
    ("title", "number", "wanted"),
    [
        ("某县人民政府公报", 4, "《某县人民政府公报》2023年第4期"),
        ("文件汇编", 4, "某县政府2023年第4期"),
        ("文件汇编", None, "文件汇编"),
    ],
)
def test_issue_label(title: str, number: int | None, wanted: str) -> None:
    made = Issue(
        issue_id="i", source="a.txt", title=title, publisher="某县政府", jurisdiction=None, year=2023, number=number
    )
    assert issue_label(made) == wanted

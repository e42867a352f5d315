"""Numbers both ways, and the one invariant on gazettes put together at random."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from index.checking import check_source
from index.lines import read_lines
from index.markers import find_marker
from index.numerals import cn_int, format_cn_int, is_date_line, normal_number, parse_date
from index.parsing import ParsedSource, parse_source
from index.passages import make_passages
from index.reading import read_bytes
from index.records import ClauseKind, SourceText
from index.sentences import split_clauses, split_sentences

DIGITS = "〇一二三四五六七八九"
SAYINGS = [
    "每个车位每小时{n}元。",
    "县水务局应当在{n}日内完成（含复核、公示）；",
    "连续停放超过{n}小时的，按第{n}条执行，",
    "禁止在消防通道停放车辆",
    "**到2023年{n}月底前**，完成<b>{n}</b>处 整治",
    "区 规自分局负责“一照、两证”。",
    "牵头单位：县水务局、各乡镇",
    "包括经过批准的（应急车辆、",
    "",
]
say = st.builds(lambda s, n: s.format(n=n), st.sampled_from(SAYINGS), st.integers(1, 99))
number = st.integers(1, 40)
marker = st.one_of(
    number.map(lambda n: f"第{format_cn_int(n)}条 "),
    number.map(lambda n: f"第{format_cn_int(n)}章 总 则\n\n"),
    number.map(lambda n: f"{format_cn_int(n)}、"),
    number.map(lambda n: f"（{format_cn_int(n)}）"),
    number.map(lambda n: f"({n})"),
    number.map(lambda n: f"{n}. "),
    number.map(lambda n: f"{n}.{n}"),
    st.sampled_from(
        [
            "①",
            "【服务管家】\n\n",
            "- ",
            "# ",
            "> ",
            "注：",
            "区教委：负责",
            "张 山同志：",
            "一是",
            "附件：1. 申请表\n2. ",
            "第十条、第十一条所称",
            "",
        ]
    ),
)
paragraph = st.builds(str.__add__, marker, say)
cell = st.one_of(st.just(""), say, st.sampled_from(["（一）改善", "1. 清河", "各乡镇、", "长期"]))
row = st.lists(cell, min_size=1, max_size=5).map("\t".join)
table = st.builds(
    lambda head, rows: "\n".join([head, *rows]),
    st.sampled_from(["序号\t任务\t牵头单位\t配合单位", "区域\t标准", "1\t清河"]),
    st.lists(
        st.one_of(row, st.builds(lambda n, r: f"{n}\t{r}", number, row), st.just("序号\t任务\t牵头单位\t配合单位")),
        max_size=5,
    ),
)
scar = st.sampled_from(
    ["- 3 -", "\f", "云河县人民政府公报 2023年第4期", "![](images/a.png)", "<div></div>", "附件1", "附件", "停车申请表", "姓名：____ 电话：____", "特此通知。", "云河县人民政府\n\n2023年5月8日", "2023年5月8日", "目 录", "云河县人民政府\n关于停车的通告\n\n云政发〔2023〕7号", "\ufeff", "\t", "—", "**"]
)  # fmt: skip
gap = st.sampled_from(["\n", "\n\n", "\r\n", "\n\n\n", "\n　　"])
blocks = st.lists(st.tuples(st.one_of(paragraph, paragraph, table, scar), gap), max_size=14)
HEADS = [
    "",
    "云河县人民政府\n关于印发停车管理办法的通知\n\n云政发〔2023〕3号\n\n各乡镇人民政府：\n\n",
    "云河县人民政府公报\n\n2023 年\n\n第 4 期\n\n目 录\n\n1. 云河县人民政府 关于停车的通告\n云政发〔2023〕3号..... 1\n\n云河县人民政府\n关于停车的通告\n\n云政发〔2023〕3号\n\n",
]
gazettes = st.builds(lambda head, parts: head + "甲" + "".join(b + g for b, g in parts), st.sampled_from(HEADS), blocks)


def parse(text: str) -> ParsedSource:
    return parse_source(SourceText(name="t.txt", text=text, sha256=hashlib.sha256(text.encode()).hexdigest()))


@given(st.integers(0, 99_999_999))
def test_numerals_both_ways(value: int) -> None:
    assert cn_int(format_cn_int(value)) == value
    assert cn_int(str(value)) == value


@given(st.integers(100, 9999))
def test_numerals_digit_by_digit(value: int) -> None:
    assert cn_int("".join(DIGITS[int(d)] for d in str(value))) == value


@given(st.integers(1, 2000), st.none() | st.integers(1, 20), st.booleans())
def test_articles_both_ways(value: int, sub: int | None, chinese: bool) -> None:
    shown = f"第{format_cn_int(value) if chinese else value}条" + (f"之{format_cn_int(sub)}" if sub else "")
    found = find_marker(f"{shown} 车辆应当登记。")
    assert found is not None
    assert (found.level, found.number, found.sub, found.label) == ("article", value, sub, shown)


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)), st.booleans(), st.sampled_from(["", " "]))
def test_dates_both_ways(day: date, chinese: bool, space: str) -> None:
    if chinese:
        text = (
            f"{''.join(DIGITS[int(d)] for d in str(day.year))}年{format_cn_int(day.month)}月{format_cn_int(day.day)}日"
        )
        if day.year < 2000:
            assert parse_date(text) in (day, None)
            return
    else:
        text = f"{day.year}{space}年{space}{day.month}{space}月{space}{day.day}{space}日"
    assert parse_date(text) == day
    assert is_date_line(text)


@given(
    st.sampled_from(["云政发", "云政办发", "财税", "京教函"]), st.integers(1949, 2049), st.integers(1, 9999), st.sampled_from(["〔〕", "[]", "【】", "（）", "()", "［］"]), st.sampled_from(["", " "])
)  # fmt: skip
def test_document_numbers_both_ways(prefix: str, year: int, serial: int, brackets: str, space: str) -> None:
    assert (
        normal_number(f"{prefix}{space}{brackets[0]}{year}{brackets[1]}{space}{serial}{space}号")
        == f"{prefix}〔{year}〕{serial}号"
    )
    assert normal_number(f"{prefix}〔{year}〕{serial}号") == f"{prefix}〔{year}〕{serial}号"


@given(gazettes)
def test_every_character_is_covered_exactly_once(text: str) -> None:
    parsed = parse(text)
    cover: Counter[int] = Counter()
    for span in [s for c in parsed.clauses for s in c.own] + [f.span for f in parsed.furniture]:
        cover.update(range(span.start, span.end))
    assert all(cover[i] == 1 for i, c in enumerate(text) if not c.isspace())
    assert check_source(parsed).passed


@given(gazettes)
def test_every_span_lies_in_its_clause_and_every_clause_in_its_parent(text: str) -> None:
    parsed = parse(text)
    by_id = {c.clause_id: c for c in parsed.clauses}
    assert len(by_id) == len(parsed.clauses)
    paths = [(c.doc_id, c.path) for c in parsed.clauses]
    assert len(set(paths)) == len(paths)
    for clause in parsed.clauses:
        assert 0 <= clause.span.start < clause.span.end <= len(text)
        assert all(clause.span.contains(s) for s in clause.own)
        assert list(clause.own) == sorted(clause.own)
        if clause.parent_id is not None:
            parent = by_id[clause.parent_id]
            assert parent.doc_id == clause.doc_id
            assert parent.kind in (ClauseKind.ATTACHMENT, ClauseKind.TABLE) or parent.span.contains(clause.span)
        for cell in clause.cells:
            assert cell.inherited + cell.missing <= 1
            if cell.span is not None and not cell.inherited:
                assert clause.span.contains(cell.span)
                assert cell.value.startswith(re.sub(r"<[^<>]*>|\*\*+", "", cell.span.of(text)).strip()[:3])


@given(gazettes)
def test_documents_follow_each_other_and_fields_are_slices(text: str) -> None:
    parsed = parse(text)
    ends = [d.span for d in parsed.documents]
    assert all(a.end <= b.start for a, b in zip(ends, ends[1:], strict=False))
    for document in parsed.documents:
        if document.number_span is not None:
            assert normal_number(document.number_span.of(text)) == document.number
        if document.issued_span is not None:
            assert parse_date(document.issued_span.of(text)) == document.issued


@given(gazettes)
def test_lines_keep_every_character(text: str) -> None:
    kept: Counter[int] = Counter()
    for line in read_lines(text):
        assert "".join(text[i] for i in line.at) == line.text
        kept.update(line.at)
        kept.update(i for s in line.markup for i in range(s.start, s.end))
    assert all(kept[i] == 1 for i, c in enumerate(text) if not c.isspace())


@given(gazettes)
def test_passages_hold_every_leaf_in_order(text: str) -> None:
    parsed = parse(text)
    found = make_passages(text, {d.doc_id: d for d in parsed.documents}, parsed.clauses, max_chars=60)
    order = {c.clause_id: k for k, c in enumerate(parsed.clauses)}
    places = [order[p.clause_id] for p in found]
    assert places == sorted(places)
    held = {p.clause_id for p in found}
    assert all(c.clause_id in held for c in parsed.clauses if any(s.of(text).strip() for s in c.own) and not c.cells)
    joined = {i: "".join(p.text for p in found if p.clause_id == i) for i in held}
    for clause in parsed.clauses:
        if clause.clause_id in joined and not clause.cells:
            assert all(ch in joined[clause.clause_id] for s in clause.own for ch in s.of(text) if not ch.isspace())


@given(st.text(max_size=60), gazettes)
def test_any_text_is_parsed_and_read_back(noise: str, text: str) -> None:
    text = "甲" + noise + text
    assert check_source(parse(text)).passed
    if "\x00" not in text and not re.search(r"[\x01-\x08\x0e-\x1f\ue000-\uf8ff\ufffd]", text):
        data = text.encode("utf-8", "ignore")
        assert read_bytes(data, "t.txt").text == data.decode("utf-8")


@given(st.lists(st.one_of(say, st.sampled_from(["甲（乙。丙）。", "“丁。”", "戊\t己。"])), max_size=5).map("".join))
def test_sentences_cover_the_text_in_order(text: str) -> None:
    units = split_sentences(text)
    assert all(a.end <= b.start for a, b in zip(units, units[1:], strict=False))
    assert "".join("".join(text[a:b].split()) for a, b in units) == "".join(text.split())
    for unit in units:
        parts = split_clauses(text, unit)
        assert "".join(text[a:b] for a, b in parts) == text[unit.start : unit.end]

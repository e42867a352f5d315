"""Cover, 目录, documents and their fields; attachments; the check that nothing is lost."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date

import pytest

from index.checking import check_source
from index.freshness import sample_sources
from index.parsing import ParsedSource, jurisdiction_of, parse_source, short_title
from index.records import ClauseKind, Span

Parse = Callable[..., ParsedSource]
Gazette = Callable[..., str]

A = ("云政发〔2023〕3号", "关于停车的通告", ("一、禁止在消防通道停车。",))
B = ("云政办发〔2023〕3 号", "关于养犬的通告", ("一、遛犬应当束牵引绳。",))


def test_issue_is_read_from_the_cover(parse: Parse, gazette: Gazette) -> None:
    issue = parse(gazette("云河县", A, B)).issue
    assert (issue.title, issue.publisher, issue.jurisdiction) == ("云河县人民政府公报", "云河县人民政府", "云河县")
    assert (issue.year, issue.number) == (2023, 4)


def test_documents_and_their_fields(parse: Parse, gazette: Gazette) -> None:
    parsed = parse(gazette("云河县", A, B))
    text = parsed.source.text
    assert [(d.number, d.title, d.issuer, d.issued, d.kind) for d in parsed.documents] == [
        ("云政发〔2023〕3号", "云河县人民政府关于停车的通告", "云河县人民政府", date(2023, 5, 8), "通告"),
        ("云政办发〔2023〕3号", "云河县人民政府关于养犬的通告", "云河县人民政府", date(2023, 5, 8), "通告"),
    ]
    for document in parsed.documents:
        assert document.number_span is not None
        assert document.issued_span is not None
        assert document.number_span.of(text).replace(" ", "") == document.number
        assert "".join(document.title_span.of(text).split()) == document.title
        assert document.issued_span.of(text) == "2023 年 5 月 8 日"


def test_cover_and_contents_and_signoff_belong_to_no_clause(parse: Parse, gazette: Gazette) -> None:
    parsed = parse(gazette("云河县", A, B))
    assert set(check_source(parsed).furniture_kinds) == {"cover", "toc", "signoff"}
    assert not any("公报" in s.of(parsed.source.text) for c in parsed.clauses for s in c.own)


def test_addressees_and_notice(parse: Parse, gazette: Gazette) -> None:
    clauses = parse(gazette("云河县", A)).clauses
    assert [c.kind for c in clauses][:4] == [ClauseKind.TITLE, ClauseKind.NUMBER, ClauseKind.ADDRESSEE, ClauseKind.ITEM]


def test_document_without_number_is_found_by_its_title_in_the_contents(parse: Parse, gazette: Gazette) -> None:
    title = "云河县人民政府关于养犬登记工作的通告"
    text = (
        gazette("云河县", A).replace("..... 1", f"..... 1\n2. {title}..... 2")
        + f"\n\n{title}\n\n一、遛犬应当束绳。\n\n2023年5月9日\n"
    )
    assert [(d.number, d.title, d.issued) for d in parse(text).documents] == [
        (A[0], "云河县人民政府关于停车的通告", date(2023, 5, 8)),
        (None, title, date(2023, 5, 9)),
    ]


def test_attachments_are_listed_and_have_paths_of_their_own(one: Callable[..., ParsedSource]) -> None:
    parsed = one(
        "第一条 甲。",
        "附件：1. 停车收费细则\n2. 停车收费清单",
        "附件1",
        "停车收费细则",
        "第一条 乙。",
        "附件2",
        "停车收费清单",
        "一、丙。",
    )
    assert [a.value for a in parsed.documents[0].attachments] == ["停车收费细则", "停车收费清单"]
    assert {"第一条", "细则第一条", "清单一"} <= {c.path for c in parsed.clauses}


def test_single_file_with_metadata_lines(parse: Parse) -> None:
    parsed = parse(
        "云河县停车管理办法\n\n发布日期：2023年5月8日\n发布机构：云河县交通局\n原文链接：https://example.org/a\n\n第一条 甲。\n\n第二条 乙。\n"
    )
    (document,) = parsed.documents
    assert (document.number, document.title, document.issued) == (None, "云河县停车管理办法", date(2023, 5, 8))
    assert parsed.issue.source_url == "https://example.org/a"
    assert [c.path for c in parsed.clauses if c.kind is ClauseKind.ARTICLE] == ["第一条", "第二条"]


def test_metadata_between_rules_is_no_title(parse: Parse) -> None:
    parsed = parse(
        "# 关于印发《云河县停车管理办法》的通知\n\n**发布机构**: 云河县交通局\n**检索时间**: 2026-02-03 13:18:49\n**检索关键词**: 停车\n\n--\n\n"
        "## 政策全文\n\n云交发〔2023〕2号\n\n各单位：\n\n现印发给你们。\n\n第一条 甲。\n"
    )
    assert parsed.documents[0].title == parsed.issue.title == "关于印发《云河县停车管理办法》的通知"


def test_notice_without_heading_is_called_by_what_it_issues(parse: Parse) -> None:
    parsed = parse(
        "各区县交通部门：\n《云河县停车管理办法》已经会议通过，现印发给你们，请执行。\n云河县交通局\n2023年3月9日\n第一条 甲。\n第二条 乙。\n"
    )
    assert parsed.documents[0].title == parsed.issue.title == "云河县停车管理办法"


def test_ids_stay_when_the_text_stays(parse: Parse, gazette: Gazette) -> None:
    text = gazette("云河县", A, B)
    assert parse(text) == parse(text)
    assert {c.clause_id for c in parse(text).clauses}.isdisjoint(c.clause_id for c in parse(text + "\n").clauses)


@pytest.mark.parametrize(
    ("publisher", "place"),
    [("北京市门头沟区人民政府", "北京市门头沟区"), ("云河县人民政府办公室", "云河县"), ("甘孜藏族自治州人民政府", "甘孜藏族自治州"), ("财政部", None), ("", None)],
)  # fmt: skip
def test_jurisdiction(publisher: str, place: str | None) -> None:
    assert jurisdiction_of(publisher) == place


@pytest.mark.parametrize(
    ("title", "short"),
    [
        ("云河县人民政府关于印发云河县停车管理办法的通知", "云河县停车管理办法"),
        ("云河县人民政府关于印发《云河县停车管理办法》的通知", "云河县停车管理办法"),
        ("云河县人民政府办公室转发县水务局关于云河县节水方案的通知", "云河县节水方案"),
        ("云河县人民政府关于禁止停车的通告", "禁止停车的通告"),
        ("停车管理办法", "停车管理办法"),
    ],
)
def test_short_title(title: str, short: str) -> None:
    assert short_title(title) == short


def test_sample_is_read_whole() -> None:
    for source in sample_sources():
        parsed = parse_source(source)
        report = check_source(parsed)
        assert report.passed
        assert report.furniture_share <= (0.08 if len(parsed.documents) > 10 else 0.15)
        assert all(d.number and d.title and d.issuer and d.issued for d in parsed.documents)


def test_check_notices_what_is_lost_and_what_is_covered_twice(one: Callable[..., ParsedSource]) -> None:
    parsed = one("第一条 甲。", "第二条 乙。")
    last = parsed.clauses[-1]
    lost = check_source(dataclasses.replace(parsed, clauses=parsed.clauses[:-1]))
    twice = check_source(dataclasses.replace(parsed, clauses=(*parsed.clauses, last)))
    moved = check_source(
        dataclasses.replace(
            parsed,
            clauses=(*parsed.clauses[:-1], dataclasses.replace(last, span=Span(last.span.start + 1, last.span.end))),
        )
    )
    assert (lost.passed, "".join(s.of(parsed.source.text) for s in lost.lost)) == (False, "第二条乙。")
    assert (twice.passed, "".join(s.of(parsed.source.text) for s in twice.twice)) == (False, "第二条乙。")
    assert (moved.passed, moved.bad_spans) == (False, (last.clause_id,))

"""Documents without a heading get their name from what they issue, or from what their first sentence is about."""

from __future__ import annotations

import pytest

from index.lines import read_lines
from index.parsing import parse_source
from index.reading import read_bytes
from index.sentences import split_sentences
from index.titles import announced_title


def _parsed(text: str):  # type: ignore[no-untyped-def]
    return parse_source(read_bytes(text.encode(), "a.txt"))


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("各镇：\n《青禾区旱厕改造办法》已经审议通过，现印发给你们。", "青禾区旱厕改造办法"),
        (
            "为做好旱厕改造，区政府印发《旱厕改造若干政策》（以下简称《若干政策》），自2024年1月1日起施行。",
            "旱厕改造若干政策",
        ),
        ("各镇：\n根据市政府印发的《旱厕条例》，现启动支持乡村旱厕改造工作。有关事项通知如下。", ""),
    ],
)
def test_what_a_notice_issues_names_it_and_what_it_rests_on_does_not(text: str, title: str) -> None:
    assert announced_title(read_lines(text)) == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "第一章总则\n第一条 为加快旱厕改造，规范补助资金管理，根据有关规定，制定本办法。",
            "为加快旱厕改造，规范补助资金管理",
        ),
        (
            "各镇人民政府，各有关单位：\n根据市政府印发的《旱厕条例》，现启动支持乡村旱厕改造工作。有关事项通知如下。",
            "支持乡村旱厕改造工作",
        ),
        (
            "旱厕改造指导意见为贯彻全区工作部署，推进旱厕改造，制定本意见。\n一、总体要求\n先易后难。",
            "旱厕改造指导意见",
        ),
        ("青禾区旱厕改造补助\n管理办法\n（试行）\n第一条 每户补助三百元。", "青禾区旱厕改造补助管理办法（试行）"),
    ],
)
def test_a_document_without_heading_is_named_by_its_matter(text: str, title: str) -> None:
    assert _parsed(text).documents[0].title == title


def test_first_line_of_a_wrapped_paragraph_is_no_title() -> None:
    line = "旱厕改造是践行乡村振兴战略的重要举措也是改善村容的"
    text = "\n".join([line] * 12 + ["制定本方案。", "一、目标", "全部改完。"])
    assert _parsed(text).documents[0].title != line


def test_links_and_addressees_are_no_answer() -> None:
    parsed = _parsed(
        "各镇人民政府，各有关单位：\n为推进旱厕改造，现将有关事项通知如下：\n一、目标\n全部改完。\n"
        "【原文下载】\n- [旱厕改造办法.pdf](/a/b.pdf)\n"
    )
    kinds = {f.kind for f in parsed.furniture}
    assert "link" in kinds
    assert [c.kind.value for c in parsed.clauses][0] == "addressee"
    assert not any("pdf" in c.title for c in parsed.clauses)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ('推进“互联网+旱厕"建设。再做一件。', 2),
        ("（一直没有合上的括号" + "，很长" * 60 + "。第二句。第三句。", 3),
        ("甲（乙。丙）丁。", 1),
    ],
)
def test_a_mark_that_is_not_closed_does_not_join_sentences(text: str, count: int) -> None:
    assert len(split_sentences(text)) == count

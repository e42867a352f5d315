"""Paragraphs and numbering: what is one clause, where it hangs, what is furniture."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from index.checking import check_source
from index.parsing import ParsedSource
from index.records import ClauseKind

Outline = Callable[..., dict[str, str]]
One = Callable[..., ParsedSource]

WRAPPED = """第一条 为了规范本县城市道路范围内机动车停放
秩序，保障道路畅通，维护停车人和管理者双方的合
法权益，结合本县实际情况，制定本办法。
第二条 本办法适用于本县行政区域内所有公共停车
场所的规划、建设、使用和监督管理等各项有关活动
以及相关的收费行为。
第三条 县交通局负责全县停车管理工作，县公安局
、县城管局按照各自的职责分工做好停车管理相关工
作，各乡镇人民政府应当在人员和场地等方面积极予
以配合。"""

ROWS = [
    pytest.param(
        ("第一条 甲。", "第十条、第十一条所称费用，是指占道费。", "第二条 乙。"),
        {"第一条": "第一条甲。", "第一条第二款": "第十条、第十一条所称费用，是指占道费。", "第二条": "第二条乙。"},
        id="提到别条的段落属于本条",
    ),
    pytest.param(
        ("第一千零七十九条 甲。", "第一〇五条 乙。", "第二十条之一 丙。"),
        {"第一千零七十九条": "第一千零七十九条甲。", "第一百零五条": "第一〇五条乙。", "第二十条之一": "第二十条之一丙。"},
        id="少见的条号",
    ),
    pytest.param(
        ("第一章 总 则", "第一条 甲。", "第二章 附 则", "第二条 乙。"),
        {"第一章": "第一章总则", "第一条": "第一条甲。", "第二章": "第二章附则", "第二条": "第二条乙。"},
        id="条号跨章连续",
    ),
    pytest.param(
        ("第一条 下列车辆免费，包括经过批准的各种", "应急车辆和抢修车辆。"),
        {"第一条": "第一条下列车辆免费，包括经过批准的各种应急车辆和抢修车辆。"},
        id="跨页断句",
    ),
    pytest.param(
        ("第一条 下列车辆免费，包括经过批准的各种", "- 3 -", "应急车辆和抢修车辆。"),
        {"第一条": "第一条下列车辆免费，包括经过批准的各种应急车辆和抢修车辆。"},
        id="跨页断句隔着页码",
    ),
    pytest.param(
        ("第一条 甲。", "下列车辆免费停放（含经过批准的应急车辆", "和抢修车辆）且不限时长。"),
        {"第一条": "第一条甲。", "第一条第二款": "下列车辆免费停放（含经过批准的应急车辆和抢修车辆）且不限时长。"},
        id="括号里断开",
    ),
    pytest.param(
        ("第一条 申请人应当：", "填写申请表。", "2. 提交身份证。", "3. 缴纳费用。"),
        {"第一条": "第一条申请人应当：", "第一条1": "填写申请表。", "第一条2": "2.提交身份证。", "第一条3": "3.缴纳费用。"},
        id="首个编号丢失",
    ),
    pytest.param(
        ("一、任务", "1. 甲。", "2. 乙。", "1. 丙。", "二、保障", "1. 丁。"),
        {"一": "一、任务", "一1": "1.甲。", "一2": "2.乙。", "一1〔2〕": "1.丙。", "二": "二、保障", "二1": "1.丁。"},
        id="编号重新开始",
    ),
    pytest.param(
        ("一、任务", "（一）甲组", "1. 乙。", "（二）丙组", "二、保障"),
        {"一": "一、任务", "一（一）": "（一）甲组", "一（一）1": "1.乙。", "一（二）": "（二）丙组", "二": "二、保障"},
        id="层级完整",
    ),
    pytest.param(
        ("一、任务", "（1）甲。", "①乙。", "（2）丙。"),
        {"一": "一、任务", "一（1）": "（1）甲。", "一（1）①": "①乙。", "一（2）": "（2）丙。"},
        id="缺中间层级",
    ),
    pytest.param(
        ("一、任务", "(一)甲组", "1)乙。", "2)丙。", "(二)丁组"),
        {"一": "一、任务", "一（一）": "(一)甲组", "一（一）（1）": "1)乙。", "一（一）（2）": "2)丙。", "一（二）": "(二)丁组"},
        id="半角编号",
    ),
    pytest.param(
        ("1. 助餐", "1.1建成餐桌96个。", "1.2 菜价优惠10%。", "2. 照护", "2.1床位600张。"),
        {"1": "1.助餐", "1.1": "1.1建成餐桌96个。", "1.2": "1.2菜价优惠10%。", "2": "2.照护", "2.1": "2.1床位600张。"},
        id="小数编号",
    ),
    pytest.param(
        ("一、服务", "【服务管家】", "管家每周上门一次。", "【服务热线】", "热线全天开通。"),
        {"一": "一、服务", "一【服务管家】": "【服务管家】管家每周上门一次。", "一【服务热线】": "【服务热线】热线全天开通。"},
        id="方头括号标题",
    ),
    pytest.param(
        ("1. 更新管线。三年更新46公里。", "牵头单位：县水务局", "完成时限：2025年底前", "2. 治理积水点。"),
        {"1": "1.更新管线。三年更新46公里。牵头单位：县水务局完成时限：2025年底前", "2": "2.治理积水点。"},
        id="责任行跟着任务",
    ),
    pytest.param(
        ("张 山同志：负责教育工作。", "分管县教育局。", "联系县工会。", "李水同志：负责水务工作。"),
        {"张山同志": "张山同志：负责教育工作。", "张山同志第1段": "分管县教育局。", "张山同志第2段": "联系县工会。", "李水同志": "李水同志：负责水务工作。"},
        id="领导分工",
    ),
    pytest.param(
        ("# 第一章 总则", "**第一条** 甲方**应当**缴费。", "<p>第二条 乙方<br>缴费。</p>", "- （一）丙；", "* （二）丁。"),
        {"第一章": "第一章总则", "第一条": "第一条甲方应当缴费。", "第二条": "第二条乙方缴费。", "第二条（一）": "（一）丙；", "第二条（二）": "（二）丁。"},
        id="零散标记",
    ),
    pytest.param(
        ("第一条 流程如下", "![](images/a.png)", "第二条 乙。"),
        {"第一条": "第一条流程如下", "第二条": "第二条乙。"},
        id="只有图片的行",
    ),
    pytest.param(("第一条 2023年12 月底前由区 规自分局完成。",), {"第一条": "第一条2023年12月底前由区规自分局完成。"}, id="识别空格"),
]  # fmt: skip


@pytest.mark.parametrize(("paragraphs", "expected"), ROWS)
def test_outline(outline: Outline, paragraphs: tuple[str, ...], expected: dict[str, str]) -> None:
    assert outline(*paragraphs) == expected


def test_hard_wrapped_lines_are_joined(outline: Outline) -> None:
    found = outline(WRAPPED)
    assert list(found) == ["第一条", "第二条", "第三条"]
    assert "".join(found.values()) == "".join(WRAPPED.split())


def test_page_break_lies_inside_the_clause_and_is_furniture(one: One) -> None:
    parsed = one("第一条 下列车辆免费，包括经过批准的各种", "- 3 -", "应急车辆和抢修车辆。")
    clause = next(c for c in parsed.clauses if c.path == "第一条")
    inside = [f.span.of(parsed.source.text) for f in parsed.furniture if clause.span.contains(f.span)]
    assert "".join(inside) == "-3 -"
    assert clause.span.of(parsed.source.text).endswith("抢修车辆。")


@pytest.mark.parametrize("line", ["— 3 —", "-3-", "· 3 ·", "第 3 页", "第3页 共12页"])
def test_page_number_is_furniture(one: One, line: str) -> None:
    parsed = one("第一条 甲。", line, "第二条 乙。")
    assert check_source(parsed).furniture_kinds["page_number"] > 0
    assert not any("3" in c.span.of(parsed.source.text) for c in parsed.clauses if c.path in ("第一条", "第二条"))


def test_running_head_is_furniture_where_it_comes_again(one: One) -> None:
    head = "云河县人民政府公报 2023年第4期"
    parsed = one("第一条 甲方应当按照本办法的规定，向", head, "县交通局缴费。", head, "第二条 乙。", head)
    assert check_source(parsed).furniture_kinds["running_head"] == 3 * len(head.replace(" ", ""))
    assert [c.path for c in parsed.clauses if c.kind is ClauseKind.ARTICLE] == ["第一条", "第二条"]


def test_sentence_that_comes_again_is_no_running_head(one: One) -> None:
    line = "本期公报第4期刊登以下内容。"
    assert "running_head" not in check_source(one("第一条 甲。", line, line, line)).furniture_kinds


def test_lead_in_and_parent_span(one: One) -> None:
    parsed = one("一、主要任务", "请各单位做到：", "1. 及时巡查。", "2. 及时报告。")
    clauses = {c.path: c for c in parsed.clauses}
    assert clauses["一第1段"].kind is ClauseKind.LEAD
    assert clauses["一"].span.of(parsed.source.text).endswith("2. 及时报告。")
    assert clauses["一1"].headings == ("一、主要任务",)


def test_zero_width_characters_and_byte_order_mark_are_no_text(parse: Callable[..., ParsedSource]) -> None:
    parsed = parse("\ufeff云河县人民政府\n关于停车的通告\n\n云政发〔2023〕3号\n\n一、禁止\u200b停车。\n")
    assert parsed.documents[0].title == "云河县人民政府关于停车的通告"
    assert check_source(parsed).furniture_kinds["markup"] == 2
    assert check_source(parsed).passed


def test_newlines_do_not_matter(one: One, parse: Callable[..., ParsedSource]) -> None:
    unix = one("第一条 甲。", "（一）乙；", "（二）丙。")
    windows = parse(unix.source.text.replace("\n", "\r\n"))
    assert [c.path for c in windows.clauses] == [c.path for c in unix.clauses]
    assert check_source(windows).passed

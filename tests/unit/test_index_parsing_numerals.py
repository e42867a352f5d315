"""Numerals, dates, 文号 and markers: tables of what is printed and what it means."""

from __future__ import annotations

from datetime import date

import pytest

from index.markers import find_marker
from index.numerals import cn_int, find_dates, is_date_line, normal_number, parse_date


def named(*rows: tuple[str, ...]) -> list[object]:
    return [pytest.param(*row[1:], id=row[0]) for row in rows]


@pytest.mark.parametrize(
    ("text", "value"),
    named(
        ("十", "十", 10),
        ("十几", "十五", 15),
        ("几十几", "三十一", 31),
        ("千零几十", "一千零七十九", 1079),
        ("年份写法", "二〇二〇", 2020),
        ("逐位写法带圈零", "一○五", 105),
        ("逐位写法", "一〇五", 105),
        ("两千", "两千", 2000),
        ("口语省略", "二百五", 250),
        ("半角数字", "12", 12),
        ("全角数字", "１２", 12),
        ("中间有空格", "三 十 一", 31),
        ("零", "零", 0),
        ("不是数", "甲", None),
        ("空", "", None),
        ("只有空白", "　", None),
        ("半截数", "二十三四", None),
    ),
)
def test_numeral(text: str, value: int | None) -> None:
    assert cn_int(text) == value


@pytest.mark.parametrize(
    ("text", "number"),
    named(
        ("六角括号", "云政发〔2023〕3号", "云政发〔2023〕3号"),
        ("方括号带空格", "云政办发 [2023] 19 号", "云政办发〔2023〕19号"),
        ("方头括号", "云政发【2023】3号", "云政发〔2023〕3号"),
        ("半角圆括号", "云政发(2023)3号", "云政发〔2023〕3号"),
        ("全角圆括号", "云政发（2023）3号", "云政发〔2023〕3号"),
        ("全角方括号全角数字", "云政发［2023］３号", "云政发〔2023〕3号"),
        ("带第字", "云政发〔2023〕第3号", "云政发〔2023〕3号"),
        ("前导零", "云政发〔2023〕03号", "云政发〔2023〕3号"),
        ("年份里有空格", "云政发〔20 23〕 3 号", "云政发〔2023〕3号"),
        ("没有机关代字", "〔2023〕3号", None),
        ("没有号字", "云政发〔2023〕3", None),
        ("期号不是文号", "2023年第3期", None),
    ),
)
def test_document_number(text: str, number: str | None) -> None:
    assert normal_number(text) == number


@pytest.mark.parametrize(
    ("text", "day", "alone"),
    named(
        ("阿拉伯数字", "2023年5月8日", date(2023, 5, 8), True),
        ("有空格", "2023 年 5 月 8 日", date(2023, 5, 8), True),
        ("年份里有空格", "20 23年5月8号", date(2023, 5, 8), True),
        ("中文数字", "二〇二三年十二月三十一日", date(2023, 12, 31), True),
        ("带括号", "（2023年5月8日）", date(2023, 5, 8), True),
        ("句中日期", "自2023年5月8日起施行", date(2023, 5, 8), False),
        ("只有年月", "2023年5月", None, False),
        ("不存在的日子", "自2023年2月30日起", None, False),
        ("没有日期", "每日7时", None, False),
    ),
)
def test_date(text: str, day: date | None, alone: bool) -> None:
    assert (parse_date(text), is_date_line(text)) == (day, alone)


def test_dates_give_their_place_in_the_text() -> None:
    text = "自2023年5月起，到2024年6月30日止"
    assert [(text[d.start : d.end], d.day) for d in find_dates(text)] == [("2023年5月", False), ("2024年6月30日", True)]


@pytest.mark.parametrize(
    ("text", "level", "number", "rest"),
    named(
        ("千位条", "第一千零七十九条 甲方", "article", 1079, "甲方"),
        ("逐位条", "第一〇五条 甲方", "article", 105, "甲方"),
        ("阿拉伯数字条", "第12条 甲方", "article", 12, "甲方"),
        ("条中有空格", "第 三 条 甲方", "article", 3, "甲方"),
        ("条以和字开头", "第二条 和平路为禁停路段", "article", 2, "和平路为禁停路段"),
        ("条以中字开头", "第八条 中介机构应当备案", "article", 8, "中介机构应当备案"),
        ("条以第字开头", "第八条 第三方机构应当备案", "article", 8, "第三方机构应当备案"),
        ("条以至字开头", "第九条 至少每年一次", "article", 9, "至少每年一次"),
        ("条以所字开头", "第五条 所有单位", "article", 5, "所有单位"),
        ("条后无空格", "第五条及时公布", "article", 5, "及时公布"),
        ("章", "第一章 总则", "chapter", 1, "总则"),
        ("章无空格", "第一章总则", "chapter", 1, "总则"),
        ("节", "第一节 一般规定", "section", 1, "一般规定"),
        ("编", "第一编 总则", "part", 1, "总则"),
        ("一级", "一、任务", "cn", 1, "任务"),
        ("一级用点", "一．任务", "cn", 1, "任务"),
        ("二级", "（三）任务", "cnp", 3, "任务"),
        ("二级半角", "(三)任务", "cnp", 3, "任务"),
        ("三级", "1. 任务", "num", 1, "任务"),
        ("三级全角点", "1．任务", "num", 1, "任务"),
        ("三级顿号", "12、任务", "num", 12, "任务"),
        ("四级", "（1）任务", "nump", 1, "任务"),
        ("四级半角", "(1)任务", "nump", 1, "任务"),
        ("四级半边括号", "1）任务", "nump", 1, "任务"),
        ("圈码", "③任务", "circ", 3, "任务"),
        ("小数编号", "1.1任务", "dec", 1, "任务"),
        ("两级小数编号", "2.3.1 任务", "dec3", 1, "任务"),
        ("附件带号", "附件 2：", "attachment", 2, ""),
        ("责任行", "牵头单位：甲局", "label", None, "甲局"),
    ),
)
def test_marker(text: str, level: str, number: int | None, rest: str) -> None:
    found = find_marker(text)
    assert found is not None
    assert (found.level, found.number, text[found.end :].strip()) == (level, number, rest)


@pytest.mark.parametrize("text", ["第二十条之一 甲方", "第二十条之一甲方", "第二十条 之一 甲方"])
def test_inserted_article_has_its_own_number(text: str) -> None:
    found = find_marker(text)
    assert found is not None
    assert (found.number, found.sub, text[found.end :].strip()) == (20, 1, "甲方")


@pytest.mark.parametrize(
    ("text", "level"),
    named(
        ("方头标题", "【服务管家】", "head"),
        ("人名", "白 露同志：负责教育工作。", "person"),
        ("人名带职务", "罗平同志（党组成员）：负责督查。", "person"),
        ("职责", "县教育局：负责组织宣传。", "duty"),
        ("注", "注：如实填写。", "note"),
        ("一是", "一是突出重点。", "shi"),
    ),
)
def test_unnumbered_marker(text: str, level: str) -> None:
    found = find_marker(text)
    assert found is not None
    assert found.level == level


@pytest.mark.parametrize(
    "text",
    named(
        ("列举两条", "第十条、第十一条所称费用"),
        ("所称", "第十条所称费用"),
        ("空格后所称", "第十条 所称费用"),
        ("规定的", "第十条规定的费用"),
        ("第几款", "第五条第二款所列车辆"),
        ("空格后第几款", "第五条 第二款所列车辆"),
        ("至", "第五条至第七条"),
        ("和", "第五条和第六条的费用"),
        ("中", "第五条中的费用"),
        ("之一的规定", "第二十条之一、第二十一条"),
        ("节点不是节", "第一节点建设"),
        ("章程不是章", "第一章程"),
        ("年份", "2023年计划"),
        ("小数", "1.5元每平方米"),
        ("金额", "1.2 万元"),
        ("成语", "千方百计、"),
        ("附件清单", "附件：1. 申请表"),
        ("方头括号在句中", "【服务管家】上门服务"),
        ("同志不带冒号", "沈国安同志任组长"),
    ),
)
def test_no_marker(text: str) -> None:
    assert find_marker(text) is None

"""The numbering of Chinese official documents: what a paragraph starts with.

编 章 节 条, 一、 （一） 1. （1） ① 1.1, their half-width forms, 【heading】, 附件, 注：,
labelled lines (牵头单位：…), duty lines (区教委：负责…) and persons (某某同志：…).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from index.numerals import CN, cn_int

__all__ = ["LABELS", "Marker", "find_marker"]


class Marker(NamedTuple):
    """A marker at the start of a paragraph.

    ``level`` names its kind; ``number`` its value (None for unnumbered ones); ``label`` the
    characters as printed, ``end`` where the text after it starts, ``sub`` the 之一 number.
    """

    level: str
    label: str
    number: int | None
    end: int
    sub: int | None = None


_CN = f"[{CN}]"
_N = f"(?:{_CN}+|\\d+)"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"

LABELS = (
    "牵头单位",
    "牵头部门",
    "牵头区领导",
    "牵头领导",
    "牵头",
    "主责单位",
    "主责部门",
    "责任单位",
    "责任部门",
    "配合单位",
    "配合部门",
    "协办单位",
    "协办部门",
    "协办",
    "完成时限",
    "完成时间",
    "时间节点",
    "责任领导",
    "责任人",
    "实施单位",
    "参与单位",
    "参加单位",
    "承办单位",
    "办理时限",
)
_LABEL_RE = re.compile(rf"(?P<l>(?:{'|'.join(LABELS)}))\s*[：:]")
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("part", re.compile(rf"第\s*(?P<n>{_N})\s*编(?=\s|$)")),
    ("chapter", re.compile(rf"第\s*(?P<n>{_N})\s*章(?!程)(?=[\s　]|$|[\u4e00-\u9fff])")),
    ("section", re.compile(rf"第\s*(?P<n>{_N})\s*节(?!点|日|能|约)(?=[\s　]|$|[\u4e00-\u9fff])")),
    ("article", re.compile(rf"第\s*(?P<n>{_N})\s*条(?:\s*之\s*(?P<s>[一二三四五六七八九十]+)(?![般切致些旦定样]))?")),
    ("attachment", re.compile(r"(?:附件|附表|附录|附)\s*(?P<n>\d{1,2}|[一二三四五六七八九十]{1,3})?\s*[:：]?\s*$")),
    ("cn", re.compile(rf"(?P<n>{_CN}{{1,4}})\s*(?:[、.．](?!\d)|、(?=(?:19|20)\d\d\s*年))")),
    ("cnp", re.compile(rf"[（(]\s*(?P<n>{_CN}{{1,4}})\s*[）)]")),
    ("dec3", re.compile(r"(?P<n>\d{1,2}[.．]\d{1,2}[.．]\d{1,2})[.．、]?(?![\d%])")),
    (
        "dec",
        re.compile(
            r"(?P<n>\d{1,2}[.．]\d{1,2})[.．、]?(?![\d%‰])(?=\s|[\u4e00-\u9fff“《（])(?!\s*(?:万|亿|元|倍|个|米|公|吨|亩|平方|微克|年|月|日|版|级|度|以|分))"
        ),
    ),
    ("num", re.compile(r"(?P<n>\d{1,3})\s*(?:[.．、](?!\d)|、(?=(?:19|20)\d\d\s*年))")),
    ("nump", re.compile(r"[（(]\s*(?P<n>\d{1,3})\s*[）)]|(?P<n2>\d{1,2})\s*[）)]")),
    ("circ", re.compile(rf"(?P<n>[{_CIRCLED}])")),
    ("shi", re.compile(rf"(?P<n>[{CN}]{{1,3}})是(?=[\u4e00-\u9fff“《])")),
)
_HEAD_RE = re.compile(r"【[^】]{1,20}】\s*$")
_NOTE_RE = re.compile(r"(?:备注|注|说明)\s*[：:]")
_PERSON_RE = re.compile(r"(?P<l>[\u4e00-\u9fff]\s?[\u4e00-\u9fff]{1,3})\s*同志\s*(?:[（(][^）)]{2,20}[）)])?\s*[：:]")
_DUTY_RE = re.compile(
    r"(?P<l>(?:市|区|县|镇|乡|省|各|相关)[^，。；：:、]{1,18}(?:局|委|办|会|部|院|队|站|中心|公司|政府|办事处|街道|分局|支队|单位|机关|大队|处)"
    r"(?:[（(][^）)]{1,20}[）)])?)\s*[：:](?=\s*\S)"
)
# After 第N条: these say the paragraph only mentions the article; after a space fewer do (第二条 和平路…).
_CROSS = re.compile(
    rf"\s*(?:[、，,）)》】]|(?:和|及|至|或|与|以及)\s*第|所[称列述指规涉]|的?规定的|的规定|第\s*{_N}\s*[条款项])"
    r"|(?:和(?![平谐])|及(?!时)|至(?!少|今)|或|以及(?!时)|所(?![有在属])|第(?!三方)|中(?![介小央心国型])|款|项)"
)


def find_marker(text: str) -> Marker | None:
    """The marker a paragraph starts with; None for plain text.

    >>> find_marker("第三十一条 本细则…").number, find_marker("第十条、第十一条所称").__class__.__name__
    (31, 'NoneType')
    """
    for level, pattern in _RULES:
        m = pattern.match(text)
        if m is None:
            continue
        printed = m.groupdict().get("n") or m.groupdict().get("n2")
        if level == "article":
            if _CROSS.match(text, m.end()):
                return None
            sub = cn_int(m["s"]) if m["s"] else None
            return Marker(level, text[: m.end()].strip(), cn_int(printed or ""), m.end(), sub)
        if level == "circ":
            return Marker(level, m.group(), _CIRCLED.index(m.group()) + 1, m.end())
        if level == "shi" and (number := cn_int(printed or "")) is not None:
            return Marker(level, m.group(), number, 0)
        if level in ("dec", "dec3"):
            last = re.split(r"[.．]", printed or "")[-1]
            return Marker(level, m.group().strip(), int(last), m.end())
        if level in ("chapter", "section", "part") and len(text) > 40:
            return None
        number = cn_int(printed) if printed else None
        if level != "attachment" and number is None:
            return None
        return Marker(level, m.group().strip(), number, m.end())
    if m := _HEAD_RE.match(text):
        return Marker("head", m.group().strip(), None, 0)
    if m := _LABEL_RE.match(text):
        return Marker("label", m["l"], None, m.end())
    if m := _NOTE_RE.match(text):
        return Marker("note", m.group(), None, 0)
    if m := _PERSON_RE.match(text):
        return Marker("person", re.sub(r"\s", "", m["l"]), None, 0)
    if m := _DUTY_RE.match(text):
        return Marker("duty", re.sub(r"\s", "", m["l"]), None, 0)
    return None

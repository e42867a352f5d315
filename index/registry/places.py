"""Names of places in the text, and pairs that look like one name written in two ways."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from index.library import Library
from index.records import Clause, ClauseKind, Span
from index.registry.flat import flatten

__all__ = ["Place", "variant_places"]

_NAME = re.compile(
    r"(?:^|(?<=[^\u4e00-\u9fff])|(?<=[由至与和在经及到]))(?P<n>[\u4e00-\u9fff]{2,4}?(?:镇|乡|街道|桥|大街|街|路|村|河|水库|广场))(?=[^\u4e00-\u9fff]|由|至|与|和|低|高|之|下|等|南|北|东|西|为|区|范)"
)
_NO_PLACE = re.compile(
    r"各|相关|沿线|所在|道路|公路|铁路|马路|线路|思路|镇街|乡镇|街道|村镇|重点镇|三个|其他|本|该|上一|全|每|新|老|一|二|主|支|出|走|问|半|弯"
)


class Place(NamedTuple):
    """A place name where it stands."""

    clause: Clause
    span: Span
    name: str


def variant_places(library: Library) -> Iterator[tuple[Place, Place]]:
    """(rare, usual) pairs: one place name written once, another that differs in one character and stands more often."""
    seen: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for clause in library.clauses:
        if not clause.own or clause.kind in (ClauseKind.FORM, ClauseKind.SIGNATURE):
            continue
        flat = flatten(library, clause).tight
        for m in _NAME.finditer(flat.text):
            name = m["n"]
            stem = re.sub(r"(?:街道|镇|乡|大街|街|路|村|河|桥|水库|广场)$", "", name)
            if len(stem) >= 2 and not _NO_PLACE.search(stem):
                seen[clause.source, name].append(Place(clause, flat.span(m.start("n"), m.end("n")), name))
    for (source, name), places in seen.items():
        if len(places) != 1:
            continue
        best: list[Place] = []
        for (where, other), more in seen.items():
            if (
                where == source
                and other != name
                and len(more) > len(best)
                and len(more) >= 2
                and _alike(name, other, len(more))
            ):
                best = more
        if best and not _listed_together(library, places[0], best):
            near = min(best, key=lambda p: abs(p.span.start - places[0].span.start))
            yield places[0], near


def _alike(rare: str, usual: str, times: int) -> bool:
    """One character replaced by one that sounds or looks alike, or one left out of a longer name."""
    if len(rare) == len(usual):
        different = [(a, b) for a, b in zip(rare, usual, strict=True) if a != b]
        return len(different) == 1 and _like(*different[0])
    return (
        len(usual) == len(rare) + 1
        and times >= 4
        and any(usual[:i] + usual[i + 1 :] == rare for i in range(1, len(usual) - 1))
    )


def _like(a: str, b: str) -> bool:
    """Whether two characters sound alike in the table of common homophones."""
    return any(a in group and b in group for group in _SOUNDS)


def _listed_together(library: Library, rare: Place, usual: list[Place]) -> bool:
    """Both names in one enumeration are two places, not one."""
    text = library.sources[rare.clause.source].text
    for place in usual:
        if place.clause.clause_id == rare.clause.clause_id:
            between = text[min(place.span.end, rare.span.end) : max(place.span.start, rare.span.start)]
            if len(between) <= 2:
                return True
    return False


# Characters of place names that are taken for one another in typing; general Chinese, no place.
_SOUNDS = tuple(
    [
        "西溪希熙曦夕锡",
        "丰峰锋风封枫",
        "永勇咏",
        "林临琳麟",
        "青清晴庆",
        "河荷合和禾",
        "山杉珊",
        "白柏百",
        "石实时",
        "城成诚承程",
        "东冬",
        "南楠",
        "北贝",
        "平坪萍苹",
        "安鞍",
        "宁凝",
        "泉全",
        "桥乔",
        "沟勾",
        "家佳嘉加",
        "王旺望汪",
        "李里理礼",
        "张章",
        "龙隆",
        "凤奉",
        "新兴欣鑫辛",
        "阳杨扬洋",
        "光广",
        "明鸣铭",
        "华花画",
        "松嵩",
        "柳留刘流",
        "塘堂唐棠",
        "湖胡",
        "海亥",
        "江姜",
        "港岗冈",
        "村邨",
        "园圆元源原",
        "苑院",
        "门们",
        "大达",
        "小晓",
        "上尚",
        "下夏",
        "高皋",
        "长常",
        "圣胜盛升",
        "福富复",
        "寿受",
        "康糠",
        "乐悦",
        "学雪",
        "文闻",
        "武五伍",
        "军君均",
        "民闽",
        "建健",
        "设社",
        "路陆",
        "站占",
        "井景",
        "坡破",
        "岭玲灵",
        "玉育裕",
        "台太",
        "潭谭坛",
        "定订",
        "辛新",
        "房芳",
        "军钧",
        "庄桩",
        "四泗",
        "怀槐",
        "荫阴",
        "芦卢",
        "兰蓝澜",
        "红洪虹宏",
        "清卿",
        "银引",
        "金津",
        "梅眉",
        "竹竺",
    ]
)

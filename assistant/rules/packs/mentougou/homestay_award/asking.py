"""Questions about awards: which stars and prizes, how many of each."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading, cn_number

__all__ = ["cases", "wants"]

_N = r"(\d+|[一两二俩三仨四五六七八九十]+)"
_LEVELS = {
    "five": "五星级?|5星级?",
    "four": "四星级?|4星级?",
    "three": "三星级?|3星级?",
    "first": "一等奖|头等奖|头奖|第一名",
    "second": "二等奖",
    "third": "三等奖",
}


EXCLUSIVE = (tuple(_LEVELS),)


def _count(text: str, names: str) -> int:
    """How many of a level are named: 两家五星, 五星的两家, 三个二等奖; one when only named."""
    before = re.search(
        rf"{_N}(?:家|个|套|处|座|间|份|项)(?:民宿|小院|院子|项目|作品|方案|店|企业|公司|设计)?(?:都|是|评上|评为|拿了?|得了?|获|评了|被评为)*的?(?:{names})",
        text,
    )
    after = re.search(
        rf"(?:{names})(?:民宿|小院|的)*(?:有|是|拿了?|得了?|获奖)?{_N}(?:家|个|套|处|座|份|项|名|位)", text
    )
    twin = re.search(rf"([俩仨])(?:个)?(?:{names})", text)
    if match := before or after or twin:
        return int(cn_number(match[1]))
    if shared := re.search(rf"各(?:有|是|评上?|来)?{_N}(?:家|个(?!月)|套|处|座)", text):
        return int(cn_number(shared[1]))
    for part in re.split("[，、。；：？]", text):
        if re.search(names, part) and sum(bool(re.search(n, part)) for n in _LEVELS.values()) == 1:
            counts = re.findall(rf"{_N}(?:家|个(?=(?:民宿|小?院|精品|门头沟))|套|处|座)", part)
            return int(cn_number(counts[0])) if len(counts) == 1 else 1
    return 1


def _spelled(text: str) -> str:
    """一、二、三等奖 as 一等奖、二等奖、三等奖; 四、五星 as 四星、五星."""
    text = re.sub("([一二三])等(?=[、，和跟与加的各呢吧吗能]|$|[？。]|[一二三两1-9])(?!一)", r"\1等奖", text)
    return re.sub(
        "((?:[一二三四五][、和]?)+)([一二三四五])(等奖|星)",
        lambda m: "、".join(d + m[3] for d in re.sub("[、和]", "", m[1]) + m[2]), text,
    )  # fmt: skip


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case; two when levels are compared."""
    text = _spelled(re.sub(r"五星级?酒店", "", q.text))
    common: Found = {}
    levels: Found = {k: _count(text, names) for k, names in _LEVELS.items() if re.search(names, text)}
    if q.has("(?:升|冲|提|涨)(?:到|上|级|星|为|成)|(?:升|冲|提|涨)(?=[四五]星)") and len(levels) != 1:
        named = [k for k in ("five", "four", "three") if k in levels]
        return [{"raised": True, **dict.fromkeys(named, 1)}] if len(levels) == len(named) == 2 else []
    stages = {v for v, _, _ in slots.values("stage", text)}
    if stages:
        common["stage"] = "两次" if len(stages) > 1 else stages.pop()
    if re.search(r"分(两|2)次|两次(各|分别)|每次(给|发|拿|领|多少)|各(给|发|拿)多少", text):
        common["stage"] = "两次"
    if excluded := slots.one("excluded", text):
        common["excluded"] = excluded
    prizes = [k for k in levels if k in ("first", "second", "third")]
    contest = bool(re.search(r"大赛|比赛|设计赛|得奖|获奖|奖金", text))
    winning = re.search(
        r"设(几|多少)个?(奖|名额)|(几|多少)个(奖|获奖|名额)|(多少|几)(个|名|人|家|项|位)[^，。]{0,6}(奖|获|名额)|获奖[^，。]{0,8}(多少|几)(个|名|人|家)",
        text,
    )
    whole = r"全(部|发|都|额)|总奖金|奖金总|总共|一共|总额|总计|合计|奖金池|一届|拢共|统共|加起来|发完|发出去|掏"
    if contest and (not prizes or len(prizes) == 3) and not any(k in levels for k in ("five", "four", "three")):
        if winning and re.search(r"奖金|多少钱|几万|合计|总额|付", text[winning.end() :]):
            return [{"winners": True}, common | {"purse": True}]
        if winning:
            return [common | {"winners": True}]
        if re.search(whole, text) and not (common.get("excluded")):
            years = [int(a.value) for a in q.of("months") if a.unit == "年" and a.value > 1] + [
                int(a.value) for a in q.of("count") if a.unit == "届"
            ]
            more = [int(cn_number(m)) for m in re.findall(rf"{_N}届", text)]
            count = max(more + years + [1])
            return [common | {"purse": True, "years": max(1, count)}]
    if (
        winning
        and len(prizes) == 1
        and re.search(r"(这一?档|这档|全部|总共|一共)[^，。]{0,6}(花|发|多少钱|奖金)", text)
    ):
        return [common | {"winners": True}, common | {prizes[0]: 1, "tier": True}]
    if (
        prizes
        and re.search(r"(?:一|每|整|本|这)届|区里|政府|财政|预算|主办", text)
        and re.search(r"发|掏|拨|准备|出|花|安排|备|支出", text)
        and not re.search(r"我|咱|俺|[拿得获评]了|[拿得]个", text)
    ):
        return [common | dict.fromkeys(prizes, 1) | {"tier": True}]
    if len(prizes) == 1 and re.search(
        r"这一?档|这个等次|这一等|(全部|所有|全)名额|(几|多少)名[^。]{0,8}总额|(全部|所有)[一二三]等奖|[一二三]等奖(全部|全都|都)",
        text,
    ):
        return [common | {prizes[0]: 1, "tier": True}]
    if levels and q.has(r"差(多少|几)|相差|多(多少|几|出)|少(多少|几)|比[^，。]{0,8}(多|少)") and len(levels) == 2:
        return [common | {k: v, "_across": "difference"} for k, v in levels.items()]
    several = re.search(rf"{_N}(?:家|个|座|处)(?:都|全|均|民宿|小院|院子|呢|一共|总共)", text)
    several = several or re.search(r"[拿得评中]了?([俩仨])(?=[，。？个家]|$)", text)
    if not levels and several:
        common["count"] = int(cn_number(several[1]))
    if not levels and not common and (award := slots.one("award", text)):
        common["award"] = award
    return [common | levels] if levels or common else []


def wants(q: Reading, found: list[Found]) -> bool:
    """More than looking up one figure: several, a stage, a whole purse, or an exclusion."""
    if not (q.asks or q.has(r"钱|总共|一共|加起来|加一起|能再?(拿|领|得|给)|合计|总")):
        return False
    if len(found) == 2 or any(c.get("tier") or c.get("raised") for c in found):
        return True
    return any(
        c.get("purse") or c.get("winners") or c.get("stage") and any(k in c for k in _LEVELS) or (c.get("excluded") and any(k in c for k in _LEVELS))
        or sum(c.get(k, 0) for k in _LEVELS) * c.get("count", 1) > 1
        for c in found
    )  # fmt: skip

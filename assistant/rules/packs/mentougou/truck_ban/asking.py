"""Questions about lorries: road, hour, load, date."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading
from assistant.rules.whens import spans

__all__ = ["cases", "wants"]

_HOURS = r"(几|多少)个?(小时|钟头|钟点)"
_MARGIN = r"等(到)?(多久|多长|几个?(小时|钟头)|几点|多少)|多久(才|以后|之后)|(几个?(小时|钟头)|多长时间)(才|之?后|以后)|[还再](有|差|剩|要|得|过|能)?[^，。]{0,3}(多久|多长时间|几个?小时|几个?钟头|多少(小时|分钟))|(待|停|呆|干|装|卸|留|跑|磨蹭)[^，。]{0,2}(多久|多长时间|几个?(小时|钟头))|(最晚|最迟|顶晚)?几点(钟)?(之|以)?前?(必须|就得|得|要|就要)(出|离|开|走|撤)|(最晚|最迟)几点[^，。]{0,3}(出|离|开走|走人|撤)"
_LATEST = r"(最晚|最迟|顶晚)[^，。]{0,4}(几点|什么时候|啥时候)[^，。]{0,6}(进|到|开始|去)"
_TRIP = r"路上|车程|开过去|开到|跑过去|赶过去|赶到|要开|得开|(?:过|再过|走)$"
_STAY = r"卸|装|待|停|干|作业|施工|呆|办事|活|抢修|修|搬|逗留|倒腾|浇|泵|吊"

_PARTS = (
    (r"白天|中午|晌午|正午|午后|上午|下午|傍晚|[早晚]高峰", 12),
    (r"凌晨|后半夜|天不?亮(?:前|之前|以前)", 3),
)  # parts of a day wholly in or out of the hours

_RATED = r"核定|核载|载质量|额定|标载|限载|吨位"
_NOT_RATED = r"(总质量|总重|车重|自重|整备质量|毛重|拉了?|装了?|装着|拉着|载着|实际|货重|的?货物)[^，。货车]{0,4}$"
_BELOW = r"(不到|不足|没到|不满|少于|小于|低于|没有)$"
_ABOVE = r"(超过|大于|多于|高于|过了)$"


def _load(q: Reading) -> list[Found]:
    """The rated loads named: exact, below or above a figure; 两吨以下 leaves open whether it is two."""
    found: list[Found] = []
    masses = [
        a
        for a in q.of("mass")
        if not re.search(_NOT_RATED, q.text[max(0, a.start - 8) : a.start])
        or re.search(_RATED, q.text[max(0, a.start - 8) : a.start])
    ]
    for amount in masses:
        before, after = q.text[max(0, amount.start - 4) : amount.start], q.text[amount.end :]
        if re.search(_BELOW, before):
            found.append({"load_below": amount.text})
        elif re.search(_ABOVE, before) or re.match("以上|往上|多", after):
            found.append({"load_above": amount.text})
        elif not re.match("以下|以内|及以下", after):
            found.append({"load": amount.text})
    return found


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case per clock time, load or road when several are named."""
    found: Found = {}
    if vehicle := slots.one("vehicle", q.text):
        found["vehicle"] = vehicle
    roads = list(dict.fromkeys(v for v, _, _ in slots.values("road", q.text)))
    roads = [r for r in roads if r != "区域内道路"] or roads
    days = [d for w in q.dates if (d := q.full(w)) is not None]
    if len(days) == 1 and q.has(r"20\d\d年|今天|明天|今年|去年"):
        found["on"] = days[0]
    times = [c.minutes for c in q.clocks]
    if len(q.clocks) == 1 and re.match("(?:之|以)?前(?!后)", q.text[q.clocks[0].end :]):
        found["before"] = True
    if not times:
        said = {hour * 60: q.find(words)[0][0] for words, hour in _PARTS if q.has(words)}
        times = list(said)
    else:
        said = {c.minutes: c.text for c in q.clocks if not re.fullmatch(r"\d\d?:\d\d", c.text)}
    if q.clocks and not any(c.sure for c in q.clocks):
        found["unsure"] = True
    long = spans(q.text)
    if len(q.clocks) == 2 and re.fullmatch(
        r"(?:钟|左右)?(?:进[^，。]{0,4})?(?:一直)?[到至~—-]+(?:第二天|次日|转天|明天)?",
        q.text[q.clocks[0].end : q.clocks[1].start],
    ):
        found["leave"] = times.pop()
    elif len(long) == 1 and len(times) <= 1:
        around = q.text[max(0, long[0][1] - 8) : long[0][2] + 6]
        if times and (re.search(_TRIP, around) or re.search(r"[开跑走]\S{0,4}[就才]?[到进]", around)):
            found["trip"] = q.text[slice(*long[0][1:])]
        elif re.search(_STAY, around):
            found["stay"] = q.text[slice(*long[0][1:])]
    if len(times) == 1 and q.clocks and q.has(_MARGIN) and "stay" not in found:
        found["margin"] = True
    if "stay" in found and q.has(_LATEST):
        found["latest"] = True
    places = [p for p in slots.values("road", q.text) if p[0] in roads]
    brackets = [m.span() for m in q.find("（[^）]*(?:到|至|段)[^）]*）")]
    if outside := [p for p in places if not any(a < p[1] < b for a, b in brackets)]:
        places, roads = outside, list(dict.fromkeys(p[0] for p in outside))  # the others bound the stretch
    if len(roads) > 1 and all(
        re.search("到|至", q.text[a[2] : b[1]]) and not re.search("[进拐转再和，。]", q.text[a[2] : b[1]])
        for a, b in zip(places, places[1:], strict=False)
    ):
        roads = roads[:1]  # the others are the ends of the stretch
    if q.has(_HOURS) and "margin" not in found and "stay" not in found and "trip" not in found and "leave" not in found:
        lasting = [
            int(a.value * (7 if a.unit != "天" else 1))
            for a in q.of("duration")
            if a.value == int(a.value) and (a.value > 1 or a.unit != "天")
        ]
        lasting = lasting or [7 for _ in q.find("[一每]个?(?:星期|礼拜|周)")][:1]
        return [{"hours": True} | ({"days": lasting[0]} if len(lasting) == 1 else {})]
    if len(roads) == 1:
        found["road"] = roads[0]
    loads = _load(q)
    if unrated := [a.text for a in q.of("mass") if not any(a.text in load.values() for load in loads)]:
        found["_aside"] = unrated
    at: list[Found] = [{"time": t} | ({"said": said[t]} if t in said else {}) for t in times]
    if len(loads) == 1:
        found |= loads[0]
    elif len(loads) > 1:
        return [found | load | (at[0] if at else {}) for load in loads]
    if len(roads) > 1:
        return [found | {"road": r} | (at[0] if at else {}) for r in roads]
    if len(at) > 1:
        return [found | t for t in at]
    if at:
        found |= at[0]
    return [found] if found else []


def wants(q: Reading, found: list[Found]) -> bool:
    """May I drive: a lorry with a road, a time, a load or a date; or how many hours a day."""
    if any("hours" in c for c in found):
        return True
    if not any("road" in c for c in found) and q.has("周末|节假日|星期[六日天]|每天都|天天|七天都"):
        return False
    if any(("stay" in c or "trip" in c) and "time" not in c and not c.get("latest") for c in found):
        return False
    if any(c.get("margin") or c.get("latest") for c in found):
        return True
    if (
        q.has("罚|扣几分|扣分|几点到几点|哪个时段|什么时段|什么时候(能|可以|不)|哪些|哪几条|规定|怎么规定|依据")
        and not q.clocks
    ):
        return False
    if any("_aside" in c for c in found) and any(c.get("road") for c in found):
        return True
    vehicle = any("vehicle" in c for c in found) or q.has("货|卡车|作业车|车")
    fixed = any(k in c for c in found for k in ("time", "load", "load_below", "load_above", "on", "margin", "latest"))
    return vehicle and (fixed or (any("road" in c for c in found) and q.whether))

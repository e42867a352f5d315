"""Questions about permits: used, planned, days each, a stay, a first day."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading, cn_number

__all__ = ["cases", "wants"]

_CARS = r"([俩仨]|(?:[两二三四五六七八九十]|(?<!\d)[2-9])(?:辆|台|部|个)?(?=[外河天山内辽冀津晋蒙鲁豫]))[^，。]{0,8}车"
_MONTHLY = r"(?:每个?月|一个月|每月)[^，。；]{0,6}?([一二两俩三四五六七八九十]|\d{1,2})[次回趟]"
_LATER = r"(?<![\d月])([12]?\d|3[01]|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号](?=[^，。]{0,8}(?:还|能|行|成|算|超|过|开|在|走))"
_STARTS = r"生效|办下来|有效期|起|算头一天|第一天|下的证|拿到证"


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case."""
    text = q.text
    found: Found = {}
    for amount in q.of("count"):
        if amount.value != int(amount.value) or amount.value < 0:
            continue
        before = re.split("[，。；]", text[max(0, amount.start - 14) : amount.start])[-1]
        after = re.split("[，。；]", text[amount.end : amount.end + 8])[0]
        if amount.unit in ("次", "回", "趟", "张"):
            if re.search(r"再[^，。]{0,3}$", before):
                found["times"] = int(amount.value)
            elif re.search(r"(已经?|用(掉|了|过)|办(了|过|完|掉)|领了|跑了|进了|来了|过)[^，。]{0,6}$", before) or re.match("了|过|已经", after) or (re.match("都?用(完|光|尽|满)|都?办(完|满)", after) and q.has("还能|还可|再|怎么办")):
                found["used"] = int(amount.value)
            elif re.search(r"(最多|限|上限|每年|一年)[^，。]{0,8}$", before) and re.search("最多", before):
                continue
            elif int(amount.value) > 1 or re.search("再", before):
                found["times"] = int(amount.value)
        elif amount.unit == "辆" and amount.value >= 1 and not re.search("每$", before):
            found["cars"] = int(amount.value)
    for amount in q.of("duration"):
        if amount.value != int(amount.value) or amount.unit not in ("天", "日"):
            continue
        before = re.split("[，。；]", text[max(0, amount.start - 12) : amount.start])[-1]
        if re.search(r"剩下?的?$", before):
            continue
        if re.search(r"(?:只|每次)(?:办|批|开|签)了?$|(每(次|回|张|趟)|一次|每次都?只?(办|待|住|用)?|各)[^，。]{0,6}$", before):
            found["each"] = int(amount.value)
        elif re.search(r"(有效期|最长|最多|一次管|管)[是为]?$", before):
            continue
        elif amount.value > 1:
            found["stay"] = int(amount.value)
    if "cars" not in found and (cars := re.search(_CARS, text)):
        found["cars"] = int(cn_number(cars[1]))
    days = [d for w in q.dates if (d := q.full(w)) is not None]
    if len(days) == 2 and days[0] <= days[1] and q.has(_STARTS):
        found |= {"start": days[0], "today": days[1]}
    elif len(days) == 1 and q.has(rf"{_STARTS}|到期|几号|哪天|哪一天|过期"):
        found["start"] = days[0]
        if later := re.search(_LATER, text[q.dates[0].end :]):
            found["today_day"] = int(cn_number(later[1]))
    if q.has(r"(次数|机会)[^，。]{0,4}(全|都)?(用|办)(满|完|光|尽)|用满|办满|全用|拉满|用足|全办|都用上|全部用|都办满|都按最长|办到最长|每次都?(办)?(到|按)?最(长|久)"):
        found["_full"] = True
    if "used" in found and q.has(r"用了(多少|几)天") and q.has("剩|还能|还可"):
        return [{"times": found["used"]}, {"used": found["used"]}]
    if len(days) == 2 and days[0] < days[1] and "start" not in found and q.has("[待呆住留]到|[到至]|~|—"):
        found |= {"first": days[0], "last": days[1]}
    if monthly := re.search(_MONTHLY, text):
        return [{"per_month": int(cn_number(monthly[1]))} | ({"each": each} if (each := found.get("each", found.get("stay"))) else {})]
    if q.has("每(周|月|个月|星期|礼拜)"):
        return []
    if "used" in found and q.has(r"已经?[^，。]{0,6}(用|待|呆|停)了?[^，。]{0,4}(多少|几)天|(用|进|待|呆|住)了(多少|几)天"):
        found["times"] = found.pop("used")
    if "times" in found and "stay" in found and "each" not in found:
        found.pop("times")
    if not found and q.has(r"还[^，。]{0,3}(能|可以?|剩|有)[^，。]{0,8}(几|多少)[次回趟张天]"):
        return [{"remaining": True}]
    return [found] if found else [{"_year": True}]


def wants(q: Reading, found: list[Found]) -> bool:
    """Something was counted, or a whole year is to be used up."""
    if q.has(r"多少钱|费用|收费"):
        return False
    some = any(k in c for c in found for k in ("used", "times", "stay", "start", "cars", "_full", "each", "remaining", "first", "per_month"))
    total = q.has(r"(一年|全年)[^，。]{0,10}(用|待|呆|停留|跑|进)[^，。]{0,6}(几|多少)天|一年[^，。]{0,12}(一共|总共|最多|合计|顶多)[^，。]{0,10}(几|多少)天|(几|多少)天[^，。]{0,6}一年")
    return (some or total) and q.asks

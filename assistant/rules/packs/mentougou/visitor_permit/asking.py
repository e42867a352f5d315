"""Questions about permits: used, planned, days each, a stay, a first day, a rhythm."""

from __future__ import annotations

import re
from datetime import date

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Amount, Reading, cn_number

__all__ = ["EXCLUSIVE", "cases", "wants"]

EXCLUSIVE = (
    ("start", "parts", "stay", "times", "rate", "groups", "spent", "nth", "until", "first"),
    ("used", "parts", "rate", "spent"),
)
_N = r"[一二两俩三四五六七八九十]+|\d{1,3}"
_CARS = (
    r"(?:([俩仨])|([两二三四五六七八九十]|(?<!\d)[2-9])(?:辆|台|部|个)?(?=[外河天山内辽冀津晋蒙鲁豫]))[^，。]{0,8}车"
)
_PERIODS = {
    "半年": "半年",
    "季": "季度",
    "两个月": "两个月",
    "俩月": "两个月",
    "月": "月",
    "周": "周",
    "星期": "周",
    "礼拜": "周",
}
_RATE = rf"(?:每|一|平均每?)个?(半年|季度?|两个月|俩月|月|周末?|星期|礼拜)[^，。；]{{0,8}}?({_N}|双|几)[次回趟张]"
_GROUP = rf"(?:前|后|头|其中|有|另|剩下的?)?({_N})[次回趟](?:每次|每回|各|都|是|用了?|按|待了?|办的?)*({_N})天"
_LATER = r"(?<![\d月])([12]?\d|3[01]|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])[日号](?=[^，。]{0,8}(?:还|能|行|成|算|超|过|开|在|走))"
_NTH = rf"第({_N})(?:天|日)"
_STARTS = r"生效|办下来|有效期|起|算头一天|第一天|下的证|拿到证"
_ENDS = r"[^，。]{0,4}(?:到期|截止|为止|过期|失效)|(?:到期|截止)"
_EACH = r"(?:只|每次|都|全|按|全按|都按|每张)(?:给?(?:办|批|开|签)了?)?$|(?:每(?:次|回|张|趟)|一次|每次都?只?(?:我?只?办|待|住|用)?|各)[^，。]{0,6}$"
_USED = r"(?:已经?|用(?:掉|了|过)|办(?:了|过|完|掉)|领了|跑了|进了|来了|过)[^，。]{0,6}$"
_SPENT = r"(?:已经?|用|待|呆|停|住|耗)(?:了|过|掉|满)[^，。]{0,3}$"
_LEFT = r"还能|还可|还剩|剩|还够"


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case; two when both the days used and the permits left are asked for."""
    text = q.text
    found: Found = {}
    groups = [(int(cn_number(a)), int(cn_number(b))) for a, b in re.findall(_GROUP, text)]
    if len(groups) > 1:
        return [{"groups": groups, "_aside": [a.text for a in q.of("count", "duration")]}]
    parts: list[int] = []
    for amount in q.of("count"):
        before = found.pop("used", None)
        _permits(q, amount, found)
        if "used" in found:
            parts.append(found["used"])
        elif before is not None:
            found["used"] = before
    if len(parts) > 1 and q.has(_LEFT):
        if q.has("一共|总共|合计|共"):
            return []  # a sum, or parts of it
        return [
            {"parts": tuple(parts), "_aside": [a.text for a in q.of("count")]}
            | {k: v for k, v in found.items() if k in ("each", "cars")}
        ]
    for amount in q.of("duration"):
        _days(q, amount, found)
    if "cars" not in found and (cars := re.search(_CARS, text)):
        found["cars"] = int(cn_number(cars[1] or cars[2]))
    _dates(q, found)
    if q.has(
        r"(次数|机会)[^，。]{0,4}(全|都)?(用|办)(满|完|光|尽)|用满|办满|全用|拉满|用足|全办|都用上|全部用|都办满|都按最长|办到最长|每次都?(办)?(到|按)?最(长|久)"
    ):
        found["_full"] = True
    if (nth := re.search(_NTH, text)) and cn_number(nth[1]) > 1 and not {"start", "first", "until"} & set(found):
        return [
            {"nth": int(cn_number(nth[1]))} | ({"each": each} if (each := found.get("each", found.get("stay"))) else {})
        ]
    if (
        not q.dates
        and q.has(
            r"(最晚|最迟|必须|得|要)[^，。]{0,6}(哪一?天|几号)|(哪一?天|几号)[^，。]{0,6}(到期|过期|出去|开走|离开|走|为止)"
        )
        and not {"used", "times"} & set(found)
    ):
        return [{"ends": True} | ({"each": each} if (each := found.get("each", found.get("stay"))) else {})]
    if "used" in found and q.has(r"用了(多少|几)天") and q.has(_LEFT):
        return [{"times": found["used"]} | {k: v for k, v in found.items() if k == "each"}, {"used": found["used"]}]
    if rate := re.search(_RATE, text):
        if rate[2] == "几":
            return []
        count = 2 if rate[2] == "双" else int(cn_number(rate[2]))
        each = found.get("each", found.get("stay"))
        period = next(v for k, v in _PERIODS.items() if rate[1].startswith(k))
        return [
            {"rate": count, "period": period, "_aside": [a.text for a in q.of("count", "months")]}
            | ({"months": n} if (n := _months(q)) else {})
            | ({"each": each} if each else {})
        ]
    if q.has("每(周|月|个月|星期|礼拜|季度)"):
        return []
    if "times" in found and "each" in found and q.has(r"用了(多少|几)天") and q.has(_LEFT) and "used" not in found:
        return [found, {"used": found["times"]}]
    if "used" in found and q.has(
        r"已经?[^，。]{0,6}(用|待|呆|停)了?[^，。]{0,4}(多少|几)天|(用|进|待|呆|住)了(多少|几)天"
    ):
        found["times"] = found.pop("used")
    if "times" in found and "stay" in found and "each" not in found:
        found.pop("times")
    if not found and q.has(r"还[^，。]{0,3}(能|可以?|剩|有)[^，。]{0,8}(几|多少)[次回趟张天]"):
        return [{"remaining": True}]
    return [found] if found else [{"_year": True}]


def _permits(q: Reading, amount: Amount, found: Found) -> None:
    """A count of permits or of cars."""
    if amount.value != int(amount.value) or amount.value < 0:
        return
    before = re.split("[，。；]", q.text[max(0, amount.start - 14) : amount.start])[-1]
    after = re.split("[，。；]", q.text[amount.end : amount.end + 8])[0]
    number = int(amount.value)
    if amount.unit in ("次", "回", "趟", "张"):
        if re.search(r"再[^，。]{0,3}$|剩下?(?:了|的)?$", before):
            found["times"] = number
        elif (
            re.search(_USED, before)
            or re.match("了|过|已经", after)
            or (re.match("都?用(完|光|尽|满)|都?办(完|满)", after) and q.has("还能|还可|再|怎么办"))
        ):
            found["used"] = number
        elif re.search(r"(最多|限|上限|每年|一年)[^，。]{0,8}$", before) and (
            re.search("最多", before) or re.search(r"[每一]年$", before)
        ):
            return
        elif number > 1 or re.search("再", before):
            found["times"] = number
    elif amount.unit in ("辆", "台", "部") and number >= 1 and not re.search("每$", before):
        found["cars"] = number


def _days(q: Reading, amount: Amount, found: Found) -> None:
    """A number of days: of each permit, already used, or to be stayed."""
    if amount.value != int(amount.value) or amount.unit not in ("天", "日") or amount.ordinal:
        return
    before = re.split("[，。；]", q.text[max(0, amount.start - 12) : amount.start])[-1]
    number = int(amount.value)
    if re.search(r"剩下?的?$", before):
        return
    if re.search(_EACH, before):
        found["each"] = number
    elif re.search(r"(有效期|最长|最多|一次管|管)[是为]?$", before):
        return
    elif number > 1 and re.search(_SPENT, before) and q.has(_LEFT):
        found["spent"] = number
    elif number > 1:
        found["stay"] = number


def _dates(q: Reading, found: Found) -> None:
    """First and last day of a permit or of a stay, and the day to judge."""
    days: list[date] = [d for w in q.dates if (d := q.full(w)) is not None]
    ends = [
        q.full(w)
        for w in q.dates
        if re.match(_ENDS, q.text[w.end :]) or re.search("有效期[^，。起从]{0,3}[到至]$", q.text[: w.start])
    ]
    if len(days) == 3 and days[0] <= days[1]:
        found |= {"until": days[1], "today": days[2]}
    elif len(days) == 2 and ends == days[:1]:
        found |= {"until": days[0], "today": days[1]}
    elif len(days) == 2 and days[0] <= days[1] and q.has(_STARTS):
        found |= {"start": days[0], "today": days[1]}
    elif len(days) == 2 and days[0] < days[1] and q.has("[待呆住留]到|[到至]|~|—"):
        found |= {"first": days[0], "last": days[1]}
    elif len(days) == 2 and days[0] <= days[1] and q.has("证|办"):
        found |= {"start": days[0], "today": days[1]}
    elif len(days) == 1 and q.has(rf"{_STARTS}|到期|几号|哪天|哪一天|过期"):
        found["start"] = days[0]
        if later := re.search(_LATER, q.text[q.dates[0].end :]):
            found["today_day"] = int(cn_number(later[1]))
    if "start" in found and "stay" in found:
        found["each"] = found.pop("stay")
    if "start" in found and "today" not in found and q.has("连续|连着|接着|紧接|无缝|挨着"):
        found["row"] = found.pop("times", 2)


def _months(q: Reading) -> int | None:
    """How many months a rhythm is kept up, when not the whole year."""
    if q.has("上半年|下半年|前半年|后半年"):
        return 6
    if upto := re.search(r"(?:到|截至|截止)(\d{1,2}|十?[一二三四五六七八九十])月底", q.text):
        return min(12, int(cn_number(upto[1])))
    spans = [int(a.value) for a in q.of("months") if a.unit == "个月" and a.value == int(a.value) and 2 < a.value <= 12]
    return spans[0] if len(spans) == 1 else None


def wants(q: Reading, found: list[Found]) -> bool:
    """Something was counted, or a whole year is to be used up."""
    if q.has(r"多少钱|费用|收费"):
        return False
    some = any(
        k in c
        for c in found
        for k in (
            "used",
            "times",
            "stay",
            "start",
            "cars",
            "_full",
            "each",
            "remaining",
            "first",
            "rate",
            "groups",
            "spent",
            "nth",
            "until",
            "ends",
            "parts",
        )
    )
    total = q.has(
        r"(一年|全年)[^，。]{0,10}(用|待|呆|停留|跑|进)[^，。]{0,6}(几|多少)天|一年[^，。]{0,12}(一共|总共|最多|合计|顶多)[^，。]{0,10}(几|多少)天|(几|多少)天[^，。]{0,6}一年"
    )
    return (some or total) and (q.asks or q.has("违法"))

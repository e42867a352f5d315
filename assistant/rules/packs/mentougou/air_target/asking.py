"""Questions about air targets: which town, indicator, period, measured value."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]

_NONE = r"[一1]天(?:重污染)?[都也](?:没|无)|没有?(?:出现|发生)?(?:过)?重污染|零天|(?<!\d)0天"
_AVERAGE = "平均|均值|拉平|平摊|均摊|扯平|匀|算下来|摊到"
_REST = r"(剩下?|最后|其余|余下)(?![三3]个月)[^，。]{0,4}(月|[一两]个)|月(份)?(最多|最高|得|要|必须|须|控制|不能|应)[^，。]{0,6}(多少|几)|才能?(达标|合格|完成)"
_CHANGE = r"变(严|松|宽|紧)|[严松宽紧](还是|或)|(升高?|高|上升|提高|放宽|放松|变松)了?(还是|或)|(降低?|低|下降|收紧|变严)了?(还是|或)|放宽了|收紧了|比上(一|个)?(季|期)|(怎么|咋)变|变化(多|有多)?大?|百分"
_PERCENT = r"百分之(几|多少)|百分比|多少%|几%|几个百分|几成"
_MONTHLY = r"月(?:份)?(?:的|细颗粒物|tsp|均值|平均|是|为|测得|到了?|,|:)*(\d+(?:\.\d+)?)(?![\d.]|[月日号]|[-~至到]\d)"


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case per town and period named."""
    text = q.text
    common: Found = {}
    indicator = slots.one("indicator", text)
    if indicator:
        common["indicator"] = indicator
    elif several := _each_indicator(q, slots):
        return several
    towns = list(dict.fromkeys(v for v, _, _ in slots.values("town", text)))
    if len(towns) > 1 and "全区" in towns:
        towns.remove("全区")
    periods = list(dict.fromkeys(v for v, _, _ in slots.values("period", text)))
    if not periods and q.has("两期|[两俩]个?(季度|时期|阶段)|前后两|两个季|秋冬季"):
        periods = ["2020年10-12月", "2021年1-3月"]
    if not periods and q.has("第?[二三23]季度?|[上下]半年|全年|年均|年平均|夏季"):
        return []  # a time without targets
    if not periods:
        periods = _by_month(q) or _by_year(q)
    if not periods and indicator == "降尘" and not q.dates:
        periods = ["2020年10-12月"]  # the only one with a target
    years = {int(y) for y in re.findall(r"20\d\d(?=年|[-./])", text)} | {
        2000 + int(y) for y in re.findall(r"(?<!\d)\d\d(?=年)", text)
    }
    if not periods and (years or any(w.month for w in q.dates)):
        return []  # a time without targets
    following = years == {2020} and len(periods) == 2 and not q.has("2020年的?(第?一季度|1月|1-3|[头前]三个月)")
    periods = [p for p in periods if not years or int(p[:4]) in years or following]
    if not periods and years:
        return []
    if indicator == "重污染天数" or (indicator is None and not q.of("number", "concentration") and q.of("duration")):
        values = [
            a
            for a in q.of("duration", "count")
            if a.unit == "天" or (a.unit == "个" and text.startswith("重污染", a.end))
        ]
        if q.has(_NONE):
            common["value"], values = Decimal(0), []
    else:
        values = [a for a in q.of("number", "concentration", "dustfall", "mass") if a.value < 1000]
        values = [
            a
            for a in values
            if not re.search(r"(\d+|,|-|~|至|到)$", text[: a.start])
            and not text.startswith(("-", "月", "年", "季度", "号"), a.end)
        ]
    values = [a for a in values if not re.search(r"(超标?了?|超出|高出?了?|低了?|差了?)$", text[: a.start])]
    if indicator == "降尘" and (grounds := [a for a in q.of("area") if a.unit == "平方公里"]):
        return _fallen(q, common, periods, grounds[0].text)
    if (
        len(towns) == 1
        and indicator in ("PM2.5", "TSP")
        and not values
        and q.has(_CHANGE)
        and not q.has("达标|测|实际")
    ):
        return [common | {"town": towns[0], "change": True} | ({"percent": "超出"} if q.has(_PERCENT) else {})]
    if not towns and indicator in ("PM2.5", "TSP") and not values and (shift := _shifted(text)):
        return [common | {"shift": shift}]
    if (
        len(towns) <= 1
        and len(periods) == 1
        and q.has(_REST)
        and indicator in ("PM2.5", "TSP")
        and 0
        < len(
            monthly := [Decimal(m) for m in re.findall(_MONTHLY, text)]
            or ([a.value for a in values] if q.has("[前头][两一]个?月") else [])
        )
        < 3
        and q.has("多少|几")
    ):
        monthly = monthly * 2 if len(monthly) == 1 and q.has("[前头][两俩2]个?月") else monthly
        return [
            common
            | {"period": periods[0], "monthly": tuple(monthly), "rest": 3 - len(monthly)}
            | ({"town": towns[0]} if towns else {})
        ]
    if (
        towns == ["全区"]
        and len(periods) == 1
        and indicator == "PM2.5"
        and not values
        and q.has("哪些|哪几个|几个|多少个")
        and (side := q.find("比全区[^，。？]{0,12}([低严紧]|[高松宽])"))
    ):
        return [common | {"period": periods[0], "against": "低于全区" if side[0][1] in "低严紧" else "高于全区"}]
    if len(towns) <= 1 and len(periods) == 1 and q.has(_AVERAGE) and indicator in ("PM2.5", "TSP"):
        monthly = [Decimal(m) for m in re.findall(_MONTHLY, text)]
        monthly = monthly if len(monthly) > 1 else [a.value for a in values]
        if len(monthly) > 1 and (len(monthly) > 2 or q.has("平均下来|[两俩二]个月")):
            common["monthly"], values = tuple(monthly), []
    values = [
        a
        for i, a in enumerate(values)
        if a.value not in [b.value for b in values[:i]] or len(towns) > 1 or len(periods) > 1
    ]
    if (
        len(values) == 2
        and len(periods) == 2
        and not q.has("测|达标|合格|平均是|均值")
        and q.has("放宽|收紧|提高|降低|差|变化|放到")
    ):
        values = []  # the targets themselves were named
    if (
        len(towns) == 1
        and q.has("目标|指标|要求")
        and q.has(r"从[^，。]{0,10}季度的?\d|(变成|变到|调到|改成)[^，。]{0,8}(多少|几)")
        and not q.has("实测|测得|测出|实际|达标")
    ):
        values = []  # a target that was named
    if len(towns) == 1 and not periods and q.has(r"目标[^，。]{0,6}从\d+[^，。]{0,12}到\d+"):
        periods, values = ["2020年10-12月", "2021年1-3月"], []
    if (
        not towns
        and indicator in ("PM2.5", "TSP")
        and re.search(r"最|(哪些|哪几个|几个|多少个|哪个|谁|的(镇街|镇)[？?。]?$)", text)
    ):
        return _listing(text, common, periods, [a.value for a in values])
    if len(values) > 1 and len(values) == len(towns) and len(periods) <= 1:
        period: Found = {"period": periods[0]} if periods else {}
        return [common | period | {"town": t, "value": v.value} for t, v in zip(towns, values, strict=True)]
    if len(values) == 2 and len(periods) == 2 and len(towns) == 1:
        return [
            common | {"town": towns[0], "period": p, "value": v.value} for p, v in zip(periods, values, strict=True)
        ]
    if len(values) == 1:
        common["value"] = values[0].value
        if q.has(_PERCENT):
            common["percent"] = "要降" if q.has("(得|要|该|再|需要?)(再)?(降|减|压)") else "超出"
        if q.has("还能?(再)?(有|出|来|剩|许|发生)|还剩|余地|指标用|名额"):
            common["spare"] = True
    elif len(values) > 1:
        return []
    elif (
        q.has(r"达标|合格|过关|过线|完成|超标|达到")
        and q.whether
        and not q.has("多少|几")
        and not re.search(r"超标?了?\d", text)
    ):
        common["judge"] = True
    if indicator == "重污染天数" and len(periods) == 2:
        if "value" in common:
            return []  # how the days fall on the two periods is not said
        common["_across"] = (
            "total" if q.has("一共|总共|合计|合起来|加起来|加一?块|总计|全部|秋冬季|共") else "difference"
        )
    elif len(periods) == 2 and len(towns) == 1 or len(towns) == 2 and len(periods) == 1:
        common["_across"] = "difference"
    places: list[Found] = [{"town": t} for t in towns] or [{}]
    spans: list[Found] = [{"period": p} for p in periods] or [{}]
    found = [common | t | p for t in places for p in spans]
    return found if any(found) else []


def _each_indicator(q: Reading, slots: Slots) -> list[Found]:
    """Several indicators of one town and one period, each with the value that follows it."""
    places = slots.values("indicator", q.text)
    if len({v for v, _, _ in places}) != len(places) or len(places) < 2:
        return []
    towns = {v for v, _, _ in slots.values("town", q.text)}
    periods = {v for v, _, _ in slots.values("period", q.text)} or set(_by_month(q) or _by_year(q))
    if len(towns) > 1 or len(periods) > 1:
        return []
    shared: Found = ({"town": towns.pop()} if towns else {}) | ({"period": periods.pop()} if periods else {})
    found = []
    for at, (name, _, end) in enumerate(places):
        stop = places[at + 1][1] if at + 1 < len(places) else len(q.text)
        own = [
            a
            for a in q.of("number", "concentration", "dustfall", "mass", "duration")
            if end <= a.start < stop and a.value < 1000
        ]
        if len(own) != 1:
            return []
        found.append(shared | {"indicator": name, "value": own[0].value})
    return found


def _fallen(q: Reading, common: Found, periods: list[str], area: str) -> list[Found]:
    """Dust on an area: what may fall in a month, or what fell."""
    months = [int(a.value) for a in q.of("months") if a.unit == "个月" and a.value in (1, 2, 3)]
    found = common | {"area": area, "period": (periods or ["2020年10-12月"])[0]}
    if months or q.has("整?个?季度?(一共|总共|合计|下来|加起来|最多)"):
        found["months"] = max(months, default=3)
    if fell := [a for a in q.of("mass") if a.value >= 10]:
        found["fallen"] = fell[0].text
    return [found]


def _shifted(text: str) -> str | None:
    """Which towns are asked for: those whose target rises most or least, falls, or stays."""
    if not re.search("哪|谁|几个|有没有", text):
        return None
    if re.search(
        r"(升|涨|放宽|放松|提高|松|变化|差别?|差距|幅度)[^，。]{0,4}最(多|大|厉害|狠|高)|最大", text
    ) and re.search("升|涨|放宽|放松|提高|变化|差|幅度", text):
        return "升得最多"
    if re.search(r"(升|涨|放宽|放松|提高|变化|差别?|差距|幅度)[^，。]{0,4}最(少|小)", text):
        return "升得最少"
    if (
        re.search(r"(降|收紧|变严|严了|更严|下降|变低)", text)
        and re.search("一季度|季|反而|比", text)
        and not re.search("降尘|最", text)
    ):
        return "降了"
    return "没变" if re.search("没变|不变|一样|相同|持平", text) and re.search("两|前后|季", text) else None


def _by_month(q: Reading) -> list[str]:
    found = []
    for when in q.dates:
        if when.month in (10, 11, 12) and when.year in (None, 2020):
            found.append("2020年10-12月")
        elif when.month in (1, 2, 3) and when.year in (None, 2021):
            found.append("2021年1-3月")
    return list(dict.fromkeys(found))


def _by_year(q: Reading) -> list[str]:
    months = {(w.year, w.month) for w in q.dates if w.month and w.day is None}
    if q.has("2021年(?!底)") and not q.has("2020年"):
        return ["2021年1-3月"]
    if q.has("2020年") and not q.has("2021年") and not months:
        return ["2020年10-12月"]
    return []


def _listing(text: str, common: Found, periods: list[str], values: list[object]) -> list[Found]:
    if len(periods) == 1:
        common = common | {"period": periods[0]}
    if len(values) == 1:
        most = re.search(r"(不|没有?)(高于|大于|超过|高过)|以下|以内|及以下", text)
        least = re.search(r"(不|没有?)(低于|小于|低过)|以上|至少", text)
        high = re.search(r"(?<![不没有])(高于|大于|超过|高过)|比[^，。]{0,6}(高|松)", text)
        low = re.search(r"(?<![不没有])(低于(?!多少)|小于|低过)|不到|不足|比[^，。]{0,6}(低|严)", text)
        if most or least:
            return (
                [common | {"below" if most else "above": values[0], "inclusive": True}] if not (most and least) else []
            )
        if high and not low:
            return [common | {"above": values[0]}]
        if low and not high:
            return [common | {"below": values[0]}]
        if re.search(r"(定|同为|都是|等于|是|为)[在成]?\d", text):
            return [common | {"equal": values[0]}]
        return []
    if re.search(r"最[^，。]{1,4}的?(前|[两二三四五2-9])[^，。]{0,2}个", text):
        return []  # the first three and the like
    if re.search(r"最(高|松|宽|大)", text) and re.search(r"最(低|严|小|紧)", text):
        return [common | {"extreme": "最高"}, common | {"extreme": "最低"}]
    if re.search(r"最(高|松|宽|大)", text):
        return [common | {"extreme": "最高"}]
    if re.search(r"最(低|严|小|紧)", text):
        return [common | {"extreme": "最低"}]
    return []


def wants(q: Reading, found: list[Found]) -> bool:
    """A value to judge, two targets to compare, or a list by value."""
    if not found or not all("indicator" in c for c in found):
        return False
    if any(
        k in c
        for c in found
        for k in ("value", "monthly", "above", "below", "equal", "extreme", "change", "shift", "area", "against")
    ):
        return q.asks or q.has("超|过线|的(镇街|镇)[？?。]?$")
    if len(found) == 1 and "judge" in found[0]:
        return "town" in found[0] and "period" in found[0]
    compare = q.has(
        r"差(多少|几|了)|相差|(高|低|多|少|松|严|升|降|涨|宽|紧)(了|出)?(多少|几)|差值|差距|变化|(高|低|上升|下降|放宽|收紧)还是"
    )
    return len(found) == 2 and (compare or (found[0].get("_across") == "total" and q.how_much))

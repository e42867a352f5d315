"""Questions about the programme's indicators."""

from __future__ import annotations

import re

from assistant.rules import quota
from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading, cn_number

__all__ = ["cases", "wants"]

DATED = ("三十天治疗", "学校设施")
COUNTS = ("媒体宣传", "宣传材料", "转发", "自编")
_NTH = r"第([一二三四五六七八九十\d]+)年|(头一?年|首年|打头一?年|起步那年|开头那年|上一?年|去年)|(次年|转年|下一?年|来年|今年|隔年)"
_EACH = r"(?:每个?月|一个月|月均|平均每月)[^，。；]{0,8}?(\d+|[一二两三四五六七八九十]+)[次条篇个回期]"
_SPANS = {"[上下前后]半年": 6, "[一二三四]季度|(?:头|前)三个月": 3}


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case; two for forwarded and self-made posts, or for two spans of time."""
    text = q.text
    named = {v for v, _, _ in slots.values("item", text)}
    items = [c.value for c in slots.slots["item"].choices if c.value in named]
    if items == ["三十天治疗"] and (dated := _dated(q)):
        return [dated]
    if "农村检测" in items and not set(items) & {"三个90连乘", "三十天治疗", *COUNTS}:
        return _rural(q)
    base = (quota.cases(q, slots) or [{}])[0]
    base.pop("item", None)
    if "三个90连乘" in items and {"知晓", "治疗"} & set(items) and not q.has("连乘|最终|最后|成功"):
        items.remove("三个90连乘")
    if "三个90连乘" in items:
        people = [a for a in q.of("count", "number") if a.value > 3 and a.value != 90]
        return [{"item": "三个90连乘"} | ({"base": people[0].text} if len(people) == 1 else {})]
    if any(i in COUNTS for i in items):
        items = [i for i in items if i in COUNTS]
        if len(items) > 2:
            return []  # which of them are to be added is not said
        if (
            len(items) == 1
            and (each := re.search(_EACH, text))
            and not _spans(q, monthly=True)[1:]
            and q.has("够|达标|合格|行|满足|符合|完成")
        ):
            return [
                {"item": items[0], "each": int(cn_number(each[1])), "_aside": [a.text for a in q.of("count", "months")]}
            ]
        given = [a for a in q.of("count") if a.unit in ("条", "篇", "个", "次", "份", "回", "期")]
        if len(items) == len(given) == 2:
            return _own(q, slots, items, [(a.start, a.text) for a in given])
        base = {"done": given[0].text} if len(given) == 1 and q.has("够|达标|完成|差") else {}
        spans = _spans(q, monthly="媒体宣传" in items)
        return [base | {"item": i} | s for i in items for s in spans or [{}]]
    if items[:1] and items[0] in DATED and len(years := _years(q)) > 1:
        return [base | {"item": items[0], "year": year} for year in years]
    if (named_years := q.years) is not None:
        base["year"] = named_years[1]
    several = len(items) if len(q.find("多少|几(?!乎)")) >= len(items) or q.has("各|分别") else 1
    return [base | {"item": i} for i in items[:several]] or ([base] if base else [])


def _years(q: Reading) -> list[int]:
    """Every year named, in order: 2020、2022年."""
    return list(dict.fromkeys(int(y) for y in re.findall(r"(?<!\d)20\d\d(?=年|[、和与]20\d\d年)", q.text)))


def _own(q: Reading, slots: Slots, items: list[str], given: list[tuple[int, str]]) -> list[Found]:
    """Each indicator with its amount, both in the order they are named."""
    order = [v for v in dict.fromkeys(v for v, _, _ in slots.values("item", q.text)) if v in items]
    return [{"item": i, "done": text} for i, (_, text) in zip(order, given, strict=True)]


def _spans(q: Reading, *, monthly: bool) -> list[Found]:
    """The spans of time named: 半年, 一年, 三年, 5个月."""
    found: list[Found] = [{"months": 6} for _ in q.find("半年")]
    found += [{"months": months} for words, months in _SPANS.items() if q.has(words) and not found]
    if (
        upto := re.search(r"(?:1月?|一月|年初)[到至~-](1[0-2]|[1-9]|十?[一二三四五六七八九十])月", q.text)
    ) and not found:
        found.append({"months": int(cn_number(upto[1]))})
    found += [{"months": int(a.value)} for a in q.of("months") if a.unit == "个月" and a.value == int(a.value)]
    found += [{"years": int(a.value)} for a in q.of("months") if a.unit == "年" and a.value == int(a.value) > 0]
    if not found and q.has("全年|每年|年度"):
        found = [{"years": 1}]
    return [f for i, f in enumerate(found) if f not in found[:i] and (monthly or "years" in f)]


def _dated(q: Reading) -> Found:
    """The day of confirmation and the day treatment began, or how many days lay between."""
    days = [d for w in q.dates if (d := q.full(w)) is not None]
    first: Found = (
        {"first_day_counts": True}
        if q.has("(当天|当日|那天|首日)[^，。]{0,4}(算|计)(?!不)(第一|进|在内|1|起|头)")
        else {}
    )
    if days and not any(w.day is None for w in q.dates[:1]):
        return first | {"item": "三十天治疗", "start": days[0]} | ({"treated": days[1]} if len(days) > 1 else {})
    nth = re.search(r"第(\d+|[一二三四五六七八九十]+)天", q.text)
    passed = [int(a.value) for a in q.of("duration") if a.unit == "天" and a.value == int(a.value) and not a.ordinal]
    said = (
        [int(cn_number(nth[1]))] if nth else [n for n in passed if n != 30] or (passed[:1] if len(passed) > 1 else [])
    )
    return (
        {"item": "三十天治疗", "elapsed": said[0]}
        if len(said) == 1 and q.has("算|吗|行|及时|超|晚") and not q.of("count", "ratio")
        else {}
    )


def _rural(q: Reading) -> list[Found]:
    """The year asked for, or the years added up; what some year reached."""
    text = q.text
    found: Found = {"item": "农村检测"}
    named = [
        (
            int(cn_number(m[1])) if m[1] else 1 if m[2] else 2,
            m.start(),
            bool(m[3]) or m[0] in ("去年", "上年", "上一年"),
        )
        for m in re.finditer(_NTH, text)
    ]
    ordinals = [n for n, _, _ in named]
    if named and any(n == 1 and loose for n, _, loose in named):
        found["relative"] = True
    spans = [int(a.value) for a in q.of("months") if a.unit == "年" and a.value == int(a.value) > 1]
    given = [
        a
        for a in q.of("count", "number")
        if a.value >= 10
        and a.unit in ("人次", "人", "次", "个", "名", "")
        and not re.search("逐年|增长?|年[增涨]|按$|[涨增]", text[max(0, a.start - 6) : a.start])
    ]
    years = [next((n for n, start, _ in reversed(named) if start < a.start), None) for a in given]
    if len(given) == 1 and q.has("第?几年|哪一?年") and not ordinals:
        return [found | {"reach": given[0].text}]
    if len(given) == 2 and None not in years and years[0] != years[1]:
        (first, a), (second, b) = sorted(zip(years, given, strict=True), key=lambda pair: pair[0] or 0)
        return [found | {"base": a.text, "done": b.text, "since": first, "nth": second}]
    if len(given) == 1 and years[0] is not None:
        later = [n for n in ordinals if n > years[0]]
        if not later and q.has("够|达标|合格|行") and years[0] > 1 and "relative" not in found:
            return [found | {"done": given[0].text, "nth": years[0]}]
        if not later and spans and years[0] == 1:
            later, found["upto"] = [spans[0]], True
        if not later:
            return []
        return [
            found
            | {"base": given[0].text, "since": years[0], "nth": max(later)}
            | ({"upto": True} if q.has("累计|一共|总共|合计|加起来") else {})
        ]
    if given:
        return []  # an amount of an unknown year
    years_named = _years(q)
    if (
        ordinals == [1]
        and len(years_named) == 2
        and (begun := re.search(r"(20\d\d)年?[^，。；\d]{0,6}(?:第一年|头一年|首年)", text))
    ):
        found["nth"] = max(years_named) - int(begun[1]) + 1
        return [found]
    if ordinals and max(ordinals) > 1 and "relative" not in found:
        found["nth"] = max(ordinals)
        found["upto"] = q.has("累计|一共|总共|合计|加起来")
    elif spans:
        found |= {"nth": spans[0], "upto": True}
    return [found]


def wants(q: Reading, found: list[Found]) -> bool:
    """An indicator with something to compute from."""
    if not found or "item" not in found[0] or not q.asks:
        return False
    case = found[0]
    if case["item"] == "农村检测":
        return bool(case.get("nth", 0) > 1 or "reach" in case)
    if case["item"] == "三个90连乘":
        return q.has("连乘|乘|最终|最后|至少有多少|多少人|百分之几|多少比例|几个人")
    if case["item"] in COUNTS:
        return (
            any(
                "each" in c
                or c.get("years", 0) > 1
                or "months" in c
                or "done" in c
                or (c.get("years") == 1 and c["item"] == "媒体宣传")
                for c in found
            )
            or len(found) > 1
        )
    return any(k in c for c in found for k in ("base", "rate", "done", "start", "elapsed"))

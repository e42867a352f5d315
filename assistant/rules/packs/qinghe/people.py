"""Ages, numbers of people and degrees of disability as people name them.

Stage 6 for the packs of this area.
"""

from __future__ import annotations

import re

from assistant.rules.reading import Reading, cn_number

__all__ = ["ages", "heads", "months"]

_NUMBER = r"(\d{2,3}|[五六七八九]十[一二三四五六七八九]?|一?百(?:零?[一二三四五六七八九]|一?十[一二三四五六七八九]?)?)"


def ages(q: Reading) -> tuple[int, ...]:
    """Ages named, in order: 85岁, 九十二岁, 百岁, 今年82."""
    found = []
    for match in re.finditer(rf"{_NUMBER}周?岁|(?:今年|都|刚满|年满|快){_NUMBER}(?=[了，。？]|$)", q.text):
        if not re.match("以上|以下|及以上|至|到", q.text[match.end() :]):
            found.append(int(cn_number(match[1] or match[2])))
    return tuple(found)


def heads(q: Reading) -> int:
    """How many people of that kind: 两位85岁的老人, 3个老人, 老两口都."""
    if re.search(r"老两口[^，。]{0,4}都|两口子都|俩老人|老两口", q.text) and len(ages(q)) <= 1:
        return 2
    match = re.search(r"(\d+|[两二三四五六七八九十])(?:位|个|名)(?=[^，。；月]{0,8}(?:老人|老年人|岁|失能))", q.text)
    return int(cn_number(match[1])) if match else 1


def months(q: Reading) -> int | None:
    """Months asked for: 半年, 一年, 8个月, 全年, a span of months; ``None`` when none are named."""
    span = re.search(r"(\d{1,2})月?(?:份)?(?:到|至|-|~)(\d{1,2})月", q.text)
    if span and 1 <= int(span[1]) <= int(span[2]) <= 12:
        return int(span[2]) - int(span[1]) + 1
    spans = [a.value * (12 if a.unit == "年" else 1) for a in q.of("months") if a.unit in ("年", "个月")]
    spans = [s for s in spans if s == int(s)]
    if spans:
        return int(max(spans))
    return 12 if q.has("全年|每年|整年|年度") else None

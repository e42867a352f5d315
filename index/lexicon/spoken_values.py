"""Hours and ages as people say them → what a clause writes: 早上七点 → 7时, 时至; 今年82 → 82周岁, 周岁.

Used at question time beside the lexicon: a rule on hours or on ages is worded as a range, which
hardly ever names the very value of a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import cn2an

from index.lexicon.synonyms import Expansion

__all__ = ["spoken_values"]

_NUMBER = r"(\d{1,3}|[一二两三四五六七八九十百]{1,4})"
_HOUR = re.compile(
    rf"(凌晨|清晨|清早|大早|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜|深夜|后半夜)?{_NUMBER}点(?!名|[几\d一二三四五六七八九十]*[分之个条元万])(?:钟|整|半|多|来钟)*"
)
_LATE = re.compile("下午|傍晚|晚上|夜里|深夜")
_AGE = re.compile(rf"(?:今年|刚|已经|都|快)?(?:满|有)?{_NUMBER}周?岁|(?:今年|刚满|年满){_NUMBER}(?=[了，。？]|$)")
WEIGHT = 0.7


def spoken_values(text: str) -> Iterator[Expansion]:
    """Hours and ages in a normalised question, with words of the ranges they may fall in."""
    for found in _HOUR.finditer(text):
        hour = _number(found[2])
        if hour is not None and hour <= 24:
            if hour < 12 and _LATE.fullmatch(found[1] or ""):
                hour += 12
            yield Expansion(found[0], (f"{hour}时", "时至", "时前"), WEIGHT, *found.span())
    for found in _AGE.finditer(text):
        age = _number(found[1] or found[2])
        if age is not None and age <= 120:
            yield Expansion(found[0], (f"{age}周岁", "周岁", "岁以上"), WEIGHT, *found.span())


def _number(said: str) -> int | None:
    try:
        return int(said) if said.isdigit() else int(cn2an.cn2an(said, "smart"))
    except ValueError:
        return None

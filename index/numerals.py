"""Chinese numerals, dates and 发文字号: parse and format, both directions.

Used by every stage; offsets in results are relative to the given text.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

__all__ = [
    "DATE_RE",
    "DOCUMENT_NUMBER_RE",
    "FoundDate",
    "cn_int",
    "find_dates",
    "format_cn_int",
    "is_date_line",
    "normal_number",
    "parse_date",
]

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0, "Ｏ": 0, "两": 2}
CN = "〇零○一二两三四五六七八九十百千"

DOCUMENT_NUMBER_RE = re.compile(
    r"(?P<prefix>[\u4e00-\u9fff（）()]{1,16}?)\s*[〔\[［【(（]\s*(?P<year>(?:19|20)\s?\d\s?\d)\s*[〕\]］】)）]\s*第?\s*(?P<serial>\d{1,5})\s*号"
)

DATE_RE = re.compile(
    r"(?P<y>(?:19|20)\s?\d\s?\d|[一二][〇○零一二三四五六七八九]{3})\s*年\s*"
    r"(?P<m>\d{1,2}|[一二三四五六七八九十]{1,2})\s*月(?:\s*(?P<d>\d{1,2}|[一二三四五六七八九十]{1,3})\s*[日号])?"
)


class FoundDate(NamedTuple):
    """A date in a text: ``start`` inclusive, ``end`` exclusive; ``day`` false when only year and month are given."""

    value: date
    start: int
    end: int
    day: bool


@lru_cache(maxsize=4096)
def cn_int(text: str) -> int | None:
    """The integer a numeral stands for: 三十一, 二〇二〇, 12, １２, 第一千零七十九 without 第. None if it is none.

    >>> cn_int("三十一"), cn_int("二〇二〇"), cn_int("一千零七十九"), cn_int("一〇五"), cn_int("x")
    (31, 2020, 1079, 105, None)
    """
    text = re.sub(r"\s", "", text)
    if not text:
        return None
    if text.isdecimal():
        return int(text)
    if all(c in _DIGITS for c in text):
        return int("".join(str(_DIGITS[c]) for c in text))
    try:
        import cn2an

        return int(cn2an.cn2an(text.replace("○", "零").replace("〇", "零"), "smart"))
    except (ValueError, KeyError, TypeError):
        return None


def format_cn_int(number: int) -> str:
    """The Chinese numeral of a non-negative integer, as articles are numbered (第十条, 第一千零七十九条).

    >>> format_cn_int(10), format_cn_int(31), format_cn_int(1079)
    ('十', '三十一', '一千零七十九')
    """
    import cn2an

    text = str(cn2an.an2cn(str(number), "low"))
    return text[1:] if text.startswith("一十") else text


def parse_date(text: str) -> date | None:
    """The first full date in a text; None when there is none."""
    for found in find_dates(text):
        if found.day:
            return found.value
    return None


def find_dates(text: str) -> tuple[FoundDate, ...]:
    """All dates (with or without a day) in a text; impossible ones (2月30日) are left out."""
    result = []
    for m in DATE_RE.finditer(text):
        y, mo = cn_int(m["y"]), cn_int(m["m"])
        d = cn_int(m["d"]) if m["d"] else 1
        if y is None or mo is None or d is None:
            continue
        try:
            result.append(FoundDate(date(y, mo, d), m.start(), m.end(), m["d"] is not None))
        except ValueError:
            continue
    return tuple(result)


def is_date_line(text: str) -> bool:
    """Whether a line is a full date and nothing else (a 成文日期), spaces allowed."""
    stripped = text.strip().strip("（）()").strip()
    m = DATE_RE.fullmatch(stripped)
    return bool(m and m["d"])


def normal_number(text: str) -> str | None:
    """The 发文字号 in a text in the form ``门政发〔2020〕44号``; None when there is none.

    >>> normal_number("门政办发 [2020] 19 号")
    '门政办发〔2020〕19号'
    """
    m = DOCUMENT_NUMBER_RE.search(text)
    if m is None:
        return None
    return f"{re.sub(r'[（）()]', '', m['prefix'])}〔{re.sub(r'[^0-9]', '', m['year'])}〕{int(m['serial'])}号"

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
_READ = "零一二三四五六七八九"
_PLAIN = re.compile(r"(?:([一-九])千)?零?(?:([一-九])百)?零?(?:([一-九])?十)?零?([一-九])?".replace("一-九", _READ[1:]))
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
    plain = _plain_int(text)
    if plain is not None:
        return plain
    try:
        import cn2an  # takes a fifth of a second, so only for what is said in another way

        return int(cn2an.cn2an(text.replace("○", "零").replace("〇", "零"), "smart"))
    except (ValueError, KeyError, TypeError):
        return None


def format_cn_int(number: int) -> str:
    """The Chinese numeral of an integer from 0 up to but not including 10**12, as it is read out.

    >>> format_cn_int(10), format_cn_int(31), format_cn_int(1079), format_cn_int(20300)
    ('十', '三十一', '一千零七十九', '二万零三百')
    """
    found, gap = "", False
    for power, unit in ((8, "亿"), (4, "万"), (0, "")):
        group = number // 10**power % 10_000
        for place, small in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit = group // place % 10
            if digit:
                found += ("零" if gap and found else "") + _READ[digit] + small
            gap = not digit
        if group:
            found, gap = found + unit, False
    found = found or "零"
    return found[1:] if found.startswith("一十") else found


def _plain_int(text: str) -> int | None:
    """The number that is read out as ``text`` (see :func:`format_cn_int`), below 10,000; else ``None``."""
    match = _PLAIN.fullmatch(text)
    if match is None:
        return None
    thousands, hundreds, tens, ones = (_DIGITS.get(digit or "零", 0) for digit in match.groups())
    if tens == 0 and "十" in text:
        tens = 1
    number = 1000 * thousands + 100 * hundreds + 10 * tens + ones
    return number if text == format_cn_int(number) else None


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

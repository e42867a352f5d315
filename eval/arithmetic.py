"""Recomputation of the steps of a calculation: ``5,000 平方米 × 160 元/平方米 = 800,000 元``.

The audit works every step out again with exact fractions. A step it cannot read (a date
shift, a choice in words) is counted as unread, never as right.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

__all__ = ["StepVerdict", "check_step", "is_calendar"]


class StepVerdict(StrEnum):
    """What came of working a step out again."""

    RIGHT = "right"
    WRONG = "wrong"
    UNREAD = "unread"


_POWERS = {"万": Fraction(10_000), "亿": Fraction(100_000_000), "%": Fraction(1, 100), "‰": Fraction(1, 1000)}
_NUMBER = re.compile(r"(\d+(?:\.\d+)?)([万亿%‰])?((?:[^\d+\-*÷/()=≈\s]|/(?=[^\d(\s]))*)")
_SAME = (
    ("平方米", "亩", Fraction(3, 2000)),
    ("平方米", "公顷", Fraction(1, 10_000)),
    ("公顷", "亩", Fraction(15)),
    ("公里", "米", Fraction(1000)),
    ("年", "个月", Fraction(12)),
    ("吨", "公斤", Fraction(1000)),
)
_LABEL = re.compile(r"[一-鿿]*")
_RELATION = re.compile(r"^([^≤≥<>]*?)(≤|≥|<|>|未超过|不超过|超过)([^≤≥<>]*)$")
_YEARS = re.compile(r"(\d{4})年至(\d{4})年(?:\([^()]*\))?=(\d+)年?$")
_DAYS = re.compile(r"(?:(\d{4})年)?(\d+)月(\d+)日((?:[+-]\d+天)+)=(?:(\d{4})年)?(\d+)月(\d+)日$")
_BETWEEN = re.compile(r"(\d{4})年(\d+)月(\d+)日[到至](\d{4})年(\d+)月(\d+)日(?:共|相差|过了|=)(\d+)天")
_DATE = re.compile(r"\d+年\d+月|\d+月\d+日|\d{4}-\d{1,2}-\d{1,2}")


def _plain(step: str) -> str:
    text = unicodedata.normalize("NFKC", step)
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text)
    for chars, to in (("×✕✖*", "*"), ("÷", "÷"), ("−–—", "-"), ("＋", "+")):
        text = re.sub(f"[{chars}]", to, text)
    text = re.sub(r"(?<=\d)\s*[xX]\s*(?=[\d(])", "*", text)
    text = re.sub(r"(?<=\d)\s*·\s*(?=\d)", "*", text)
    text = text.replace("[", "(").replace("]", ")")
    return re.sub(r"\s+", "", text).rstrip("。;；,，")


def _tokens(side: str) -> tuple[list[str | Fraction], str] | None:
    """Numbers and operators of one side and the unit of its last number; ``None`` if words stand between."""
    found: list[str | Fraction] = []
    unit, at = "", 0
    while at < len(side):
        if side[at] in "+-*÷/()":
            found.append("÷" if side[at] == "/" else side[at])
            at += 1
            continue
        if not found or isinstance(found[-1], str):
            at += len(_LABEL.match(side, at)[0])  # type: ignore[index]  # the pattern may be empty, so it always matches
        match = _NUMBER.match(side, at)
        if match is None:
            return None
        value = Fraction(match[1])
        if match[2]:
            value *= _POWERS[match[2]]
        unit = match[3]
        found.append(value)
        at = match.end()
    return found, unit


class _Sum:
    """A recursive reader of ``+ - * ÷ ( )`` over fractions."""

    def __init__(self, tokens: list[str | Fraction]) -> None:
        self._tokens, self._at = tokens, 0

    def value(self) -> Fraction | None:
        """The value of the whole, ``None`` when it does not parse or divides by zero."""
        try:
            found = self._sum()
        except (ValueError, IndexError, ZeroDivisionError):
            return None
        return found if self._at == len(self._tokens) else None

    def _peek(self) -> str | Fraction | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _sum(self) -> Fraction:
        found = self._product()
        while (sign := self._peek()) in ("+", "-"):
            self._at += 1
            right = self._product()
            found = found + right if sign == "+" else found - right
        return found

    def _product(self) -> Fraction:
        found = self._atom()
        while (sign := self._peek()) in ("*", "÷"):
            self._at += 1
            right = self._atom()
            found = found * right if sign == "*" else found / right
        return found

    def _atom(self) -> Fraction:
        token = self._tokens[self._at]
        self._at += 1
        if isinstance(token, Fraction):
            return token
        if token == "-":
            return -self._atom()
        if token != "(":
            raise ValueError(token)
        found = self._sum()
        if self._tokens[self._at] != ")":
            raise ValueError("unbalanced")
        self._at += 1
        return found


def _same(left: Fraction, right: Fraction, units: tuple[str, str], single: bool, shown: str) -> bool | None:
    digits = re.search(r"\d+(?:\.(\d+))?([万亿%‰])?", shown)
    places = len(digits[1] or "") if digits else 0
    power = _POWERS.get(digits[2] or "", Fraction(1)) if digits else Fraction(1)
    slack = Fraction(1, 10**places) * power / 2 if places else Fraction(left.denominator > 1, 2)
    if units[1] == "个百分点":
        left *= 100
    if abs(left - right) <= slack or (not units[0] and abs(left * power - right) <= slack):
        return True
    for small, large, factor in _SAME:
        if units == (small, large) and abs(left * factor - right) <= slack:
            return True
        if units == (large, small) and abs(left / factor - right) <= slack:
            return True
    known = any({small, large} == set(units) for small, large, _ in _SAME)
    return None if single and units[0] != units[1] and not known else False


def _relation(text: str) -> bool | None:
    """Whether ``left ≤ right`` holds; ``None`` when it is no comparison of two plain quantities."""
    match = _RELATION.match(re.split(r"→|\((?!\d)", text)[0])
    if match is None:
        return None
    sides = []
    for part in (match[1], match[3]):
        numbers = list(_NUMBER.finditer(part))
        if len(numbers) != 1 or _DATE.search(part):
            return None
        value = Fraction(numbers[0][1])
        if numbers[0][2]:
            value *= _POWERS[numbers[0][2]]
        sides.append(value)
    left, right = sides
    return {
        "≤": left <= right, "≥": left >= right, "<": left < right, ">": left > right,
        "未超过": left <= right, "不超过": left <= right, "超过": left > right,
    }[match[2]]  # fmt: skip


def is_calendar(step: str) -> bool:
    """Whether the step counts days between two dates, years, or shifts a date: its figures are its own result."""
    return _calendar(_plain(step)) is not None


def _calendar(text: str) -> bool | None:
    """Whether a count of years or days, or a shift by days holds; ``None`` when it is none of these."""
    between = _BETWEEN.search(text)
    if between:
        year, month, day, to_year, to_month, to_day, count = map(int, between.groups())
        try:
            passed = (date(to_year, to_month, to_day) - date(year, month, day)).days
        except ValueError:
            return False
        return count in (passed, passed + 1)
    years = _YEARS.search(text)
    if years:
        return int(years[2]) - int(years[1]) + 1 == int(years[3])
    days = _DAYS.search(text)
    if days is None:
        return None
    year = int(days[1] or days[5] or 2021)
    try:
        start = date(year, int(days[2]), int(days[3]))
    except ValueError:
        return False
    end = start + timedelta(days=sum(int(n) for n in re.findall(r"[+-]\d+", days[4])))
    return (end.month, end.day) == (int(days[6]), int(days[7])) and days[5] in (None, str(end.year))


def check_step(step: str) -> StepVerdict:
    """Whether the equation in ``step`` holds; the shown result may be rounded to its last digit.

    >>> [check_step(s).value for s in ("5,000 平方米 × 160 元/平方米 = 800,000 元", "8 亩 × 500 元 = 4,100 元")]
    ['right', 'wrong']
    >>> check_step("2020年9月1日起公示 7 天").value
    'unread'
    >>> [check_step(s).value for s in ("14 间 ≤ 14 间（不超过含本数）→ 符合", "3 月 1 日 + 7 天 − 1 天 = 3 月 8 日")]
    ['right', 'wrong']
    """
    text = _plain(step)
    for holds in (_calendar(text), _relation(text)):
        if holds is not None:
            return StepVerdict.RIGHT if holds else StepVerdict.WRONG
    if _DATE.search(text) or not re.search(r"[=≈]", text):
        return StepVerdict.UNREAD
    sides = re.split(r"[=≈]", text)
    sides[0] = re.split(r"[:：,，;；]", sides[0])[-1]
    sides[-1] = re.split(r"[,，;；。(（](?![\d)])", sides[-1])[0]
    values: list[tuple[Fraction, str, bool, str]] = []
    for side in sides:
        read = _tokens(side)
        value = _Sum(read[0]).value() if read is not None and read[0] else None
        if read is None or value is None:
            return StepVerdict.UNREAD
        values.append((value, read[1], len(read[0]) == 1, side))
    verdict = StepVerdict.RIGHT
    for left, right in zip(values, values[1:], strict=False):
        same = _same(left[0], right[0], (left[1], right[1]), left[2], right[3])
        if same is False:
            return StepVerdict.WRONG
        if same is None:
            verdict = StepVerdict.UNREAD
    return verdict

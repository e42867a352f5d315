"""Deadlines as Chinese documents write them → the last day and a kind."""

from __future__ import annotations

import calendar
import re
from datetime import date

__all__ = ["DEADLINE_RE", "deadline_date", "deadline_kind", "read_deadline"]

DEADLINE_RE = re.compile(
    r"(?:到|至|在|于|确保在)?(?:"
    r"每(?:年|月|季度|周)?(?:\d{1,2}月)?\d{1,2}[日号](?:之?前|以前)"
    r"|每月月?底前"
    r"|(?:19|20)\d{2}年(?:\d{1,2}月)?(?:\d{1,2}[日号])?(?:年?底)?(?:之?前|以前|前)"
    r"|(?:19|20)\d{2}年(?:\d{1,2}月)?底"
    r"|(?:19|20)\d{2}年\d{1,2}月?(?:-|—|至|到)\d{1,2}月"
    r"|(?<![\d-])\d{1,2}月(?:\d{1,2}[日号](?:之?前|以前)|底(?:之?前|以前|前))"
    r"|年底前"
    r")"
)
_LONG = re.compile(r"长期(?:坚持|实施|推进|执行)?|持续(?:推进|实施|坚持)|常态化|全年")
_NOW = re.compile(r"立行立改|立即|即知即改|马上")
_NODE = re.compile(r"按.{0,4}节点|按时间|按要求|按计划|按进度")
_EVERY = re.compile(r"每(?:年|月|季度|半年|周|日|学期)")
_FULL = re.compile(
    r"(?P<y>(?:19|20)\d{2})年(?:(?P<a>\d{1,2})月?(?:-|—|~|至|到)(?P<b>\d{1,2})月|(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})[日号])?)?"
)
_SHORT = re.compile(r"(?<!\d)(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})[日号])?")


def deadline_date(text: str, year: int | None = None) -> date | None:
    """The last day a deadline allows; ``year`` stands in when the text gives none.

    >>> deadline_date("2022年6月底前"), deadline_date("2020年底前"), deadline_date("长期坚持")
    (datetime.date(2022, 6, 30), datetime.date(2020, 12, 31), None)
    """
    text = re.sub(r"\s+", "", text)
    if _EVERY.search(text):
        return None
    if m := _FULL.search(text):
        return _last(int(m["y"]), m["b"] or m["m"], m["d"])
    if year is not None and (m := _SHORT.search(text)):
        return _last(year, m["m"], m["d"])
    if year is not None and "年底" in text:
        return date(year, 12, 31)
    return None


def _last(year: int, month: str | None, day: str | None) -> date | None:
    m = int(month) if month else 12
    if not 1 <= m <= 12:
        return None
    d = int(day) if day else calendar.monthrange(year, m)[1]
    try:
        return date(year, m, d)
    except ValueError:
        return None


def deadline_kind(text: str, found: date | None) -> str:
    """date, long_term, periodic, immediate, scheduled, period or other."""
    if found is not None:
        return "date"
    for kind, pattern in (("periodic", _EVERY), ("long_term", _LONG), ("immediate", _NOW), ("scheduled", _NODE)):
        if pattern.search(text):
            return kind
    return "period" if re.search(r"期间|季", text) else "other"


def read_deadline(text: str, year: int | None = None) -> tuple[date | None, str, tuple[str, ...]]:
    """Date, kind, and the kinds of further parts (2020年10月底前；长期坚持 → also long_term)."""
    day = deadline_date(text, year)
    parts = re.split(r"[；;，,]", text)
    kind = deadline_kind(parts[0] if deadline_kind(parts[0], day) != "other" else text, day)
    also = [k for part in parts[1:] if (k := deadline_kind(part, deadline_date(part, year))) not in (kind, "other")]
    return day, kind, tuple(dict.fromkeys(also))

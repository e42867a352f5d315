"""Dates, parts of dates and clock times as people say them.

Stage 6 for the rule packs, on the normalised text.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from assistant.rules.amounts import cn_number, normalise

__all__ = ["Clock", "When", "clocks", "dates", "minutes", "read_clock", "read_span", "spans", "weekday"]


@dataclass(frozen=True, slots=True)
class When:
    """A date, or the part of one that was given."""

    year: int | None
    month: int | None
    day: int | None
    text: str
    start: int
    end: int
    last: bool = False

    @property
    def date(self) -> date | None:
        """The full date, if all of it is known and it exists."""
        if self.year is None or self.month is None or self.day is None:
            return None
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None


class Clock(NamedTuple):
    """A time of day in minutes; ``sure`` false when morning or afternoon was not said."""

    minutes: int
    sure: bool
    text: str
    start: int
    end: int


_YEAR = r"(?:20\d\d|[二2][〇零0][一二三四五六七八九〇零\d]{2}|(?<!\d)\d\d(?=年\d{1,2}月))"
_MONTH = r"(?:\d{1,2}|十?[一二三四五六七八九十])"
_DAY = r"(?:\d{1,2}|[一二三]?十?[一二三四五六七八九十]|二十|三十)"
_ENDS = r"底|末(?!季)|的?最后(?:一天|那天)"
_FIRST = r"的?(?:头一天|第一天|首日|头天)"
_DATE = re.compile(
    rf"(?P<ymd>(?P<y1>20\d\d)[-/.](?P<m1>\d{{1,2}})[-/.](?P<d1>\d{{1,2}})(?!\d))"
    rf"|(?P<y2>{_YEAR}|今|去|明|后|前|当)年的?(?:(?P<m2>{_MONTH})月(?:份)?(?:(?P<d2>{_DAY})[日号]?(?![月\d])|(?P<e2>{_ENDS})|(?P<f2>{_FIRST})|(?P<b2>初))?"
    rf"|(?P<holiday>(?:元旦|国庆节?|五一|劳动节)(?![后过前以之假期放长节]))|(?P<yend>{_ENDS})|(?P<yfirst>{_FIRST}))"
    rf"|(?P<rel>本月|这个?月|上个?月|下个?月)(?P<d6>{_DAY})[日号]"
    rf"|(?P<m3>{_MONTH})月(?:份)?(?:(?P<d3>{_DAY})(?:[日号]|(?<=\d)(?![\d.个天人次平亩万元%年月日号]))|(?P<e3>{_ENDS})|(?P<f3>{_FIRST}))"
    rf"|(?P<m4>(?<![\d个半])(?:\d{{1,2}}|(?<![一二三四五六七八九十])十?[一二三四五六七八九十]))月(?:份)?(?!底|末)|(?P<today>(?:今天|明天|昨天|前天)(?!(?:就?是|都)?(?:{_YEAR}年)?{_MONTH}月))"
    rf"|(?<![\d.])(?P<m5>1[0-2]|[1-9])\.(?P<d5>[12]\d|3[01]|0?[1-9])(?=[日号签])"
)
_YEAR_BEFORE = r"(?<![到至止])(20\d\d)年[^，。；？、\d]{1,10}$"
"""2020年国庆后头10月8号: the year said a few words before a day."""
_RELATIVE = {"今": 0, "当": 0, "去": -1, "前": -2, "明": 1, "后": 2}
_HOLIDAYS = {"元": (1, 1), "国": (10, 1), "五": (5, 1), "劳": (5, 1)}


def _int(text: str | None) -> int | None:
    if text is None:
        return None
    if len(text) == 4 and not text.isdigit():
        table = dict(zip("〇零一二三四五六七八九", "00123456789", strict=True))
        return int("".join(table.get(c, c) for c in text))
    return int(cn_number(text))


def dates(text: str, as_of: date) -> tuple[When, ...]:
    """Dates and parts of dates in a normalised text; 今年 and 明天 as seen from ``as_of``."""
    found: list[When] = []
    year: int | None = None
    for match in _DATE.finditer(text):
        if match["today"]:
            day = as_of + timedelta(days={"今": 0, "明": 1, "昨": -1, "前": -2}[match["today"][0]])
            found.append(When(day.year, day.month, day.day, match[0], *match.span()))
            continue
        if match["rel"]:
            shift = {"上": -1, "下": 1}.get(match["rel"][0], 0)
            months = as_of.year * 12 + as_of.month - 1 + shift
            found.append(When(months // 12, months % 12 + 1, _int(match["d6"]), match[0], *match.span()))
            continue
        if match["y2"] and match["y2"] in _RELATIVE:
            here: int | None = as_of.year + _RELATIVE[match["y2"]]
            if match["y2"] == "当":
                here = year
        else:
            here = _int(match["y1"] or match["y2"])
            if here is not None and here < 100:
                here += 2000
        if here is None and (told := re.match(r"（(20\d\d)年?）", text[match.end() :])):
            here = int(told[1])
        if here is None and year is None and (told := re.search(_YEAR_BEFORE, text[: match.start()])):
            here = int(told[1])
        year = here or year
        month = _int(match["m1"] or match["m2"] or match["m3"] or match["m4"] or match["m5"])
        day_ = _int(match["d1"] or match["d2"] or match["d3"] or match["d5"])
        last = bool(match["e2"] or match["e3"] or match["yend"])
        if match["f2"] or match["f3"]:
            day_ = 1
        if match["yfirst"]:
            month, day_ = 1, 1
        if match["holiday"]:
            month, day_ = _HOLIDAYS[match["holiday"][0]]
        if match["yend"]:
            month, day_ = 12, 31
        elif last and month and 1 <= month <= 12:
            day_ = monthrange(year or 2021, month)[1]
        found.append(When(year, month, day_, match[0], *match.span(), last=last))
    return tuple(found)  # a date without a year takes the year of the one before it


_PM = (
    "下午",
    "傍晚",
    "晚上",
    "晚",
    "后晌",
    "下晌",
    "过晌",
    "午后",
    "擦黑",
    "傍黑",
    "当晚",
    "今晚",
    "明晚",
    "昨晚",
    "大晚上",
)
_NIGHT = ("夜里", "夜间", "深夜", "半夜", "午夜", "前半夜", "头半夜", "夜晚", "大半夜")
_NOON = ("中午", "晌午", "大中午", "正午")
_AM = (
    "凌晨",
    "清早",
    "清晨",
    "大清早",
    "早晨",
    "早上",
    "早",
    "上午",
    "后半夜",
    "下半夜",
    "头晌",
    "前晌",
    "上半晌",
    "一早",
    "一大早",
    "天不亮",
    "拂晓",
    "今早",
    "明早",
)
_PART = "|".join(sorted((*_PM, *_NIGHT, *_NOON, *_AM), key=len, reverse=True))
_MINUTE = r"一刻|三刻|\d{1,2}分钟?|[一二三四五]?十?[一二三四五六七八九十]分钟?"
_CLOCK = re.compile(
    rf"(?P<part>{_PART})?(?P<to>差(?:{_MINUTE})(?:到|就)?)?(?:(?P<h>\d{{1,2}}|(?<![二三四五六七八九十百])二?十?[一二两三四五六七八九十零])"
    rf"(?:(?:点钟?(?![零〇一二三四五六七八九\d]+(?:吨|亩|万|平|公|米|元|%))|时(?![段间候限]))(?:(?P<less>差|还差|欠)|过)?"
    rf"(?P<m>半|整|一刻|三刻|\d{{1,2}}分?|零?[一二三四五六七八九](?:分|(?=[，。？的了过能走]|$))|[二三四五]?十[一二三四五六七八九]?分?)?)"
    rf"|(?P<h2>\d{{1,2}}):(?P<m2>\d{{2}}))"
)


def _minute(text: str) -> int:
    text = text.removeprefix("零")
    named = {"半": 30, "整": 0, "一刻": 15, "三刻": 45}
    return named[text] if text in named else int(cn_number(text.removesuffix("钟").removesuffix("分")))


def clocks(text: str) -> tuple[Clock, ...]:
    """Clock times in a normalised text, 差一刻六点 and 十一点过五分 included."""
    found = []
    for match in _CLOCK.finditer(text):
        hour = int(cn_number(match["h"] or match["h2"]))
        part = match["part"] or ""
        if hour > 24 or (
            hour == 1
            and not part
            and not match["m"]
            and not match["h2"]
            and "点钟" not in match[0]
            and not text.startswith("1", match.start())
        ):
            continue
        minutes = _minute(match["m2"] or match["m"] or "0")
        if match["less"] and minutes:
            minutes = -minutes
        elif match["to"]:
            minutes = -_minute(re.sub("^差|[到就]$", "", match["to"]))
        pm = (
            part in _PM
            or (part in _NIGHT and hour >= (7 if part in ("半夜", "午夜", "大半夜") else 6))
            or (part in _NOON and hour <= 2)
        )
        if pm and hour < 12:
            hour += 12
        elif (part in (*_NIGHT, "凌晨", "后半夜", "下半夜") or "晚" in part) and hour == 12:
            hour = 0
        sure = bool(part) or hour > 12 or hour == 0 or bool(match["h2"]) or "时" in match[0]
        found.append(Clock((hour % 24 * 60 + minutes) % 1440, sure, match[0], *match.span()))
    for match in re.finditer(r"半夜(?!\d|[一二两三四五六十])|午夜(?!\d|[一二两三四五六十])|零点", text):
        if not any(c.start <= match.start() < c.end for c in found):
            found.append(Clock(0, True, match[0], *match.span()))
    return tuple(found)


_COUNT = r"\d+(?:\.\d+)?|[一二两三四五六七八九十]+"
_SPAN = re.compile(
    rf"(?P<h>{_COUNT})个?(?P<half>半)?(?:小时|钟头|钟(?!头))(?:零?(?P<m>{_COUNT})分钟?|(?P<more>半))?|半个?(?:小时|钟头|钟)|(?P<q>{_COUNT})刻钟|(?P<only>{_COUNT})(?P<ohalf>半)?分钟"
)


def spans(text: str) -> tuple[tuple[int, int, int], ...]:
    """Lengths of time in whole minutes with where they stand: 一个半小时, 40分钟, 三刻钟.

    >>> spans("卸货要一个半小时")
    ((90, 4, 9),)
    """
    found = []
    for match in _SPAN.finditer(text):
        if re.search(r"[几多来点]$|\d{1,2}[:.]$", text[: match.start()]):
            continue
        if match["h"]:
            minutes = (
                cn_number(match["h"]) * 60
                + (30 if match["half"] or match["more"] else 0)
                + (cn_number(match["m"]) if match["m"] else 0)
            )
        elif match["q"]:
            minutes = cn_number(match["q"]) * 15
        elif match["only"]:
            minutes = cn_number(match["only"])
        else:
            minutes = cn_number("30")
        found.append((int(minutes), *match.span()))
    return tuple(found)


def read_span(given: str) -> str:
    """A length of time as it was said; ``minutes`` reads it.

    Raises:
        ValueError: it is not one length of time, or longer than a week.
    """
    if len(found := spans(normalise(given))) != 1 or not 0 < found[0][0] <= 7 * 1440:
        raise ValueError("时长请写成小时、分钟，如 1小时30分")
    return given


def minutes(said: str) -> int:
    """The minutes of a length of time that ``read_span`` took."""
    return spans(normalise(said))[0][0]


def read_clock(given: object) -> object:
    """Minutes since midnight from 7:30 or 早上七点半; anything else is left to the validator.

    >>> read_clock("晚上11点半")
    1410
    """
    if isinstance(given, str) and not given.isdigit():
        found = clocks(normalise(given))
        return found[0].minutes if len(found) == 1 else given
    return given


def weekday(text: str) -> str | None:
    """The only day of the week named, as 星期四; ``None`` when there is none or several."""
    named = {"星期" + m[1].replace("天", "日") for m in re.finditer("(?:周|星期|礼拜)([一二三四五六日天])", text)}
    return named.pop() if len(named) == 1 else None

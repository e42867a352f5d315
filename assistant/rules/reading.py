"""Question text → what a calculator needs of it: amounts with units, dates, clock times, years.

Stage 6 for the rule packs. ``Reading`` works on a normalised copy (NFKC, 繁→简, no spaces);
nothing read here is ever quoted.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from typing import Any, NamedTuple

from assistant.rules.units import UNITS

__all__ = ["Amount", "Clock", "Reading", "When", "amounts", "cn_number", "normalise", "read_clock"]

_CN = "零〇一二两俩三仨四五六七八九十百千万亿"
_CN_NUMBER = rf"[{_CN}]+(?:点[零〇一二三四五六七八九]+)?"
_ARABIC = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+\^\d+|\d+(?:\.\d+)?e\d+|\d+(?:\.\d+)?"
_NAMES = sorted((n for n in UNITS if n), key=len, reverse=True)
_UNIT = "|".join(re.escape(n) + _after for n, _after in ((n, {
    "平": "(?![安均台原房时])", "块": "(?![地林田儿])", "次": "(?!性)", "个": "(?!体|人)", "家": "(?![里庭])", "名": "(?![单录])",
    "度": "(?!假)", "米": "(?![粉饭])", "天": "(?![气然])", "条": "(?!件)", "组": "(?!织)", "人": "(?![民家])", "日": "(?!常)",
    "年": "(?![度底初内])", "份": "(?!额)", "所": "(?![以有])", "户": "(?!口)", "只": "(?![有能是要管看在给发用办买补够算])", "里地": "", "万": "(?![亩张平公吨])", "场": "(?!地)",
}.get(n, "")) for n in _NAMES))
_AMOUNT = re.compile(
    rf"(?P<sign>负|(?<![\d至到~-])-)?(?P<num>(?P<arabic>{_ARABIC})(?P<mul>[十百千]?[万亿]|[千百](?!分))?(?P<tail>\d{{1,4}}[千百]?(?!\d|[月年号日点时])|[一二三四五六七八九][千百]?)?"
    rf"|百分之(?P<share>{_CN_NUMBER}|{_ARABIC})|半(?=[亩年个天]|公顷)|{_CN_NUMBER})(?P<about>来|多|余|几)?(?P<unit>{_UNIT})?(?P<half>半(?![夜天]))?"
)
_TYPOS = {"接道": "街道", "民俗小院": "民宿小院", "潭拓寺": "潭柘寺", "谭柘寺": "潭柘寺", "军庒": "军庄", "斋唐": "斋堂", "大裕街": "大峪街", "戴艺": "大峪",
          "进京正": "进京证", "流转非": "流转费", "养护非": "养护费", "基础设置": "基础设施", "公倾": "公顷", "建社费": "建设费", "高经尖": "高精尖", "高精间": "高精尖", "退根": "退耕", "流传费": "流转费", "板粟": "板栗", "载祸": "载货", "招拍卦": "招拍挂", "贴息": "贴息"}


def cn_number(text: str) -> Decimal:
    """A number in Chinese or Arabic numerals, 三千五 and 一万五 included.

    >>> cn_number("一万五")
    Decimal('15000')
    """
    import cn2an

    if re.fullmatch(r"\d+\^\d+", text):
        base, power = text.split("^")
        return Decimal(base) ** min(int(power), 60)
    if re.fullmatch(r"[\d,.e]+", text):
        return Decimal(text.replace(",", ""))
    text = text.replace("俩", "两").replace("仨", "三").replace("〇", "零")
    if short := re.fullmatch(r"(.*[万千百])([一二三四五六七八九])", text):
        text = short[1] + short[2] + {"万": "千", "千": "百", "百": "十"}[short[1][-1]]
    if text[0] in "百千万亿":
        text = "一" + text
    return Decimal(str(cn2an.cn2an(text, "smart")))


@cache
def _simplifier() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def normalise(text: str) -> str:
    """NFKC, simplified characters, no white space, known misprints mended, lower-case units."""
    plain = _simplifier().convert(unicodedata.normalize("NFKC", text)).lower()
    plain = re.sub(r"(?<!\d),|,(?!\d{3}(?!\d))", "，", plain).replace(";", "；").replace("?", "？").replace("!", "！")
    plain = re.sub(r"(?<!\d):|:(?!\d)", "：", plain).replace("(", "（").replace(")", "）")
    plain = re.sub(r"\s+", "", plain).replace("㎡", "m2").replace("平方m", "m2").replace("平米", "平方米").replace("平方公尺", "平方米")
    plain = re.sub(r"pm2\.?5", "细颗粒物", plain)
    plain = re.sub(r"pm10", "可吸入颗粒物", plain)
    for wrong, right in _TYPOS.items():
        plain = plain.replace(wrong, right)
    return plain


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit: ``kind`` as in ``units``; ``start``/``end`` in the normalised text."""

    kind: str
    value: Decimal
    unit: str
    text: str
    start: int
    end: int
    ordinal: bool = False

    def __str__(self) -> str:
        return self.text


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


def _unit_kind(name: str) -> str:
    return UNITS[name].kind


def amounts(text: str) -> tuple[Amount, ...]:
    """Every amount in a normalised text; a bare 万 or 亿 is money, a bare number ``number``."""
    found = []
    for match in _AMOUNT.finditer(text):
        raw, unit = match["num"], match["unit"] or ""
        try:
            value = _value(match)
        except (ValueError, ArithmeticError):
            continue
        if match["share"]:
            unit = "%"
        before = text[: match.start()]
        ordinal = before.endswith("第")
        money = bool(re.search("[万亿]", raw)) and not unit
        if not unit and not money and not match["arabic"] and not match["share"] and (
            len(raw) < 2 or not re.search("[十百千]", raw) or text.startswith(("分之", "分"), match.end())
        ):
            continue
        if raw in ("万", "亿", "千", "百", "百万", "千万") and unit not in ("亩", "平方米", "公顷", "平"):
            continue
        if match["half"] and unit:
            value += Decimal("0.5")
        if match["sign"]:
            value = -value
        name = unit
        if money or (match["mul"] == "万" and unit in ("元", "块", "块钱")):
            name, value = _as_money(value)
        kind = "money" if money else _unit_kind(unit)
        found.append(Amount(kind, value, name, match[0], match.start(), match.end(), ordinal))
    return tuple(found)


def _as_money(value: Decimal) -> tuple[str, Decimal]:
    whole = value / UNITS["万"].factor
    return "万元", whole.normalize() if whole != whole.to_integral_value() else whole.quantize(Decimal(1))


def _value(match: re.Match[str]) -> Decimal:
    if match["share"]:
        return cn_number(match["share"])
    if match["num"] == "半":
        return Decimal("0.5")
    if not match["arabic"]:
        return cn_number(match["num"])
    value = cn_number(match["arabic"])
    for sign in match["mul"] or "":
        value *= cn_number("一" + sign) if sign != "十" else Decimal(10)
    tail = match["tail"]
    if tail and not match["mul"]:
        raise ValueError(tail)
    if tail:
        digits = tail.rstrip("千百")
        rest = cn_number(digits)
        if tail[-1] in "千百":
            rest *= cn_number("一" + tail[-1])
        elif len(digits) == 1:
            rest *= cn_number("一" + match["mul"][-1]) / 10
        value += rest
    return value


_N = rf"(?:\d{{1,4}}|[{_CN}]{{1,4}})"
_YEAR = r"(?:20\d\d|[二2][〇零0][一二三四五六七八九〇零\d]{2}|(?<!\d)\d\d(?=年\d{1,2}月))"
_DATE = re.compile(
    rf"(?P<ymd>(?P<y1>20\d\d)[-/.](?P<m1>\d{{1,2}})[-/.](?P<d1>\d{{1,2}})(?!\d))"
    rf"|(?P<y2>{_YEAR}|今|去|明|后|前|当)年的?(?:(?P<m2>\d{{1,2}}|十?[一二三四五六七八九十])月(?:份)?(?:(?P<d2>\d{{1,2}}|[一二三]?十?[一二三四五六七八九十]|二十|三十)[日号]?(?![月\d])|(?P<e2>底|末)|(?P<b2>初))?|(?P<holiday>元旦|国庆节?|五一|劳动节)|(?P<yend>底|末))"
    rf"|(?P<m3>\d{{1,2}}|十?[一二三四五六七八九十])月(?:份)?(?:(?P<d3>\d{{1,2}}|[一二三]?十?[一二三四五六七八九十]|二十|三十)[日号]|(?P<e3>底|末))"
    rf"|(?P<m4>(?<!\d)\d{{1,2}})月(?:份)?(?!底|末)|(?P<today>今天|明天|昨天)"
    rf"|(?<![\d.])(?P<m5>1[0-2]|[1-9])\.(?P<d5>[12]\d|3[01]|0?[1-9])(?=[日号签])"
)
_RELATIVE = {"今": 0, "当": 0, "去": -1, "前": -2, "明": 1, "后": 2}
_HOLIDAYS = {"元": (1, 1), "国": (10, 1), "五": (5, 1), "劳": (5, 1)}


def _int(text: str | None) -> int | None:
    if text is None:
        return None
    if len(text) == 4 and not text.isdigit():
        table = dict(zip("〇零一二三四五六七八九", "00123456789", strict=True))
        return int("".join(table.get(c, c) for c in text))
    return int(cn_number(text))


def _dates(text: str, as_of: date) -> tuple[When, ...]:
    from calendar import monthrange
    from datetime import timedelta

    found: list[When] = []
    year: int | None = None
    for match in _DATE.finditer(text):
        if match["today"]:
            day = as_of + timedelta(days={"今": 0, "明": 1, "昨": -1}[match["today"][0]])
            found.append(When(day.year, day.month, day.day, match[0], *match.span()))
            continue
        if match["y2"] and match["y2"] in _RELATIVE:
            here: int | None = as_of.year + _RELATIVE[match["y2"]]
            if match["y2"] == "当":
                here = year
        else:
            here = _int(match["y1"] or match["y2"])
            if here is not None and here < 100:
                here += 2000
        year = here or year
        month = _int(match["m1"] or match["m2"] or match["m3"] or match["m4"] or match["m5"])
        day_ = _int(match["d1"] or match["d2"] or match["d3"] or match["d5"])
        last = bool(match["e2"] or match["e3"] or match["yend"])
        if match["holiday"]:
            month, day_ = _HOLIDAYS[match["holiday"][0]]
        if match["yend"]:
            month, day_ = 12, 31
        elif last and month and 1 <= month <= 12:
            day_ = monthrange(year or 2021, month)[1]
        found.append(When(year, month, day_, match[0], *match.span(), last=last))
    return tuple(found)  # a date without a year takes the year of the one before it


_PART = r"凌晨|清早|清晨|大清早|早晨|早上|早|上午|中午|下午|傍晚|晚上|夜里|夜间|半夜|午夜|深夜|晚|后半夜"
_CLOCK = re.compile(
    rf"(?P<part>{_PART})?(?:(?P<h>\d{{1,2}}|二?十?[一二两三四五六七八九十零])(?:(?:点钟?|时(?![段间候限]))(?P<m>半|整|[一三]刻|\d{{1,2}}分?|[二三四五]?十[一二三四五六七八九]?分?)?)"
    rf"|(?P<h2>\d{{1,2}}):(?P<m2>\d{{2}}))"
)


def _clocks(text: str) -> tuple[Clock, ...]:
    found = []
    for match in _CLOCK.finditer(text):
        hour = int(cn_number(match["h"] or match["h2"]))
        part = match["part"] or ""
        if hour > 24 or (hour == 1 and not part and not match["m"] and not match["h2"] and "点钟" not in match[0] and not text.startswith("1", match.start())):
            continue
        minute = match["m2"] or match["m"] or "0"
        minutes = {"半": 30, "整": 0, "一刻": 15, "三刻": 45}.get(minute)
        if minutes is None:
            minutes = int(cn_number(minute.rstrip("分")))
        pm = part in ("下午", "傍晚", "晚上", "晚") or (part in ("夜里", "夜间", "深夜") and hour >= 6) or (part in ("半夜", "午夜") and hour > 6)
        if part == "中午" and hour <= 2:
            pm = True
        if pm and hour < 12:
            hour += 12
        elif part in ("晚上", "半夜", "午夜", "夜里", "深夜", "凌晨") and hour == 12:
            hour = 0
        sure = bool(part) or hour > 12 or hour == 0 or bool(match["h2"]) or "时" in match[0]
        found.append(Clock(hour % 24 * 60 + minutes, sure, match[0], *match.span()))
    for match in re.finditer(r"半夜(?!\d|[一二两三四五六十])|午夜(?!\d|[一二两三四五六十])|零点", text):
        if not any(c.start <= match.start() < c.end for c in found):
            found.append(Clock(0, True, match[0], *match.span()))
    return tuple(found)


def read_clock(given: object) -> object:
    """Minutes since midnight from 7:30 or 早上七点半; anything else is left to the validator.

    >>> read_clock("晚上11点半")
    1410
    """
    if isinstance(given, str) and not given.isdigit():
        found = _clocks(normalise(given))
        return found[0].minutes if len(found) == 1 else given
    return given


@dataclass(frozen=True)
class Reading:
    """One question, read. ``text`` is normalised; ``as_of`` the day 今天 and 今年 mean,
    ``hint`` the year that dates without one take (from an earlier question)."""

    raw: str
    as_of: date
    hint: int | None = None

    @cached_property
    def text(self) -> str:
        """The normalised text."""
        return normalise(self.raw)

    @cached_property
    def masked(self) -> str:
        """The text with 文号, ordinals of clauses and dates blanked, for reading amounts."""
        text = re.sub(r"[一-鿿]{1,6}[〔\[(（]20\d\d[〕\])）]\d+号|第[\d一二三四五六七八九十]+[条款项行]", lambda m: "□" * len(m[0]), self.text)
        for when in self.dates:
            text = text[: when.start] + "□" * (when.end - when.start) + text[when.end :]
        for clock in self.clocks:
            text = text[: clock.start] + "□" * (clock.end - clock.start) + text[clock.end :]
        text = re.sub(r"20\d\d(?=年|[到至~—-]20\d\d)", "□□□□", text)
        text = re.sub(r"\d{1,2}月?(?:-|—|~|至|到|、)+(?=(?:\d{1,2}月?(?:-|—|~|至|到|、)*)?\d{0,2}(?:月|□))", lambda m: "□" * len(m[0]), text)
        return re.sub(r"(?<![有共才只就是种退])一(?=(?:亩|平方米|平|公顷|吨|公斤|米)(?!半|多))", "□", text)

    @cached_property
    def dates(self) -> tuple[When, ...]:
        """Dates and parts of dates, in order."""
        return _dates(self.text, self.as_of)

    def full(self, when: When) -> date | None:
        """The date, a missing year taken from the only year named or from ``as_of``."""
        if when.date is not None or when.month is None or when.day is None:
            return when.date
        named = {w.year for w in self.dates if w.year} or {int(m[1]) for m in re.finditer(r"(20\d\d)年", self.text)}
        try:
            return date(named.pop() if len(named) == 1 else self.hint or self.as_of.year, when.month, when.day)
        except ValueError:
            return None

    @cached_property
    def clocks(self) -> tuple[Clock, ...]:
        """Clock times, in order."""
        return _clocks(self.text)

    @cached_property
    def amounts(self) -> tuple[Amount, ...]:
        """Amounts, in order."""
        return amounts(self.masked)

    def of(self, *kinds: str) -> tuple[Amount, ...]:
        """Amounts of these kinds, ordinals left out."""
        return tuple(a for a in self.amounts if a.kind in kinds and not a.ordinal)

    def has(self, *patterns: str) -> bool:
        """Whether any of the patterns is found."""
        return any(re.search(p, self.text) for p in patterns)

    def find(self, pattern: str) -> tuple[re.Match[str], ...]:
        """All matches of a pattern."""
        return tuple(re.finditer(pattern, self.text))

    def near(self, amount: Amount, before: int = 12, after: int = 12) -> str:
        """The text around an amount."""
        return self.text[max(0, amount.start - before) : amount.end + after]

    def times(self, amount: Amount) -> int:
        """How often an amount counts: twice in 前两年各拿了120万, else once."""
        before = re.split("[，。；]", self.text[max(0, amount.start - 16) : amount.start])[-1]
        match = re.search(r"([两二三四2-9])(?:个)?年(?:里|内|中)?(?:各|每年|都|分别|均)", before)
        return int(cn_number(match[1])) if match else 1

    @cached_property
    def years(self) -> tuple[int, int] | None:
        """First and last year of a span or of a single year that the text names."""
        span = re.search(r"(20\d\d)年?(?:底|末|初)?(?:\d+月)?(?:到|至|~|-|—|起?直?到|一直到)+(20\d\d|\d\d(?=年))", self.text)
        if span:
            end = int(span[2])
            return int(span[1]), end + 2000 if end < 100 else end
        single = {int(m[1]) for m in re.finditer(r"(?<!\d)(20\d\d)(?=年|[^\d.])", self.text)}
        return (min(single), max(single)) if len(single) == 1 else None

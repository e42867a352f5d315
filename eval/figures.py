"""The numbers, dates and names-with-digits of a text, for the audit and for scoring.

Written apart from the answering side on purpose: the audit must not share the code it checks.
A ``Figure`` is one quantity (``1000元``, ``三成`` is none), one date (``2020年9月21日``), one
ordinal place (``第三条``) or one name that holds digits (``PM2.5``, ``〔2020〕44号``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache

__all__ = ["Figure", "FigureKind", "FigurePool", "chinese_value", "find_figures", "fold", "fold_apart"]


class FigureKind(StrEnum):
    """What a figure is."""

    QUANTITY = "quantity"
    DATE = "date"
    ORDINAL = "ordinal"
    NAME = "name"
    CLOCK = "clock"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure of a folded text.

    ``text`` is the figure with its unit; ``value`` counts 万 and 亿 in and is ``None`` for dates and
    names, and is minutes of the day for a clock time; ``plain`` is the value without them. ``date`` holds year, month and day, each or ``None``.
    ``open_end`` is true when neither a unit nor a Han character follows: a cell or a bare number.
    """

    kind: FigureKind
    text: str
    start: int
    end: int
    value: Decimal | None = None
    plain: Decimal | None = None
    unit: str = ""
    date: tuple[int | None, int | None, int | None] = (None, None, None)
    open_end: bool = False


_UNITS = """
平方公里 平方米 立方米 微克 毫克 公斤 千克 公里 千米 厘米 毫米 公顷 万元 亿元 工作日 个工作日 自然日 个自然日 个月 个季度 季度
小时 分钟 星期 礼拜 个星期 个礼拜 个百分点 周岁 周年 座次 人次 车次 元 亩 米 吨 克 升 年 月 日 天 时 分 秒 周 号 次 个 家 名 人 户 台 套
辆 座 所 条 款 项 章 节 页 期 处 株 块 间 批 组 份 倍 级 星 类 层 届 轮 度 岁 支 件 场 篇 位 张 部 米 棵 栋 幢 门
村 镇 街 行 科 种 成 % ‰ kg km t h
"""
_SAME_UNIT = {
    "日": "天",
    "个工作日": "工作日",
    "个自然日": "自然日",
    "个季度": "季度",
    "千米": "公里",
    "千克": "公斤",
    "星级": "星",
}
_SAME_UNIT |= {"块": "元", "项": "个", "种": "个", "km": "公里", "kg": "公斤", "t": "吨", "h": "小时", "h小时": "小时"}
_UNIT = "|".join(sorted(map(re.escape, set(_UNITS.split())), key=len, reverse=True))
_CN = "〇零一二三四五六七八九十百千万亿两"
_YEAR = r"(?:[12]\d{3}|[〇零一二三四五六七八九]{4})"
_SMALL = r"(?:\d{1,2}|[一二两三四五六七八九十]{1,3})"
_NOON = "凌晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜"
_TOKEN = re.compile(
    rf"(?P<docno>〔\d{{4}}〕(?:第)?\d+号)"
    rf"|(?P<iso>(?<!\d)[12]\d{{3}}[-/.]\d{{1,2}}(?:[-/.]\d{{1,2}})?(?![\d.%]))"
    rf"|(?P<ymd>{_YEAR}年(?:{_SMALL}月(?:份)?(?:{_SMALL}[日号])?)?|(?<![\d]){_SMALL}月(?:份)?(?:{_SMALL}[日号])?)"
    rf"|第(?P<ordinal>\d+|[{_CN}]+)(?P<place>编|章|节|条|款|项|目|期|号|届|批|行)"
    rf"|(?P<clock>(?<![\d:])\d{{1,2}}:[0-5]\d(?![\d:])|{_SMALL}时(?:\d{{1,2}}|{_SMALL})分|(?:{_NOON})?{_SMALL}点(?:钟|半|一刻|三刻|零?{_SMALL}分?)?)"
    rf"|(?P<name>[A-Za-z]+[-.]?\d+(?:\.\d+)?[A-Za-z]*|\d+[A-Z][A-Za-z]*)"
    rf"|百分之(?P<percent>\d+(?:\.\d+)?|[{_CN}]+(?:点[{_CN}]+)?)"
    rf"|(?P<parts>[{_CN}\d]+分之[{_CN}\d]+)"
    rf"|(?P<half>\d+|[{_CN}]+)(?P<halfunit>[亩年吨里米个])半(?P<halftail>月|小时)?"
    rf"|(?P<number>\d+(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<power>[十百千]?[万亿]|[百千](?=[元亩人户米个平]))?(?P<unit>{_UNIT})?"
    rf"|(?P<cn>[{_CN}]+|半)(?P<cnunit>{_UNIT})"
    rf"|(?P<bare>[一二三四五六七八九两][十百千万亿][{_CN}]*|十[一二三四五六七八九])"
)
_WORDS = re.compile(
    "次一(?=工作日|日|年)|[下上]一(?=年|步|个|期|行|季|工作日)|逐一|一般|一律|一致|一定|一并|一体|一经|一旦|一线|一站式|一门式|统一|进一步|唯一|之一|万一|十分|百姓|一些|一下|一起|一直|一切|一带|一路|"
    "千方百计|一次性|一条龙|一门|一网|一行|一件事|一样|一级政府|一度|一方面|一部分|一时|四面八方|五花八门|一分为|一级响应|千家万户|一类推|"
    "一节省|万分|一成不变|三农|七夕|十一假期|一个样|一条线|一张网|一揽子|一期工程"
)
_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}

_CAPITALS = re.compile(r"[壹贰叁肆伍陆柒捌玖拾佰仟萬零万亿]{2,}(?=[元圆块万亿平亩])")
_SMALL_NUMERALS = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬", "一二三四五六七八九十百千万")


def _prepare(text: str) -> str:
    text = re.sub(r"(?<=[０-９])，(?=[０-９]{3})", ",", text)
    text = (
        text.replace("，", "、").replace("；", ";").replace("㎡", "平方米").replace("㎥", "立方米").replace("％", "%")
    )
    text = re.sub(r"(?<=[百千万亿])(?=[一二两三四五六七八九十](?:年|个月))", "、", text)
    text = re.sub(r"(?<![A-Za-z])m[²2](?![\w.])", "平方米", text)
    text = re.sub(r"(?<![A-Za-z])m[³3](?![\w.])", "立方米", text)
    text = re.sub(r"[①-⑳㈠-㈩]", " ", text)
    text = _CAPITALS.sub(lambda m: m[0].translate(_SMALL_NUMERALS), text)
    text = re.sub(r"(?i)(PM\s*(?:2\.5|10)(?=\s)|TSP|BOD)\s*(?=\d)", r"\1：", text)  # the indicator, then its value
    text = unicodedata.normalize("NFKC", text)
    return re.sub(r"平方米?(?!公里|千米)|平米", "平方米", text)


def fold(text: str) -> str:
    """``text`` in the form figures are compared in: NFKC, square metres spelt out, no white space."""
    return re.sub(r"\s", "", _prepare(text))


def _fold_lines(text: str) -> str:
    """Lines joined, cells kept apart: a number that a page break cut is whole again."""
    return re.sub(r"[\t|]+", "\n", re.sub(r"[^\S\t]", "", _prepare(text)))


def fold_apart(text: str) -> str:
    """Like ``fold``, but cells and lines stay apart, so neighbouring cells make no longer number."""
    return re.sub(r"[\t\r\n|]+", "\n", re.sub(r"[^\S\t\r\n]", "", _prepare(text)))


@lru_cache(maxsize=4096)
def chinese_value(text: str) -> Decimal | None:
    """Value of an arabic or Chinese numeral, ``None`` when it is none.

    >>> chinese_value("三十"), chinese_value("两万五"), chinese_value("半"), chinese_value("1,000")
    (Decimal('30'), Decimal('25000'), Decimal('0.5'), Decimal('1000'))
    """
    if text == "半":
        return Decimal("0.5")
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        pass
    import cn2an

    try:
        return Decimal(str(cn2an.cn2an(text.replace("两", "二").replace("〇", "零"), "smart")))
    except (ValueError, KeyError, IndexError):
        return None


def _date_of(text: str) -> tuple[int | None, int | None, int | None]:
    def part(pattern: str) -> int | None:
        found = re.search(pattern, text)
        if not found:
            return None
        digits = found[1]
        if len(digits) == 4 and not digits.isascii():
            digits = "".join(str("〇一二三四五六七八九".index(c.replace("零", "〇"))) for c in digits)
        value = chinese_value(digits)
        return int(value) if value is not None else None

    return (
        part(r"(.{4})年"),
        part(r"(\d+|[一二三四五六七八九十]+)月"),
        part(r"月份?(\d+|[一二三四五六七八九十]+)[日号]"),
    )


def _minutes(text: str) -> Decimal | None:
    """Minutes of the day of ``14:00``, ``6时30分`` or ``下午两点半``; ``None`` for 一点 and 几点 that mean no time."""
    if text == "一点":
        return None
    parts = re.findall(
        r"\d+|[一二两三四五六七八九十]+(?=[点时分:]|$)", text.replace("一刻", "15分").replace("三刻", "45分")
    )
    values = [v for v in (chinese_value(part) for part in parts) if v is not None]
    if not values or values[0] > 24:
        return None
    late = re.match("中午|下午|傍晚|晚上", text) is not None and values[0] < 12
    return values[0] * 60 + (30 if "半" in text[2:] else values[1] if len(values) > 1 else 0) + (720 if late else 0)


def find_figures(text: str) -> tuple[Figure, ...]:
    """Figures of a folded text (``fold`` or ``fold_apart``), in order.

    >>> [f.text for f in find_figures(fold("每年每亩补助1,000元，2020年9月21日起施行"))]
    ['1,000元', '2020年9月21日']
    """
    found = []
    words = [m.span() for m in _WORDS.finditer(text)]
    for match in _TOKEN.finditer(text):
        if any(a <= match.start() < b for a, b in words) and not match.group(0)[0].isdigit():
            continue
        figure = _figure(match, text)
        if figure is not None:
            found.append(figure)
    return tuple(found)


def _figure(match: re.Match[str], text: str) -> Figure | None:
    whole, at = match.group(0), match.span()
    kind = match.lastgroup
    if match["docno"] or match["name"] or match["parts"]:
        return Figure(kind=FigureKind.NAME, text=whole, start=at[0], end=at[1])
    if match["iso"]:
        year, month, *rest = (int(x) for x in re.split(r"[-/.]", whole))
        if month > 12 or "." in whole and not rest:
            value = chinese_value(whole) if whole.count(".") == 1 and "-" not in whole and "/" not in whole else None
            return Figure(kind=FigureKind.QUANTITY, text=whole, start=at[0], end=at[1], value=value, plain=value)
        day = rest[0] if rest else None
        return Figure(kind=FigureKind.DATE, text=whole, start=at[0], end=at[1], date=(year, month, day))
    if match["ymd"]:
        return Figure(kind=FigureKind.DATE, text=whole, start=at[0], end=at[1], date=_date_of(whole))
    if match["ordinal"]:
        value = chinese_value(match["ordinal"])
        return Figure(
            kind=FigureKind.ORDINAL, text=whole, start=at[0], end=at[1], value=value, plain=value, unit=match["place"]
        )
    if match["percent"]:
        value = chinese_value(match["percent"])
        return Figure(kind=FigureKind.QUANTITY, text=whole, start=at[0], end=at[1], value=value, plain=value, unit="%")
    if match["clock"]:
        minutes = _minutes(whole)
        return (
            Figure(kind=FigureKind.CLOCK, text=whole, start=at[0], end=at[1], value=minutes, plain=minutes)
            if minutes is not None
            else None
        )
    if match["half"]:
        value = chinese_value(match["half"])
        unit = match["halfunit"] + (match["halftail"] or "")
        if value is None:
            return None
        return Figure(
            kind=FigureKind.QUANTITY,
            text=whole,
            start=at[0],
            end=at[1],
            value=value + Decimal("0.5"),
            plain=value,
            unit=unit,
        )
    numeral = match["number"] or match["cn"] or match["bare"]
    plain = chinese_value(numeral)
    if plain is None or kind is None:
        return None
    power = 1
    for char in match["power"] or "":
        power *= _POWERS[char]
    unit = match["unit"] or match["cnunit"] or ""
    for big in ("万", "亿"):
        if unit.startswith(big):
            power, unit = power * _POWERS[big], unit[1:]
    after = text[at[1] : at[1] + 1]
    return Figure(
        kind=FigureKind.QUANTITY,
        text=whole,
        start=at[0],
        end=at[1],
        value=plain * power,
        plain=plain,
        unit=_SAME_UNIT.get(unit, unit),
        open_end=not unit and not re.match(r"[一-鿿]", after),
    )


class FigurePool:
    """The figures that an answer may use: those of some texts, by literal form and by value.

    >>> pool = FigurePool(["按照每年每亩1000元的标准给予补助，2020年9月21日印发"])
    >>> [pool.binds(f) for f in find_figures(fold("每亩1,000元；1000亩；9月21日；9月22日；0.1万元"))]
    [True, False, True, False, True]
    """

    def __init__(self, texts: Iterable[str]) -> None:
        forms = [form for text in texts if text for form in (_fold_lines(text), fold_apart(text))]
        self._text = "\n".join(dict.fromkeys(forms))
        self._figures = tuple(f for form in dict.fromkeys(forms) for f in find_figures(form))

    def __add__(self, other: FigurePool) -> FigurePool:
        both = FigurePool(())
        both._text = f"{self._text}\n{other._text}"
        both._figures = self._figures + other._figures
        return both

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All figures of the pool's texts."""
        return self._figures

    def binds(self, figure: Figure) -> bool:
        """Whether the figure stands in the pool: literally, or as an equal value of the same unit."""
        return self._literal(figure.text) or any(_equal(figure, other, self._text) for other in self._figures)

    def holds(self, pattern: str) -> bool:
        """Whether a pattern occurs in the pool's texts."""
        return re.search(pattern, self._text) is not None

    def finds(self, pattern: str) -> tuple[re.Match[str], ...]:
        """Where a pattern occurs in the pool's texts."""
        return tuple(re.finditer(pattern, self._text))

    def _literal(self, text: str) -> bool:
        before = r"(?<![\d.])" if text[0].isdigit() else rf"(?<![{_CN}])" if text[0] in _CN else ""
        after = r"(?!\d|\.\d)" if text[-1].isdigit() else ""
        return re.search(before + re.escape(text) + after, self._text, re.IGNORECASE) is not None


def _time_of_day(figure: Figure) -> Decimal | None:
    """Minutes of a clock time, also of ``6时``."""
    if figure.kind is FigureKind.CLOCK:
        return figure.value
    return figure.value * 60 if figure.unit == "时" and figure.value is not None else None


def _equal(mine: Figure, theirs: Figure, pool_text: str) -> bool:
    if mine.kind is FigureKind.DATE and theirs.kind is FigureKind.DATE:
        return all(a is None or a == b for a, b in zip(mine.date, theirs.date, strict=True))
    if FigureKind.CLOCK in (mine.kind, theirs.kind):
        ours, others = _time_of_day(mine), _time_of_day(theirs)
        return ours is not None and others is not None and (ours - others) % 720 == 0
    if mine.kind is FigureKind.ORDINAL or theirs.kind is FigureKind.ORDINAL:
        return mine.kind is theirs.kind and mine.value == theirs.value and mine.unit == theirs.unit
    if mine.value is None or theirs.value is None:
        return False
    if mine.value == theirs.value and (mine.unit == theirs.unit or not mine.unit or theirs.open_end):
        return True
    # A cell holds 30 where the column's head says 万元.
    head = mine.text.lstrip("0123456789.,")
    return theirs.open_end and mine.plain == theirs.value and bool(head) and head in pool_text

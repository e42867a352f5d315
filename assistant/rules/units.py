"""Quantities of the rule packs: pint with Decimal, Chinese unit names, and how numbers are written.

Stage 9. 1 亩 is 2000/3 平方米, 1 公顷 15 亩; money is rounded once, to 分, when it is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Context, Decimal, InvalidOperation, localcontext
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import core_schema

from assistant.rules.errors import FactError

if TYPE_CHECKING:
    from pint import UnitRegistry

__all__ = [
    "UNITS",
    "Measure",
    "Unit",
    "ceil_div",
    "convert",
    "in_words",
    "registry",
    "split_list",
    "tidy",
    "write",
    "write_money",
]

_DEFINITIONS = """meter = [length] = m
square_meter = meter ** 2
mu = 2000 / 3 * meter ** 2
hectare = 10000 * meter ** 2
square_kilometer = 1000000 * meter ** 2
kilometer = 1000 * meter
CNY = [money]
gram = [mass]
kilogram = 1000 * gram
ton = 1000 * kilogram
microgram = gram / 1000000
day = [time]
week = 7 * day
month = [months]
year = 12 * month
count = []
percent = 0.01
degree = [angle]"""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as people write it: its kind, its pint expression and a factor (万 = 10000)."""

    name: str
    kind: str
    pint: str
    factor: Decimal = Decimal(1)


def _units() -> dict[str, Unit]:
    found: dict[str, Unit] = {}

    def add(kind: str, pint: str, names: str, factor: int = 1) -> None:
        for name in names.split():
            found[name] = Unit(name, kind, pint, Decimal(factor))

    add("area", "square_meter", "平方米 m2 平米 平方公尺 建筑平方米 平方 平")
    add("area", "square_meter", "万平方米", 10000)
    add("area", "mu", "亩")
    add("area", "mu", "顷", 100)
    add("area", "hectare", "公顷")
    add("area", "square_kilometer", "平方公里")
    add("length", "meter", "米 m")
    add("length", "kilometer", "公里 千米 km 里地")
    add("money", "CNY", "元 块 块钱 人民币")
    add("money", "CNY", "万元 万块 万块钱 万", 10000)
    add("money", "CNY", "亿元 亿", 100000000)
    add("mass", "ton", "吨 t")
    add("mass", "kilogram", "公斤 千克 kg")
    add("ratio", "percent", "%")
    add("concentration", "microgram/meter**3", "微克/立方米 微克")
    add("dustfall", "ton/square_kilometer/month", "吨/平方公里·月 吨每平方公里·月")
    add("bod", "count", "mg/L")
    add("slope", "degree", "度")
    add("duration", "day", "天 日")
    add("workdays", "count", "个工作日 工作日")
    add("duration", "week", "周 星期 礼拜")
    add("months", "month", "个月 月")
    add("months", "year", "年")
    add(
        "count",
        "count",
        "个 次 家 例 间 套 台 名 人 人次 棵 处 条 辆 张 组 所 份 回 趟 人份 场 户 村 篇 段 项 幢 件 只 栋 层 座 届 片 笔 批次",
    )
    add("count", "count", "万张 万人", 10000)
    add("clock", "count", "时")
    add("hours", "count", "小时 个小时 钟头 个钟头")
    add("minutes", "count", "分钟")
    add("age", "count", "周岁 岁")
    add("meals", "count", "餐 顿")
    add("rounds", "count", "轮")
    add("boxes", "count", "箱")
    add("power", "count", "千瓦 kw")
    add("energy", "count", "千瓦时 kwh")
    found[""] = Unit("", "number", "count")
    return found


UNITS: dict[str, Unit] = _units()

_DEFAULTS = {"area": "平方米", "money": "元", "ratio": "%", "mass": "吨", "length": "米", "slope": "度"}
_DEFAULTS |= {
    "concentration": "微克/立方米",
    "dustfall": "吨/平方公里·月",
    "number": "",
    "months": "年",
    "duration": "天",
}
_CANONICAL = dict.fromkeys(("m2", "平米", "平方公尺", "建筑平方米", "平方", "平"), "平方米")
_CANONICAL |= (
    dict.fromkeys(("块", "块钱", "人民币"), "元")
    | dict.fromkeys(("万", "万块", "万块钱"), "万元")
    | {"亿": "亿元", "t": "吨", "kg": "公斤"}
)
LARGEST = Decimal(10) ** 13
_SPOKEN = r"半$|成$|里[一二三四五六七八九]$|[万千百亩吨顷米块成][一二三四五六七八九\d]分?$|[一二三四五六七八九]分$|[万千][\d一二三四五六七八九](?!\d)"
_LABELS = {"area": "面积", "money": "金额", "ratio": "比例", "mass": "质量", "length": "长度", "slope": "坡度"}


@cache
def registry() -> UnitRegistry[Decimal]:
    """The one pint registry, exact in Decimal."""
    from pint import UnitRegistry

    ureg: Any = UnitRegistry(None, non_int_type=Decimal)
    with localcontext(Context(prec=60)):  # 2000/3 is worked out once, on first use
        for line in _DEFINITIONS.splitlines():
            ureg.define(line)
        ureg.Quantity(Decimal(1), "mu").to("square_meter")
        ureg.Quantity(Decimal(1), "square_meter").to("mu")
    return ureg  # type: ignore[no-any-return]  # pint's generics do not survive non_int_type


def tidy(value: Decimal) -> Decimal:
    """``value`` at 20 places without trailing zeros: what 28-digit arithmetic left exact is exact again."""
    with localcontext(Context(prec=60)):
        short = value.quantize(Decimal(1).scaleb(-20)).normalize()
        return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


def convert(value: Decimal, unit: str, target: str) -> Decimal:
    """``value`` of one Chinese unit in another.

    >>> convert(Decimal(15000), "平方米", "亩")
    Decimal('22.5')
    """
    a, b = UNITS[unit], UNITS[target]
    with localcontext(Context(prec=50)):
        quantity = registry().Quantity(value * a.factor, a.pint).to(b.pint)
        return tidy(Decimal(quantity.magnitude) / b.factor)


def ceil_div(value: Decimal, by: Decimal) -> Decimal:
    """How many times ``by`` covers ``value``: the quotient rounded up (Decimal's // truncates).

    >>> ceil_div(Decimal(250), Decimal(100))
    Decimal('3')
    """
    return (value / by).to_integral_value(rounding=ROUND_CEILING)


def write(value: Decimal, places: int | None = None) -> str:
    """A number with thousands separators and no trailing zeros; rounded half up to ``places``.

    >>> write(Decimal("12000.50"))
    '12,000.5'
    """
    if places is not None:
        value = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    value = tidy(value)
    if value == value.to_integral_value():
        value = value.quantize(Decimal(1))
    return f"{value:,f}"


def write_money(value: Decimal, unit: str = "元") -> str:
    """Yuan rounded to 分; from 10,000 on with the same sum in 万元.

    >>> write_money(Decimal(720000))
    '720,000 元（72 万元）'
    """
    value = value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    text = f"{write(value)} {unit}"
    if abs(value) >= UNITS["亿"].factor:
        return f"{text}（{write(value / UNITS['万'].factor)} 万元，即 {write(value / UNITS['亿'].factor)} 亿元）"
    if abs(value) >= UNITS["万"].factor:
        return f"{text}（{write(value / UNITS['万'].factor)} 万元）"
    return text


def in_words(value: Decimal) -> str:
    """The sum in 人民币大写, empty where the library has no form for it."""
    import cn2an

    try:
        return str(cn2an.an2cn(f"{value.quantize(Decimal('0.01'), rounding=ROUND_HALF_UP):f}", "rmb"))
    except ValueError:
        return ""


class Measure:
    """A value with the unit it was given in: ``Measure.of("1.2公顷", "area")``.

    Used as a pydantic field through ``Annotated[Measure, MeasureOf("area")]``.
    """

    __slots__ = ("kind", "parts", "said", "unit", "value")

    def __init__(self, value: Decimal, unit: str, kind: str, parts: str = "") -> None:
        self.value, self.unit, self.kind = value, _CANONICAL.get(unit, unit), kind
        self.parts, self.said = parts, ""

    def __repr__(self) -> str:
        return f"Measure({self})"

    def __str__(self) -> str:
        return self.parts or f"{write(self.value)}{'' if self.unit == '%' else ' '}{self.unit}".strip()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Measure) and (self.value, self.unit) == (other.value, other.unit)

    def __hash__(self) -> int:
        return hash((self.value, self.unit))

    def to(self, unit: str) -> Decimal:
        """The value in another unit of the same kind."""
        return convert(self.value, self.unit, unit)

    @classmethod
    def of(cls, given: object, kind: str) -> Measure:
        """A measure of that kind from text, a number or a measure. Raises FactError."""
        label, default = _LABELS.get(kind, "数值"), _DEFAULTS.get(kind, "")
        example = f"{label}请写成数字加单位，如 5000{default}" if default else f"{label}请写成数字，如 5"
        if isinstance(given, Measure):
            found = given
        elif isinstance(given, Decimal | int | float) and not isinstance(given, bool):
            found = cls(Decimal(str(given)), default, kind)
        else:
            found = cls._parse(str(given), kind, default, example)
        if kind != "any" and UNITS[found.unit].kind != kind:
            raise FactError(f"看不懂“{given}”：{example}")
        if not found.value.is_finite() or found.value < 0 or found.value * UNITS[found.unit].factor > LARGEST:
            raise FactError(f"“{given}”不在可算的范围：{label}不能为负，最大 {write(LARGEST)} {default}".rstrip())
        return found

    @classmethod
    def _parse(cls, text: str, kind: str, default: str, example: str) -> Measure:
        from assistant.rules.amounts import amounts, cn_number, normalise

        plain = normalise(text)
        if terms := re.fullmatch(r"(.+?)([+-])(.+)", plain):
            one, two = cls.of(terms[1], kind), cls.of(terms[3], kind)
            other = convert(two.value, two.unit, one.unit)
            sign = "+" if terms[2] == "+" else "−"
            return cls(one.value + other if sign == "+" else one.value - other, one.unit, kind, f"{one} {sign} {two}")
        if times := re.fullmatch(r"(.+)×(\d+(?:\.\d+)?)(%?)", plain):
            one = cls.of(times[1], kind)
            share = UNITS["%"].factor / 100 if times[3] else 1
            return cls(one.value * Decimal(times[2]) * share, one.unit, kind, f"{one} × {times[2]}{times[3]}")
        if re.fullmatch(r"\d+\^\d+", plain):
            return cls(cn_number(plain), default, kind)
        try:
            return cls(Decimal(plain.replace(",", "")), default, kind)
        except InvalidOperation:
            pass
        found = [a for a in amounts(plain) if kind in (a.kind, "any")]
        if plain.startswith(("-", "负")) or len(found) != 1 or found[0].text != plain:
            raise FactError(f"看不懂“{text}”：{example}")
        measure = cls(found[0].value, found[0].unit, kind)
        if re.search(_SPOKEN, plain):
            measure.said = plain
        return measure


def split_list(given: object) -> object:
    """Several measures in one text (100万元、130万元) as a tuple, for command line and forms."""
    if isinstance(given, str):
        return tuple(x for x in re.split(r"[、;；\s]+|,(?!\d{3}(?!\d))|，", given) if x)
    return given


class MeasureOf:
    """Annotation that tells pydantic which kind of measure a field holds."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        kind = self.kind

        def read(value: object) -> Measure:
            return Measure.of(value, kind)

        return core_schema.no_info_plain_validator_function(
            read, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        default = _DEFAULTS.get(self.kind, "")
        return {"type": "string", "description": f"数字加单位，默认{default}" if default else "数字"}

"""Numbers as people say them → amounts with units; the normalised text all reading works on.

Stage 6 for the rule packs. A vague number (十几亩, 七八亩, 20多亩, 20到30亩) is no amount: nothing
is calculated from it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

from assistant.rules.units import UNITS

__all__ = ["CN", "Amount", "amounts", "cn_number", "normalise"]

CN = "零〇一二两俩三仨四五六七八九十百千万亿"
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "俩": 2, "仨": 3}
_POWERS = {"十": 10, "百": 100, "千": 1000}
_FORMAL = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟", "一二三四五六七八九十百千")
_CN_NUMBER = rf"[{CN}]+(?:点[零〇一二三四五六七八九]+[万亿]?)?"
_ARABIC = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+\^\d+|\d+(?:\.\d+)?e\d+|\d+(?:\.\d+)?"
_NAMES = sorted((n for n in UNITS if n), key=len, reverse=True)
_NOT_AFTER = {
    "平": "(?![安均台原房时])", "块": "(?![地林田儿])", "次": "(?!性)", "个": "(?!体|人)", "家": "(?![里庭])", "名": "(?![单录])",
    "度": "(?!假)", "米": "(?![粉饭])", "天": "(?![气然])", "条": "(?!件)", "组": "(?!织)", "人": "(?![民家])", "日": "(?!常)",
    "年": "(?![度底初内])", "份": "(?!额)", "所": "(?![以有])", "户": "(?!口)", "只": "(?![有能是要管看在给发用办买补够算差剩交拿领做建查装完])",
    "万": "(?![亩张平公吨])", "场": "(?!地)", "栋": "", "层": "(?!级|面)",
}  # fmt: skip
_UNIT = "|".join(re.escape(n) + _NOT_AFTER.get(n, "") for n in _NAMES)
_TAIL = (
    r"(?:\d{1,4}[千百]?(?!\d|[月年号日点时.万亿])|[一二三四五六七八九][千百]?(?!年|个|届|天|家|户|间|台|次|口|名|成))"
)
_AMOUNT = re.compile(
    rf"(?P<sign>负|(?<![\d至到~-])-)?(?P<num>(?P<arabic>{_ARABIC})(?P<mul>[十百千]?[万亿]|[千百](?!分))?(?P<tail>{_TAIL})?"
    rf"|百分之(?P<share>{_CN_NUMBER}|{_ARABIC})|(?P<tenths>[一二两三四五六七八九])成(?P<more>半|[一二三四五六七八九])?|半(?=[亩年个天吨]|公顷)|{_CN_NUMBER})"
    rf"(?P<about>来|多|余|几)?(?P<unit>{_UNIT})?(?P<vague>多(?![少久长大拿交领给出几缴收付补奖得花要]))?"
    r"(?P<half>半(?![夜天]))?(?P<part>[一二三四五六七八九\d]分(?![之钟])|[二三四五六七八九](?![年月日个万千百十亩平元块吨点号级类期等成季户家人口次天分届家\d])"
    r"|(?<=[亩吨顷块米])\d(?=[的地呢吗，。？、货车退流林山养坡果]|$))?"
)
_SPOKEN_YEAR = (
    r"(?:二[零〇]([零〇一二三四五六七八九]{2})"
    r"|(?<![一二三四五六七八九十百千零〇两\d年过近])二((?:[零〇一二四五六七八九]|三(?=年(?:\d|[一二三四五六七八九十]+月|签|底|初|末|起|为?止))))(?![一二三四五六七八九十]))年(?![级轻龄])"
)
_TYPOS = {
    "接道": "街道", "民俗小院": "民宿小院", "民俗": "民宿", "潭拓寺": "潭柘寺", "谭柘寺": "潭柘寺", "潭柘四": "潭柘寺", "军庒": "军庄", "军装镇": "军庄镇", "斋唐": "斋堂",
    "大裕街": "大峪街", "戴艺": "大峪", "进京正": "进京证", "流转非": "流转费", "养护非": "养护费", "基础设置": "基础设施", "公倾": "公顷",
    "建社费": "建设费", "建没费": "建设费", "高经尖": "高精尖", "高精间": "高精尖", "退根": "退耕", "退更": "退耕", "流传费": "流转费", "板粟": "板栗",
    "载祸": "载货", "招拍卦": "招拍挂", "房租补帖": "房租补贴", "补帖": "补贴", "脏水": "污水", "汽柴由": "汽柴油", "柴由": "柴油", "汽由": "汽油", "平方迷": "平方米", "园林绿花": "园林绿化",
}  # fmt: skip


def cn_number(text: str) -> Decimal:
    """A number in Chinese or Arabic numerals, 三千五, 1万2 and 一亿二 included.

    >>> cn_number("一万五"), cn_number("二点五"), cn_number("80万5")
    (Decimal('15000'), Decimal('2.5'), Decimal('805000'))

    Raises:
        ValueError: it is no number, or not one number (七八).
    """
    if power := re.fullmatch(r"(\d+)\^(\d+)", text):
        return Decimal(power[1]) ** min(int(power[2]), 60)
    if re.fullmatch(r"[\d,]+(?:\.\d+)?(?:e\d+)?", text):
        return Decimal(text.replace(",", ""))
    total = section = Decimal(0)
    last: Decimal | None = None
    unit, zero = 1, False
    for token in re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?|点[零〇一二三四五六七八九]+|.", text):
        if token[0] == "点" and len(token) > 1:
            last = (last if last is not None else section) + Decimal("0." + "".join(str(_DIGITS[c]) for c in token[1:]))
            section = Decimal(0) if last > section and section else section
        elif token[0].isdigit() and token[0] not in CN:
            if last is not None:
                raise ValueError(text)
            last = Decimal(token.replace(",", ""))
        elif token in _DIGITS:
            if last is not None:
                if text.strip("".join(_DIGITS)) == "" and len(text) > 2 and "零" in text.replace("〇", "零"):
                    return Decimal("".join(str(_DIGITS[c]) for c in text))
                raise ValueError(text)
            last, zero = (None, True) if token in "零〇" and len(text) > 1 else (Decimal(_DIGITS[token]), zero)
        elif token in _POWERS:
            unit = _POWERS[token]
            section += (Decimal(1) if last is None else last) * unit
            last, zero = None, False
        elif token in "万亿":
            whole = section + (last or 0) if section or last is not None else Decimal(1) if not total else Decimal(0)
            power_ = Decimal(10) ** (4 if token == "万" else 8)
            total = (total + whole) * power_ if token == "亿" else total + whole * power_
            section, last, unit, zero = Decimal(0), None, int(power_), False
        else:
            raise ValueError(text)
    if last is not None:
        short = unit > 10 and not zero and last < 10 and last == int(last)
        section += last * unit / 10 if short else last
    return total + section


@cache
def _simplifier() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def normalise(text: str) -> str:
    """NFKC, simplified characters, no white space, known misprints mended, lower-case units."""
    plain = _simplifier().convert(unicodedata.normalize("NFKC", text)).lower()
    plain = (
        re.sub(r"(?<=[a-z])(?:[-_ ]+)(?=\d)|(?<=\d)\s+(?=\d)", "，", re.sub(r"pm\s*(2\.5|10)", r"pm\1，", plain))
        if re.search(r"pm\s*(?:2\.5|10)\s*\d", plain)
        else plain
    )
    plain = re.sub(r"(?<!\d),|,(?!\d{3}(?!\d))", "，", plain).replace(";", "；").replace("?", "？").replace("!", "！")
    plain = re.sub(r"(?<!\d):|:(?!\d)", "：", plain).replace("(", "（").replace(")", "）")
    plain = (
        re.sub(r"\s+", "", plain)
        .replace("㎡", "m2")
        .replace("平方m", "m2")
        .replace("平米", "平方米")
        .replace("平方公尺", "平方米")
    )
    plain = re.sub(r"pm2\.?5", "细颗粒物", plain)
    plain = re.sub(r"pm10", "可吸入颗粒物", plain)
    plain = plain.translate(_FORMAL).replace("廿", "二十").replace("卅", "三十")
    plain = re.sub(
        r"(?<=[百千万亿])(?=[一二两三四五六七八九十](?:年(?![〇零一二三四五六七八九])|个月|届))", "，", plain
    )
    plain = re.sub(_SPOKEN_YEAR, lambda m: "20" + "".join(str(_DIGITS[c]) for c in m[1] or "二" + m[2]) + "年", plain)
    plain = re.sub(r"(?<=\d)点(?=\d+(?:吨|亩|万|平|公|米|元|%))", ".", plain)
    plain = re.sub(r"(?<!\d)(2[5-9]|[3-9]\d|\d{3,})点(?=\d)", r"\1.", plain)
    plain = re.sub(r"(?<=\d)w(?![a-z])", "万", plain)
    plain = re.sub(r"(?<=[\d十百千万一二两三四五六七八九])个平方(?:米(?![粉饭]))?(?!公里)", "平方米", plain)
    plain = re.sub(r"(?<=\d)k(?=平|元|块|亩)", "千", plain)
    plain = re.sub(r"(?<![\d一二两三四五六七八九十百千万半每几])亩半", "一亩半", plain)
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


def amounts(text: str) -> tuple[Amount, ...]:
    """Every amount in a normalised text; a bare 万 or 亿 is money, a bare number ``number``."""
    found: list[Amount] = []
    for match in _AMOUNT.finditer(text):
        raw, unit = match["num"], match["unit"] or ""
        try:
            value = _value(match)
        except ValueError:
            continue
        if match["share"] or match["tenths"]:
            unit = "%"
        before = text[: match.start()]
        money = bool(re.search("[万亿]", raw)) and not unit
        if _is_vague(match, before, unit):
            if (
                found
                and before.endswith(("到", "至", "~", "-"))
                and found[-1].end == match.start() - 1
                and not found[-1].unit
            ):
                found.pop()
            continue
        if (
            not unit
            and not money
            and not match["arabic"]
            and not match["share"]
            and (len(raw) < 2 or not re.search("[十百千]", raw) or text.startswith(("分之", "分"), match.end()))
        ):
            continue
        if raw in ("万", "亿", "千", "百", "百万", "千万") and unit not in ("亩", "平方米", "公顷", "平"):
            continue
        if match["half"] and unit:
            value += Decimal("0.5")
        if match["part"]:
            if UNITS[unit].kind in ("area", "mass", "length") or unit == "块":
                value += cn_number(match["part"][0]) / 10
            elif not unit:
                continue
        if match["sign"]:
            value = -value
        name = unit
        if money or (match["mul"] == "万" and unit in ("元", "块", "块钱")):
            name, value = _as_money(value)
        kind = "money" if money else UNITS[unit].kind
        said = (
            match[0]
            if not match["part"] or UNITS[unit].kind in ("area", "mass", "length") or unit == "块"
            else match[0][: -len(match["part"])]
        )
        found.append(Amount(kind, value, name, said, match.start(), match.start() + len(said), before.endswith("第")))
    return _multiplied(tuple(found), text)


def _is_vague(match: re.Match[str], before: str, unit: str) -> bool:
    """十几亩, 20多亩, 几百亩, and both ends of 20到30亩 (a span of years or months is none)."""
    if (
        match["about"]
        or match["vague"]
        or before.endswith("几")
        or (match["num"] in "十百千万亿" and before.endswith(("好几", "几")))
    ):
        return True
    span = re.search(r"(\d|[一二两三四五六七八九十百千万])(?:到|至|~|-)$", before)
    return (
        span is not None
        and unit != ""
        and UNITS[unit].kind in ("area", "money", "mass", "length")
        and re.search(rf"(?:{_UNIT})(?:到|至|~|-)$", before) is None
    )


_PEOPLE = r"职工|员工|会员|同事|老师|教师|干部|工人|村民|老人|学生|党员|社员|工友|队员"


def _multiplied(found: tuple[Amount, ...], text: str) -> tuple[Amount, ...]:
    """每户3亩、40户 as one amount ``3亩×40``; what is given per piece without the number of pieces stays as said."""
    out = list(found)
    used: set[int] = set()
    for at, amount in enumerate(found):
        if amount.kind not in ("area", "money", "mass", "length"):
            continue
        before = re.split("[，。；]", text[max(0, amount.start - 8) : amount.start])[-1]
        after = text[amount.end : amount.end + 3]
        each = re.search(
            r"(?:每|一|各)(户|家|人|栋|幢|层|套|间|座|块|个|处|片)(?:每年|全年)?[^，。每]{0,3}$", before
        ) or re.match(r"(?:每|一|/)(户|家|人|栋|幢|层|套|座)", after)
        each = each or re.search(rf"(?:每(?:个|名|位)?(?:{_PEOPLE})|人均)()(?:每年|全年)?[^，。每]{{0,4}}$", before)
        shared = re.search(
            r"(户|家|人|栋|幢|层|套|座|块|处|片)[^，。；]{0,6}(?:各|都是|均为|全是|每样)[^，。]{0,2}$",
            text[max(0, amount.start - 12) : amount.start],
        )
        word = each or shared
        if word is None or (each is not None and each[0][0] == "一" and text.count(f"一{word[1]}") > 1):
            continue  # 一块3亩，一块5亩 tells them one by one
        name = word[1] or "人"
        if re.search(rf"(?:每|一){name}[^，。]{{0,8}}(?:多少|几)", text[amount.end :]):
            continue
        pieces = [
            a
            for a in found
            if a.value == int(a.value)
            and a.value > 1
            and _counts(a, name, text)
            and a.kind in ("count", "number")
            and not a.ordinal
        ]
        counted = re.search(rf"([一二两俩三仨四五六七八九十]+)(?:{name})(?!一)", text) if not pieces else None
        if len(pieces) == 1 or counted:
            count = pieces[0].value if pieces else cn_number(counted[1]) if counted else Decimal(1)
            if count > 1:
                out[at] = replace(amount, value=amount.value * count, text=f"{amount.text}×{count:f}")
                if pieces:
                    used.add(found.index(pieces[0]))
        elif each is not None and each.string == before and each[0][0] in "每人":
            used.add(at)  # so much per piece, of an unknown number
    return tuple(a for i, a in enumerate(out) if i not in used)


def _counts(amount: Amount, name: str, text: str) -> bool:
    """Whether an amount tells how many there are of ``name``; people are counted by any of their words."""
    if name == "人" and (
        amount.unit in ("名", "位", "口") or re.match(rf"(?:个|名|位|口)?(?:人(?!均)|{_PEOPLE})", text[amount.end :])
    ):
        return True
    return amount.unit == name or text.startswith(name, amount.end)


def _as_money(value: Decimal) -> tuple[str, Decimal]:
    whole = value / UNITS["万"].factor
    return "万元", whole.normalize() if whole != whole.to_integral_value() else whole.quantize(Decimal(1))


def _value(match: re.Match[str]) -> Decimal:
    if match["share"]:
        return cn_number(match["share"])
    if match["tenths"]:
        more = Decimal(5) if match["more"] == "半" else cn_number(match["more"]) if match["more"] else Decimal(0)
        return cn_number(match["tenths"]) * 10 + more
    if match["num"] == "半":
        return Decimal("0.5")
    if not match["arabic"]:
        return cn_number(match["num"])
    if match["tail"] and not match["mul"]:
        raise ValueError(match["tail"])
    return cn_number(match["num"] if re.fullmatch(r"[\d,.]+", match["arabic"]) else match["arabic"])

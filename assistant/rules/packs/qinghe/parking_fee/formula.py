"""路侧停车费: day and night by steps of time, free at first, at most so much in 24 hours.

Day steps and night steps are rounded up separately; 首小时 is the first hour of a stretch of day.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from assistant.rules.pack import Facts
from assistant.rules.packs.qinghe.versions import ended
from assistant.rules.units import ceil_div, write
from assistant.rules.whens import read_clock
from assistant.rules.work import Work

__all__ = ["ParkingFacts", "formula_2024_05_01"]

HOUR = 60
Clock = Annotated[int, Field(ge=0, lt=24 * HOUR), BeforeValidator(read_clock)]


class ParkingFacts(Facts):
    """Place, minutes parked, and when: a start (minutes since midnight), or day or night throughout."""

    place: Literal["文澜街道", "柳塘街道", "河湾街道", "各镇"] | None = None
    minutes: Annotated[int, Field(ge=1, le=60 * 24 * HOUR)] | None = None
    start: Clock | None = None
    end: Clock | None = None
    days: Annotated[int, Field(ge=0, le=60)] = 0
    period: Literal["日间", "夜间"] | None = None
    size: Literal["小型车", "大型车"] = "小型车"
    exempt: Literal["军警消防救护车", "残疾人专用车", "抢修车"] | None = None
    on: date | None = None


def formula_2024_05_01(facts: ParkingFacts, work: Work) -> None:
    """The fee of one stay."""
    if ended(work):
        return
    if facts.exempt is not None:
        work.cite("免收")
        work.step(f"{facts.exempt} → 免收，0 元")
        work.say(f"免收路侧停车费：{work.result('路侧停车费', Decimal(0), '元')}。")
        work.quote("免收")
        return
    minutes = facts.minutes
    if minutes is None and facts.start is not None and facts.end is not None:
        minutes = facts.end - facts.start + 24 * HOUR * (facts.days or int(facts.end <= facts.start))
        work.step(
            f"{_clock(facts.start)} 到{'次日' if facts.end <= facts.start or facts.days else ''} {_clock(facts.end)} → {minutes} 分钟"
        )
    if minutes is None or minutes <= 0:
        raise work.need("minutes")
    if Decimal(minutes) <= work.number("免费"):
        work.step(f"{minutes} 分钟不超过 {work.show('免费')}（含） → 免费，0 元")
        work.say(
            f"免费：{work.result('路侧停车费', Decimal(0), '元')}，{minutes} 分钟不超过 {work.show('免费')}（含）。"
        )
        work.quote("免费")
        return
    start = facts.start
    if start is None:
        if facts.period is None and minutes % (int(work.number("一天")) * HOUR):
            raise work.need("period")
        start = int(work.number("日间止" if facts.period == "夜间" else "日间起")) * HOUR
    zone = ""
    if facts.place is not None:
        zone = work.row("区域", facts.place).value or ""
        work.step(f"{facts.place} → {zone}区域")
    elif any(kind == "日间" for kind, _ in _stretches(start, minutes, work)):
        raise work.need("place")
    _stay(facts, zone, start, minutes, work)


def _clock(minutes: int) -> str:
    return f"{minutes // HOUR}:{minutes % HOUR:02d}"


def _stretches(start: int, minutes: int, work: Work) -> list[tuple[str, int]]:
    """Day and night stretches of a stay, in order, with their minutes."""
    opens, closes = (int(work.number(k)) * HOUR for k in ("日间起", "日间止"))
    found, at, left = [], start, minutes
    while left:
        clock = at % (24 * HOUR)
        day = opens <= clock < closes
        until = closes - clock if day else (opens - clock) % (24 * HOUR)
        part = min(left, until)
        found.append(("日间" if day else "夜间", part))
        at, left = at + part, left - part
    return found


def _stay(facts: ParkingFacts, zone: str, start: int, minutes: int, work: Work) -> None:
    whole = int(work.number("一天")) * HOUR
    work.cite("起算")
    days, rest = divmod(minutes, whole)
    total = _window(facts, zone, start, whole, work) * days if days else Decimal(0)
    if days > 1:
        work.step(f"{days} 个 {work.show('一天')} = {write(total)} 元")
    if rest:
        total += _window(facts, zone, start, rest, work)
    if days and rest:
        work.step(f"合计 {write(total)} 元")
    work.say(f"路侧停车费 {work.result('路侧停车费', total, '元')}：{'；'.join(work.steps)}。")


def _window(facts: ParkingFacts, zone: str, start: int, minutes: int, work: Work) -> Decimal:
    """The fee of at most 24 hours in a row."""
    stretches = _stretches(start, minutes, work)
    fee = sum(
        (_day(facts, zone, part, work) if kind == "日间" else _night(part, work) for kind, part in stretches),
        Decimal(0),
    )
    if len(stretches) > 1:
        work.step(f"相加 {write(fee)} 元")
        work.assume("跨日间和夜间的，两段分别按各自的计时单位向上取整；跨夜后日间的首小时重新算起，文中未写。")
    if zone and fee > work.number("最高", zone):
        work.step(f"超过连续 {work.show('一天')}最高 {work.show('最高', zone)} → {work.show('最高', zone)}")
        return work.number("最高", zone)
    return fee


def _day(facts: ParkingFacts, zone: str, minutes: int, work: Work) -> Decimal:
    step = work.number("分段")
    units = ceil_div(Decimal(minutes), step)
    first = min(units, HOUR / step)
    rest = units - first
    fee = first * work.number("首小时", zone)
    shown = f"{write(first)} × {work.show('首小时', zone)}"
    if rest:
        fee += rest * work.number("首小时后", zone)
        shown += f" + {write(rest)} × {work.show('首小时后', zone)}"
    work.step(f"日间 {minutes} 分钟按每 {work.show('分段')}计 {write(units)} 次：{shown} = {write(fee)} 元")
    if facts.size == "大型车":
        fee *= work.number("大型车")
        work.step(f"大型车 × {work.printed('大型车')} 倍 = {write(fee)} 元")
        work.assume("大型车加倍写在日间标准里，夜间标准和最高收费是否加倍文中未写，这里不加倍。")
    return fee


def _night(minutes: int, work: Work) -> Decimal:
    units = ceil_div(Decimal(minutes), work.number("夜间分段") * HOUR)
    fee = units * work.number("夜间")
    work.step(
        f"夜间 {minutes} 分钟按每 {work.show('夜间分段')}计 {write(units)} 次 × {work.show('夜间')} = {write(fee)} 元"
    )
    return fee

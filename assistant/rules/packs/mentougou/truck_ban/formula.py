"""载货汽车限行: road, hour and load decide; 6时至23时 in the area, all day on one road for heavy ones."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from assistant.rules.pack import Facts
from assistant.rules.units import Measure, MeasureOf, write
from assistant.rules.whens import minutes, read_clock, read_span
from assistant.rules.work import Work

__all__ = ["TruckFacts", "formula_2021_01_01"]

DAY = 1440
OUTSIDE = ("石担路", "冯石环路")
HEAVY_ROAD = "高家园路"


class TruckFacts(Facts):
    """Vehicle, road, minutes since midnight, rated load and date.

    ``before`` means until just before ``time``; ``trip`` passes until the vehicle is there, ``stay`` (or until
    ``leave``) from there on; ``margin`` asks how long until the ban begins or ends, ``latest`` when to enter for a stay to end in time.
    """

    vehicle: Literal["载货汽车", "专项作业车"] = "载货汽车"
    road: (
        Literal[
            "石担路", "冯石环路", "新桥大街", "高家园路", "大峪南路", "增峪路", "东辛房街", "西辛房街",
            "西赵路", "门头沟路", "黑山小桥", "桥西街", "中门寺南路", "区域内道路",
        ]
        | None
    ) = None  # fmt: skip
    time: Annotated[int, Field(ge=0, lt=1440), BeforeValidator(read_clock)] | None = None
    load: Annotated[Measure, MeasureOf("mass")] | None = None
    load_below: Annotated[Measure, MeasureOf("mass")] | None = None
    load_above: Annotated[Measure, MeasureOf("mass")] | None = None
    said: str | None = None
    before: bool = False
    leave: Annotated[int, Field(ge=0, lt=1440), BeforeValidator(read_clock)] | None = None
    trip: Annotated[str, AfterValidator(read_span)] | None = None
    stay: Annotated[str, AfterValidator(read_span)] | None = None
    margin: bool = False
    latest: bool = False
    hours: bool = False
    days: Annotated[int, Field(ge=1, le=366)] | None = None
    unsure: bool = False
    on: date | None = None


def formula_2021_01_01(facts: TruckFacts, work: Work) -> None:
    """Banned or not, with the reason."""
    if facts.hours:
        _hours(facts.days, work)
        return
    if facts.road is None:
        raise work.need("road")
    work.cite(facts.road)
    if facts.said is not None and facts.time is not None:
        work.step(f"{facts.said} = {_clock(facts.time)}")
    hours = f"每日 {work.show('from_hour')}至 {work.show('to_hour')}"
    if facts.road in OUTSIDE:
        work.step(f"{facts.road}标明（不含）→ 不在禁行范围")
        _rule(
            work, "不禁止", f"可以通行：{facts.road}标明“不含”，本通告不禁止{facts.vehicle}在该路段通行。", facts.road
        )
        return
    heavy = _heavy(facts, work) if facts.road == HEAVY_ROAD else False
    if heavy:
        work.cite("heavy_road")
        _rule(
            work,
            "禁止",
            f"禁止通行：{HEAVY_ROAD}全天禁止核定载质量 {work.show('heavy')}（含）以上的{facts.vehicle}，任何时刻都不行：{work.steps[-1]}。",
            "heavy_road",
        )
        return
    if facts.latest and facts.stay is not None:
        _latest(_said(facts.stay, work), heavy, work)
        return
    if facts.time is None:
        raise work.need(*(["load"] if heavy is None else []), "time")
    if facts.unsure and len({_inside(t, work) for t in (facts.time, (facts.time + DAY // 2) % DAY)}) > 1:
        raise work.need("time")
    time = facts.time
    if facts.trip is not None:
        time = (time + _said(facts.trip, work)) % DAY
        work.step(f"{_clock(facts.time)} + {facts.trip} = {_clock(time)}")
    inside = _inside((time - facts.before) % DAY, work)
    shown = f"{_clock(time)} 之前" if facts.before else f"{_clock(time)} "
    if not facts.before and time in (work.number("from_hour") * 60, work.number("to_hour") * 60):
        work.assume("整点归属文中未写，这里按起点含、终点不含处理。")
    work.step(f"{shown}{'在' if inside else '不在'}{hours}之内")
    if not inside and heavy is None:
        raise work.need("load")
    light = f"{next(s for s in work.steps if '核定' in s)}；" if facts.road == HEAVY_ROAD and heavy is False else ""
    if facts.margin:
        _margin(time, inside, light, facts, work)
    elif inside:
        _rule(
            work,
            "禁止",
            f"禁止通行：{light}{shown}在{hours}的禁行时段内，{facts.road}禁止{facts.vehicle}通行。",
            "from_hour",
        )
    elif facts.stay is not None:
        _stay(time, _said(facts.stay, work), light, facts, work)
    elif facts.leave is not None:
        _stay(time, (facts.leave - time) % DAY or DAY, light, facts, work)
    else:
        _rule(
            work,
            "不禁止",
            f"可以通行：{light}{shown}不在{hours}的禁行时段内，本通告不禁止{facts.vehicle}通行。",
            "from_hour",
        )


def _clock(time: int) -> str:
    return f"{time // 60}:{time % 60:02d}"


def _said(span: str, work: Work) -> int:
    """The minutes of a length of time, with the step that turns it into minutes."""
    work.step(f"{span} = {minutes(span)} 分钟")
    return minutes(span)


def _length(span: int) -> str:
    """So many hours, and the same in hours and minutes."""
    if span < 60:
        return f"{span} 分钟"
    whole = f"{write(Decimal(span) / 60, 2)} 小时" if span * 100 % 60 == 0 else ""
    parts = f"{span // 60} 小时 {span % 60} 分钟"
    return (f"{whole}（{parts}）" if whole else parts) if span % 60 else whole


def _free(time: int, work: Work) -> int:
    """Minutes from a time outside the ban until it begins."""
    return (int(work.number("from_hour") * 60) - time) % DAY


def _margin(time: int, inside: bool, light: str, facts: TruckFacts, work: Work) -> None:
    """How long until the ban ends, or begins."""
    if inside:
        left = int(work.number("to_hour") * 60) - time
        work.step(f"{work.show('to_hour')} − {_clock(time)} = {_length(left)}")
        text = work.result("还要等", _length(left))
        work.say(
            f"还要等 {text}：{light}{facts.road}每日 {work.show('from_hour')}至 {work.show('to_hour')}禁行，{_clock(time)} 在内，到 {work.show('to_hour')}（{_clock(time + left)}）才不禁止。"
        )
    else:
        left = _free(time, work)
        work.step(f"{_clock(time)} 到 {work.show('from_hour')} = {_length(left)}")
        text = work.result("离禁行还有", _length(left))
        work.say(
            f"可以通行，最多待 {text}：{light}{_clock(time)} 不在禁行时段内，{work.show('from_hour')}（{_clock((time + left) % DAY)}）起禁行。"
        )
    work.quote("from_hour")


def _stay(time: int, stay: int, light: str, facts: TruckFacts, work: Work) -> None:
    """Whether a stay that begins outside the ban ends before it."""
    left = _free(time, work)
    end = _clock((time + stay) % DAY)
    over = stay - left
    work.step(f"{_clock(time)} 到 {end} = {_length(stay)}")
    if over <= 0:
        _rule(
            work,
            "不禁止",
            f"可以：{light}{_clock(time)} 进、{end} 出，都在 {work.show('from_hour')}以前，不在每日 {work.show('from_hour')}至 {work.show('to_hour')}的禁行时段内。",
            "from_hour",
        )
        return
    work.step(f"{work.show('from_hour')}到 {end} = {_length(over)}")
    work.result("超出", _length(over))
    _rule(
        work,
        "禁止",
        f"不行：{light}{_clock(time)} 进、{end} 出，{facts.road}每日 {work.show('from_hour')}至 {work.show('to_hour')}禁止{facts.vehicle}通行，超出 {_length(over)}。",
        "from_hour",
    )


def _latest(stay: int, heavy: bool | None, work: Work) -> None:
    """The last time to enter for a stay that ends when the ban begins."""
    if heavy is None:
        raise work.need("load")
    free = _free(int(work.number("to_hour") * 60), work)
    if stay > free:
        work.step(f"{work.show('to_hour')}到次日 {work.show('from_hour')} = {_length(free)}，少于 {_length(stay)}")
        _rule(
            work,
            "禁止",
            f"不够：每日 {work.show('to_hour')}至次日 {work.show('from_hour')}只有 {_length(free)}不禁行，少于 {_length(stay)}。",
            "from_hour",
        )
        return
    start = (int(work.number("from_hour") * 60) - stay) % DAY
    work.step(f"{work.show('from_hour')} − {_length(stay)} = {_clock(start)}")
    work.say(f"最晚 {work.result('最晚进入', _clock(start))} 进：{work.steps[-1]}，{work.show('from_hour')}起禁行。")
    work.quote("from_hour")


def _inside(time: int, work: Work) -> bool:
    return bool(work.number("from_hour") * 60 <= time < work.number("to_hour") * 60)


def _heavy(facts: TruckFacts, work: Work) -> bool | None:
    """Whether the load reaches the figure of the heavy road; ``None`` when it is not known."""
    limit = work.number("heavy")
    if facts.load is not None:
        tons = work.converted(facts.load, "吨").value
        work.step(
            f"核定载质量 {write(tons)} 吨 {'≥' if tons >= limit else '<'} {work.show('heavy')}（以上含本数）{'' if tons >= limit else '，不是全天禁止'}"
        )
        return tons >= limit
    if facts.load_below is not None and facts.load_below.to("吨") <= limit:
        work.step(f"核定载质量不到 {facts.load_below} → 不在 {work.show('heavy')}（含）以上，不是全天禁止")
        return False
    if facts.load_above is not None and facts.load_above.to("吨") >= limit:
        work.step(f"核定载质量超过 {facts.load_above}，在 {work.show('heavy')}以上")
        return True
    return None


def _hours(days: int | None, work: Work) -> None:
    """Hours of a day, or of several days, inside and outside the ban."""
    banned = work.number("to_hour") - work.number("from_hour")
    free = Decimal(timedelta(days=1) // timedelta(hours=1)) - banned
    work.step(f"{work.show('to_hour')} − {work.show('from_hour')} = {write(banned)} 小时")
    work.step(f"{work.show('to_hour')}至次日 {work.show('from_hour')} = {write(free)} 小时")
    shut = work.result("每日禁行", banned, "小时")
    work.say(f"每日禁行 {shut}，其余 {work.result('每日不禁行', free, '小时')}不禁止：{'；'.join(work.steps)}。")
    if days is not None:
        work.step(f"{write(banned)} 小时 × {days} 天 = {write(banned * days)} 小时")
        work.step(f"{write(free)} 小时 × {days} 天 = {write(free * days)} 小时")
        text = f"{days} 天共禁行 {work.result(f'{days} 天禁行', banned * days, '小时')}"
        work.say(f"{text}，不禁行 {work.result(f'{days} 天不禁行', free * days, '小时')}。")
    work.quote("from_hour")


def _rule(work: Work, ruling: str, text: str, key: str) -> None:
    work.result("是否禁止通行", ruling)
    work.say(text)
    work.quote(key)

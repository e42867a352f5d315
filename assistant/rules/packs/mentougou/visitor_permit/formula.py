"""进京通行证: permits left, days left, permits needed for a stay, last day of a permit."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_FLOOR, Decimal
from typing import Annotated, Literal

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.units import ceil_div, write
from assistant.rules.work import Work

__all__ = ["PermitFacts", "formula_2021_01_01"]

Count = Annotated[int, Field(ge=0, le=100000)]


class PermitFacts(Facts):
    """What was used, what is planned.

    ``rate`` permits are taken every ``period`` for ``months``; ``groups`` are permits × days each;
    ``until`` is the last day printed on a permit, ``nth`` the day of a permit to judge.
    """

    used: Count | None = None
    cars: Annotated[int, Field(ge=1, le=10000)] = 1
    each: Count | None = None
    stay: Count | None = None
    times: Count | None = None
    start: date | None = None
    today: date | None = None
    today_day: Annotated[int, Field(ge=1, le=31)] | None = None
    first: date | None = None
    last: date | None = None
    until: date | None = None
    nth: Count | None = None
    ends: bool = False
    parts: tuple[int, ...] = ()
    row: Annotated[int, Field(ge=1, le=12)] = 1
    rate: Annotated[int, Field(ge=1, le=1000)] | None = None
    period: Literal["周", "月", "两个月", "季度", "半年"] = "月"
    months: Annotated[int, Field(ge=1, le=12)] = 12
    groups: tuple[tuple[int, int], ...] = ()
    spent: Count | None = None
    remaining: bool = False
    on: date | None = None


def formula_2021_01_01(facts: PermitFacts, work: Work) -> None:
    """One of: last day, permits for a stay, days of some permits, what is left of a year."""
    days = work.number("days")
    each = Decimal(facts.each) if facts.each is not None else days
    if each > days:
        work.step(f"每次 {write(each)} 天 > 最长 {work.show('days')} → 每次按 {work.show('days')}")
        each = days
    if facts.start is not None:
        span = each * facts.row
        if facts.row > 1:
            work.step(f"{facts.row} 次 × {write(each)} 天 = {write(span)} 天")
            work.assume("前一张到期当天之后即由下一张接上，能否这样接续文中未写。")
        last = facts.start + timedelta(days=int(span) - 1)
        work.step(
            f"{facts.start.month} 月 {facts.start.day} 日 + {write(span)} 天 − 1 天 = {last.month} 月 {last.day} 日"
        )
        work.assume("生效日算不算第一天文中未写，这里按生效日算第一天。")
        text = work.result("有效期最后一天", f"{last.month} 月 {last.day} 日")
        today = facts.today
        if today is None and facts.today_day is not None:
            today = _next(facts.start, facts.today_day)
        if today is not None:
            _judge(today > last, f"{today.month} 月 {today.day} 日{'晚于' if today > last else '不晚于'} {text}", work)
        work.say(f"有效期最长到 {text}，届满前应驶出限行范围。")
        work.quote("leave")
    elif facts.ends:
        raise work.need("start")
    elif facts.until is not None and facts.today is not None:
        over = facts.today > facts.until
        _judge(
            over,
            f"{facts.today.month} 月 {facts.today.day} 日{'晚于' if over else '不晚于'} {facts.until.month} 月 {facts.until.day} 日",
            work,
        )
        work.quote("leave")
    elif facts.nth is not None:
        _judge(
            facts.nth > each,
            f"第 {facts.nth} 天{'超过' if facts.nth > each else '不超过'}有效期的 {write(each)} 天",
            work,
        )
        work.quote("leave")
    elif facts.rate is not None:
        _rate(facts, work, each)
    elif facts.groups:
        _groups(facts, work, days)
    elif facts.spent is not None:
        _spent(facts.spent, work, each)
    elif facts.first is not None and facts.last is not None:
        days_ = (facts.last - facts.first).days + 1
        work.step(
            f"{facts.first.month} 月 {facts.first.day} 日至 {facts.last.month} 月 {facts.last.day} 日 = {days_} 天（首尾都算）"
        )
        _stay(facts.model_copy(update={"stay": days_}), work, each)
    elif facts.stay is not None:
        _stay(facts, work, each)
    elif facts.times is not None:
        _times(facts, work, each)
    elif facts.parts:
        used = sum(facts.parts)
        work.step(f"{' + '.join(f'{n} 次' for n in facts.parts)} = {used} 次")
        _left(facts.model_copy(update={"used": used}), work, each)
    elif facts.remaining and facts.used is None:
        raise work.need("used")
    else:
        _left(facts, work, each)


def _next(start: date, day: int) -> date:
    """The first day with that number from ``start`` on."""
    at = start
    while at.day != day:
        at += timedelta(days=1)
    return at


def _judge(over: bool, why: str, work: Work) -> None:
    """Whether the permit has run out, and what driving on means."""
    work.step(why)
    ruling = work.result("是否在有效期内", "已超过有效期" if over else "还在有效期内")
    if over:
        work.cite("violation")
        work.say(
            f"{ruling}：{why}；超过有效期在上述范围行驶的，认定为违法行为，由公安机关交通管理部门依法处罚。",
            "violation",
        )
    else:
        work.say(f"{ruling}：{why}。")


_MONTHS = {"月": 1, "两个月": 2, "季度": 3, "半年": 6}


def _rate(facts: PermitFacts, work: Work, each: Decimal) -> None:
    """So many permits a week, month or quarter against the most of a year."""
    limit = work.number("times")
    span = "一年" if facts.months == 12 else f"{facts.months} 个月"
    if facts.period == "周":
        work.assume("一年按 52 周。")
        periods = (Decimal(52 * facts.months) / 12).to_integral_value(rounding=ROUND_FLOOR)
        work.step(f"{span}约 {write(periods)} 周")
    else:
        length = _MONTHS[facts.period]
        periods = Decimal(facts.months // length)
        if {facts.months, length} & {6}:
            work.step("半年 = 6 个月")
        work.step(f"{facts.months} 个月 ÷ {length} 个月 = {write(periods)}")
    times = Decimal(facts.rate or 0) * periods
    work.step(f"每{facts.period} {facts.rate} 次 × {write(periods)} = {write(times)} 次")
    work.step(f"{write(times)} 次 {'≤' if times <= limit else '>'} {work.show('times')}")
    enough = work.result("是否够", "够" if times <= limit else "不够")
    need = work.result(f"{span}要办", times, "次")
    if times > limit:
        tail = f"，超出 {write(times - limit)} 次"
        work.step(f"{write(times)} 次 − {write(limit)} 次 = {write(times - limit)} 次")
    else:
        work.step(f"{write(limit)} 次 − {write(times)} 次 = {write(limit - times)} 次")
        work.step(f"{write(times)} 次 × {write(each)} 天 = {write(times * each)} 天")
        tail = (
            f"，还剩 {work.result('剩余次数', limit - times, '次')}；每次 {write(each)} 天，共 {write(times * each)} 天"
        )
    work.say(f"{enough}：{span}要办 {need}，每年最多 {work.show('times')}{tail}。", "days", "times")
    work.quote("times")


def _groups(facts: PermitFacts, work: Work, most: Decimal) -> None:
    """Days of permits of different length, and the permits left."""
    limit = work.number("times")
    times = Decimal(sum(n for n, _ in facts.groups))
    work.step(f"{' + '.join(f'{n} 次' for n, _ in facts.groups)} = {write(times)} 次")
    total = sum((n * min(Decimal(d), most) for n, d in facts.groups), Decimal(0))
    work.step(
        " + ".join(f"{n} 次 × {write(min(Decimal(d), most))} 天" for n, d in facts.groups) + f" = {write(total)} 天"
    )
    if times > limit:
        work.step(f"{write(times)} 次 > {work.show('times')}")
        work.result("是否超出", "超出")
        work.say(f"不可以：一共 {write(times)} 次，每辆车每年最多办 {work.show('times')}。", "times")
    else:
        work.step(f"{work.show('times')} − {write(times)} 次 = {write(limit - times)} 次")
        text = work.result("合计天数", total, "天")
        work.say(
            f"{write(times)} 次共 {text}：{work.steps[-2]}；还可办 {work.result('剩余次数', limit - times, '次')}。",
            "days",
            "times",
        )
    work.quote("times")


def _spent(spent: int, work: Work, each: Decimal) -> None:
    """Days already used: at least so many permits, so many left."""
    limit = work.number("times")
    used = ceil_div(Decimal(spent), each)
    left = max(Decimal(0), limit - used)
    work.step(f"{spent} 天 ÷ 每次 {write(each)} 天，向上取整 = {write(used)} 次")
    work.step(f"{work.show('times')} − {write(used)} 次 = {write(limit - used)} 次")
    work.assume(f"每次按用满 {write(each)} 天计。")
    work.step(f"{write(left)} 次 × {write(each)} 天 = {write(left * each)} 天")
    times = work.result("剩余次数", left, "次")
    work.say(
        f"{'' if left else '不能再办，'}{spent} 天合 {write(used)} 次，还剩 {times}、{work.result('剩余天数', left * each, '天')}。",
        "times",
        "days",
    )
    work.quote("times")


def _stay(facts: PermitFacts, work: Work, each: Decimal) -> None:
    stay = Decimal(facts.stay or 0)
    limit = work.number("times") - Decimal(facts.used or 0)
    if facts.used:
        work.step(f"{work.show('times')} − 已办 {facts.used} 次 = {write(limit)} 次")
    needed = ceil_div(stay, each)
    work.step(f"{write(stay)} 天 ÷ 每次 {write(each)} 天，向上取整 = {write(needed)} 次")
    text = work.result("需要办证", needed, "次")
    most = limit * each
    if needed <= limit:
        work.say(
            f"停留 {write(stay)} 天至少要办 {text}（每次最长 {work.show('days')}，每年最多 {work.show('times')}）。",
            "days",
            "times",
        )
    else:
        work.step(
            f"{write(limit)} 次 × {write(each)} 天 = {write(most)} 天；{write(stay)} 天 − {write(most)} 天 = {write(stay - most)} 天"
        )
        work.result("是否够", "不够")
        work.say(
            f"不够：最多 {write(limit)} 次 × {write(each)} 天 = {write(most)} 天，比 {write(stay)} 天少 {write(stay - most)} 天。",
            "days",
            "times",
        )
    work.quote("times")


def _times(facts: PermitFacts, work: Work, each: Decimal) -> None:
    times = Decimal(facts.times or 0)
    limit = work.number("times") - Decimal(facts.used or 0)
    if times > limit:
        if facts.used:
            work.step(f"{work.show('times')} − 已办 {facts.used} 次 = {write(limit)} 次")
        work.step(f"{write(times)} 次 > 还可办的 {write(limit)} 次，超出 {write(times - limit)} 次")
        work.result("是否超出", "超出")
        work.say(
            f"不可以：每辆车每年最多办 {work.show('times')}，还可办 {write(limit)} 次，{write(times)} 次超出 {write(times - limit)} 次。",
            "times",
        )
    else:
        total = times * each
        work.step(f"{write(times)} 次 × {write(each)} 天 = {write(total)} 天")
        text = work.result("合计天数", total, "天")
        work.say(f"{write(times)} 次共 {text}（每次最长 {work.show('days')}）。", "days", "times")
    work.quote("times")


def _left(facts: PermitFacts, work: Work, each: Decimal) -> None:
    limit = work.number("times")
    whole = limit * facts.cars
    if facts.cars > 1:
        work.step(f"{facts.cars} 辆 × 每辆 {work.show('times')} = {write(whole)} 次")
    used = Decimal(facts.used or 0)
    left = max(Decimal(0), whole - used)
    if used > whole:
        work.step(f"已办 {write(used)} 次 > {write(whole)} 次 → 还剩 0 次")
    elif facts.used is not None:
        work.step(f"{write(whole)} 次 − 已办 {write(used)} 次 = {write(left)} 次")
    total = left * each
    work.step(f"{write(left)} 次 × {write(each)} 天 = {write(total)} 天")
    if facts.used is not None:
        times = work.result("剩余次数", left, "次")
        days = work.result("剩余天数", total, "天")
        work.say(f"{'' if left else '不能再办，'}还剩 {times}，加起来最多 {days}（{'；'.join(work.steps)}）。")
    else:
        times = work.result("全年最多次数", left, "次")
        days = work.result("全年最多天数", total, "天")
        work.say(f"一年最多 {times}、共 {days}：{'；'.join(work.steps)}。")
    work.assume("“每年”按同一年度内累计。")
    work.quote("times")

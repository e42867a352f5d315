"""进京通行证: permits left, days left, permits needed for a stay, last day of a permit."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from assistant.rules.pack import Facts
from assistant.rules.units import ceil_div, write
from assistant.rules.work import Work

__all__ = ["PermitFacts", "formula_2021_01_01"]

Count = Annotated[int, Field(ge=0, le=100000)]


class PermitFacts(Facts):
    """What was used, what is planned."""

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
    per_month: Annotated[int, Field(ge=1, le=1000)] | None = None
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
        last = facts.start + timedelta(days=int(each) - 1)
        work.step(f"{facts.start.month} 月 {facts.start.day} 日 + {write(each)} 天 − 1 天 = {last.month} 月 {last.day} 日")
        work.assume("生效日算不算第一天文中未写，这里按生效日算第一天。")
        text = work.result("有效期最后一天", f"{last.month} 月 {last.day} 日")
        today = facts.today
        if today is None and facts.today_day is not None:
            today = _next(facts.start, facts.today_day)
        if today is not None:
            over = today > last
            work.step(f"{today.month} 月 {today.day} 日{'晚于' if over else '不晚于'} {text}")
            ruling = work.result("是否在有效期内", "已超过有效期" if over else "还在有效期内")
            work.say(f"{ruling}：{work.steps[-1]}。")
        work.say(f"有效期最长到 {text}，届满前应驶出限行范围。")
        work.quote("leave")
    elif facts.per_month is not None:
        _monthly(facts, work, each)
    elif facts.first is not None and facts.last is not None:
        days_ = (facts.last - facts.first).days + 1
        work.step(f"{facts.first.month} 月 {facts.first.day} 日至 {facts.last.month} 月 {facts.last.day} 日 = {days_} 天（首尾都算）")
        _stay(facts.model_copy(update={"stay": days_}), work, each)
    elif facts.stay is not None:
        _stay(facts, work, each)
    elif facts.times is not None:
        _times(facts, work, each)
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


def _monthly(facts: PermitFacts, work: Work, each: Decimal) -> None:
    """So many permits a month against the most of a year."""
    limit = work.number("times")
    times = Decimal(facts.per_month or 0) * 12
    work.step(f"每月 {facts.per_month} 次 × 12 个月 = {write(times)} 次")
    work.step(f"{write(times)} 次 {'≤' if times <= limit else '>'} {work.show('times')}")
    enough = work.result("是否够", "够" if times <= limit else "不够")
    tail = f"，每次 {write(each)} 天，一年共 {write(times * each)} 天" if times <= limit else f"，超出 {write(times - limit)} 次"
    if times <= limit:
        work.step(f"{write(times)} 次 × {write(each)} 天 = {write(times * each)} 天")
    work.say(f"{enough}：一年要办 {work.result('一年要办', times, '次')}，每年最多 {work.show('times')}{tail}。", "days", "times")
    work.quote("times")


def _stay(facts: PermitFacts, work: Work, each: Decimal) -> None:
    stay = Decimal(facts.stay or 0)
    limit = work.number("times") - Decimal(facts.used or 0)
    needed = ceil_div(stay, each)
    work.step(f"{write(stay)} 天 ÷ 每次 {write(each)} 天，向上取整 = {write(needed)} 次")
    text = work.result("需要办证", needed, "次")
    most = limit * each
    if needed <= limit:
        work.say(f"停留 {write(stay)} 天至少要办 {text}（每次最长 {work.show('days')}，每年最多 {work.show('times')}）。", "days", "times")
    else:
        work.step(f"{write(limit)} 次 × {write(each)} 天 = {write(most)} 天；{write(stay)} 天 − {write(most)} 天 = {write(stay - most)} 天")
        work.result("是否够", "不够")
        work.say(f"不够：最多 {write(limit)} 次 × {write(each)} 天 = {write(most)} 天，比 {write(stay)} 天少 {write(stay - most)} 天。", "days", "times")
    work.quote("times")


def _times(facts: PermitFacts, work: Work, each: Decimal) -> None:
    times = Decimal(facts.times or 0)
    limit = work.number("times") - Decimal(facts.used or 0)
    if times > limit:
        if facts.used:
            work.step(f"{work.show('times')} − 已办 {facts.used} 次 = {write(limit)} 次")
        work.step(f"{write(times)} 次 > 还可办的 {write(limit)} 次，超出 {write(times - limit)} 次")
        work.result("是否超出", "超出")
        work.say(f"不可以：每辆车每年最多办 {work.show('times')}，还可办 {write(limit)} 次，{write(times)} 次超出 {write(times - limit)} 次。", "times")
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
    if facts.used is not None:
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

"""老城通行证: permits and days left of a year, permits for a stay, the last day of a permit."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from assistant.rules.days import write_day
from assistant.rules.pack import Facts
from assistant.rules.packs.qinghe.versions import ended
from assistant.rules.units import ceil_div, write
from assistant.rules.work import Work

__all__ = ["PermitFacts", "formula_2023_07_01"]

Count = Annotated[int, Field(ge=0, le=100000)]


class PermitFacts(Facts):
    """Permits used this year, a stay in days, permits wanted, the first day of a permit."""

    used: Count | None = None
    stay: Count | None = None
    times: Count | None = None
    start: date | None = None
    on: date | None = None


def formula_2023_07_01(facts: PermitFacts, work: Work) -> None:
    """One of: last day, permits for a stay, permits wanted, what is left."""
    if ended(work):
        return
    days, limit = work.number("days"), work.number("times")
    left = max(limit - Decimal(facts.used or 0), Decimal(0))
    if facts.used is not None and facts.used <= limit:
        work.step(f"{write(limit)} 次 − 已办 {facts.used} 次 = {write(left)} 次")
    if facts.start is not None:
        last = facts.start + timedelta(days=int(days) - 1)
        work.step(f"{write_day(facts.start)}起 {work.show('days')} → {write_day(last)}")
        work.assume("生效日算不算第一天文中未写，这里按生效日算第一天。")
        work.say(f"有效期最长到 {work.result('有效期最后一天', write_day(last))}。")
        work.quote("leave")
    elif facts.stay is not None:
        needed = ceil_div(Decimal(facts.stay), days)
        work.step(f"{facts.stay} 天 ÷ 每次最长 {work.show('days')}，向上取整 = {write(needed)} 次")
        good = needed <= left
        work.say(
            f"停留 {facts.stay} 天要办 {work.result('需要办证', needed, '次')}，{'够用' if good else '不够'}：还可办 {write(left)} 次。"
        )
        work.quote("times")
    elif facts.times is not None:
        good = facts.times <= left
        work.step(f"{facts.times} 次{'未超过' if good else '超过'}还可办的 {write(left)} 次")
        work.result("能否办理", "可以" if good else "不可以")
        work.say(f"{'可以' if good else '不可以'}：{work.steps[-1]}。")
        work.quote("times")
    else:
        work.step(f"{write(left)} 次 × 每次最长 {work.show('days')} = {write(left * days)} 天")
        times, span = (
            work.result("剩余次数" if facts.used is not None else "全年最多次数", left, "次"),
            work.result("最多天数", left * days, "天"),
        )
        work.say(
            f"{'还剩' if facts.used is not None else '一年最多'} {times}，加起来最多 {span}：{'；'.join(work.steps)}。"
        )
        work.quote("times")

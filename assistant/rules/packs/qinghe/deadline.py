"""The last day of a period counted from an event: calendar or working days by unit.

Stages 6 and 9 for packs that are nothing but such periods; a parameter per step, keyed by its name.
"""

from __future__ import annotations

import re
from datetime import date

from assistant.rules.days import last_day, next_working_day, nth_working_day, write_day
from assistant.rules.pack import Facts, Found, Slots
from assistant.rules.packs.qinghe.versions import ended
from assistant.rules.reading import Reading
from assistant.rules.work import Work

__all__ = ["DeadlineFacts", "cases", "compute", "wants"]

_LIMIT = "最晚|最迟|截止|期限|超期|逾期|来得及|超时"
_ASKS = "几号|哪天|哪一天|什么时候|啥时候|最晚|最迟|截止|之前|来得及|超期|逾期|期限|到期|超了?没|过期|晚了|还行吗|可以吗|超时"


class DeadlineFacts(Facts):
    """Base of these packs' inputs: the day of the event (also ``on``, the version that counts), the day it was done."""

    start: date | None = None
    done: date | None = None
    on: date | None = None


def compute(facts: DeadlineFacts, work: Work, item: str) -> None:
    """The last day, and whether ``done`` kept it."""
    if ended(work):
        return
    if facts.start is None:
        raise work.need("start")
    count, unit = int(work.number(item)), work.params.parameters[item].unit
    if unit in ("个工作日", "工作日"):
        last, how = nth_working_day(facts.start, count), "按国务院放假安排"
    else:
        last, how = last_day(facts.start, count), "次日起算"
    title = work.params.parameters[item].title or item
    work.step(f"{write_day(facts.start)}之后 {work.show(item)}（{how}） → {write_day(last)}")
    if facts.done is not None:
        good = facts.done <= last
        work.step(f"{write_day(facts.done)}{'不晚于' if good else '晚于'} {write_day(last)}")
        work.result(title, "在期限内" if good else "已超期")
        work.say(f"{'在期限内' if good else '已超期'}：{'；'.join(work.steps)}。")
    else:
        text = work.result(f"{title}最后一天", write_day(last))
        work.say(f"{title}{f'到 {text}期满' if title.endswith('公示') else f'最晚 {text}'}：{work.steps[-1]}。")
        if unit in ("天", "日") and (shifted := next_working_day(last)) not in (None, last):
            work.assume(
                f"最后一天是休息日，民法典第二百零三条规定顺延到下一个工作日（{write_day(shifted or last)}）；本文件未写。"
            )
    work.quote(item)


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case: the step named and one date, or two."""
    found: Found = {}
    items = {v for v, _, _ in slots.values("item", q.text)}
    if len(items) > 1:  # the step asked for is the one named where it is asked
        asking = next((part for part in re.split("[，。；]", q.text) if re.search(_ASKS, part)), "")
        items = {v for v, _, _ in slots.values("item", asking)}
    if len(items) == 1:
        found["item"] = items.pop()
    days = [d for w in q.dates if (d := q.full(w)) is not None]
    if days and len(days) <= 2:
        found |= {"start": days[0], "on": days[0]}
        if len(days) == 2:
            found["done"] = days[1]
    return [found] if found else []


def wants(q: Reading, found: list[Found]) -> bool:
    """A date is given and the last day asked for; a step named, or plainly a limit."""
    given = any("start" in c for c in found)
    named = any("item" in c for c in found)
    return given and (q.has(_LIMIT) or named and (q.has(_ASKS) or any("done" in c for c in found) and q.whether))

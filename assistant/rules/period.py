"""Whether a rule holds on a day: not before its first day, not after an end its text states.

Stage 9. Judged at the day a question is about, else the day it is asked on; a plan whose years are over still holds.
"""

from __future__ import annotations

from datetime import date

from assistant.records import AnswerStatus
from assistant.rules.days import write_day
from assistant.rules.work import Work

__all__ = ["ended", "in_force", "lapsed", "not_in_force"]


def in_force(work: Work, on: date) -> None:
    """Write that the rule holds on that day."""
    start = work.params.effective.date
    work.cite("effective")
    work.step(f"{on.isoformat()} 不早于 {start.isoformat()}")
    work.result("是否施行", "已施行")
    work.say(f"适用：{work.params.document}自{write_day(start)}起施行，{write_day(on)}在施行日或之后。")
    work.quote("effective")


def not_in_force(work: Work, on: date) -> None:
    """Write that the rule does not hold yet on that day."""
    start = work.params.effective.date
    work.status = AnswerStatus.NOT_IN_FORCE
    work.cite("effective")
    work.step(f"{on.isoformat()} 早于 {start.isoformat()}")
    work.result("是否施行", "尚未施行")
    work.say(
        f"不适用，{write_day(on)}时尚未施行：{work.params.document}自{write_day(start)}起施行，{work.params.before or '此前不能按该文件计算'}。"
    )


def lapsed(work: Work, key: str) -> None:
    """Write that a figure holds no longer on that day."""
    title = work.params.parameters[key].title or work.params.title
    work.status = AnswerStatus.NOT_IN_FORCE
    work.cite(key)
    work.step(f"{work.on.isoformat()}：{title}已终止")
    work.result("是否施行", "不再施行")
    work.say(f"不适用，{title}已终止，不再施行。", key)
    work.quote(key)


def ended(work: Work) -> bool:
    """Whether the rule has ended by its own words or by a repeal; then the answer is written."""
    last = work.params.ends
    if last is None or work.on == date.max or work.on <= last.date:
        return False
    work.status = AnswerStatus.NOT_IN_FORCE
    work.cite("ends")
    work.step(f"{work.on.isoformat()} 晚于 {last.date.isoformat()}")
    work.result("是否施行", "不再施行")
    work.say(
        f"不适用，{write_day(work.on)}时已不再施行：{work.params.title}施行到 {write_day(last.date)}。要按施行时的规定计算，请在问题里写明年月。"
    )
    work.quote("ends")
    return True

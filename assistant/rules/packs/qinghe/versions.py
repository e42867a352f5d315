"""Rules that change or end: the day a question is about, the versions it compares.

Stages 6 and 9 for the packs of this area. A figure's dates come from the pack's own params.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

from assistant.rules.pack import Found
from assistant.rules.params import Params, load_yaml
from assistant.rules.period import ended
from assistant.rules.reading import Reading
from assistant.rules.work import Work

__all__ = ["dated", "ended", "if_changed", "versions"]

_BOTH = (
    r"(?:修改|调整|改)(?:之|以)?前(?:和|与|、)?(?:修改|改)?(?:之|以)?后|新[旧老](?:标准|办法|规定|政策)|(?:老|旧|原来?)的?(?:标准|办法|规定)[^。]{0,12}新"
    r"|试行[^。]{0,10}(?:新|20\d\d)|新(?:标准|办法|规定)[^。]{0,10}(?:比|和|与|跟)[^。]{0,6}(?:老|旧|原|试行)|[比跟](?:改之?前|修改前|试行|老办法|旧办法)"
)


@cache
def versions(folder: Path) -> tuple[date, ...]:
    """The days from which a pack's figures hold, in order."""
    params = load_yaml(folder / "params.yaml", Params)
    return tuple(sorted({day for p in params.parameters.values() for day in p.values}))


def _day(q: Reading) -> date | None:
    """The day or the first day of the month named, or the last day of a year other than this one."""
    days = {date(w.year, w.month, w.day or 1) for w in q.dates if w.year and w.month and (w.day is None or w.date)}
    if days:
        return days.pop() if len(days) == 1 else None
    years = {int(y) for y in re.findall(r"(20\d\d)年", q.text)}
    years |= {q.as_of.year - back for word, back in (("去年", 1), ("前年", 2)) if word in q.text}
    if len(years) != 1 or q.as_of.year in years:
        return None
    return date(years.pop(), 12, 31)


def dated(q: Reading, found: list[Found], file: str) -> list[Found]:
    """The cases with the day they are about (``on``), or each on the first and the last version."""
    known = versions(Path(file).parent)
    if len(found) == 1 and len(known) > 1 and q.has(_BOTH):
        return [found[0] | {"on": day, "_across": "difference"} for day in (known[0], known[-1])]
    day = _day(q)
    if day is None:
        return found
    return [case | {"on": day} for case in found] or [{"on": day}]


def if_changed(work: Work, key: str, tell: Callable[[], None]) -> None:
    """Tell of it when the figure was changed between the day that counts and the day of asking."""
    days = work.params.parameters[key].values
    if work.as_of is not None and any(work.on < day <= work.as_of for day in days):
        tell()

"""Yearly targets: counts and shares to be reached, some of them set year by year, some at most.

Stages 6 and 9 for packs that are nothing but such figures; the parameter of a year is ``item`` + year.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from assistant.rules import quota
from assistant.rules.pack import Found, Slots
from assistant.rules.quota import QuotaFacts
from assistant.rules.reading import Reading
from assistant.rules.units import UNITS, write
from assistant.rules.work import Work

__all__ = ["TargetFacts", "cases", "compute", "wants"]

_LEAST = "至少|最少|起码|应(?:该|当)?|要(?:有|抽|配|拿|出|检|培训|建)|得(?:有|抽|配|拿|出)"


class TargetFacts(QuotaFacts):
    """Base of these packs' inputs: also the year."""

    year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    left: quota.Any | None = None


def compute(facts: TargetFacts, work: Work, item: str, *, at_most: frozenset[str] = frozenset()) -> None:
    """Write result and sentence for one target."""
    key = f"{item}{facts.year}" if facts.year is not None else item
    if key not in work.params.parameters:
        known = [k for k in work.params.parameters if k == item or k.removeprefix(item).isdigit()]
        if len(known) == 1 and (facts.year is None or item in known):
            key = known[0]
        elif facts.year is None:
            raise work.need("year")
        else:
            work.unstated("目标", known[0])
            return
    if item in at_most:
        _at_most(facts, work, key)
    else:
        quota.compute(facts, work, key)


def _at_most(facts: TargetFacts, work: Work, key: str) -> None:
    given = facts.rate if work.params.parameters[key].unit == "%" else facts.done or facts.base
    title = work.params.parameters[key].title
    if given is None:
        raise work.need("rate" if work.params.parameters[key].unit == "%" else "done")
    value, most = given.value * UNITS[given.unit].factor if given.unit != "%" else given.value, work.number(key)
    good = value <= most
    shown = write(value) + ("%" if given.unit == "%" else "")
    work.step(f"{shown} {'≤' if good else '>'} {work.show(key)}（以内含本数）")
    if not good:
        work.step(f"超出 {write(value - most)}{' 个百分点' if given.unit == '%' else ''}")
    work.result(title, "达到要求" if good else "未达到要求")
    work.say(
        f"{'达标，达到要求' if good else '不达标，未达到要求'}：{title}要求不超过 {work.show(key)}，现在是 {shown}。"
    )
    work.quote(key)


def cases(q: Reading, slots: Slots) -> list[Found]:
    """The cases of ``quota`` with the year named; a number inside an item's name (二次供水) is none,
    and a lone amount is what there is unless a least number is asked for."""
    spans = [(start, end) for _, start, end in slots.values("item", q.text)]
    named = {a.text for a in q.amounts if any(s <= a.start and a.end <= e for s, e in spans)}
    found = []
    for case in quota.cases(q, slots):
        kept = {k: v for k, v in case.items() if k not in ("base", "done") or v not in named}
        if "base" in kept and not {"done", "rate", "left"} & set(kept) and not q.has(_LEAST):
            kept["done"] = kept.pop("base")
        found.append(kept)
    if q.years and q.years[0] == q.years[1]:
        return [case | {"year": q.years[0]} for case in found]
    if q.has("今年") and q.as_of.year < 9999:
        return [case | {"year": q.as_of.year} for case in found]
    return found


def wants(q: Reading, found: list[Found]) -> bool:
    """An item is named and an amount to set against it."""
    return (
        bool(found)
        and all("item" in c and any(k in c for k in ("base", "done", "rate", "left")) for c in found)
        and quota.wants(q, found)
    )

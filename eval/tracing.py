"""The trace of a calculation: inputs, steps and results, bound and worked out again.

Every figure of a step is an input, a figure of a cited span, an earlier result or a fixed
conversion; every input comes from the question, the cited text, the date asked for or an
assumption that is said aloud.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from eval.arithmetic import StepVerdict, check_step, is_calendar
from eval.figures import Figure, FigureKind, FigurePool, find_figures, fold

__all__ = ["TraceCheck", "check_calculations"]

_CONVERSIONS = frozenset(map(Decimal, ("1", "2", "3", "12", "15", "100", "1000", "2000", "10000", "100000000")))

_TENTHS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"两": 2, "半": 5}
_HOURS = (("半夜|夜里|午夜|零点", "0:00"), ("白天|中午|晌午|正午", "12:00"))


@dataclass(kw_only=True)
class TraceCheck:
    """What was found: faults as (place, detail), verdicts of steps, and the figures the answer may use."""

    pool: FigurePool
    unbound: list[tuple[str, str]] = field(default_factory=list)
    wrong: list[tuple[str, str]] = field(default_factory=list)
    repeated: list[tuple[str, str]] = field(default_factory=list)
    steps: Counter[str] = field(default_factory=Counter)


def _leaves(value: object) -> Iterable[str]:
    if isinstance(value, Mapping):
        for part in value.values():
            yield from _leaves(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _leaves(part)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def _has_value(figure: Figure, known: Iterable[Figure]) -> bool:
    """Whether some known figure has the value, whatever its unit; dates by the parts they give."""
    for other in known:
        if figure.kind is FigureKind.DATE:
            if other.kind is FigureKind.DATE and all(
                a is None or b is None or a == b for a, b in zip(figure.date, other.date, strict=True)
            ):
                return True
            continue
        if figure.value is None:
            return True
        if other.kind is FigureKind.CLOCK and other.value is not None and (figure.value - other.value) % 720 == 0:
            return True
        values = {v for v in (other.value, other.plain, *_parts(other)) if v is not None}
        if figure.value in values or figure.plain in values:
            return True
    return False


def _parts(figure: Figure) -> Iterable[Decimal]:
    return (Decimal(p) for p in figure.date if p is not None)


def _figures(texts: Iterable[str]) -> list[Figure]:
    return [f for text in texts for f in find_figures(fold(text))]


def _total(step: str, before: Sequence[str]) -> list[Figure]:
    """The figure of a step ``合计 …`` when it is the sum of the last results before it."""
    last = [_figures([re.split(r"[=≈：]", s)[-1]]) for s in before]
    parts = [figures[-1].value for figures in last if figures and figures[-1].value is not None]
    found = _figures([step]) if re.match(r"\s*(?:合计|共计|总计)", step) and not re.search(r"[=≈]", step) else []
    sums = {sum(parts[at:], Decimal(0)) for at in range(len(parts))}
    return [f for f in found if f.value in sums]


def _spoken(question: FigurePool) -> list[Figure]:
    """What a question says without the figure: weeks as days, hours as minutes, a year as its months, tenths and a half as percentages, a span of years as their number, night and noon as hours."""
    weeks = [
        f"{f.plain * 7}天"
        for f in question.figures
        if f.unit in ("周", "星期", "礼拜", "个星期", "个礼拜") and f.plain is not None
    ]
    years = sorted({f.date[0] for f in question.figures if f.date[0] is not None})
    spans = [str(b - a + extra) for a, b in zip(years, years[1:], strict=False) for extra in (0, 1)]
    shares = [
        f"{_TENTHS[m[1]] * 10 + _TENTHS[m[2] or '零']}%"
        for m in question.finds("([一二两三四五六七八九])成([半一二三四五六七八九])?(?![立功员果])")
    ]
    shares += [f"20{m[1]}年" for m in question.finds(r"(?<!\d)([12]\d)年(?=底|初|末|\d{1,2}月|签|起|为止)")]
    if question.holds("一半|各半|对半|半数"):
        shares.append("50%")
    hours = [clock for words, clock in _HOURS if question.holds(words)]
    hours += [
        f"{_TENTHS[m[1]] * 60 + 30 * bool(m[2])}分钟"
        for m in question.finds("([一二两三四五六七八九])个(半)?(?:小时|钟头)")
    ]
    hours += [
        f"{int(m[1]) * 60 + 30 * bool(m[2])}分钟" for m in question.finds(r"(?<![\d.])(\d{1,2})个?(半)?(?:小时|钟头)")
    ]
    if question.holds("[一每整全]年"):
        hours.append("12个月")
    return _figures([*weeks, *spans, *shares, *hours])


def check_calculations(
    calculations: Sequence[Mapping[str, Any]],
    *,
    question: FigurePool,
    cited: Mapping[int, str],
    as_of: str,
    notices: Sequence[str],
) -> TraceCheck:
    """Check all calculations of an answer; ``cited`` holds the cited texts by marker."""
    said: list[str] = []
    earlier: list[Figure] = []
    check = TraceCheck(pool=FigurePool(()))
    for at, calculation in enumerate(calculations, 1):
        place = f"计算{at}"
        own = [cited[m] for m in calculation.get("citations") or () if m in cited] or list(cited.values())
        text = FigurePool(own)
        assumed = _figures([*map(str, calculation.get("assumptions") or ()), *notices])
        inputs = list(_leaves(calculation.get("inputs") or {}))
        known = [*question.figures, *_spoken(question), *text.figures, *assumed, *_figures([as_of]), *earlier]
        steps = [str(s) for s in calculation.get("steps") or ()]
        results = _figures(part for s in steps for part in re.split(r"[=≈→]", s)[1:])
        for figure in _figures(inputs):
            if figure.value != 1 and not _has_value(figure, [*known, *results]):
                check.unbound.append((place, f"输入没有出处：{figure.text}"))
        known += _figures(inputs)
        known += _figures(f"{len(re.split('[、，]', s))}" for s in steps if "、" in s)
        for number, step in enumerate(steps, 1):
            known += _total(step, [s for s in steps[: number - 1] if re.search(r"[=≈]|^[^=→]*：", s)])
            _check_step(check, f"{place} 第{number}步", step, known)
            known += _figures(re.split(r"[=≈→]", step)[1:])
        result = str(calculation.get("result") or "")
        shown = [f"{result} {calculation.get('unit') or ''}", f"{result}{calculation.get('unit') or ''}"]
        for figure in _figures([result]):
            if not _has_value(figure, known):
                check.unbound.append((place, f"结果不是任何一步得出的：{figure.text}"))
        earlier += [*results, *_figures(shown)]
        said += [
            *inputs,
            *steps,
            *shown,
            str(calculation.get("words") or ""),
            *own,
            *map(str, calculation.get("assumptions") or ()),
        ]
    check.pool = FigurePool([*said, *cited.values()]) + question
    check.repeated = _repeated(calculations, question)
    return check


def _check_step(check: TraceCheck, place: str, step: str, known: Sequence[Figure]) -> None:
    verdict = check_step(step)
    check.steps[verdict.value] += 1
    if verdict is StepVerdict.WRONG:
        check.wrong.append((place, f"算式不成立：{step[:60]}"))
    if verdict is StepVerdict.RIGHT and is_calendar(step):
        return
    left = re.split(r"[=≈→]", step)[0]
    for figure in find_figures(fold(left)):
        if figure.kind is FigureKind.QUANTITY and figure.value not in _CONVERSIONS and not _has_value(figure, known):
            check.unbound.append((place, f"步骤中没有出处的数字：{figure.text}"))


def _repeated(calculations: Sequence[Mapping[str, Any]], question: FigurePool) -> list[tuple[str, str]]:
    """Two different results for one quantity: same rule, same title, same unit, no input of the question between them."""
    groups: defaultdict[tuple[str, str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for calculation in calculations:
        key = (str(calculation.get("rule")), str(calculation.get("title") or ""), str(calculation.get("unit") or ""))
        groups[key].append(calculation)
    found = []
    for (rule, title, _), group in groups.items():
        if len({str(c.get("result")) for c in group}) > 1:
            inputs = [dict(c.get("inputs") or {}) for c in group]
            if all(i == inputs[0] for i in inputs):
                found.append((title or rule, f"同一问有 {len(group)} 个结果"))
    return found

"""What a formula works with: dated figures that remember their clause, steps, results, sentences.

Stage 9. A formula gets its facts and a ``Work``; it never sees the text and holds no figure of
a regulation. Every figure it asks for is noted as evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Context, Decimal, localcontext
from typing import Any

from assistant.records import AnswerStatus
from assistant.rules.errors import Lapsed, NeedFacts
from assistant.rules.params import Params, RowModel
from assistant.rules.units import UNITS, Measure, convert, in_words, registry, tidy, write, write_money

__all__ = ["NoticeLine", "Result", "Saying", "Work"]

Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Result:
    """One quantity asked for: a plain decimal string or a word, with its own steps."""

    title: str
    value: str
    unit: str
    steps: tuple[str, ...]
    places: tuple[Place, ...]
    words: str = ""


@dataclass(frozen=True, slots=True)
class Saying:
    """A sentence of the answer: text (or a quote of ``places[0]``) with what backs it."""

    text: str
    places: tuple[Place, ...]
    quote: bool = False


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A line beside the answer."""

    kind: str
    text: str
    places: tuple[Place, ...] = ()


@dataclass
class Work:
    """The trace of one case."""

    params: Params
    on: date
    as_of: date | None = None
    status: AnswerStatus = AnswerStatus.CALCULATED
    steps: list[str] = field(default_factory=list)
    used: list[Place] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)
    sayings: list[Saying] = field(default_factory=list)
    notices: list[NoticeLine] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
    absent: str = ""

    def __post_init__(self) -> None:
        self._rows: Mapping[str, tuple[RowModel, ...]] = self.params.current(self.on)

    # figures -------------------------------------------------------------
    def row(self, key: str, item: str = "") -> RowModel:
        """The row of a table that holds for ``item`` (or the only one), noted as used."""
        rows = self._rows[key]
        found = next(r for r in rows if not item or item in r.keys)
        self._note((key, found.evidence))
        return found

    def rows(self, key: str) -> tuple[RowModel, ...]:
        """All rows of a table, none noted as used."""
        return self._rows[key]

    def items(self, key: str) -> tuple[str, ...]:
        """The items a table has figures for, in order of the text."""
        return tuple(k for r in self._rows[key] for k in r.keys)

    def number(self, key: str, item: str = "") -> Decimal:
        """The figure as printed. Raises Lapsed where it has ended: never 0."""
        value = self.row(key, item).value
        if value is None:
            raise Lapsed(key)
        return Decimal(value)

    def printed(self, key: str, item: str = "") -> str:
        """The figure as the text prints it (3.0 stays 3.0), with thousands separators from 1,000 on."""
        value = self.row(key, item).value or "0"
        return write(Decimal(value)) if len(value.split(".")[0]) > 3 else value

    def money(self, key: str, item: str = "") -> Decimal:
        """The figure in yuan."""
        return convert(self.number(key, item), self.params.parameters[key].unit, "元")

    def share(self, key: str) -> Decimal:
        """A percentage as a fraction."""
        return self.number(key) / UNITS["%"].factor * Decimal("0.01")

    def day(self, key: str) -> date:
        """A dated figure."""
        return date.fromisoformat(self.row(key).value or "")

    def show(self, key: str, item: str = "") -> str:
        """The figure with its unit, for a step."""
        unit = self.params.parameters[key].unit
        number = self.printed(key, item)
        return f"{number}%" if unit == "%" else f"{number} {unit}".strip()

    def product(self, unit: str, *factors: str | Measure, item: str = "") -> Decimal:
        """The product of parameters and measures in ``unit``, with dimensions checked, as one step."""
        total: Any = registry().Quantity(Decimal(1), "")
        shown = []
        with localcontext(Context(prec=50)):
            for factor in factors:
                if isinstance(factor, Measure):
                    total = total * registry().Quantity(
                        factor.value * UNITS[factor.unit].factor, UNITS[factor.unit].pint
                    )
                    shown.append(f"{write(factor.value, 4)} {factor.unit}".strip())
                else:
                    parts = self.params.parameters[factor].unit.split("/")
                    value: Any = registry().Quantity(
                        self.number(factor, item) * UNITS[parts[0]].factor, UNITS[parts[0]].pint
                    )
                    for part in parts[1:]:
                        value = value / registry().Quantity(UNITS[part].factor, UNITS[part].pint)
                    total = total * value
                    shown.append(self.show(factor, item))
            target = UNITS[unit]
            result = tidy(Decimal(total.to(target.pint).magnitude) / target.factor)
        places = 2 if target.kind == "money" else 6
        self.step(f"{' × '.join(shown)} = {write(result, places)} {unit}")
        return result

    def converted(self, measure: Measure, unit: str) -> Measure:
        """The measure in ``unit``, with a step when that changes anything."""
        if measure.parts:
            self.step(f"{measure.parts} = {write(measure.value, 4)} {measure.unit}")
        if UNITS[measure.unit] == UNITS[unit] or UNITS[measure.unit].pint == UNITS[unit].pint:
            same = Measure(measure.value * UNITS[measure.unit].factor / UNITS[unit].factor, unit, measure.kind)
            if same.value != measure.value and UNITS[unit].kind != "money":
                self.step(f"{write(measure.value)} {measure.unit} = {write(same.value, 4)} {unit}")
            return same
        value = measure.to(unit)
        self.step(f"{write(measure.value)} {measure.unit} = {write(value, 4)} {unit}")
        return Measure(value, unit, measure.kind)

    def cite(self, *keys: str) -> None:
        """Note that the clauses of these keys apply."""
        for key in keys:
            self._note(self._place(key))

    # what comes out ------------------------------------------------------
    def step(self, text: str) -> None:
        """One line of the trace."""
        self.steps.append(text)

    def result(self, title: str, value: Decimal | str, unit: str = "") -> str:
        """A quantity asked for; returns it as it is written in a sentence."""
        money = unit == "元" and isinstance(value, Decimal)
        if isinstance(value, Decimal):
            value = tidy(value)
            if money:
                value = tidy(value.quantize(Decimal("0.01"), rounding="ROUND_HALF_UP"))
        plain = f"{value:f}" if isinstance(value, Decimal) else value
        words = in_words(value) if money and isinstance(value, Decimal) else ""
        self.results.append(Result(title, plain, unit, tuple(self.steps), tuple(self.used), words))
        if isinstance(value, Decimal):
            return write_money(value) if money else f"{write(value)}{'' if unit == '%' else ' '}{unit}".strip()
        return value

    def say(self, text: str, *keys: str) -> None:
        """A sentence of the answer, backed by these keys or by everything used so far."""
        places = tuple(self._place(k) for k in keys) or tuple(self.used)
        self.sayings.append(Saying(text, places))

    def quote(self, key: str) -> None:
        """The sentence of the text around the key's phrase."""
        self._note(self._place(key))
        self.sayings.append(Saying("", (self._place(key),), quote=True))

    def quote_place(self, place: Place) -> None:
        """The sentence around one row of a table."""
        self.sayings.append(Saying("", (place,), quote=True))

    def unstated(self, what: str, key: str) -> None:
        """The text has the matter of ``key``, but not what is asked of it."""
        self.status, self.absent = AnswerStatus.NOT_FOUND, what
        self.cite(key)
        self.step(f"{what}文中未写")
        self.result(what, "文中未写")

    def notice(self, kind: str, text: str, *keys: str) -> None:
        """A line beside the answer."""
        self.notices.append(NoticeLine(kind, text, tuple(self._place(k) for k in keys)))

    def assume(self, text: str) -> None:
        """Something the text does not say and we assume; stands in the trace and in the notices."""
        if text not in self.assumptions:
            self.assumptions.append(text)
            self.notices.append(NoticeLine("assumption", text))

    def need(self, *names: str) -> NeedFacts:
        """The exception to raise when facts are missing."""
        return NeedFacts(*names)

    def _note(self, place: Place) -> None:
        if place not in self.used:
            self.used.append(place)

    def _place(self, key: str) -> Place:
        if key in self.params.clauses:
            return key, self.params.clauses[key].evidence
        if key in ("effective", "ends", "period"):
            extra = getattr(self.params, key)
            return key, extra.evidence
        return key, self._rows[key][0].evidence

"""``params.yaml`` → dated parameters, each looked up in the clause it names.

Stage 9. A parameter's figure must stand in its evidence phrase, and the phrase in the clause.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.rules.errors import RulePackError
from assistant.rules.locating import Located, Wanted, find_apart, locate
from assistant.rules.units import UNITS
from index.library import Library, squeeze
from index.numerals import format_cn_int

__all__ = ["Effective", "Params", "PlaceModel", "RowModel", "held", "load_yaml", "resolve"]

EVIDENCE_MAX = 20
M = TypeVar("M", bound=BaseModel)


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class PlaceModel(_Model):
    """Where words stand: clause path and a phrase of at most 20 characters."""

    clause: str
    evidence: str = Field(max_length=EVIDENCE_MAX, min_length=2)
    document: str = ""
    part: str = ""


class RowModel(PlaceModel):
    """One figure with its place; in a table ``keys`` names who it holds for. ``value: null`` ends it."""

    value: str | None
    keys: tuple[str, ...] = ()
    clause: str = ""


class ValueModel(_Model):
    """What a parameter is from a date on: one figure or the rows of a table."""

    value: str | None = None
    clause: str = ""
    evidence: str = Field(default="", max_length=EVIDENCE_MAX)
    document: str = ""
    part: str = ""
    rows: tuple[RowModel, ...] = ()


class ParameterModel(_Model):
    """A figure through time."""

    unit: str = ""
    title: str = ""
    values: dict[date, ValueModel]


class Effective(PlaceModel):
    """First day the rule holds; the date stands in the phrase or is the date of the document."""

    date: date


class PeriodModel(PlaceModel):
    """Last year named in a plan's title: over means a notice, never a refusal."""

    last_year: int


class Params(_Model):
    """The whole file."""

    title: str
    summary: str = ""
    before: str = ""
    document: str
    effective: Effective
    ends: Effective | None = None
    period: PeriodModel | None = None
    parameters: dict[str, ParameterModel] = Field(default_factory=dict)
    clauses: dict[str, PlaceModel] = Field(default_factory=dict)

    def current(self, on: date) -> dict[str, tuple[RowModel, ...]]:
        """Rows of every parameter in force on that day."""
        found = {}
        for key, parameter in self.parameters.items():
            past = [d for d in parameter.values if d <= on] or [min(parameter.values)]
            found[key] = _rows(parameter.values[max(past)])
        return found

    def places(self) -> dict[tuple[str, str], Wanted]:
        """Everything to be looked up, by (key, evidence)."""
        found = {}
        for key, parameter in self.parameters.items():
            for value in parameter.values.values():
                for row in _rows(value):
                    found[key, row.evidence] = self._wanted(row)
        for key, place in self.clauses.items():
            found[key, place.evidence] = self._wanted(place)
        for key, extra in (("effective", self.effective), ("ends", self.ends), ("period", self.period)):
            if extra is not None:
                found[key, extra.evidence] = self._wanted(extra)
        return found

    def _wanted(self, place: PlaceModel) -> Wanted:
        return Wanted(
            document=place.document or self.document, clause=place.clause, evidence=place.evidence, part=place.part
        )


def _rows(value: ValueModel) -> tuple[RowModel, ...]:
    if not value.rows:
        one = RowModel(
            value=value.value, evidence=value.evidence, clause=value.clause, document=value.document, part=value.part
        )
        return (one,)
    base = {"clause": value.clause, "document": value.document, "part": value.part}
    return tuple(r.model_copy(update={k: getattr(r, k) or v for k, v in base.items()}) for r in value.rows)


_Safe: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml reads ten times faster


class _Loader(_Safe):  # type: ignore[misc]  # which class it is depends on the machine
    """Safe loader that refuses duplicate keys and leaves figures as they are written."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(k, deep=True) for k, _ in node.value]
    for key in keys:
        if keys.count(key) > 1:
            raise RulePackError(f"{node.start_mark.name} 第 {node.start_mark.line + 1} 行：键“{key}”重复")
    return {k: loader.construct_object(v, deep=True) for k, (_, v) in zip(keys, node.value, strict=True)}


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)
_Loader.yaml_implicit_resolvers = {
    k: [
        (tag, rule)
        for tag, rule in v
        if tag not in ("tag:yaml.org,2002:float", "tag:yaml.org,2002:int", "tag:yaml.org,2002:bool")
    ]
    for k, v in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load_yaml(path: Path, model: type[M]) -> M:
    """A checked YAML file. Raises RulePackError that names file, key and the allowed keys."""
    try:
        with path.open(encoding="utf-8") as stream:
            data = yaml.load(stream, Loader=_Loader)  # noqa: S506  # a SafeLoader
        return model.model_validate(data)
    except FileNotFoundError:
        raise RulePackError(f"规则包缺少文件 {path}", hint="对照 docs/adding-a-rule.md") from None
    except yaml.YAMLError as exc:
        raise RulePackError(f"{path} 不是合法的 YAML：{str(exc).splitlines()[0]}") from exc
    except ValidationError as exc:
        wrong = "；".join(
            f"{'.'.join(str(p) for p in e['loc'])} {_WRONG.get(e['type'], '有误（' + e['msg'] + '）')}"
            for e in exc.errors()[:4]
        )
        raise RulePackError(f"{path}：{wrong}", hint=f"允许的键：{'、'.join(model.model_fields)}") from exc


_WRONG = {
    "missing": "缺少", "extra_forbidden": "不是允许的键", "string_too_long": f"太长，至多 {EVIDENCE_MAX} 字", "string_too_short": "太短",
    "date_from_datetime_parsing": "不是日期，写成 2020-07-31", "date_parsing": "不是日期，写成 2020-07-31",
}  # fmt: skip


def printed_forms(value: str) -> tuple[str, ...]:
    """The ways a figure may stand in the text.

    >>> printed_forms("3")
    ('3', '三')
    """
    if re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        day = date.fromisoformat(value)
        month = (f"{day.year}年{day.month}月",) if day.day == 1 else ()
        return (f"{day.year}年{day.month}月{day.day}日", f"{day.month}月{day.day}日", *month)
    try:
        number = Decimal(value)
    except InvalidOperation:
        return (value,)
    forms = [value]
    if number == number.to_integral_value() and 0 <= number < UNITS["亿"].factor:
        forms.append(format_cn_int(int(number)))
        if forms[-1] == "二":
            forms.append("两")
    return tuple(forms)


def _figure_in(value: str | None, evidence: str) -> bool:
    plain = squeeze(evidence)
    return value is None or any(find_apart(squeeze(f), plain) >= 0 for f in printed_forms(value))


def held(params: Params, library: Library) -> tuple[Params, list[str]]:
    """The parameters as far as the index holds their documents, and what is left out.

    A later value or a stated end that stands in an amending document is not known to an index
    without that document: the earlier text is answered from, as the index has it.
    """

    def absent(place: PlaceModel) -> bool:
        return place.document not in ("", params.document) and not library.find_documents(place.document)

    notes: list[str] = []
    kept = {}
    for key, parameter in params.parameters.items():
        values = {
            day: v for day, v in parameter.values.items() if not any(absent(r) for r in _rows(v))
        } or parameter.values
        notes += [f"{key}：{day} 起的数所在的文件不在索引中，不用" for day in parameter.values if day not in values]
        kept[key] = parameter.model_copy(update={"values": values})
    clauses = {key: place for key, place in params.clauses.items() if not absent(place)}
    notes += [
        f"{key}：{place.document} 不在索引中，不用" for key, place in params.clauses.items() if key not in clauses
    ]
    ends = params.ends
    if ends is not None and absent(ends):
        notes.append(f"ends：{ends.document} 不在索引中，不用")
        ends = None
    return params.model_copy(update={"parameters": kept, "clauses": clauses, "ends": ends}), notes


def resolve(params: Params, library: Library) -> tuple[dict[tuple[str, str], Located], list[str], list[str]]:
    """Every place of the pack in this index: found places, reasons to be off, warnings."""
    found: dict[tuple[str, str], Located] = {}
    reasons: list[str] = []
    warnings: list[str] = []
    for parameter_key, parameter in params.parameters.items():
        for unit in (parameter.unit,) if parameter.unit in UNITS else re.split("[/·]", parameter.unit):
            if unit and unit not in UNITS and unit != "日期":
                reasons.append(f"参数 {parameter_key} 的单位“{unit}”不认识")
        for value in parameter.values.values():
            reasons += [
                f"参数 {parameter_key} 的数“{r.value}”不在短语“{r.evidence}”里"
                for r in _rows(value) if not _figure_in(r.value, r.evidence)
            ]  # fmt: skip
    for key, wanted in params.places().items():
        place = locate(library, wanted)
        if isinstance(place, str):
            reasons.append(f"{key[0]}：{place}")
        else:
            found[key] = place
            if place.warning:
                warnings.append(f"{key[0]}：{place.warning}")
    start = found.get(("effective", params.effective.evidence))
    if start is not None and not _figure_in(params.effective.date.isoformat(), params.effective.evidence):
        issued = start.document.issued
        if issued != params.effective.date:
            reasons.append(f"effective：成文日期 {issued} 不是 {params.effective.date}")
    return found, reasons, warnings

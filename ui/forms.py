"""A rule's schema as form fields: one control per fact, filled with what is known (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from assistant.records import Choice
from assistant.rules.engine import FieldInfo, RuleInfo

__all__ = ["FormField", "form_fields"]

_YES_NO = (Choice(value="true", label="是"), Choice(value="false", label="否"))


class FormField(NamedTuple):
    """One control: ``kind`` is choice, date, number or text; ``low`` and ``high`` bound a number."""

    name: str
    title: str
    kind: str
    value: str
    help: str
    choices: tuple[Choice, ...]
    low: str
    high: str


def form_fields(rule: RuleInfo, given: Mapping[str, object]) -> tuple[FormField, ...]:
    """The controls of a rule in its own order."""
    properties = rule.facts.model_json_schema().get("properties", {})
    return tuple(_field(f, properties.get(f.name, {}), given.get(f.name)) for f in rule.fields)


def _field(field: FieldInfo, schema: Mapping[str, Any], given: object) -> FormField:
    kinds = [schema, *schema.get("anyOf", ())]
    types = {k.get("type") for k in kinds}
    choices = field.choices
    if not choices and (values := next((k["enum"] for k in kinds if "enum" in k), ())):
        choices = tuple(Choice(value=str(v), label=str(v)) for v in values)
    if not choices and "boolean" in types:
        choices = _YES_NO
    kind = "choice" if choices else "text"
    if any(k.get("format") == "date" for k in kinds):
        kind = "date"
    elif "integer" in types and not choices:
        kind = "number"
    value = field.default if given is None else given
    if isinstance(value, bool):
        value = str(value).lower()
    described = next((str(k["description"]) for k in kinds if "description" in k), "")
    items = schema.get("items", {})
    if items:
        described = "；".join(x for x in (str(items.get("description", "")), "可写几个，用顿号分开") if x)
    bounds: Mapping[str, Any] = next((k for k in kinds if "minimum" in k or "maximum" in k), {})
    return FormField(
        name=field.name, title=field.title, kind=kind, value="" if value in (None, "()") else str(value),
        help=described, choices=choices, low=str(bounds.get("minimum", "")), high=str(bounds.get("maximum", "")),
    )  # fmt: skip

"""A rule pack: its four files read, its question vocabulary, its formula.

Stage 9. ``assistant/rules/packs/<area>/<rule>/`` holds ``params.yaml``, ``formula.py``,
``slots.yaml``, ``cases.yaml`` and, when the vocabulary is not enough, ``asking.py``.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict

from assistant.rules.amounts import Amount
from assistant.rules.errors import RulePackError
from assistant.rules.params import Params, load_yaml
from assistant.rules.reading import Reading, pattern
from assistant.rules.splitting import by_stretch, unused
from assistant.rules.units import MeasureOf
from assistant.rules.whens import read_clock
from assistant.rules.work import Work

__all__ = ["Facts", "Found", "Pack", "Slots", "load_pack", "load_packs", "read_params"]

ROOT = Path(__file__).parent / "packs"
Found = dict[str, Any]
Formula = Callable[[Any, Work], None]

_ASKS = r"多少|几[块元万天次个台年号月]|算|还差|差几|够不够|够吗|达标|合格|超了?没|超标|行不行|行吗|吗$|吗\?|能不能|可以|可否|一共|总共|合计|到手"


class Facts(BaseModel):
    """Base of every formula's typed input. A missing fact is ``None`` and asked for by the formula."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True)


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class ChoiceModel(_Model):
    """One allowed value with its label and the pattern of words that mean it."""

    value: str
    label: str = ""
    words: str = ""


class SlotModel(_Model):
    """How a fact is asked for and found: by choice words, or as the one amount of a kind.
    ``shows``: the parameters and clauses that depend on it, quoted when it is asked for."""

    title: str
    question: str = ""
    choices: tuple[ChoiceModel, ...] = ()
    amount: str = ""
    default: str | None = None
    shows: tuple[str, ...] = ()


class RouteModel(_Model):
    """When a question is about this rule. ``topic`` found, each of ``also`` found, ``never`` not (patterns).
    ``document`` are words for the document itself, for "did it apply on that day"; ``own`` tells a question
    about one's own case, whose quantities are asked for when it gives none."""

    topic: str
    also: tuple[str, ...] = ()
    never: str = ""
    document: str = ""
    asks: str = _ASKS
    own: str = ""
    needs: tuple[str, ...] = ()


class Slots(_Model):
    """``slots.yaml``."""

    route: RouteModel
    slots: dict[str, SlotModel] = {}
    words: dict[str, str] = {}

    def values(self, name: str, text: str) -> list[tuple[str, int, int]]:
        """Choices of a slot named in a text, in order of appearance, the longest at each place."""
        hits = [
            (m.start(), -m.end(), choice.value)
            for choice in self.slots[name].choices if choice.words for m in pattern(choice.words).finditer(text)
        ]  # fmt: skip
        found: list[tuple[str, int, int]] = []
        for start, end, value in sorted(hits):
            if not found or start >= found[-1][2]:
                found.append((value, start, -end))
        return found

    def one(self, name: str, text: str) -> str | None:
        """The only choice named in a text, ``None`` when there is none or several."""
        values = {v for v, _, _ in self.values(name, text)}
        return values.pop() if len(values) == 1 else None

    def fill(self, q: Reading) -> Found:
        """The facts that the vocabulary alone finds."""
        found: Found = {}
        for name, slot in self.slots.items():
            if slot.choices:
                value = self.one(name, q.text)
                if value is not None:
                    found[name] = value
            elif slot.amount:
                given = q.of(*slot.amount.split("|"))
                if len(given) == 1:
                    whole = slot.amount == "count" and given[0].value == int(given[0].value)
                    found[name] = int(given[0].value) if whole else given[0].text
        return found


@dataclass(frozen=True, kw_only=True, eq=False)
class Pack:
    """One rule, loaded."""

    area: str
    rule: str
    folder: Path
    params: Params
    slots: Slots
    formulas: Mapping[date, Formula]
    facts: type[Facts]
    asking: ModuleType | None = field(default=None)

    @property
    def name(self) -> str:
        """``area/rule``."""
        return f"{self.area}/{self.rule}"

    def score(self, text: str) -> int:
        """How clearly a text is about this rule; 0 is not at all."""
        route = self.slots.route
        if (route.never and pattern(route.never).search(text)) or not all(pattern(p).search(text) for p in route.also):
            return 0
        hits = {m[0] for m in pattern(route.topic).finditer(text)}
        return sum(len(h) for h in hits) + 2 * len(route.also) if hits else 0

    def near(self, text: str) -> bool:
        """Whether a text has the rule's words, whatever else it needs to be about this rule."""
        route = self.slots.route
        return pattern(route.topic).search(text) is not None and not (route.never and pattern(route.never).search(text))

    def cases(self, q: Reading) -> list[Found]:
        """The facts of each case a question names; an empty list when it names none."""
        if self.asking is not None and hasattr(self.asking, "cases"):
            return list(self.asking.cases(q, self.slots))
        found = self.slots.fill(q)
        return [found] if found else []

    def wants(self, q: Reading, cases: list[Found]) -> bool:
        """Whether the question asks for a calculation (and not for the rule itself)."""
        if self.asking is not None and hasattr(self.asking, "wants"):
            return bool(self.asking.wants(q, cases))
        route = self.slots.route
        needed = not route.needs or any(n in c for c in cases for n in route.needs)
        return bool(cases) and needed and q.has(route.asks)

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of quantities the rule takes."""
        found: set[str] = set()
        for info in self.facts.model_fields.values():
            for meta in _metadata(info.annotation, *info.metadata):
                if isinstance(meta, MeasureOf):
                    found |= _ANY if meta.kind == "any" else {meta.kind}
            if Decimal in (info.annotation, *get_args(info.annotation)):
                found |= {"number", "concentration", "dustfall", "bod"}
        return frozenset(found)

    @cached_property
    def clocks(self) -> frozenset[str]:
        """The facts that are times of day, kept as minutes since midnight."""
        return frozenset(
            n
            for n, i in self.facts.model_fields.items()
            if read_clock in (getattr(m, "func", None) for m in _metadata(i.annotation, *i.metadata))
        )

    @cached_property
    def figures(self) -> frozenset[Decimal]:
        """The figures of the rule itself."""
        rows = (r for p in self.params.parameters for r in self.params.current(date.max)[p])
        return frozenset(Decimal(r.value) for r in rows if r.value and re.fullmatch(r"\d+(?:\.\d+)?", r.value))

    def read(self, q: Reading) -> tuple[list[Found], tuple[Amount, ...]]:
        """The cases of a question and the quantities they leave unused: read as a whole, or stretch
        by stretch where that uses more."""
        whole = self.cases(q)
        left = unused(q, whole, self.kinds, self.figures)
        if left:
            parts = by_stretch(self, q)
            rest = unused(q, parts, self.kinds, self.figures)
            if len(rest) < len(left):
                return parts, rest
        return whole, left

    @property
    def exclusive(self) -> tuple[tuple[str, ...], ...]:
        """Groups of facts that replace each other in a follow-up (``EXCLUSIVE`` in asking.py)."""
        return getattr(self.asking, "EXCLUSIVE", ())

    def formula(self, on: date) -> Formula:
        """The formula in force on a day (the first one before any)."""
        past = [d for d in self.formulas if d <= on] or [min(self.formulas)]
        return self.formulas[max(past)]


_ANY = frozenset({"money", "area", "length", "mass", "count", "number"})


def _metadata(*types: Any) -> Iterator[Any]:
    """Everything an annotation carries, at whatever depth."""
    for kind in types:
        yield kind
        yield from _metadata(*getattr(kind, "__metadata__", ()), *get_args(kind)) if not isinstance(kind, str) else ()


def _module(folder: Path, name: str) -> ModuleType:
    """A module of a pack: by its package name where it ships, by its file elsewhere."""
    if folder.is_relative_to(ROOT):
        return importlib.import_module(f"{__package__}.packs.{folder.parent.name}.{folder.name}.{name}")
    spec = importlib.util.spec_from_file_location(
        f"gongbao_pack_{folder.parent.name}_{folder.name}_{name}", folder / f"{name}.py"
    )
    if spec is None or spec.loader is None:
        raise RulePackError(f"规则包缺少文件 {folder / name}.py", hint="对照 docs/adding-a-rule.md")
    module = importlib.util.module_from_spec(spec)
    sys.modules[module.__name__] = module
    spec.loader.exec_module(module)
    return module


def load_pack(folder: Path, params: Params | None = None) -> Pack:
    """One pack from its folder ``<area>/<rule>``. Raises RulePackError."""
    area, rule = folder.parent.name, folder.name
    params = params or load_yaml(folder / "params.yaml", Params)
    slots = load_yaml(folder / "slots.yaml", Slots)
    module = _module(folder, "formula")
    formulas: dict[date, Formula] = {}
    for name in dir(module):
        if match := re.fullmatch(r"formula_(\d{4})_(\d\d)_(\d\d)", name):
            formulas[date(int(match[1]), int(match[2]), int(match[3]))] = getattr(module, name)
    facts = next(
        (
            v
            for v in vars(module).values()
            if isinstance(v, type) and issubclass(v, Facts) and v.__module__ == module.__name__
        ),
        None,
    )
    if not formulas or facts is None:
        raise RulePackError(
            f"{folder / 'formula.py'} 须有 Facts 的子类与 formula_年_月_日", hint="对照 docs/adding-a-rule.md"
        )
    asking = _module(folder, "asking") if (folder / "asking.py").exists() else None
    unknown = set(slots.slots) - set(facts.model_fields)
    if unknown:
        raise RulePackError(
            f"{folder / 'slots.yaml'}：slots 里的 {'、'.join(sorted(unknown))} 不是公式的输入",
            hint="允许的键：" + "、".join(facts.model_fields),
        )
    if strange := {k for s in slots.slots.values() for k in s.shows} - set(params.parameters) - set(params.clauses):
        raise RulePackError(
            f"{folder / 'slots.yaml'}：shows 里的 {'、'.join(sorted(strange))} 不在 params.yaml 的 parameters 与 clauses 里"
        )
    return Pack(
        area=area, rule=rule, folder=folder, params=params, slots=slots, formulas=formulas, facts=facts, asking=asking
    )


@cache
def read_params() -> Mapping[Path, Params]:
    """The parameters of every pack that ships, by folder. Raises RulePackError."""
    return {p.parent: load_yaml(p, Params) for p in sorted(ROOT.glob("*/*/params.yaml"))}


@cache
def _shipped(folder: Path) -> Pack:
    return load_pack(folder, read_params()[folder])


def load_packs(document: Callable[[str], object] = lambda _: True) -> tuple[Pack, ...]:
    """Every pack that ships and whose 文号 the given test accepts. Raises RulePackError."""
    return tuple(_shipped(folder) for folder, params in read_params().items() if document(params.document))

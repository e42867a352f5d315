"""A calculation by form or API: the rule book's draft, finished like any other answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from assistant.checks import gate
from assistant.citing import finish
from assistant.records import Answer
from assistant.rules.engine import RuleInfo
from index.errors import NotFoundError
from ui.live import Snapshot
from ui.standing import today

__all__ = ["calculate", "find_rule", "rule_name"]


def rule_name(snapshot: Snapshot, rule: RuleInfo) -> str:
    """The shortest name that means this rule alone: ``rule``, or ``area/rule`` where several areas have it."""
    same = [r for r in snapshot.rules.rules if r.rule == rule.rule]
    return rule.rule if len(same) == 1 else f"{rule.area}/{rule.rule}"


def find_rule(snapshot: Snapshot, name: str) -> RuleInfo:
    """The rule of that name. Raises NotFoundError."""
    found = [r for r in snapshot.rules.rules if name in (rule_name(snapshot, r), f"{r.area}/{r.rule}")]
    if not found:
        raise NotFoundError(f"没有规则 {name[:60]}", hint="全部规则见 /calc")
    return found[0]


def calculate(snapshot: Snapshot, name: str, inputs: Mapping[str, object], as_of: date | None = None) -> Answer:
    """The answer of one rule on given facts; empty facts count as not given.

    Raises:
        NotFoundError: There is no such rule. UsageError: A fact cannot be used.
    """
    rule = find_rule(snapshot, name)
    given = {k: v for k, v in inputs.items() if v is not None and v != ""}
    day = as_of or today()
    draft = snapshot.rules.calculate(f"{rule.area}/{rule.rule}", as_of=day, **given)
    words = "；".join(f"{k} {v}" for k, v in given.items())
    draft, _ = gate(draft, snapshot.library, f"{rule.title} {words}")
    return finish(draft, snapshot.library, question=rule.title, as_of=day)

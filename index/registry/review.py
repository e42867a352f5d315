"""Proposed aliases: names in the text that seem to be one body, with the places that say so."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import NamedTuple

from index.records import Span
from index.registry.departments import COLLECTIVE, squeeze_name
from index.registry.records import Party
from index.registry.registry import Registry

__all__ = ["AliasGroup", "ProposedAlias", "alias_groups", "propose_aliases"]


class AliasGroup(NamedTuple):
    """One body: its canonical name and every way the text writes it, with how often."""

    canonical: str
    names: tuple[tuple[str, int], ...]


class ProposedAlias(NamedTuple):
    """``name`` may be ``canonical``; ``reason`` says why; ``clause_id`` and ``span`` show a place."""

    name: str
    canonical: str
    reason: str
    clause_id: str
    span: Span


def _parties(registry: Registry) -> list[Party]:
    found = [p for t in registry.tasks for _, p in t.bodies() if not p.collective]
    for person in registry.people:
        for duty in person.of("分管", "协助分管", "联系"):
            found.append(
                Party(
                    duty.name,
                    duty.span,
                    duty.clause_id,
                    duty.canonical,
                    COLLECTIVE.search(duty.name) is not None,
                    duty.also,
                )
            )
    return found


def alias_groups(registry: Registry) -> tuple[AliasGroup, ...]:
    """Bodies written in more than one way, as the table resolves them."""
    names: dict[str, dict[str, int]] = defaultdict(dict)
    for party in _parties(registry):
        bare = re.sub(r"[（(].*?[）)]", "", squeeze_name(party.name))
        names[party.canonical][bare] = names[party.canonical].get(bare, 0) + 1
    return tuple(
        AliasGroup(c, tuple(sorted(n.items(), key=lambda x: (-x[1], x[0]))))
        for c, n in sorted(names.items())
        if len(n) > 1
    )


def propose_aliases(registry: Registry) -> tuple[ProposedAlias, ...]:
    """Pairs the table does not know: names in brackets, a short name whose characters stand in a longer one in order."""
    parties = _parties(registry)
    first: dict[str, Party] = {}
    for party in parties:
        first.setdefault(party.canonical, party)
    apart = {frozenset(pair[:2]) for pair in registry.departments.table.distinct}
    found: dict[tuple[str, str], ProposedAlias] = {}
    for party in parties:
        for other in party.also:
            if other != party.canonical and not registry.departments.known(other):
                found.setdefault(
                    (other, party.canonical),
                    ProposedAlias(other, party.canonical, "括号中并列（加挂牌子）", party.clause_id, party.span),
                )
    unknown = [c for c in first if not registry.departments.known(c) and len(c) >= 3]
    for short in unknown:
        for long in first:
            if len(long) < len(short) + 1 or short[0] != long[0] or short[-1] != long[-1]:
                continue
            if frozenset((short[1:], long[1:])) in apart or not _inside(short, long):
                continue
            party = first[short]
            found.setdefault(
                (short, long), ProposedAlias(short, long, "字序相合，可能是简称", party.clause_id, party.span)
            )
    return tuple(found.values())


def _inside(short: str, long: str) -> bool:
    at = 0
    for c in long:
        if at < len(short) and c == short[at]:
            at += 1
    return at == len(short)

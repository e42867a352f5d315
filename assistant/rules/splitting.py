"""Several cases in one question: read stretch by stretch, each case with what was said before it.

Stage 6 for the rule packs. The reading that uses every quantity of a question wins; what stays
unused tells that a question was not understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from assistant.rules.amounts import Amount
from assistant.rules.reading import Reading
from assistant.rules.units import convert

if TYPE_CHECKING:
    from assistant.rules.pack import Found, Pack

__all__ = ["by_stretch", "unused"]

_STRETCH = re.compile(r"[^，。；？！、（）]+")
_ANOTHER = re.compile(
    r"^(?:再|又|还有)?(?:一|另(?:外)?(?:有)?一?|第[一二三四])(?:个|家|块|户|处|栋|辆|项|座|片)|^(?:甲|乙|丙|老大|老二|[abc])(?=[^a-z])"
)
_ANOTHER_CASE = re.compile(r"[，。；](?:另|一个|一家|一块|再|还)")
_AGAIN = re.compile(r"(?:约合?|合|相当于|也就是|等于|即|折合)$")
_UNTIL = r"(?:到|至|截止|直到)20\d\d年?|20\d\d年(?:年?底|末)?(?:之?前|以前|为止|止|到期)"
_ALL = re.compile(r"都|全|均|两个|两样|两家|两边")


def _leaves(value: object) -> Iterable[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            if not key.startswith("_") or key == "_aside":  # read, and left out on purpose
                yield from _leaves(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _leaves(part)
    elif value is not None:
        yield str(value)


def unused(
    q: Reading, cases: list[Found], kinds: frozenset[str], known: frozenset[Decimal] = frozenset()
) -> tuple[Amount, ...]:
    """The quantities of those kinds that no fact of the cases comes from.

    A figure of the rule itself (``known``), a total of the others and the same quantity in other
    words (约合15亩) are none.
    """
    said = [part for leaf in _leaves(cases) for part in re.split(r"(?<=.)[+-]", leaf)]
    said += [part.partition("×")[0] for part in said if "×" in part]
    values = {Decimal(x.removesuffix("平方米")) for x in said if re.fullmatch(r"-?\d+(?:\.\d+)?(?:平方米)?", x)}
    given = q.of(*kinds)
    left = []
    for at, amount in enumerate(given):
        before = [a for a in given[:at] if a.text == amount.text]
        if amount.text in said or amount.value in values:
            if (
                before
                and len(before) >= said.count(amount.text)
                and _ANOTHER_CASE.search(q.text[before[-1].end : amount.start])
            ):
                left.append(amount)
        elif (
            amount.value not in (*known, len(cases))
            and not (amount.unit in ("个", "") and re.match(r"[“\"]?\d", q.text[amount.end :]))
            and not _restated(q.text, amount, given)
        ):
            left.append(amount)
    return tuple(left)


def _restated(text: str, amount: Amount, given: tuple[Amount, ...]) -> bool:
    others = [a for a in given if a is not amount and a.kind == amount.kind]
    same = [convert(a.value, a.unit, amount.unit) if a.unit and amount.unit else a.value for a in others]
    return bool(others) and (
        sum(same) == amount.value or amount.value in same or _AGAIN.search(text[: amount.start]) is not None
    )


def _is_quantity(value: object, said: set[str]) -> bool:
    return not isinstance(value, str) or value in said


def _year(q: Reading) -> int | None:
    """The year that holds for the dates of a whole question: the only one named, unless it ends a span (到2028年, 2025年底前)."""
    return q.years[0] if q.years and not q.has(_UNTIL) else None


def by_stretch(pack: Pack, q: Reading) -> list[Found]:
    """The cases of a question read between its commas.

    A fact named again starts the next case, which takes over the facts of the one before
    (its quantities only where the new stretch brings none);
    一个…另一个… start afresh from what was said in front of them.
    """
    done: list[Found] = []
    head: Found | None = None
    now: Found = {}
    own: set[str] = set()
    spoken: Found = {}
    said = {a.text for a in q.amounts}
    for match in _STRETCH.finditer(q.text):
        found = pack.cases(replace(q, raw=match[0], hint=q.hint or _year(q)))
        facts: dict[str, Any] = found[0] if len(found) == 1 else {}
        if _ANOTHER.match(match[0]):
            if head is None:
                head = dict(now)
            else:
                done.append(now)
            now, own = dict(head), set()
        elif any(
            k in own and (facts[k] != now.get(k) or not isinstance(facts[k], str) or facts[k][:1].isdigit())
            for k in facts
        ):
            done.append(now)
            new = any(_is_quantity(v, said) for v in facts.values())
            now, own = {k: v for k, v in now.items() if not (new and _is_quantity(v, said))}, set()
        if facts and _ALL.search(match[0]):
            spoken |= facts
        now |= facts
        own |= set(facts)
    done.append(now)
    return [spoken | case for case in done if case] if len(done) > 1 else done

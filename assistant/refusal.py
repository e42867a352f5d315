"""Is there an answer at all: a score from what the best clause covers, and the reason when not.

Kept apart from composing so that it can be calibrated: ``confidence`` maps signals to a
number between 0 and 1; below ``THRESHOLD`` the assistant refuses.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer_types import Asked, AskedType
from assistant.concepts import Concept
from assistant.questions import Question
from assistant.ranking import Ranked

__all__ = ["THRESHOLD", "Signals", "confidence"]

THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class Signals:
    """What a refusal is judged by. Shares are between 0 and 1."""

    context: float
    own: float
    unknown: float
    heaviest: float
    missing: tuple[str, ...]
    strict_missing: tuple[str, ...]
    year_missing: tuple[int, ...]
    concepts: int

    @classmethod
    def of(cls, question: Question, ranked: Sequence[Ranked], concepts: Sequence[Concept], missing: Sequence[Asked]) -> Signals:
        """Signals of the best clause."""
        best = ranked[0]
        total = sum(c.weight for c in concepts) or 1.0
        unknown = sum(c.weight for c in concepts if not c.known) / total
        order = sorted(range(len(concepts)), key=lambda i: -concepts[i].weight)[:3]
        heaviest = sum(best.context.each[i] * concepts[i].weight for i in order) / (sum(concepts[i].weight for i in order) or 1.0)
        text = best.view.folded + best.view.lead + best.view.heading + best.view.title
        strict = tuple(c.surface for c, e in zip(concepts, best.context.each, strict=True) if c.strict and e == 0.0)
        years = tuple(y for y in question.years if str(y) not in text and not _in_range(y, text))
        return cls(best.context.share, best.own.share, unknown, heaviest, tuple(a.type.value for a in missing), strict, years, len(concepts))

    def lines(self) -> tuple[str, ...]:
        """For the trace."""
        return (
            f"context={self.context:.2f} own={self.own:.2f} unknown={self.unknown:.2f} heaviest={self.heaviest:.2f}",
            f"missing={self.missing} strict={self.strict_missing} years={self.year_missing}",
        )


def _in_range(year: int, text: str) -> bool:
    return any(int(a) <= year <= int(b) for a, b in re.findall(r"(20\d{2})(?:\.\d+)?年?[-—至~～](20\d{2})", text))


def confidence(signals: Signals) -> tuple[float, str | None]:
    """The score, and the reason to refuse when it is below the threshold or a detail is absent."""
    z = -3.2 + 5.5 * signals.context + 3.5 * signals.own + 2.0 * signals.heaviest - 3.0 * signals.unknown
    score = 1 / (1 + math.exp(-z))
    if signals.strict_missing:
        return score, f"公报未写明〈{'、'.join(signals.strict_missing[:2]).upper()}〉"
    if signals.year_missing and AskedType.DATE.value not in signals.missing:
        return score, "公报中没有问题所问年份的内容"
    if signals.missing:
        return score, f"公报未写明〈{'、'.join(dict.fromkeys(signals.missing))}〉"
    if score < THRESHOLD:
        return score, "公报中没有找到与问题相关的内容"
    return score, None

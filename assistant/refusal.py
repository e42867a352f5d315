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
from index.lexicon.formal import formality, is_formal_noun

__all__ = ["THRESHOLD", "Signals", "confidence"]

# Fitted by logistic regression on the dev questions of eval/benchmarks (see docs/adr/0003).
THRESHOLD = 0.62
# Nouns that name the very detail asked for: when the clause does not speak of it, it does not answer.
_ATTRIBUTE = re.compile(r"(?:[\u4e00-\u9fff](?:金|费|价|税|息|薪)|工资|罚款|名额|学费|床位|臭氧)$")
_NUMERIC = {AskedType.MONEY, AskedType.PERCENT, AskedType.COUNT, AskedType.MEASURE, AskedType.DURATION, AskedType.DATE}
_ALWAYS = frozenset({"臭氧", "床位", "学费", "票价"})
_GENERIC = re.compile(r"资金|现金|基金|奖金|奖励金|免费|收费|消费|经费|缴费|交费|花费|评价|物价|效率|频率|定价|平价|出价|专项资金|补助金|休息|信息|消息|利率|比率|概率|材料费")


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
    mass: float = 0.0
    peak: float = 0.0
    attributes: tuple[str, ...] = ()

    @classmethod
    def of(
        cls, question: Question, ranked: Sequence[Ranked], concepts: Sequence[Concept], missing: Sequence[Asked], rarest: float
    ) -> Signals:
        """Signals of the best clause; ``rarest`` is the weight of a word that stands in no clause."""
        best = ranked[0]
        total = sum(c.weight for c in concepts) or 1.0
        unknown = sum(c.weight for c in concepts if not c.known) / total
        order = sorted(range(len(concepts)), key=lambda i: -concepts[i].weight)[:3]
        heaviest = sum(best.context.each[i] * concepts[i].weight for i in order) / (sum(concepts[i].weight for i in order) or 1.0)
        text = best.view.folded + best.view.lead + best.view.heading + best.view.title
        strict = tuple(c.surface for c, e in zip(concepts, best.context.each, strict=True) if c.strict and e == 0.0)
        years = tuple(y for y in question.years if str(y) not in text and not _in_range(y, text))
        numeric = any(a.type in _NUMERIC for a in question.asked)
        attributes = tuple(
            c.surface
            for c, e in zip(concepts, best.context.each, strict=True)
            if (numeric and not c.known and (is_formal_noun(c.surface) or len(c.forms) > 1))
            or (e == 0.0 and _ATTRIBUTE.search(c.surface) and not _GENERIC.fullmatch(c.surface) and (formality(c.surface) >= 0.2 or c.known or c.surface in _ALWAYS))
        )
        matched = [c.weight * e / rarest for c, e in zip(concepts, best.context.each, strict=True)]
        return cls(
            context=best.context.share,
            own=best.own.share,
            unknown=unknown,
            heaviest=heaviest,
            missing=tuple(a.type.value for a in missing),
            strict_missing=strict,
            year_missing=years,
            concepts=len(concepts),
            mass=sum(matched),
            peak=max(matched, default=0.0),
            attributes=attributes,
        )

    def lines(self) -> tuple[str, ...]:
        """For the trace."""
        return (
            f"context={self.context:.2f} own={self.own:.2f} unknown={self.unknown:.2f} heaviest={self.heaviest:.2f}",
            f"missing={self.missing} attributes={self.attributes} strict={self.strict_missing} years={self.year_missing}",
        )


def _in_range(year: int, text: str) -> bool:
    return any(int(a) <= year <= int(b) for a, b in re.findall(r"(20\d{2})(?:\.\d+)?年?[-—至~～](20\d{2})", text))


def confidence(signals: Signals) -> tuple[float, str | None]:
    """The score, and the reason to refuse when it is below the threshold or a detail is absent."""
    z = -1.69 + 0.63 * signals.context + 1.48 * signals.mass + 1.08 * signals.peak
    score = 1 / (1 + math.exp(-z))
    if signals.strict_missing:
        return score, f"公报未写明〈{'、'.join(signals.strict_missing[:2]).upper()}〉"
    if signals.year_missing and AskedType.DATE.value not in signals.missing:
        return score, "公报中没有问题所问年份的内容"
    if signals.attributes:
        return score, f"公报未写明〈{'、'.join(signals.attributes[:2])}〉"
    if signals.missing:
        return score, f"公报未写明〈{'、'.join(dict.fromkeys(signals.missing))}〉"
    if score < THRESHOLD:
        return score, "公报中没有找到与问题相关的内容"
    return score, None

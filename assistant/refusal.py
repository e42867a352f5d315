"""Is there an answer at all: a score from what the best clause covers, and the reason when not.

Kept apart from composing so that it can be calibrated: ``confidence`` maps signals to the
chance that there is an answer; below the threshold the assistant refuses. Weights and threshold
stand in ``refusal_weights.json`` and come from ``eval.fit_refusal`` (see docs/adr/0003).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.answer_types import Asked, AskedType
from assistant.concepts import Concept
from assistant.questions import Question
from assistant.ranking import Ranked
from assistant.series import off_series
from index.lexicon.formal import formality, is_formal_noun

__all__ = ["MEASURES", "Signals", "confidence"]

SORTS = ("absent", "unknown", "single", "formal", "mapped", "everyday")
"""Sorts of words: official, in no clause; other, in no clause; one character; of official Chinese; everyday, mapped to official words; everyday."""
OFFICIAL, MEANT = 0.3, 0.8
MEASURES = (
    *("mass", "context", "peak", "matched", "sentence", "holds", "prior"),
    *(f"lacks_{sort}" for sort in SORTS),
    *(f"has_{sort}" for sort in SORTS if sort not in ("absent", "unknown")),
)
"""What ``confidence`` weighs: see ``Signals.measures``."""
# Nouns that name the very detail asked for: when the clause does not speak of it, it does not answer.
_ATTRIBUTE = re.compile(r"(?:[\u4e00-\u9fff](?:金|费|价|税|息|薪)|工资|罚款|名额|学费|床位|臭氧)$")
_ASKING = re.compile("[谁哪几怎咋啥吗]|什么|多少|何时|多[久长大]")
_STANDARD = re.compile(r"(?:[\u4e00-\u9fff]{2})?标准")
"""Any clause has some standard: it is no matter of a question by itself."""
_PLACES = re.compile(r"[\d一二三四五六七八九十]名(?!单)")
_TOWN = re.compile(r"[\u4e00-\u9fff]{2,4}?(?:镇|街道|开发区|管委会?)")
BY_PLACE = 3
"""A clause that names so many towns says what it says of each: of a town not among them it says nothing."""
_NUMERIC = {AskedType.MONEY, AskedType.PERCENT, AskedType.COUNT, AskedType.MEASURE, AskedType.DURATION, AskedType.DATE}
_SUM = re.compile(r"[\u4e00-\u9fff]{2}[费税薪]$")
_ALWAYS = frozenset({"臭氧", "床位", "学费", "票价"})
_GENERIC = re.compile(
    r"资金|现金|基金|奖金|奖励金|免费|收费|[\u4e00-\u9fff]?消费|经费|缴费|交费|花费|评价|物价|效率|频率|定价|平价|出价|专项资金|补助金|休息|信息|消息|利率|比率|概率|材料费"
)


@dataclass(frozen=True, slots=True)
class Signals:
    """What a refusal is judged by. Shares are between 0 and 1."""

    context: float
    own: float
    missing: tuple[str, ...]
    strict_missing: tuple[str, ...]
    year_missing: tuple[int, ...]
    attributes: tuple[str, ...]
    measures: Mapping[str, float]
    best: str

    @classmethod
    def of(
        cls,
        question: Question,
        ranked: Sequence[Ranked],
        concepts: Sequence[Concept],
        missing: Sequence[Asked],
        rarest: float,
    ) -> Signals:
        """Signals of the best clause; ``rarest`` is the weight of a word that stands in no clause.

        ``measures``: the weight covered (``mass``) in words of that weight, the share of words matched, the best
        sentence's coverage, the share of the kinds asked for that it holds, the searcher's score; and what the
        clause lacks and has of each sort of words.
        """
        best = ranked[0]
        measures = {f"{has}_{sort}": 0.0 for has in ("has", "lacks") for sort in SORTS}
        for concept, found in zip(concepts, best.context.each, strict=True):
            sort = _sort(concept)
            measures[f"has_{sort}"] += concept.weight * found / rarest
            measures[f"lacks_{sort}"] += concept.weight * (1 - min(1.0, found)) / rarest
        text = _CITED.sub("", best.view.folded) + best.view.lead + best.view.heading + best.view.title
        by_place = len(set(_TOWN.findall(best.view.text))) >= BY_PLACE
        strict = tuple(
            c.surface
            for c, e in zip(concepts, best.context.each, strict=True)
            if e == 0.0 and (c.strict or (by_place and any(_TOWN.fullmatch(form) for form, _ in c.forms)))
        )
        words = [
            c
            for c in concepts
            if len(c.surface) >= 2 and not _ASKING.search(c.surface) and not _STANDARD.fullmatch(c.surface)
        ]
        matter = [c for c in words if not any(c is not o and c.surface in o.surface for o in words)]
        unheard = [c.surface for c in matter] if not any(c.known for c in matter) else []
        strict = tuple(dict.fromkeys((*strict, *off_series(question.text, text), *unheard)))
        years = tuple(y for y in question.years if str(y) not in text and not _in_range(y, text))
        numeric = any(a.type in _NUMERIC for a in question.asked)
        attributes = tuple(
            c.surface
            for c, e in zip(concepts, best.context.each, strict=True)
            if (
                (
                    numeric
                    and not c.known
                    and any(is_formal_noun(form) for form, strength in c.forms if strength >= MEANT)
                )
                or (
                    e == 0.0
                    and _ATTRIBUTE.search(c.surface)
                    and not _GENERIC.fullmatch(c.surface)
                    and (formality(c.surface) >= 0.2 or c.known or c.surface in _ALWAYS or _SUM.search(c.surface))
                )
            )
            and not (c.surface.endswith("名额") and _PLACES.search(text))
        )
        return cls(
            context=best.context.share,
            own=best.own.share,
            missing=tuple(a.type.value for a in missing),
            strict_missing=strict,
            year_missing=years,
            attributes=attributes,
            measures={
                **measures,
                "mass": sum(c.weight * e for c, e in zip(concepts, best.context.each, strict=True)) / rarest,
                "context": best.context.share,
                "peak": best.measures["peak"],
                "matched": best.measures["matched"],
                "sentence": best.measures.get("sentence_alone", 0.0),
                "holds": best.measures["holds"],
                "prior": best.measures["prior"],
            },
            best=best.view.clause.doc_id,
        )

    @property
    def lacks(self) -> bool:
        """Whether a named detail is absent, so that no score is needed to refuse."""
        return bool(self.missing or self.strict_missing or self.year_missing or self.attributes)

    def lines(self) -> tuple[str, ...]:
        """For the trace."""
        return (
            f"context={self.context:.2f} own={self.own:.2f} "
            + " ".join(f"{k}={self.measures[k]:.2f}" for k in MEASURES if self.measures[k]),
            f"missing={self.missing} attributes={self.attributes} strict={self.strict_missing} years={self.year_missing}",
        )


def _sort(concept: Concept) -> str:
    if not concept.known:
        official = max(formality(form) for form, _ in concept.forms) >= OFFICIAL
        return "absent" if official else "unknown"
    if len(concept.surface) < 2:
        return "single"
    if formality(concept.surface) >= OFFICIAL:
        return "formal"
    return "mapped" if len(concept.forms) > 1 else "everyday"


_CITED = re.compile(r"[〔\[(（](?:19|20)\d\d[〕\])）]\s*\d+\s*号")
"""The 文号 a clause cites: its year is not what the clause speaks of."""
_PLANS = {"十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026}
"""The first year of each five-year plan."""


def _in_range(year: int, text: str) -> bool:
    if any(name in text and first <= year < first + 5 for name, first in _PLANS.items()):
        return True
    return any(int(a) <= year <= int(b) for a, b in re.findall(r"(20\d{2})(?:\.\d+)?年?[-—至~～](20\d{2})", text))


@lru_cache(maxsize=1)
def _fitted() -> tuple[float, float, dict[str, float]]:
    read = json.loads((Path(__file__).parent / "refusal_weights.json").read_text(encoding="utf-8"))
    return float(read["intercept"]), float(read["threshold"]), {k: float(v) for k, v in read["weights"].items()}


def confidence(signals: Signals) -> tuple[float, str | None]:
    """The chance of an answer, and the reason to refuse when it is below the threshold or a detail is absent."""
    intercept, threshold, weights = _fitted()
    z = intercept + sum(w * signals.measures[name] for name, w in weights.items())
    score = 1 / (1 + math.exp(-z))
    if signals.strict_missing:
        return score, f"公报未写明〈{'、'.join(signals.strict_missing[:2]).upper()}〉"
    if signals.year_missing and AskedType.DATE.value not in signals.missing:
        return score, "公报中没有问题所问年份的内容"
    if signals.attributes:
        return score, f"公报未写明〈{'、'.join(signals.attributes[:2])}〉"
    if signals.missing:
        return score, f"公报未写明〈{'、'.join(dict.fromkeys(signals.missing))}〉"
    if score < threshold:
        return score, "公报中没有找到与问题相关的内容"
    return score, None

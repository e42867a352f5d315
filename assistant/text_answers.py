"""The text pipeline: question → candidates → ranked clauses → quoted answer or refusal."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from assistant.answer_types import Asked, AskedType, holds
from assistant.composing import EXACT, compose, within_limits
from assistant.concepts import Concept, cover, coverage, make_concept, make_concepts, reach
from assistant.details import absent, other_value
from assistant.drafts import Draft, DraftNotice, Evidence
from assistant.questions import Part, Question
from assistant.ranking import CITABLE, Judged, Ranked, Views, matchable
from assistant.records import AnswerStatus
from assistant.refusal import Signals, confidence
from index.library import Library
from index.records import Clause, ClauseKind, Span
from index.tokens import fold

__all__ = ["Focus", "TextAnswers"]

Candidates = Callable[[str, Sequence[Concept], "tuple[str, ...] | None"], Sequence[tuple[Clause, float]]]
Expander = Callable[[str], Sequence[tuple[str, Sequence[str], float, int, int]]]


NEAR = 0.75
HEARD = 0.35
"""A part of a question of which what is shown speaks less is not answered by it."""
_STOPS = re.compile(r"[，。；？！;?!]+")


@dataclass(frozen=True)
class Focus:
    """What the conversation is about: documents to prefer, to put last, to stay in (None: all); clauses to stay in (empty: all), to leave out."""

    prefer: frozenset[str] = frozenset()
    last: frozenset[str] = frozenset()
    within: tuple[str, ...] | None = None
    under: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()


@dataclass
class TextAnswers:
    """Answers from the words of the clauses alone."""

    library: Library
    candidates: Candidates
    words: Callable[[str], list[str]]
    expand: Expander
    views: Views = field(init=False)
    _df: dict[str, tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.views = Views(self.library)
        self._leaves = [c for c in self.library.clauses if c.own and c.kind in CITABLE]
        self._folded: list[str] | None = None

    @property
    def rarest(self) -> float:
        """The weight of a word that stands in no clause."""
        return math.log1p(2 * max(len(self._leaves), 1) + 1)

    def concepts(self, text: str) -> tuple[Concept, ...]:
        """Concepts of a normalised text."""
        return self._concepts(text)

    @cached_property
    def _concepts(self) -> Callable[[str], tuple[Concept, ...]]:
        size, documents = max(len(self._leaves), 1), max(len(self.library.documents), 1)

        @lru_cache(maxsize=256)  # a concept remembers where it was found
        def concept(surface: str, forms: tuple[tuple[str, float], ...]) -> Concept:
            return make_concept(surface, forms, self.frequency, size, documents)

        @lru_cache(maxsize=64)
        def concepts(text: str) -> tuple[Concept, ...]:
            return make_concepts(text, self.words, self.expand(re.sub(r"[“”\"'‘’]", "", fold(text))), concept)

        return concepts

    def frequency(self, forms: Iterable[str]) -> tuple[int, int]:
        """In how many clauses and documents one of the forms stands."""
        wanted = tuple(forms)
        key = "\x00".join(wanted)
        found = self._df.get(key)
        if found is None:
            if self._folded is None:
                self._folded = [self.views.of(c).folded for c in self._leaves]
            hits = [
                c.doc_id for c, text in zip(self._leaves, self._folded, strict=True) if any(f in text for f in wanted)
            ]
            found = self._df[key] = (len(hits), len(set(hits)))
        return found

    def rank(self, question: Question, text: str, focus: Focus) -> tuple[tuple[Ranked, ...], tuple[Concept, ...]]:
        """Ranked clauses for a question text (which may carry words of earlier turns)."""
        plain = _STOPS.sub("，", text).strip("，")  # one question in several ways of writing is judged once
        judged, concepts = self._judged(question.asked, plain, focus.within, focus.under)
        return judged.ranked(focus.prefer, focus.last, focus.without), concepts

    @cached_property
    def _judged(
        self,
    ) -> Callable[[tuple[Asked, ...], str, tuple[str, ...] | None, frozenset[str]], tuple[Judged, tuple[Concept, ...]]]:
        @lru_cache(maxsize=8)  # the parts of one question are judged by several answerers
        def judged(
            asked: tuple[Asked, ...], text: str, within: tuple[str, ...] | None, under: frozenset[str]
        ) -> tuple[Judged, tuple[Concept, ...]]:
            concepts = self.concepts(text)
            found = self.candidates(text, concepts, within)
            if under:
                scores = {c.clause_id: s for c, s in found}
                found = [(c, scores.get(i, 0.0)) for i in sorted(under) for c in (self.library.clause(i),)]
            return Judged(found, self.views, concepts, asked), concepts

        return judged

    def ask(self, question: Question, text: str, focus: Focus) -> Draft:
        """The draft answer; status NOT_FOUND with the nearest clauses when the text does not say it."""
        mains, others = self._topics(question, text, focus)
        if not others:
            return self._one(question, text, focus)
        drafts = [self._one(part, part.text, focus) for part in (mains, *others)]
        answered = [d for d in drafts if d.status is AnswerStatus.ANSWERED]
        if not answered:
            return drafts[0]
        sentences = dict.fromkeys(s for d in answered for s in d.sentences)
        reasons = dict.fromkeys(d.reason for d in drafts if d.status is not AnswerStatus.ANSWERED and d.reason)
        return Draft(
            status=AnswerStatus.ANSWERED,
            sentences=within_limits(tuple(sentences)),
            notices=(
                *(n for d in answered for n in d.notices),
                *(DraftNotice(kind="partial", text=r) for r in reasons),
            ),
            trace=tuple(line for d in drafts for line in d.trace),
        )

    @staticmethod
    def _holding(ranked: Sequence[Ranked], missing: Sequence[Asked]) -> tuple[Ranked, ...]:
        """The ranking led by the next clause that holds everything the first one lacks and scores near it; empty when none does."""
        for item in ranked[1:8]:
            if item.score >= NEAR * ranked[0].score and all(holds(a, item.view.text) for a in missing):
                return (item, *(r for r in ranked if r is not item))
        return ()

    def _topics(self, question: Question, text: str, focus: Focus) -> tuple[Question, tuple[Question, ...]]:
        """The parts of a question that the best clause speaks of, and the parts that are about something else."""
        if len(question.parts) < 2 or text != question.text:
            return question, ()
        ranked, _ = self.rank(question, text, focus)
        if not ranked:
            return question, ()
        said = [self.concepts(p.text) for p in question.parts]
        shares = [cover(c, *ranked[0].view.fields).share for c in said]
        away = [
            s <= 0.35 and max(shares) >= 0.5 and sum(c.known for c in found) >= 2 and self._well_covered(p, focus)
            for s, found, p in zip(shares, said, question.parts, strict=True)
        ]
        stay = tuple(p for p, other in zip(question.parts, away, strict=True) if not other)

        def about(*parts: Part) -> Question:
            return dataclasses.replace(question, text="，".join(p.text for p in parts), parts=parts)

        return about(*stay), tuple(about(p) for p, other in zip(question.parts, away, strict=True) if other)

    def _well_covered(self, part: Part, focus: Focus) -> bool:
        """Whether some clause speaks of a part alone."""
        concepts = self.concepts(part.text)
        found = self.candidates(part.text, concepts, focus.within)
        return (
            max((cover(concepts, *self.views.of(c).fields).share for c, _ in found[:20] if c.own), default=0.0) >= 0.55
        )

    def _one(self, question: Question, text: str, focus: Focus) -> Draft:
        ranked, concepts = self.rank(question, text, focus)
        if not ranked or not any(len(c.surface) >= 2 or len(c.forms) > 1 for c in concepts):
            return Draft(status=AnswerStatus.NOT_FOUND, reason="公报中没有找到与问题相关的内容")
        asked = tuple(dict.fromkeys(a for p in question.parts for a in p.asked))
        draft, missing = compose(ranked, self.views, self.library, concepts, asked, question.text)
        if missing and (better := self._holding(ranked, missing)):
            again, left = compose(better, self.views, self.library, concepts, asked, question.text)
            if not left:
                ranked, draft, missing = better, again, left
        signals = Signals.of(question, ranked, concepts, missing, self.rarest)
        partly = tuple(a for part in question.parts[1:] for a in part.asked if a in missing)
        if (
            partly
            and set(partly) == set(missing)
            and all(a.type is not AskedType.NAMES for a in partly)
            and any(a.type in EXACT for a in question.parts[0].asked)
        ):
            signals = dataclasses.replace(signals, missing=())
        score, why = confidence(signals)
        shown = self._shown(draft, concepts)
        lacking = [absent(part.text, shown) for part in question.parts]
        details = tuple(dict.fromkeys(name for names in lacking for name in names))
        whole = all(
            names or cover(self.concepts(part.text), (matchable(shown), 1.0)).share < HEARD
            for names, part in zip(lacking, question.parts, strict=True)
            if part.asked
        )
        if why is None and (other := other_value(text, shown)):
            why = f"公报未写明〈{other}〉"
        if why is None and details and whole:
            why = f"公报未写明〈{'、'.join(details)}〉"
        trace = (f"confidence={score:.3f}", *signals.lines())
        if why is not None:
            return self._refuse(ranked, missing, why, trace)
        return Draft(
            status=draft.status,
            sentences=draft.sentences,
            notices=(
                *draft.notices,
                *(
                    DraftNotice(kind="partial", text=f"公报未写明〈{a.type.value}〉")
                    for a in dict.fromkeys(partly)
                    if not signals.missing
                ),
                *(DraftNotice(kind="partial", text=f"公报未写明〈{name}〉") for name in details),
            ),
            trace=(
                *trace,
                *(f"{r.score:.2f} {r.context.share:.2f} {r.own.share:.2f} {r.view.clause.path}" for r in ranked[:4]),
            ),
        )

    def _shown(self, draft: Draft, concepts: Sequence[Concept]) -> str:
        """What a draft shows of the matter (the rarest word it speaks of), with the headings its clauses stand under."""
        quoted = [(s, self.views.of(self.library.clause(e.clause_id))) for s in draft.sentences for e in s.evidence]
        each = [coverage(concepts, reach(concepts, *v.fields)).each for _, v in quoted]
        best = max(range(len(concepts)), key=lambda i: concepts[i].weight * any(e[i] for e in each), default=0)
        kept = [(s, v) for (s, v), e in zip(quoted, each, strict=True) if e[best]] or quoted
        return "".join((*(s.text for s, _ in kept), *(v.lead + v.heading + v.title for _, v in kept)))

    def _refuse(self, ranked: Sequence[Ranked], missing: Sequence[Asked], why: str, trace: tuple[str, ...]) -> Draft:
        near: list[Evidence] = []
        if ranked[0].own.share >= 0.3:
            for item in ranked[:2]:
                clause = item.view.clause
                span = Span(clause.own[0].start, clause.own[-1].end)
                if (
                    span.end - span.start <= 900
                    and item.score >= 0.7 * ranked[0].score
                    and clause.kind is not ClauseKind.FORM
                ):
                    near.append(
                        Evidence(
                            clause_id=clause.clause_id,
                            doc_id=clause.doc_id,
                            source=clause.source,
                            span=span,
                            score=item.score,
                        )
                    )
        return Draft(status=AnswerStatus.NOT_FOUND, reason=why, nearest=tuple(near), trace=trace)

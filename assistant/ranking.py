"""Stage 7–8: candidates of the searcher → clauses ranked by what they cover of the question.

Structure counts: the clause's own words most, then the lead-in it hangs on, its headings
and the document's title. The score is a weighted sum of a few readable measures; the weights
stand in ``ranking_weights.json`` and come from ``eval.fit_ranking``.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from assistant.answer_types import Asked, AskedType, holds
from assistant.concepts import Concept, Coverage, Reach, cover, coverage, found_in, reach
from index.library import Library
from index.records import Clause, ClauseKind, Span
from index.sentences import Unit, split_sentences
from index.tokens import fold

_NUMBERED = re.compile(r"第.{1,8}[条章节]|[（(]?[一二三四五六七八九十\d]{1,3}[）)]?[、.．]?$|[①-⑳]|\d[\d.]*|序号")

__all__ = ["CITABLE", "ClauseView", "Judged", "Ranked", "Views", "matchable", "measure", "measure_sentences"]

CITABLE = frozenset(
    {
        ClauseKind.ARTICLE,
        ClauseKind.ITEM,
        ClauseKind.LEAD,
        ClauseKind.TEXT,
        ClauseKind.ROW,
        ClauseKind.NOTE,
        ClauseKind.FORM,
        ClauseKind.TITLE,
        ClauseKind.HEADING,
        ClauseKind.ATTACHMENT,
    }
)
HEAD = 24
PREFERRED, OVER = 0.08, 0.15
BLANK = 2
"""The head of a table to be filled in has so many tabs; it answers only who asks about the form."""
LEAD_FACTOR, HEADING_FACTOR, TITLE_FACTOR = 0.75, 0.75, 0.6


_LIST_MARKS = re.compile(r"[“”\"'‘’、·]")
_FILLED = re.compile(r"表|填|栏|登记|台账|台帐|汇总|格式|附件")
_TO_FILL = re.compile(
    r"_{2,}|□|[：:]\s*(?:平方米|元|亩|万元|[。；;，,)）]|$)|(?<=[\u4e00-\u9fff])\s(?:号文?|元|[。；])|年\s+月|电话[：:]"
)
"""A blank of a form: underscores, a box, nothing after a colon or before a unit."""
SAID = 24
"""A sentence with blanks is worth quoting when its other parts have so many characters."""
_PURPOSE = re.compile(r"^.{0,6}为.{4,60}(?:制定本|特制定|结合.{0,12}实际)")
_PRINCIPLES = re.compile(r"指导思想|工作原则|基本原则|目标原则|总体要求|背景|工作要求|宣传")


def matchable(text: str) -> str:
    """Folded, without quotation marks and enumeration commas: 一照、两证 matches 一照两证."""
    return _LIST_MARKS.sub("", fold(text))


@dataclass(frozen=True)
class ClauseView:
    """A clause as the answerer sees it: own clean text with offsets, folded fields around it."""

    clause: Clause
    text: str
    at: tuple[int, ...]
    lead: str
    heading: str
    title: str

    @cached_property
    def folded(self) -> str:
        """Own text folded for matching."""
        return matchable(self.text)

    @cached_property
    def folded_sentences(self) -> tuple[str, ...]:
        """Each sentence folded for matching."""
        return tuple(matchable(self.text[a:b]) for a, b in self.sentences)

    @cached_property
    def body(self) -> int:
        """Where the text proper starts: after the number, and after a heading that stands on a line of its own."""
        start = 0
        label = self.clause.label
        if label and _NUMBERED.match(label) and self.text.startswith(label):
            start = len(label)
        if len(self.clause.own) > 1 and self.clause.title and self.clause.kind is not ClauseKind.ROW:
            first = next((i for i, x in enumerate(self.at) if x >= self.clause.own[0].end), len(self.at))
            if re.sub(r"\s", "", self.text[start:first]) == self.clause.title and first < len(self.at):
                start = first
        while start < len(self.text) and self.text[start].isspace():
            start += 1
        return start

    @cached_property
    def sentences(self) -> tuple[Unit, ...]:
        """Sentences of the own text."""
        return tuple(Unit(max(u.start, self.body), u.end) for u in self._cut() if u.end > self.body)

    @cached_property
    def whole(self) -> tuple[Unit, ...]:
        """The sentences without those of a form that are still to be filled in."""
        if self.clause.kind is not ClauseKind.FORM:
            return self.sentences
        return tuple(u for u in self.sentences if _says(self.text[u.start : u.end]))

    def _cut(self) -> tuple[Unit, ...]:
        head = split_sentences(self.text[: self.body])
        rest = tuple(Unit(a + self.body, b + self.body) for a, b in split_sentences(self.text[self.body :]))
        return (*head, *rest)

    @cached_property
    def length(self) -> float:
        """The logarithm of the length of the text, about 0–1."""
        return math.log1p(len(self.text)) / 7

    @cached_property
    def purpose(self) -> float:
        """1 where the clause only says what the document is for, or its principles."""
        return float(_PURPOSE.search(self.text) is not None or _PRINCIPLES.search(self.heading) is not None)

    @cached_property
    def fields(self) -> tuple[tuple[str, float], ...]:
        """The folded fields with their factors."""
        return (
            (self.folded, 1.0),
            (self.lead, LEAD_FACTOR),
            (self.heading, HEADING_FACTOR),
            (self.title, TITLE_FACTOR),
        )


class Views:
    """Makes and keeps the views of a library's clauses."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self._views: dict[str, ClauseView] = {}

    def of(self, clause: Clause) -> ClauseView:
        """The view of one clause."""
        view = self._views.get(clause.clause_id)
        if view is None:
            view = self._views[clause.clause_id] = self._make(clause)
        return view

    def _make(self, clause: Clause) -> ClauseView:
        text, at = self.library.clean_map(clause)
        end = clause.own[-1].end if clause.own else clause.span.end
        keep = bisect_left(at, end)
        text, at = text[:keep], at[:keep]
        document = self.library.document(clause.doc_id)
        lead = ""
        if clause.parent_id is not None:
            parent = self.library.clause(clause.parent_id)
            if parent.own and parent.kind not in (ClauseKind.TABLE, ClauseKind.TITLE):
                lead = matchable(self.library.clean_span(parent.source, _hull(parent)))
        heading = matchable(
            " ".join((*clause.headings, clause.part, clause.title if clause.kind is ClauseKind.ROW else ""))
        )
        if clause.cells:
            heading += matchable(" ".join(c.value for c in clause.cells if c.inherited))
        return ClauseView(clause, text, at, lead[:300], heading, matchable(f"{document.title} {document.number or ''}"))


def _says(sentence: str) -> bool:
    """Whether a sentence of a form says something beside its blanks."""
    if _TO_FILL.search(sentence) is None:
        return True
    return sum(len(part) for part in re.split("[，,；;]", sentence) if not _TO_FILL.search(part)) >= SAID


def _hull(clause: Clause) -> Span:
    return Span(clause.own[0].start, clause.own[-1].end)


_OPEN = (AskedType.YESNO, AskedType.LIST, AskedType.HOW, AskedType.WHY, AskedType.WHAT)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A ranked clause: total score, coverage with context, coverage by its own words alone."""

    view: ClauseView
    score: float
    context: Coverage
    own: Coverage
    measures: Mapping[str, float]


@lru_cache(maxsize=1)
def _weights() -> Mapping[str, float]:
    path = Path(__file__).parent / "ranking_weights.json"
    return {name: float(value) for name, value in json.loads(path.read_text(encoding="utf-8"))["weights"].items()}


class Judged:
    """Candidates with what they have for a question; ``ranked`` puts them in order.

    Args:
        candidates: Clauses with the searcher's score scaled to 0–1.
        views: Where the texts come from.
        concepts: The question's concepts.
        asked: What it asks for.
    """

    def __init__(
        self,
        candidates: Iterable[tuple[Clause, float]],
        views: Views,
        concepts: Sequence[Concept],
        asked: Sequence[Asked],
    ) -> None:
        self._concepts, self._asked = concepts, asked
        self._sentences: dict[str, dict[str, float]] = {}
        self._items: list[Ranked] = []
        weights = _weights()
        asks_form = any(_FILLED.search(concept.surface) for concept in concepts)
        surroundings: dict[tuple[str, str, str], tuple[Reach, Reach, float]] = {}  # many clauses share theirs
        for clause, prior in candidates:
            if clause.kind not in CITABLE or not clause.own:
                continue
            view = views.of(clause)
            if (
                clause.kind is ClauseKind.FORM
                and not asks_form
                and (view.text.count("\t") >= BLANK or (view.sentences and not view.whole))
            ):
                continue
            mine, around = view.fields[:1], view.fields[1:]
            place = (view.lead, view.heading, view.title)
            if place not in surroundings:
                heading = cover(concepts, (view.title, 1.0), (view.heading, 1.0)).share
                surroundings[place] = reach(concepts, *around), reach(concepts, (view.lead, 0.4)), heading
            far, near, heading = surroundings[place]
            inside = reach(concepts, *mine)
            context, own = coverage(concepts, inside, far), coverage(concepts, inside, near)
            measures = measure(view, concepts, asked, prior, context, own, heading)
            score = sum([weights.get(name, 0.0) * value for name, value in measures.items()])
            self._items.append(Ranked(view, score, context, own, measures))

    def ranked(
        self,
        boosted: frozenset[str] = frozenset(),
        last: frozenset[str] = frozenset(),
        without: frozenset[str] = frozenset(),
    ) -> tuple[Ranked, ...]:
        """Best first; the first ``HEAD`` of them judged by their sentences, too.

        Args:
            boosted: Documents an earlier question was answered from.
            last: Documents that no longer hold.
            without: Clauses to leave out.
        """
        weights = _weights()
        result = []
        for item in self._items:
            if item.view.clause.clause_id in without:
                continue
            doc_id = item.view.clause.doc_id
            moved = PREFERRED * (doc_id in boosted) - OVER * (doc_id in last)
            result.append(
                Ranked(item.view, item.score + moved, item.context, item.own, item.measures) if moved else item
            )
        result.sort(key=lambda r: (-r.score, r.view.clause.span.start))
        head = []
        for item in result[:HEAD]:
            more = self._by_sentences(item.view)
            score = item.score + sum(weights.get(name, 0.0) * value for name, value in more.items())
            head.append(Ranked(item.view, score, item.context, item.own, {**item.measures, **more}))
        head.sort(key=lambda r: (-r.score, r.view.clause.span.start))
        return (*head, *result[HEAD:])

    def _by_sentences(self, view: ClauseView) -> dict[str, float]:
        found = self._sentences.get(view.clause.clause_id)
        if found is None:
            found = measure_sentences(view, self._concepts, self._asked)
            self._sentences[view.clause.clause_id] = found
        return found


def measure(
    view: ClauseView,
    concepts: Sequence[Concept],
    asked: Sequence[Asked],
    prior: float,
    context: Coverage,
    own: Coverage,
    heading: float,
) -> dict[str, float]:
    """What a clause has for a question, each about 0–1: coverage, kind, length, what it holds of the kinds asked for."""
    top = max([c.weight for c in concepts], default=1.0) or 1.0
    kind = view.clause.kind
    return {
        "prior": prior,
        "context": context.share,
        "own": own.share,
        "peak": max([c.weight * e for c, e in zip(concepts, own.each, strict=True)], default=0.0) / top,
        "matched": sum([e > 0 for e in context.each]) / max(1, len(concepts)),
        "heading": heading,
        "holds": _held(view.text, asked),
        "length": view.length,
        "form": float(kind is ClauseKind.FORM),
        "title": float(kind in (ClauseKind.TITLE, ClauseKind.ATTACHMENT)),
        "lead": float(kind in (ClauseKind.LEAD, ClauseKind.HEADING)),
        "row": float(kind is ClauseKind.ROW),
        "purpose": view.purpose,
    }


def measure_sentences(view: ClauseView, concepts: Sequence[Concept], asked: Sequence[Asked]) -> dict[str, float]:
    """The best single sentence: covered with its headings, covered alone, covered while holding a kind asked for."""
    total = sum(c.weight for c in concepts) or 1.0
    around = cover(concepts, (view.heading, 0.5), (view.title, 0.4)).each
    base = sum(c.weight * e for c, e in zip(concepts, around, strict=True))
    # only what stands somewhere in the clause can stand in one of its sentences
    present = [(c, e) for c, e in zip(concepts, around, strict=True) if any(found_in(c, view.folded))]
    best = alone = holding = 0.0
    for (start, end), folded in zip(view.sentences, view.folded_sentences, strict=True):
        own, more = 0.0, base
        for concept, near in present:
            value = max(concept.found.get(folded) or found_in(concept, folded))
            own += value * concept.weight
            more += max(0.0, value - near) * concept.weight
        alone = max(alone, own / total)
        best = max(best, more / total)
        if own / total > holding:
            holding = max(holding, own / total * _held(view.text[start:end], asked))
    return {"sentence": best, "sentence_alone": alone, "sentence_holds": holding}


def _held(text: str, asked: Sequence[Asked]) -> float:
    """The share of the definite kinds asked for that a text holds; 0 when none is asked for."""
    typed = [a for a in asked if a.type not in _OPEN]
    return sum(holds(a, text) for a in typed) / len(typed) if typed else 0.0

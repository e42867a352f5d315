"""Stage 7–8: candidates of the searcher → clauses ranked by what they cover of the question.

Structure counts: the clause's own words most, then the lead-in it hangs on, its headings
and the document's title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.answer_types import Asked, AskedType, holds
from assistant.concepts import Concept, Coverage, cover
from index.library import Library
from index.records import Clause, ClauseKind, Span
from index.sentences import Unit, split_sentences
from index.tokens import fold

_NUMBERED = re.compile(r"第.{1,8}[条章节]|[（(]?[一二三四五六七八九十\d]{1,3}[）)]?[、.．]?$|[①-⑳]|\d[\d.]*|序号")

__all__ = ["CITABLE", "ClauseView", "Ranked", "Views", "matchable", "rank"]

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
_PENALTY = {ClauseKind.FORM: 0.12, ClauseKind.TITLE: 0.12, ClauseKind.ATTACHMENT: 0.2, ClauseKind.HEADING: 0.05, ClauseKind.NOTE: 0.03}
HEAD, SENTENCE_WEIGHT = 20, 0.3
OVER = 0.15
LEAD_FACTOR, HEADING_FACTOR, TITLE_FACTOR = 0.75, 0.75, 0.6


_LIST_MARKS = re.compile(r"[“”\"'‘’、·]")
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
        return tuple(
            Unit(max(u.start, self.body), u.end) for u in self._cut() if u.end > self.body
        )

    def _cut(self) -> tuple[Unit, ...]:
        head = split_sentences(self.text[: self.body])
        rest = tuple(Unit(a + self.body, b + self.body) for a, b in split_sentences(self.text[self.body :]))
        return (*head, *rest)

    @property
    def fields(self) -> tuple[tuple[str, float], ...]:
        """The folded fields with their factors."""
        return ((self.folded, 1.0), (self.lead, LEAD_FACTOR), (self.heading, HEADING_FACTOR), (self.title, TITLE_FACTOR))


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
        keep = next((i for i, x in enumerate(at) if x >= end), len(at))
        text, at = text[:keep], at[:keep]
        document = self.library.document(clause.doc_id)
        lead = ""
        if clause.parent_id is not None:
            parent = self.library.clause(clause.parent_id)
            if parent.own and parent.kind not in (ClauseKind.TABLE, ClauseKind.TITLE):
                lead = matchable(self.library.clean_span(parent.source, _hull(parent)))
        heading = matchable(" ".join((*clause.headings, clause.part, clause.title if clause.kind is ClauseKind.ROW else "")))
        if clause.cells:
            heading += matchable(" ".join(c.value for c in clause.cells if c.inherited))
        return ClauseView(clause, text, at, lead[:300], heading, matchable(f"{document.title} {document.number or ''}"))


def _hull(clause: Clause) -> Span:
    return Span(clause.own[0].start, clause.own[-1].end)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A ranked clause: total score, coverage with context, coverage by its own words alone."""

    view: ClauseView
    score: float
    context: Coverage
    own: Coverage


def rank(
    candidates: Iterable[tuple[Clause, float]],
    views: Views,
    concepts: Sequence[Concept],
    asked: Sequence[Asked],
    boosted: frozenset[str] = frozenset(),
    last: frozenset[str] = frozenset(),
) -> tuple[Ranked, ...]:
    """Candidates best first.

    Args:
        candidates: Clauses with the searcher's score scaled to 0–1.
        views: Where the texts come from.
        concepts: The question's concepts.
        asked: What it asks for.
        boosted: Documents an earlier question was answered from.
        last: Documents that no longer hold.
    """
    typed = [a for a in asked if a.type not in (AskedType.YESNO, AskedType.LIST, AskedType.HOW, AskedType.WHY, AskedType.WHAT)]
    result = []
    for clause, prior in candidates:
        if clause.kind not in CITABLE or not clause.own:
            continue
        view = views.of(clause)
        context = cover(concepts, *view.fields)
        own = cover(concepts, (view.folded, 1.0), (view.lead, 0.4))
        score = 0.65 * context.share + 0.35 * own.share + 0.1 * prior
        if typed:
            score += 0.06 * sum(holds(a, view.text) for a in typed) / len(typed)
        score -= _PENALTY.get(clause.kind, 0.0)
        if clause.kind is ClauseKind.LEAD and clause.depth <= 1:
            score -= 0.1
        if _PRINCIPLES.search(view.heading):
            score -= 0.05
        if clause.doc_id in boosted:
            score += 0.08
        if clause.doc_id in last:
            score -= OVER
        result.append(Ranked(view, score, context, own))
    result.sort(key=lambda r: (-r.score, r.view.clause.span.start))
    return _dense_first(result, concepts)


def _dense_first(ranked: Sequence[Ranked], concepts: Sequence[Concept]) -> tuple[Ranked, ...]:
    """Among the first, a clause that says it in one sentence stands before one whose words are scattered."""
    head = []
    for item in ranked[:HEAD]:
        around = ((item.view.heading, 0.5), (item.view.title, 0.4))
        best = max((cover(concepts, (s, 1.0), *around).share for s in item.view.folded_sentences), default=0.0)
        head.append(Ranked(item.view, item.score + SENTENCE_WEIGHT * best, item.context, item.own))
    head.sort(key=lambda r: (-r.score, r.view.clause.span.start))
    return (*head, *ranked[HEAD:])

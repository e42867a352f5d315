"""Who owns the task a question is about."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from assistant.answer_types import AskedType, asked_types
from assistant.drafts import Draft, DraftNotice, DraftSentence
from assistant.records import AnswerStatus, SentenceKind
from assistant.registry_drafts import capped, measure_quotes, task_evidence, task_line
from assistant.registry_finding import TaskFinder
from assistant.registry_reading import Asking
from index.lexicon.formal import formality
from index.library import Library
from index.registry.records import Role, Task
from index.registry.topics import Match
from index.tokens import fold

__all__ = ["TaskOwners"]

SURE = 0.42
NEAR, TIED = 0.86, 0.985
SURE_SHARE, SURE_MASS, FAR, SURE_FAR = 0.9, 7.5, 1.3, 0.36
"""A task that holds nearly all of the question and far more of it than any other is not weighed against the text."""
TORN, EQUAL, MUCH = 0.5, 0.93, 14.0
"""Below this share a task must stand out from the next one, or be the clause that the search of the text finds."""
AGREED, ALONE = 0.25, 1.8
"""What is left for a task that the words and the search of the text both put far before any other."""
LITTLE, MORE, FORMAL, OWN, MISSED = 9.0, 12.0, 0.5, 3.5, 0.45
"""A task that holds less than so much (more, where the word is an official one) is refused when a thing of so much weight, and of this share of what it holds, is not in it."""
CLEAR, CLEAR_MASS = 0.6, 6.0
"""From this share and weight on no clause of the text is asked whether it fits better."""
_TOLD = frozenset({AskedType.WHO, AskedType.DATE, AskedType.YESNO, AskedType.LIST, AskedType.WHAT, AskedType.HOW})
"""Kinds of answers that a record of owners holds, or that stand in no one form."""


class TaskOwners:
    """Drafts about one task."""

    def __init__(self, library: Library, finder: TaskFinder) -> None:
        self.library = library
        self.finder = finder

    def single(self, asking: Asking, text: str) -> Draft | None:
        """Who owns the task the question is about; None when no task fits well."""
        matches = self.finder.matches(asking, text)
        if not matches or not self._fits(matches, text) or self._misses(asking, text, matches[0]):
            return None
        if asking.leaders and matches[0].mass < 8:
            return None
        asked = asking.who or asking.role or any(r is not Role.LEADER for r in asking.roles)
        if not asked and matches[0].share < 0.6:
            return None
        best = matches[0]
        chosen = [best.task]
        pair = self.finder.partner(best.task)
        rivals = [
            m.task
            for m in matches[1:]
            if m.share >= NEAR * best.share and m.task.clause_id != best.task.clause_id and m.task is not pair
        ]
        same_title = [t for t in rivals if fold(t.title) == fold(best.task.title) and t.doc_id == best.task.doc_id]
        siblings = [
            m.task for m in matches[1:6] if m.task.clause_id == best.task.clause_id and m.share >= 0.6 * best.share
        ]
        if best.task.source == "article":
            chosen = sorted([best.task, *siblings[:3]], key=lambda t: t.task_id)
        if re.search(r"正文|表里|表中|任务表|清单", text) is None and best.task.source in ("table", "body"):
            chosen += same_title[:1]
        chosen += [
            t
            for t in rivals[:1]
            if best.task.source == t.source and t.source in ("body", "duties") and matches[1].share >= TIED * best.share
        ]
        if not any(t.bodies() or t.leader for t in chosen) and pair is None:
            return None
        draft = self.about(asking, text, chosen, pair)
        other = next((m.share for m in matches[1:] if m.task not in chosen and m.task is not pair), 0.0)
        if asking.who and best.mass >= SURE_MASS and best.share >= SURE_SHARE and best.share >= FAR * other:
            return dataclasses.replace(draft, trace=("sure", "clear", *draft.trace))
        if all(a.type in _TOLD for a in asked_types(text)) and self._beyond_text(asking, text, best, other):
            return dataclasses.replace(draft, trace=("sure", *draft.trace))
        clear = best.share >= CLEAR and best.mass >= CLEAR_MASS and asking.who
        return dataclasses.replace(draft, trace=("clear", *draft.trace)) if clear else draft

    def _beyond_text(self, asking: Asking, text: str, best: Match, other: float) -> bool:
        """Whether the record answers however well some clause of the text fits the words; ``other`` is the next task's share."""
        if asking.who and best.mass >= SURE_MASS and best.share >= max(SURE_FAR, ALONE * other):
            return True
        if best.share < SURE:
            return False
        if asking.role and (self._named(best.task, asking) or best.share >= TORN):
            return True
        return (asking.who or asking.role) and bool(asking.roles) and not self._owned_text(text)

    @staticmethod
    def _named(task: Task, asking: Asking) -> bool:
        """Whether a body the question names has a part in the task."""
        named = {canonical for canonical, _ in asking.bodies}
        return any(p.canonical in named or named & set(p.also) for _, p in task.bodies())

    def _misses(self, asking: Asking, text: str, best: Match) -> bool:
        """Whether a task that holds little misses a thing of the question which has official words of its own (充电桩)."""
        topics = self.finder.topics
        lost = [
            p.weight
            for p in topics.pieces(text, asking.drop)
            if len(p.forms) > 1
            and p.weight >= OWN
            and (best.mass < MORE if formality(p.forms[0][0]) >= FORMAL else best.mass < LITTLE and best.share < CLEAR)
            and not topics.own_share([p], best.task)
        ]
        return max(lost, default=0.0) >= MISSED * best.mass

    def _owned_text(self, text: str) -> bool:
        """Whether the clause that the search of the text puts first states an owner at all."""
        read = self.finder.read(text)
        best = max(read, key=lambda i: read[i], default="")
        return any(t.clause_id == best for t in self.finder.registry.tasks)

    def _fits(self, matches: Sequence[Match], text: str) -> bool:
        """Whether the best task fits: well, or fairly and much better than any other."""
        best = matches[0]
        if best.mass < 3.0:
            return False
        others = [
            m
            for m in matches[1:]
            if m.task.clause_id != best.task.clause_id and fold(m.task.title) != fold(best.task.title)
        ]
        other = others[0].share if others else 0.0
        read = self.finder.read(text).get(best.task.clause_id, 0.0)
        if best.share < TORN and read < 1.0 and other >= EQUAL * best.share and best.mass < MUCH:
            return False  # two tasks fit as well as each other, and the text speaks of something else
        if read == 1.0 and best.share >= AGREED and best.mass >= CLEAR_MASS and best.share >= ALONE * other:
            return True
        if best.task.weak and best.share < 0.55:
            return best.share >= SURE and best.share >= 1.2 * other
        return best.share >= SURE or (best.share >= 0.34 and best.mass >= 6.0 and best.share >= 1.25 * other)

    def about(self, asking: Asking, text: str, chosen: Sequence[Task], pair: Task | None = None) -> Draft:
        """The draft about chosen tasks; ``pair`` is the same task as the first in body or table."""
        wanted = self.finder.words(text, asking)
        sentences: list[DraftSentence] = []
        notices: list[DraftNotice] = []
        best = chosen[0]
        if pair is not None and not best.bodies() and pair.bodies():
            sentences += self._record(pair)
            notices.append(
                DraftNotice(
                    kind="caution",
                    text="表中这一行没有写责任单位，单位取自正文",
                    evidence=task_evidence(self.library, best),
                )
            )
        else:
            for k, task in enumerate(chosen):
                sentences += self._record(task, named=len(chosen) > 1, newline=k > 0)
            if pair is not None:
                notices += self._disagreement(best, pair)
        if len(chosen) > 1 and fold(chosen[0].title) == fold(chosen[1].title) and chosen[0].source == "table":
            sentences.insert(0, DraftSentence(kind=SentenceKind.FRAME, text="同名任务分列几行，请看清是哪一行："))
            sentences[1] = dataclasses.replace(sentences[1], newline=True)
        quoted = 0
        for task in chosen[:2]:
            for quote in measure_quotes(self.library, task, wanted, asked_types(text)):
                if quoted + len(quote.text) <= 260 and not _says(sentences, quote):
                    sentences.append(quote)
                    quoted += len(quote.text)
        return Draft(
            status=AnswerStatus.ANSWERED,
            sentences=capped(sentences),
            notices=tuple(notices),
            trace=tuple(f"task {t.task_id}" for t in chosen),
        )

    def _record(self, task: Task, *, named: bool = False, newline: bool = False) -> list[DraftSentence]:
        """The record line of a task; one of several sentences of an article is told by its name."""
        prose = task.source in ("article", "duties")
        line = task_line(task, name=named or not prose)
        inherited = [k for k in task.inherited if k in ("lead", "main", "support", "deadline")]
        found = [
            DraftSentence(
                kind=SentenceKind.RECORD, text=f"{line}。", evidence=task_evidence(self.library, task), newline=newline
            )
        ]
        if inherited:
            found.append(DraftSentence(kind=SentenceKind.FRAME, text="（本行单元格空白，承上一行。）"))
        return found

    def _disagreement(self, task: Task, pair: Task) -> list[DraftNotice]:
        mine = {p.canonical for _, p in task.bodies()}
        other = {p.canonical for _, p in pair.bodies()}
        if not mine or not other or mine == other:
            return []
        more = [p.name for _, p in pair.bodies() if p.canonical not in mine]
        less = [p.name for _, p in task.bodies() if p.canonical not in other]
        where = {"table": "附表", "body": "正文"}
        words = []
        if more:
            words.append(f"{where.get(pair.source, '另一处')}多列{'、'.join(more)}")
        if less:
            words.append(f"{where.get(task.source, '此处')}多列{'、'.join(less)}")
        return [
            DraftNotice(
                kind="caution",
                text=f"正文与附表的单位不一致：{'；'.join(words)}",
                evidence=(*task_evidence(self.library, task)[:1], *task_evidence(self.library, pair)[:1]),
            )
        ]


def _says(sentences: Sequence[DraftSentence], quote: DraftSentence) -> bool:
    return any(re.sub(r"\s", "", quote.text).rstrip("。；") in re.sub(r"\s", "", s.text) for s in sentences)

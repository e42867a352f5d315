"""Question in, cited answer out: the ordered list of steps; any step may end it.

read → small talk → place → named document or article → calculators → registry → text →
gate → notices → numbered citations.
"""

from __future__ import annotations

import dataclasses
import re
import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.answer_types import AskedType, holds
from assistant.aptness import TOLD, off_kind
from assistant.checks import gate
from assistant.citing import finish
from assistant.composing import EXACT
from assistant.concepts import Concept, cover
from assistant.details import absent
from assistant.drafts import Draft, DraftNotice, DraftSentence
from assistant.followups import leans_back, merged
from assistant.loose_names import LooseName, loose_names
from assistant.notices import dated_notice
from assistant.questions import Part, Question, read_question
from assistant.records import Answer, AnswerStatus, Choice, Missing, SentenceKind
from assistant.references import Reference, find_reference, quote_reference, subtree
from assistant.registry_answers import RegistryAnswers
from assistant.registry_status import is_status_question
from assistant.registry_words import asks_bodies, asks_tasks
from assistant.scope import Scope, coverage_line, named, small_talk
from assistant.sides import contrasts, side_by_side
from assistant.standing import Standing
from assistant.text_answers import Focus, TextAnswers
from index.library import Library
from index.records import Clause, GazetteDocument, Query
from index.tokens import TermMaker

if TYPE_CHECKING:
    from assistant.rules.engine import RuleBook
    from index.store import LoadedIndex

__all__ = ["Assistant", "open_assistant"]

RECORDED = frozenset({AskedType.WHO, AskedType.NAMES, AskedType.DATE, AskedType.LIST})
MOST_CITATIONS, MOST_CHARACTERS = 6, 560


NEAR = 0.81
"""A record's clause must score so much of the best clause of the text."""
_MONEY_SAID = re.compile(r"[钱元块万亿费税价补交缴收罚奖卖租薪款金贴领拿掏花赔退给]")
_LIFE = re.compile(r"废|效|作废|失效|停止|文件|办法|规定|细则|通知|意见|方案|政策|印发|发的|文号|号文")
"""Words of a question about documents themselves."""


class Answerer(Protocol):
    """A deterministic answerer: calculators, registry. None means: not my question."""

    def ask(self, text: str, history: tuple[str, ...], as_of: date) -> Draft | None:
        """The draft, or None."""


class Assistant:
    """Answers questions over one loaded index. Construction is cheap; the parts load on first use."""

    def __init__(
        self,
        library: Library,
        candidates: Callable[[str, Sequence[Concept], tuple[str, ...] | None], Sequence[tuple[Clause, float]]],
        terms: TermMaker,
        *,
        index_id: str = "",
        clock: Callable[[], date] = lambda: date.today(),  # noqa: DTZ011  # the local day is meant
    ) -> None:
        self.library = library
        self.index_id = index_id
        self._clock = clock
        self.scope = Scope(library)
        self.text = TextAnswers(library, candidates, terms.words, _expand)
        self._candidates, self._terms = candidates, terms
        self._places: dict[str, Assistant] = {}
        self._answerers: list[tuple[str, Answerer]] | None = None

    def answer(self, question: str, history: tuple[str, ...] = (), as_of: date | None = None) -> Answer:
        """The finished answer.

        Args:
            question: As typed.
            history: Earlier user questions, oldest first.
            as_of: The day the answer is for; None is today.

        Raises:
            UsageError: The question is empty or too long.
        """
        started = time.perf_counter()
        read = read_question(question, as_of or self._clock(), history)
        return self.finished(self.draft(read), read, started)

    def finished(self, draft: Draft, question: Question, started: float) -> Answer:
        """The answer of a draft: through the gate, with notices, citations numbered; ``started`` by ``time.perf_counter``."""
        draft, dropped = gate(draft, self.library, " ".join((question.raw, *question.history, question.text)))
        draft = self._with_notices(draft, question)
        answer = finish(draft, self.library, question=question.raw, as_of=question.as_of, index_id=self.index_id)
        if answer.abstained and not answer.text:
            answer = dataclasses.replace(answer, text=f"{answer.reason}。" if answer.reason else "公报中没有找到答案。")
        return dataclasses.replace(answer, dropped=dropped, latency_ms=(time.perf_counter() - started) * 1000)

    def today(self) -> date:
        """The day that counts when a question names none."""
        return self._clock()

    @property
    def answerers(self) -> list[tuple[str, Answerer]]:
        """Calculators, then the registry."""
        if self._answerers is None:
            self._answerers = [("rules", self._rules), ("registry", self._registry)]
        return self._answerers

    def draft(self, question: Question) -> Draft:
        """What the deterministic steps would say, not yet checked."""
        reason = small_talk(question.text)
        if reason is not None:
            return Draft(status=AnswerStatus.OUT_OF_SCOPE, reason=reason)
        foreign = self.scope.foreign(question.text)
        if foreign:
            return Draft(
                status=AnswerStatus.OUT_OF_SCOPE,
                reason=f"本库没有{named(foreign)}的公报，只收录{named(self.scope.jurisdictions)}的公报",
            )
        if len(self.scope.jurisdictions) > 1:
            return self._by_place(question)
        return self._in_place(question)

    def _by_place(self, question: Question) -> Draft:
        """Several jurisdictions in one index: the one the question names or clearly means, else ask which."""
        said = " ".join((question.text, *question.history))
        places = self.scope.governed(question.text) or self.scope.governed(said)
        if not places:
            reference = find_reference(question, self.library)
            issues = {i.issue_id: i for i in self.library.issues}
            if reference.documents:
                places = tuple(dict.fromkeys(issues[d.issue_id].jurisdiction or "" for d in reference.documents))
            else:
                abroad = self.scope.other_places(question.text)
                ranked, _ = self.text.rank(question, question.text, Focus())
                best: dict[str, float] = {}
                for item in ranked[:12]:
                    issue = issues[self.library.document(item.view.clause.doc_id).issue_id]
                    if self.scope.speaks_of(issue.source, abroad):
                        place = issue.jurisdiction or ""
                        best[place] = max(best.get(place, 0.0), item.score)
                order = sorted(best, key=lambda p: -best[p])
                if len(near := [p for p in order if p and best[p] >= 0.85 * best[order[0]]]) > 1:
                    return Draft(
                        status=AnswerStatus.NEEDS_FACTS,
                        sentences=(DraftSentence(kind=SentenceKind.FRAME, text="请问问的是哪个地方？"),),
                        missing=(
                            Missing(
                                name="place",
                                question="请问问的是哪个地方？",
                                choices=tuple(Choice(value=p, label=p) for p in near),
                            ),
                        ),
                    )
                places = tuple(order[:1])
        if not places:
            return Draft(status=AnswerStatus.NOT_FOUND, reason="公报中没有找到与问题相关的内容")
        return self._of(places[0])._in_place(question)

    def _of(self, place: str) -> Assistant:
        """The assistant over one jurisdiction's issues."""
        found = self._places.get(place)
        if found is None:
            library = self.library.only(self.scope.issues_of(place))
            own = tuple(d.doc_id for d in library.documents)

            def candidates(
                text: str, concepts: Sequence[Concept], within: tuple[str, ...] | None
            ) -> Sequence[tuple[Clause, float]]:
                return self._candidates(text, concepts, own if within is None else within)

            found = self._places[place] = Assistant(
                library, candidates, self._terms, index_id=self.index_id, clock=self._clock
            )
        return found

    def _in_place(self, question: Question) -> Draft:
        reference = find_reference(question, self.library)
        exact = quote_reference(question, reference, self.library, self.text.views)
        if exact is not None:
            return exact
        asked: dict[str, Draft | None] = {}

        def drafted(name: str, answerer: Answerer) -> Draft | None:
            if name not in asked:
                draft = answerer.ask(question.text, question.history, question.as_of)
                if draft is not None and name == "registry" and self._before_its_time(draft, question):
                    draft = Draft(status=AnswerStatus.NOT_FOUND, reason="公报中没有问题所问年份的内容")
                asked[name] = draft and dataclasses.replace(draft, trace=(name, *draft.trace))
            return asked[name]

        if _asks_owner(question):
            owner = drafted("registry", self._registry)
            if (
                owner is not None
                and owner.status is AnswerStatus.ANSWERED
                and any(t.startswith(("clear", "task")) for t in owner.trace)
                and not self._off_kind(owner, question)
            ):
                dated = question.asked != () and all(a.type is AskedType.DATE for a in question.asked)
                computed = drafted("rules", self._rules) if dated or len(question.parts) > 1 else None
                if computed is not None and computed.status is AnswerStatus.CALCULATED:
                    if dated:  # 管家最迟哪天录进平台: a day, and no owner
                        return self._with_status(computed, question)
                    return _joined(dataclasses.replace(computed, trace=(*computed.trace, "with record")), owner)
                return self._arbitrate(owner, question, reference)
        for name, answerer in self.answerers:
            draft = drafted(name, answerer)
            if draft is not None and (_of_status(draft, question) or not self._off_kind(draft, question)):
                return (
                    self._arbitrate(draft, question, reference)
                    if name == "registry"
                    else self._with_status(draft, question)
                )
        return self._from_text(question, reference)

    def _off_kind(self, draft: Draft, question: Question) -> bool:
        """Whether a calculator or a record tells nothing of what is asked for, so that the text has to answer or refuse."""
        if draft.status not in (AnswerStatus.CALCULATED, AnswerStatus.ANSWERED, AnswerStatus.LISTED):
            return False
        said = "".join((*(s.text for s in draft.sentences), *(step for c in draft.calculations for step in c.steps)))
        computed = "rules" in draft.trace
        asked = question.asked
        if computed:  # 一天起码处理多少 gives a unit and no word for money: tons may be meant
            asked = tuple(
                a for a in asked if a.type is not AskedType.MONEY or _MONEY_SAID.search(question.text[a.start : a.end])
            )
        sole = {AskedType.PHONE, AskedType.DATE} if computed else {AskedType.PHONE}
        if asked and all(a.type in sole for a in asked):
            return not any(holds(a, said) for a in asked)
        if question.history:
            return not computed and self._astray(draft, question, said)
        asks_where = any(a.type is AskedType.OFFICE and not holds(a, said) for a in question.asked)
        if asks_where and any(t.startswith("status") for t in draft.trace):
            return True
        asking = [p.text for p in question.parts if p.asked]
        return off_kind(asked, said, computed=computed) or (
            bool(asking) and all(absent(text, said, computed=computed) for text in asking)
        )

    @staticmethod
    def _astray(draft: Draft, question: Question, said: str) -> bool:
        """Whether a follow-up that asks for no body and no task gets a task's record that does not tell what it asks for."""
        kinds = {a.type for a in question.asked}
        if AskedType.WHY in kinds and not any(t.startswith("people") for t in draft.trace):
            return True
        if kinds and kinds <= TOLD | {AskedType.FREQUENCY} and not any(holds(a, said) for a in question.asked):
            return True
        if (
            not kinds
            or not any(t.startswith(("task", "clear", "article")) for t in draft.trace)
            or any(asks_bodies(p.text) or asks_tasks(p.text) for p in question.parts)
        ):
            return False
        exact = [a for a in question.asked if a.type in EXACT]
        if exact:
            return not any(holds(a, said) for a in exact)
        return bool(kinds & {AskedType.HOW, AskedType.WHAT, AskedType.LIST})

    def _before_its_time(self, draft: Draft, question: Question) -> bool:
        """Whether records of people or tasks are given for a year before their documents that these do not speak of."""
        if (
            not question.years
            or draft.status is not AnswerStatus.ANSWERED
            or any(t.startswith(("status", "list")) for t in draft.trace)
        ):
            return False
        cited = {e.clause_id for s in draft.sentences for e in s.evidence}
        documents = [self.library.document(i) for i in {e.doc_id for s in draft.sentences for e in s.evidence}]
        said = "".join(
            (*(d.title for d in documents), *(self.text.views.of(self.library.clause(i)).text for i in cited))
        )
        return bool(cited) and all(
            str(year) not in said and all(d.issued is not None and d.issued.year > year for d in documents)
            for year in question.years
        )

    @cached_property
    def _rules(self) -> RuleBook:
        from assistant.rules.engine import RuleBook

        return RuleBook.load(self.library)

    @cached_property
    def standing(self) -> Standing:
        """Which documents hold at a date."""
        registry = self._registry
        return Standing(registry.registry, registry.status.say)

    @cached_property
    def _registry(self) -> RegistryAnswers:
        from index.registry import Registry

        return RegistryAnswers(self.library, Registry.of(self.library), self._terms.words, self._scores, self._cited)

    def _cited(self, text: str, as_of: date) -> tuple[str, ...]:
        """The clauses that a question by itself is answered with, the first one first."""
        draft = self._in_place(read_question(text, as_of))
        if draft.status is not AnswerStatus.ANSWERED:
            return ()
        return tuple(dict.fromkeys(e.clause_id for s in draft.sentences for e in s.evidence))

    def _scores(self, text: str) -> dict[str, float]:
        """How well each clause of the text fits a question, for the choice of a task."""
        ranked, _ = self.text.rank(read_question(text, self.today()), text, Focus())
        return {r.view.clause.clause_id: r.score for r in ranked}

    def _focus(
        self, question: Question, documents: Sequence[GazetteDocument], prefer: frozenset[str] = frozenset()
    ) -> Focus:
        """Named documents, else those issued by the day that counts; what no longer holds comes last."""
        if documents:
            return Focus(prefer=prefer, within=tuple(d.doc_id for d in documents))
        return Focus(
            prefer=prefer,
            within=self.standing.known(question.as_of),
            last=self.standing.over(question.as_of),
            without=frozenset() if _LIFE.search(question.text) else self.standing.named,
        )

    def _arbitrate(self, draft: Draft, question: Question, reference: Reference) -> Draft:
        """A record answers only if its clause speaks of the question as well as the best clause of the text does."""
        leaning = bool(question.history) and leans_back(question.text, len(self.text.concepts(question.text)))
        if not leaning and draft.status is AnswerStatus.ANSWERED and _of_status(draft, question):
            rest = tuple(p for p in question.parts if _beside_status(p))
            return (
                self._with_rest(draft, question, rest, reference) if len(rest) < len(question.parts) and rest else draft
            )
        if (
            draft.status is not AnswerStatus.ANSWERED
            or leaning
            or any(t.startswith(("status", "list", "parts", "sure")) for t in draft.trace)
        ):
            return draft
        cited = {e.clause_id for s in draft.sentences for e in s.evidence}
        if not cited:
            return draft
        rest = tuple(p for p in question.parts if p.asked and not any(a.type in RECORDED for a in p.asked))
        if rest and len(rest) < len(question.parts):
            return self._with_rest(draft, question, rest, reference)
        said = "".join(s.text for s in draft.sentences)
        if any(a.type is AskedType.PHONE and not holds(a, said) for a in question.asked):
            return self._from_text(question, reference)
        unmet = [
            a
            for a in question.asked
            if a.type in EXACT
            and a.type not in (AskedType.WHO, AskedType.NAMES, AskedType.MEASURE)
            and not holds(a, said)
        ]
        ranked, concepts = self.text.rank(question, question.text, self._focus(question, reference.documents))
        if not ranked:
            return draft
        near = max((r.score for r in ranked if r.view.clause.clause_id in cited), default=0.0) >= NEAR * ranked[0].score
        if near and not unmet and "clear" in draft.trace:
            return draft
        mine = max(cover(concepts, *self.text.views.of(self.library.clause(i)).fields).share for i in cited)
        if unmet or not near or mine < 0.72 * ranked[0].context.share:
            other = self._from_text(question, reference)
            if other.status is AnswerStatus.ANSWERED:
                return dataclasses.replace(other, trace=("text over registry", *other.trace))
            exact = [a for a in question.asked if a.type in EXACT]
            if exact and not any(holds(a, said) for a in exact):
                return other
        return draft

    def _with_rest(self, draft: Draft, question: Question, rest: Sequence[Part], reference: Reference) -> Draft:
        """A record for the part that asks for one, the text for the parts that ask for something else."""
        other = self._from_text(dataclasses.replace(question, parts=tuple(rest)), reference)
        if other.status is not AnswerStatus.ANSWERED:
            return draft
        return _joined(dataclasses.replace(draft, trace=(*draft.trace, "with text")), other)

    def _with_status(self, draft: Draft, question: Question) -> Draft:
        """A calculation with what another part asks about the document; the latter alone when facts are missing.

        How two things differ is not told by a calculation for one of them.
        """
        if contrasts(question.text) and len(draft.calculations) < 2 and not question.history:
            beside = side_by_side(question, self.text, self._focus(question, ()), None)
            if beside is not None:
                return beside
        part = next((p for p in question.parts if is_status_question(p.text)), None)
        if part is None or len(question.parts) < 2 or question.history:
            return draft
        status = self._registry.status.ask(part.text, question.as_of) or self._registry.status.ask(
            question.text, question.as_of
        )
        if status is None or status.status is not AnswerStatus.ANSWERED:
            return draft
        status = dataclasses.replace(status, trace=("registry", *status.trace))
        if draft.status is AnswerStatus.NEEDS_FACTS:
            return status
        return _joined(draft, status) if draft.status is AnswerStatus.CALCULATED else draft

    def _from_text(self, question: Question, reference: Reference) -> Draft:
        if reference.unknown and not reference.documents:
            return Draft(status=AnswerStatus.NOT_FOUND, reason=f"本库没有收录{named(reference.unknown)}")
        text, asked_from, prefer = question.text, question, frozenset[str]()
        if question.history:
            content = len(self.text.concepts(question.text))
            if leans_back(question.text, content):
                earlier = question.history[-1]
                if len(question.history) > 1 and leans_back(earlier, len(self.text.concepts(earlier))):
                    earlier = merged(earlier, question.history[-2])
                base = read_question(earlier, question.as_of)
                ranked, _ = self.text.rank(base, base.text, self._focus(question, reference.documents))
                if ranked:
                    prefer = frozenset({ranked[0].view.clause.doc_id})
                text = merged(question.text, earlier)
                asked_from = read_question(text, question.as_of)
                if question.asked:
                    asked_from = dataclasses.replace(asked_from, parts=question.parts)
        focus = self._focus(question, reference.documents, prefer)
        if reference.clauses:
            focus = dataclasses.replace(
                focus, under=frozenset(c.clause_id for c in subtree(reference.clauses, self.library))
            )
        draft = self._in_named(asked_from, reference)
        if draft is None:
            draft = self.text.ask(asked_from, text, focus)
            if not question.history:
                draft = side_by_side(question, self.text, focus, draft) or draft
        return self.standing.told(draft, question.as_of)

    def _in_named(self, question: Question, reference: Reference) -> Draft | None:
        """What the one document answers that a question names in its own words; the name itself is no part of what is asked."""
        name = None if reference.documents else self._loose(question.text)
        if name is None:
            return None
        rest = question.text[: name.start] + question.text[name.end :]
        if re.search(r"[\u4e00-\u9fff]{2}", rest) is None:
            return None
        asked = dataclasses.replace(read_question(rest, question.as_of), history=question.history)
        draft = self.text.ask(asked, asked.text, self._focus(question, (name.document,)))
        return draft if draft.status is AnswerStatus.ANSWERED else None

    @cached_property
    def _loose(self) -> Callable[[str], LooseName | None]:
        return loose_names(self.library)

    def _with_notices(self, draft: Draft, question: Question) -> Draft:
        cited = {e.doc_id for s in draft.sentences for e in s.evidence} | {
            e.doc_id for c in draft.calculations for e in c.evidence
        }
        notices: list[DraftNotice] = list(draft.notices)
        if cited and not any(n.kind == "dated" for n in notices):
            dated = dated_notice(self.library, [self.library.document(i) for i in sorted(cited)], question.as_of)
            if dated is not None:
                notices.append(dated)
        return dataclasses.replace(draft, notices=tuple(notices))

    def coverage(self) -> str:
        """What the index covers, one line."""
        return coverage_line(self.library)


def _asks_owner(question: Question) -> bool:
    """Whether a part of a question asks who does something, and not how much."""
    return any(
        asks_bodies(p.text) and all(a.type not in (AskedType.MONEY, AskedType.PERCENT) for a in p.asked)
        for p in question.parts
    )


def _of_status(draft: Draft, question: Question) -> bool:
    """Whether a draft tells the life of a document and only some part of the question asks for that."""
    asks = [is_status_question(p.text) for p in question.parts]
    return draft.trace[1:2] != () and draft.trace[1].startswith("status ") and any(asks) and not all(asks)


def _beside_status(part: Part) -> bool:
    """Whether a part asks for something, and for nothing of the life of a document."""
    return not is_status_question(part.text) and bool(part.asked)


def _joined(draft: Draft, other: Draft) -> Draft:
    """A draft followed by what another one adds, as far as an answer may go on."""
    spans = {(e.clause_id, e.span) for s in draft.sentences for e in s.evidence}
    spans |= {(e.clause_id, e.span) for c in draft.calculations for e in c.evidence}
    size = sum(len(s.text) for s in draft.sentences)
    sentences = list(draft.sentences)
    for sentence in other.sentences:
        if any(sentence.text in s.text for s in sentences):
            continue
        spans |= {(e.clause_id, e.span) for e in sentence.evidence}
        size += len(sentence.text)
        if len(spans) > MOST_CITATIONS or size > MOST_CHARACTERS:
            break
        sentences.append(dataclasses.replace(sentence, newline=sentence is other.sentences[0]))
    return dataclasses.replace(draft, sentences=tuple(sentences), trace=(*draft.trace, *other.trace))


def _expand(text: str) -> list[tuple[str, Sequence[str], float, int, int]]:
    from index.lexicon.spoken_values import spoken_values
    from index.lexicon.synonyms import expand

    found = list(expand(text))
    found += [v for v in spoken_values(text) if all(v.end <= e.start or e.end <= v.start for e in found)]
    return [(e.say, e.means, e.weight, e.start, e.end) for e in found]


def open_assistant(index_dir: Path | None = None) -> Assistant:
    """The assistant over an index folder (default: the one of the settings, built from the sample if absent)."""
    from index.store import open_default

    return from_index(open_default(index_dir))


def from_index(loaded: LoadedIndex) -> Assistant:
    """The assistant over a loaded index."""

    terms_of = lru_cache(maxsize=4096)(loaded.terms.query_terms)  # the forms of the lexicon come again and again

    def candidates(
        text: str, concepts: Sequence[Concept], within: tuple[str, ...] | None
    ) -> list[tuple[Clause, float]]:
        weights: dict[str, float] = {}
        for term, weight in loaded.terms.query_terms(text):
            weights[term] = max(weights.get(term, 0.0), weight)
        for concept in concepts:
            for form, strength in concept.forms[1:]:
                for term, weight in terms_of(form, strength * 0.7):
                    weights[term] = max(weights.get(term, 0.0), weight)
        hits = loaded.searcher.search(Query(text=text, terms=tuple(weights.items()), k=48, doc_ids=within))
        top = max((h.score for h in hits), default=1.0) or 1.0
        seen: dict[str, float] = {}
        for hit in hits:
            seen.setdefault(hit.clause_id, max(0.0, hit.score / top))
        return [(loaded.library.clause(i), s) for i, s in seen.items()]

    return Assistant(loaded.library, candidates, loaded.terms, index_id=loaded.index_id)

"""Works of one question → ``Draft``: sentences with evidence, calculations with traces.

Stage 10 for the rule packs. At most six citations: places used by sentences come first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from assistant.drafts import Draft, DraftCalculation, DraftNotice, DraftSentence, Evidence, cite
from assistant.records import AnswerStatus, SentenceKind
from assistant.rules.locating import Located
from assistant.rules.pack import Pack
from assistant.rules.work import NoticeLine, Place, Saying, Work

__all__ = ["draft", "quoted"]

MAX_CITATIONS = 6
MAX_SHOWN = 4


class _Cites:
    """Evidence by place, one per clause span, never more than six clauses."""

    def __init__(self, places: Mapping[Place, Located]) -> None:
        self._places = places
        self._spans: list[tuple[str, int, int]] = []

    def of(self, places: Iterable[Place]) -> tuple[Evidence, ...]:
        found: list[Evidence] = []
        for place in places:
            located = self._places[place]
            key = (located.clause.source, located.span.start, located.span.end)
            if key not in self._spans:
                if len(self._spans) == MAX_CITATIONS:
                    continue
                self._spans.append(key)
            if all((e.source, *e.span) != key for e in found):
                found.append(cite(located.clause, quote=located.phrase, span=located.span, score=1.0))
        return tuple(found)

    def quote(self, place: Place) -> DraftSentence:
        located = self._places[place]
        self.of((place,))
        evidence = cite(located.clause, quote=located.sentence, span=located.span, score=1.0)
        return DraftSentence(kind=SentenceKind.QUOTE, text=located.quote, evidence=(evidence,))


def _core(work: Work) -> Iterable[Place]:
    return (p for s in work.sayings for p in s.places)


def draft(
    pack: Pack, works: list[tuple[Work, dict[str, Any]]], places: Mapping[Place, Located], as_of: date | None
) -> Draft:
    """The draft of all cases of a question; what several cases share is said once."""
    cites = _Cites(places)
    gone = [work for work, _ in works if work.absent]
    works = [(work, inputs) for work, inputs in works if not work.absent]
    absent = "、".join(dict.fromkeys(work.absent for work in gone))
    if gone and not works:
        nearest = cites.of(p for work in gone for p in work.used)
        reason = f"公报未写明〈{absent}〉"
        return Draft(status=AnswerStatus.NOT_FOUND, reason=reason, nearest=nearest, trace=(f"rule {pack.name}",))
    sentences: list[DraftSentence] = []
    calculations: list[DraftCalculation] = []
    said: set[tuple[str, tuple[Place, ...]]] = set()
    for work, _ in works:
        for place in dict.fromkeys(_core(work)):
            cites.of((place,))
    quotes: list[Saying] = []
    for work, inputs in works:
        for saying in work.sayings:
            if (saying.text, saying.places if saying.quote else ()) in said:
                continue
            said.add((saying.text, saying.places if saying.quote else ()))
            if saying.quote:
                quotes.append(saying)
            else:
                sentences.append(
                    DraftSentence(kind=SentenceKind.CALCULATION, text=saying.text, evidence=cites.of(saying.places))
                )
        for at, result in enumerate(work.results):
            last = len(result.steps) if at + 1 < len(work.results) else len(work.steps)
            calculations.append(DraftCalculation(
                rule=pack.rule, title=result.title, inputs=inputs, result=result.value, unit=result.unit,
                steps=tuple(work.steps[:last]), evidence=cites.of(result.places), words=result.words, assumptions=tuple(work.assumptions),
            ))  # fmt: skip
    for saying in quotes:
        located = places[saying.places[0]]
        if not located.quote:
            cites.of(saying.places)
        elif all(located.quote not in s.text for s in sentences):
            sentences.append(cites.quote(saying.places[0]))
    notices: dict[str, DraftNotice] = {}
    if gone:
        silent = f"公报未写明〈{absent}〉。"
        notices[silent] = DraftNotice(kind="partial", text=silent, evidence=cites.of(p for w in gone for p in w.used))
    for work, _ in works:
        for line in (*work.notices, *_period(pack, work, as_of)):
            notices.setdefault(line.text, DraftNotice(kind=line.kind, text=line.text, evidence=cites.of(line.places)))
    statuses = {work.status for work, _ in works}
    status = AnswerStatus.CALCULATED if AnswerStatus.CALCULATED in statuses else next(iter(statuses))
    return Draft(
        status=status, sentences=tuple(sentences), calculations=tuple(calculations),
        notices=tuple(notices.values()), trace=(f"rule {pack.name}",),
    )  # fmt: skip


def quoted(
    pack: Pack, work: Work, given: Mapping[str, Any], names: Iterable[str], places: Mapping[Place, Located]
) -> list[DraftSentence]:
    """What the text says where a fact is missing: what was used so far, and the rows of ``shows`` that fit the facts given
    (all when none does); without any of these the figures of the rule itself."""
    wanted = list(work.used)
    for key in (k for n in names if n in pack.slots.slots for k in pack.slots.slots[n].shows):
        rows = work.rows(key) if key in pack.params.parameters else ()
        fitting = [r for r in rows if any(k in given.values() for k in r.keys)] or rows
        wanted += [(key, r.evidence) for r in fitting] or [(key, pack.params.clauses[key].evidence)]
    wanted = wanted or _fitting(pack, work, given)
    cites = _Cites(places)
    found: list[DraftSentence] = []
    for place in wanted:
        if places[place].quote and all(places[place].quote not in s.text for s in found):
            found.append(cites.quote(place))
    return found[:MAX_SHOWN]


def _fitting(pack: Pack, work: Work, given: Mapping[str, Any]) -> list[Place]:
    """The figures of the rule that most of the facts given name, else all of them when they are few;
    of a table longer than that its first rows."""
    named = [_plain(str(v)) for v in given.values()]
    keys = pack.params.parameters
    score = {
        k: sum(_plain(k).startswith(n) or (len(n) > 2 and n in _plain(keys[k].title)) for n in named) for k in keys
    }
    best = max(score.values(), default=0)
    rows = [(key, row) for key in keys if score[key] == best for row in work.rows(key)]
    fitting = [(key, row) for key, row in rows if any(k in named for k in row.keys)]
    fitting = fitting or (rows[:MAX_SHOWN] if best or len(rows) <= MAX_SHOWN else [])
    return [(key, row.evidence) for key, row in fitting]


def _plain(text: str) -> str:
    """Without spaces and with one kind of dash, as titles and values are compared."""
    return re.sub(r"[-—~至到]+", "-", text.replace(" ", ""))


def _period(pack: Pack, work: Work, as_of: date | None) -> Iterable[NoticeLine]:
    period = pack.params.period
    if (
        period is not None
        and as_of is not None
        and as_of.year > period.last_year
        and work.status is AnswerStatus.CALCULATED
    ):
        yield NoticeLine("period_over", "标题所写的年份已过，此后是否沿用文中未写。", (("period", period.evidence),))

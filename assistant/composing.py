"""Stage 10a, extractive: ranked clauses → the sentences that answer, or a refusal.

The composer quotes; it never words a fact. A yes/no question gets its ruling first when
a cue of the quoted words gives it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer_types import Asked, AskedType, holds
from assistant.aptness import beside
from assistant.concepts import Concept, cover
from assistant.drafts import Draft, DraftSentence, Evidence
from assistant.ranking import ClauseView, Ranked, Views, matchable
from assistant.records import AnswerStatus, SentenceKind
from assistant.rulings import ruling
from index.library import Library
from index.records import Clause, ClauseKind, Span
from index.sentences import Unit, split_clauses

__all__ = ["Picked", "compose", "quote_unit", "within_limits"]

EXACT = frozenset(
    {
        AskedType.MONEY,
        AskedType.PERCENT,
        AskedType.COUNT,
        AskedType.MEASURE,
        AskedType.DATE,
        AskedType.DURATION,
        AskedType.FREQUENCY,
        AskedType.CLOCK,
        AskedType.WHO,
        AskedType.PHONE,
        AskedType.NUMBER,
        AskedType.NAMES,
        AskedType.OFFICE,
        AskedType.PENALTY,
        AskedType.PAPERS,
        AskedType.FEE,
    }
)
WHOLE_CLAUSE = 200
WHOLE_ROW = 160
AIM, AIM_BESIDE = 250, 110
NEAR = 0.75
"""A clause that scores so much of the best one may as well be the one that is meant: both are quoted (see docs/adr/0003)."""
MOST, MOST_CLAUSES, LONGEST = 480, 6, 590
LONG_SENTENCE = 200


@dataclass(frozen=True, slots=True)
class Picked:
    """A sentence (or part of one) chosen from a clause."""

    view: ClauseView
    unit: Unit
    score: float


def quote_unit(view: ClauseView, unit: Unit, library: Library, score: float = 0.0) -> DraftSentence:
    """A QUOTE sentence for a stretch of a clause's clean text, citing the clause (or a window of a long one)."""
    start, end = view.at[unit.start], view.at[unit.end - 1] + 1
    quote = Span(start, end)
    return DraftSentence(
        kind=SentenceKind.QUOTE,
        text=view.text[unit.start : unit.end].replace("\t", " "),
        evidence=(
            Evidence(
                clause_id=view.clause.clause_id,
                doc_id=view.clause.doc_id,
                source=view.clause.source,
                span=citation_span(view, quote),
                quotes=(quote,),
                score=score,
            ),
        ),
    )


def citation_span(view: ClauseView, quote: Span, limit: int = 900) -> Span:
    """The clause's own stretch when it is short enough, else a window of sentences around the quote."""
    whole = Span(view.clause.own[0].start, view.clause.own[-1].end) if view.clause.own else view.clause.span
    if whole.end - whole.start <= limit:
        return whole
    best = quote
    units = [Span(view.at[a], view.at[b - 1] + 1) for a, b in view.sentences]
    inside = [k for k, u in enumerate(units) if u.start < quote.end and quote.start < u.end]
    if not inside:
        return best
    low, high = inside[0], inside[-1]
    best = Span(min(quote.start, units[low].start), max(quote.end, units[high].end))
    if best.end - best.start > limit:
        return quote
    while True:
        grown = False
        if low > 0 and best.end - units[low - 1].start <= limit:
            low -= 1
            best = Span(units[low].start, best.end)
            grown = True
        if high + 1 < len(units) and units[high + 1].end - best.start <= limit:
            high += 1
            best = Span(best.start, units[high].end)
            grown = True
        if not grown:
            return best


def within_limits(sentences: Sequence[DraftSentence]) -> tuple[DraftSentence, ...]:
    """The sentences from the first on that an answer has room for: ``LONGEST`` characters, ``MOST_CLAUSES`` citations."""
    kept: list[DraftSentence] = []
    cited: set[Span] = set()
    room = LONGEST
    for sentence in sentences:
        spans = cited | {e.span for e in sentence.evidence}
        size = len(sentence.text) + 3 * len(sentence.evidence)
        if kept and (size > room or len(spans) > MOST_CLAUSES):
            continue
        kept.append(sentence)
        cited, room = spans, room - size
    return tuple(kept)


def compose(
    ranked: Sequence[Ranked],
    views: Views,
    library: Library,
    concepts: Sequence[Concept],
    asked: Sequence[Asked],
    question: str,
) -> tuple[Draft, tuple[Asked, ...]]:
    """The draft for the best clauses, and what was asked but not found in them.

    Args:
        ranked: Best first, at least one.
        views: Views of the library.
        library: The library.
        concepts: Of the whole question.
        asked: What the question asks for, each once.
        question: The normalised question.
    """
    ranked = _rule_first(ranked, library, views, concepts, question)
    chosen = _clauses(ranked, concepts)
    picked: list[Picked] = []
    room = MOST
    for n, item in enumerate(chosen):
        found = _pick(item, concepts, asked, AIM if n == 0 else AIM_BESIDE)
        for p in found:
            if room - (p.unit.end - p.unit.start) < 0 and picked:
                continue
            room -= p.unit.end - p.unit.start
            picked.append(p)
    strong = {r.view.clause.clause_id for r in chosen if r is ranked[0] or r.own.share >= 0.75 * ranked[0].own.share}
    missing = tuple(
        a
        for a in asked
        if a.type in EXACT
        and not any(
            holds(a, p.view.text[p.unit.start : p.unit.end]) for p in picked if p.view.clause.clause_id in strong
        )
    )
    if missing:
        picked, missing = _fill(picked, missing, chosen, ranked, concepts, room)
    picked = _with_leads(_side_by_side(picked), views, library, question)
    if missing:
        shown = "".join(p.view.text[p.unit.start : p.unit.end] for p in picked)
        extra = [
            e for a in missing if (e := _of_document(a, question, ranked[0].view.clause, views, library)) is not None
        ]
        missing = tuple(a for a in missing if not holds(a, shown) and not any(holds(a, p.view.text) for p in extra))
        picked = [*picked, *extra]
    quoted = [(p.view, p.unit) for p in picked]
    away = tuple(a for a in asked if a not in missing and beside(a, quoted, ranked[0], concepts, question))
    cited = list(dict.fromkeys(p.view.clause.clause_id for p in picked))[:MOST_CLAUSES]
    sentences = [quote_unit(p.view, p.unit, library, p.score) for p in picked if p.view.clause.clause_id in cited]
    rules = any(a.type is AskedType.YESNO for a in asked) and _speaks_of_all(picked, concepts)
    verdict = ruling(question, [s.text for s in sentences]) if rules else None
    if verdict:
        sentences.insert(0, DraftSentence(kind=SentenceKind.FRAME, text=verdict))
    return Draft(status=AnswerStatus.ANSWERED, sentences=within_limits(sentences)), (*missing, *away)


def _speaks_of_all(picked: Sequence[Picked], concepts: Sequence[Concept]) -> bool:
    """Whether the picked sentences speak of everything a question names: only then may their cue rule on it."""
    text = "".join(matchable(p.view.text[p.unit.start : p.unit.end]) for p in picked)
    around = "".join(f"{p.view.lead}{p.view.heading}{p.view.title}" for p in picked)
    covered = cover(concepts, (text, 1.0), (around, 0.9))
    heard = [e for c, e in zip(concepts, covered.each, strict=True) if len(c.surface) >= 2 and c.weight > 0.6]
    return bool(heard) and covered.share >= 0.6 and all(heard)


_COVERING = re.compile(r"现(?:将|把)[^。]{4,90}(?:印发|转发|下发|发)给你们|^特此.{2,4}。$")
_ENDS_OPEN = re.compile(r"[：:]\s*$")
_EXCEPTED = re.compile(r"下列[^。]*(?:无需|不需要?|免[收缴征交予]|不受|不适用|除外|不缴|不收)[^。]*[：:]\s*$")
_OBLIGED = re.compile(r"(?<!无)须|应当?|必须|禁止|不得|缴纳")
_EXEMPTION = re.compile(r"免|优惠|不用[交缴付收]|不收|白停|不要钱")
RULE = 0.5


def _rule_first(
    ranked: Sequence[Ranked], library: Library, views: Views, concepts: Sequence[Concept], question: str
) -> Sequence[Ranked]:
    """The rule before the lead-in of its exceptions when none of these is what the question speaks of, nor asked for."""
    first = ranked[0]
    if not _EXCEPTED.search(first.view.text) or _EXEMPTION.search(question):
        return ranked
    items = [views.of(c) for c in _items_below(first.view.clause, library)]
    own = [cover(concepts, (v.folded, 1.0)).each for v in items]
    lead = cover(concepts, (first.view.folded, 1.0)).each
    if not items or any(found > here for each in own for found, here in zip(each, lead, strict=True)):
        return ranked
    doc_id = first.view.clause.doc_id
    rule = next(
        (
            r
            for r in ranked[1:8]
            if r.view.clause.doc_id == doc_id
            and r.score >= RULE * first.score
            and r.view.clause.parent_id != first.view.clause.clause_id
            and _OBLIGED.search(r.view.text)
        ),
        None,
    )
    if rule is None:
        return ranked
    passed = {first.view.clause.clause_id, *(v.clause.clause_id for v in items)}
    return (rule, *(r for r in ranked if r is not rule and r.view.clause.clause_id not in passed))


def _clauses(ranked: Sequence[Ranked], concepts: Sequence[Concept]) -> list[Ranked]:
    """The best clause and those that add what it lacks."""
    best = ranked[0]
    chosen = [best]
    have = list(best.context.each)
    weights = [c.weight for c in concepts]
    total = sum(weights) or 1.0
    for item in ranked[1:12]:
        if len(chosen) >= 3:
            break
        if item.view.clause.kind in (ClauseKind.TITLE, ClauseKind.ATTACHMENT) or _COVERING.search(item.view.text):
            continue  # a name says nothing beside what it names, nor does the letter it came with
        gain = sum(w * max(0.0, e - h) for w, e, h in zip(weights, item.own.each, have, strict=True)) / total
        near = item.score >= NEAR * best.score and not item.view.purpose and not _ENDS_OPEN.search(item.view.text)
        if (gain >= 0.18 and item.score >= best.score * 0.62) or near:
            chosen.append(item)
            have = [max(a, b) for a, b in zip(have, item.context.each, strict=True)]
    return chosen


def _pick(item: Ranked, concepts: Sequence[Concept], asked: Sequence[Asked], aim: int) -> list[Picked]:
    """The sentences of one clause that answer, in text order."""
    view = item.view
    units = _units(view, concepts, asked)
    if not units:
        return []
    scored = []
    for k, unit in enumerate(units):
        text = view.text[unit.start : unit.end]
        own = cover(concepts, (matchable(text), 1.0)).share
        typed = [a for a in asked if a.type in EXACT]
        bonus = 0.25 * sum(holds(a, text) for a in typed) / len(typed) if typed else 0.0
        scored.append((own + bonus, k))
    length = sum(u.end - u.start for u in units)
    if length <= WHOLE_CLAUSE and view.clause.kind is not ClauseKind.ROW:
        return [Picked(view, _merge(units), item.score)]
    order = sorted(scored, key=lambda x: (-x[0], x[1]))
    top = order[0][0]
    keep: list[int] = []
    used = 0
    have = [0.0] * len(concepts)
    for score, k in order:
        text = view.text[units[k].start : units[k].end]
        each = cover(concepts, (matchable(text), 1.0)).each
        gain = sum(c.weight * max(0.0, e - h) for c, e, h in zip(concepts, each, have, strict=True)) / (
            sum(c.weight for c in concepts) or 1.0
        )
        size = units[k].end - units[k].start
        if keep and not ((gain >= 0.1 and used + size <= MOST) or (score >= 0.5 * top and used + size <= aim)):
            continue
        keep.append(k)
        used += size
        have = [max(a, b) for a, b in zip(have, each, strict=True)]
        if used > MOST:
            break
    return _joined(view, [units[k] for k in sorted(keep)], item.score)


def _joined(view: ClauseView, units: Sequence[Unit], score: float) -> list[Picked]:
    """Neighbouring units become one quote."""
    result: list[Picked] = []
    for unit in units:
        if (
            result
            and view.text[result[-1].unit.end : unit.start].strip() == ""
            and "\t" not in view.text[result[-1].unit.end : unit.start]
        ):
            result[-1] = Picked(view, Unit(result[-1].unit.start, unit.end), score)
        else:
            result.append(Picked(view, unit, score))
    return result


def _merge(units: Sequence[Unit]) -> Unit:
    return Unit(units[0].start, units[-1].end)


def _units(view: ClauseView, concepts: Sequence[Concept], asked: Sequence[Asked]) -> list[Unit]:
    """Sentences of the clause; a long one is reduced to the stretch of its parts that matters."""
    if view.clause.kind is ClauseKind.ROW and len(view.text) - view.body <= WHOLE_ROW:
        return [Unit(view.body, len(view.text))]
    result: list[Unit] = []
    for unit in view.whole or view.sentences:
        if unit.end - unit.start > LONG_SENTENCE:
            unit = _window(view, unit, concepts, asked)
        result.append(unit)
    return result


def _window(view: ClauseView, unit: Unit, concepts: Sequence[Concept], asked: Sequence[Asked]) -> Unit:
    """The best stretch of comma parts of a long sentence, at most LONG_SENTENCE characters."""
    parts = split_clauses(view.text, unit)
    typed = [a for a in asked if a.type in EXACT]
    best, best_score, last = unit, -1.0, 0
    for i in range(len(parts)):
        for j in range(i, len(parts)):
            size = parts[j].end - parts[i].start
            if size > LONG_SENTENCE and j > i:
                break
            text = view.text[parts[i].start : parts[j].end]
            score = cover(concepts, (matchable(text), 1.0)).share - 0.0006 * size
            if typed:
                score += 0.15 * sum(holds(a, text) for a in typed) / len(typed)
            if score > best_score:
                best, best_score, last = Unit(parts[i].start, parts[j].end), score, j
    if best_score >= 0 and last + 1 < len(parts) and _RULES.match(view.text[best.end : parts[last + 1].end]):
        return Unit(best.start, parts[last + 1].end)
    if best_score < 0 or not _EXPLAINS.match(view.text[best.end : unit.end]):
        return best
    # 办理“一照两证”，即：……: what follows explains what stands there
    end = next((p.end for p in reversed(parts[last + 1 :]) if p.end - parts[last].start <= LONG_SENTENCE), best.end)
    return Unit(best.start if end - best.start <= LONG_SENTENCE else parts[last].start, end)


_RULES = re.compile(r"\s*(?:须|应当?|必须|不得|禁止|严禁|可以?|无需|不予|不再|一律|全天)")
"""What follows a long subject and rules on it is quoted with it."""
_EXPLAINS = re.compile(r"\s*(?:即|是指|包括|分别(?:是|为)|具体(?:是|为|包括)|其中包括)")


def _fill(
    picked: list[Picked],
    missing: tuple[Asked, ...],
    chosen: Sequence[Ranked],
    ranked: Sequence[Ranked],
    concepts: Sequence[Concept],
    room: int,
) -> tuple[list[Picked], tuple[Asked, ...]]:
    """Add the sentence that holds an asked kind, from the chosen clauses or from equals of the best one."""
    best = ranked[0]
    pool = [r for r in chosen if r is best or r.own.share >= 0.75 * best.own.share]
    pool += [
        r
        for r in ranked[:8]
        if r not in chosen and r.score >= 0.93 * best.score and r.own.share >= 0.75 * best.own.share
    ]
    left: list[Asked] = []
    for asked in missing:
        found: Picked | None = None
        for item in pool:
            for unit in _units(item.view, concepts, [asked]):
                text = item.view.text[unit.start : unit.end]
                if holds(asked, text) and (unit.end - unit.start) <= max(room, 120):
                    score = cover(concepts, (matchable(text), 1.0)).share
                    if found is None or score > found.score:
                        found = Picked(item.view, unit, score)
            if found is not None:
                break
        if found is None:
            left.append(asked)
            continue
        if not any(
            p.view is found.view and p.unit.start <= found.unit.start and found.unit.end <= p.unit.end for p in picked
        ):
            picked = [*picked, found]
            room -= found.unit.end - found.unit.start
    by_view: dict[str, list[Picked]] = {}
    for p in picked:
        by_view.setdefault(p.view.clause.clause_id, []).append(p)
    result: list[Picked] = []
    for group in by_view.values():
        units = sorted({p.unit for p in group})
        result += _joined(group[0].view, units, max(p.score for p in group))
    return result, tuple(left)


_STARTS = re.compile(r"开始|起算|起|施行|执行|生效|实施|启用|算数")
_START_DATE = re.compile(r"自[^，。；]{2,24}起|之日起(?:正式)?(?:施行|实施|执行)")
_ISSUED = re.compile(r"签发|印发|成文|发布|发文|出台|下发|颁布")


def _of_document(asked: Asked, question: str, clause: Clause, views: Views, library: Library) -> Picked | None:
    """What a document says of itself: its 文号, its 成文日期."""
    if asked.type is AskedType.NUMBER:
        kind = ClauseKind.NUMBER
    elif asked.type is AskedType.DATE and _ISSUED.search(question):
        kind = ClauseKind.SIGNATURE
    elif asked.type is AskedType.DATE and _STARTS.search(question):
        return _start_of(clause, views, library)
    else:
        return None
    found = next((c for c in library.clauses_of(clause.doc_id) if c.kind is kind), None)
    if found is None:
        return None
    view = views.of(found)
    return Picked(view, Unit(0, len(view.text)), 0.0) if view.text else None


def _start_of(clause: Clause, views: Views, library: Library) -> Picked | None:
    """The sentence of a document that says from when it applies."""
    for other in library.clauses_of(clause.doc_id):
        if not other.own or other.kind in (ClauseKind.ROW, ClauseKind.FORM):
            continue
        view = views.of(other)
        for unit in view.sentences:
            text = view.text[unit.start : unit.end]
            if (m := _START_DATE.search(text)) is not None:
                if len(text) <= LONG_SENTENCE:
                    return Picked(view, unit, 0.0)
                parts = [p for p in split_clauses(view.text, unit) if p.start <= unit.start + m.start() < p.end]
                return Picked(view, Unit(parts[0].start, parts[0].end), 0.0) if parts else None
    return None


def _side_by_side(picked: Sequence[Picked]) -> list[Picked]:
    """Items of one list one after the other, where the first of them stood; the order of the lists is kept."""
    lists: dict[str, list[Picked]] = {}
    for p in picked:
        clause = p.view.clause
        alone = clause.kind in (ClauseKind.ROW, ClauseKind.TEXT) or clause.parent_id is None
        lists.setdefault(clause.clause_id if alone else clause.parent_id or "", []).append(p)
    return [p for group in lists.values() for p in sorted(group, key=lambda p: p.view.at[p.unit.start])]


def _with_leads(picked: list[Picked], views: Views, library: Library, question: str) -> list[Picked]:
    """A list item is quoted with the lead-in it hangs on; a lead-in alone with its items."""
    result: list[Picked] = []
    shown: set[str] = set()
    length = sum(p.unit.end - p.unit.start for p in picked)
    for p in picked:
        clause = p.view.clause
        parent = library.clause(clause.parent_id) if clause.parent_id else None
        person = _person_of(clause, parent, views)
        if (
            person is not None
            and person.view.clause.clause_id not in shown
            and not any(x.view is person.view for x in picked)
        ):
            shown.add(person.view.clause.clause_id)
            result.append(person)
        lead = _lead_of(clause, parent, library)
        if (
            lead is not None
            and lead.clause_id not in shown
            and lead.clause_id not in {x.view.clause.clause_id for x in picked}
        ):
            view = views.of(lead)
            unit = _last_sentence(view)
            if unit is not None and unit.end - unit.start + length <= MOST:
                shown.add(lead.clause_id)
                length += unit.end - unit.start
                result.append(Picked(view, unit, p.score))
        result.append(p)
        ends_open = _ENDS_OPEN.search(p.view.text[p.unit.start : p.unit.end]) is not None
        if ends_open and clause.kind is not ClauseKind.ROW:
            for child in _items_below(clause, library):
                if child.clause_id in {x.view.clause.clause_id for x in picked} or child.clause_id in shown:
                    continue
                view = views.of(child)
                size = len(view.text)
                if length + size > MOST or len(result) > 7:
                    break
                shown.add(child.clause_id)
                length += size
                result.append(Picked(view, Unit(view.body, len(view.text)), p.score))
    return result


def _person_of(clause: Clause, parent: Clause | None, views: Views) -> Picked | None:
    """Whose entry a paragraph belongs to: 某某同志：…"""
    if parent is None or not parent.path.endswith("同志"):
        return None
    view = views.of(parent)
    m = re.match(r"[^：:]{2,24}[：:]", view.text)
    return Picked(view, Unit(0, m.end()), 0.0) if m else None


def _lead_of(clause: Clause, parent: Clause | None, library: Library) -> Clause | None:
    """The lead-in (ending with a colon) that an item hangs on."""
    if parent is None or not parent.own or clause.kind in (ClauseKind.ROW, ClauseKind.TEXT, ClauseKind.LEAD):
        return None
    siblings = library.children(parent.clause_id)
    leads = [c for c in siblings if c.kind is ClauseKind.LEAD and c.order < clause.order]
    candidate = leads[-1] if leads else parent
    text = library.clean_span(candidate.source, Span(candidate.own[0].start, candidate.own[-1].end))
    return candidate if _ENDS_OPEN.search(text) and len(text) >= 12 else None


def _last_sentence(view: ClauseView) -> Unit | None:
    if not view.sentences:
        return None
    unit = view.sentences[-1]
    start = unit.start
    if unit.end - start > 120:
        parts = split_clauses(view.text, Unit(start, unit.end))
        return Unit(parts[-1].start, unit.end)
    return Unit(start, unit.end)


def _items_below(clause: Clause, library: Library) -> Sequence[Clause]:
    below = library.children(clause.clause_id)
    if below:
        return [c for c in below if c.kind is not ClauseKind.TABLE and c.own]
    if clause.kind is ClauseKind.LEAD:
        siblings = library.children(clause.parent_id or clause.doc_id)
        after = [c for c in siblings if c.order > clause.order]
        result = []
        for c in after:
            if c.kind in (ClauseKind.LEAD, ClauseKind.TEXT) or not c.own:
                break
            result.append(c)
        return result
    return []

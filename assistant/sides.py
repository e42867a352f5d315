"""Two things side by side in the text: what each clause says of its own, and by how much they differ.

Comparisons of tasks are in ``registry_comparing``, of documents in ``registry_status``.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from assistant.composing import compose, within_limits
from assistant.concepts import Concept, cover
from assistant.drafts import Draft, DraftCalculation, DraftSentence
from assistant.questions import Question
from assistant.ranking import Ranked, matchable
from assistant.records import AnswerStatus, SentenceKind
from assistant.registry_comparing import sides_of
from assistant.text_answers import Focus, TextAnswers

__all__ = ["contrasts", "difference", "side_by_side"]

_CONTRAST = re.compile(r"区别|差别|不同|不一样|(?<!不)一样(?:吗|不|么|没|[？。]|$)|差在哪|相同|一回事")
_EACH = re.compile(r"(?:各|分别)(?:自)?(?:是|要|为|有|定|达到?)?(?:多少|几|什么|啥|多[大长久高])")
_CUE = re.compile(
    r"(?:规定|上|方面|里)?(?:有|在)?(?:没有|无)?(?:什么|啥|哪些?)?(?:区别|差别|不同|不一样|一样)(?:吗|不|么|没有?|在哪里?)?|各(?:自)?(?:是|要|有)?|分别(?:是|为|有)?"
)
_BY_HOW_MUCH = re.compile(
    r"(?:高|低|多|少|差|长|短|大|小|早|晚|涨|升|降|提高)(?:了|出)?(?:了|出)?(?:几|多少)(?:个)?(?P<u>百分点|点|天|年|元|块钱?|万|个|名|家|件|次|公里|亩|条|项|小时)?"
)
_FIGURE = re.compile(
    r"(?<![\d.〔第])(?P<n>\d+(?:\.\d+)?)\s*(?P<u>[%％]|万元|元|个工作日|天|年(?!\d|底)|个月|小时|名|家|件|次|公里|平方公里|平方米|亩|吨|个|条|项)"
)
_BODY = re.compile(r"(?:局|委|办|中心|支队|公司|政府|镇街|街道)$")
"""Bodies side by side are the registry's."""
_NEAR, _HELD, _SPOKEN, _TOP = 0.7, 0.5, 0.75, 6
_ROOM, _MOST = 130, 3


class _Found(NamedTuple):
    item: Ranked
    concepts: Sequence[Concept]
    score: float


class _Pair(NamedTuple):
    left: _Found
    right: _Found


def contrasts(text: str) -> bool:
    """Whether a question asks how two things differ."""
    return _CONTRAST.search(text) is not None


def side_by_side(question: Question, text: TextAnswers, focus: Focus, plain: Draft | None) -> Draft | None:
    """What the text says of each of two things, with their difference when it is asked; None when it has no such two.

    Args:
        question: The question.
        text: The text answerer.
        focus: Where to look.
        plain: The answer to the question as a whole; it stays when it quotes both sides.
    """
    wanted = _BY_HOW_MUCH.search(question.text)
    if not (contrasts(question.text) or wanted or _EACH.search(question.text)):
        return None
    years = re.search(r"((?:19|20)\d{2}年)(?:底)?[和与跟比到、]+((?:19|20)\d{2}年)", question.text)
    sides = list(years.groups()) if years else sides_of(question.text)
    if len(sides) != 2 or any(_BODY.search(side) for side in sides):
        return None
    if wanted and plain is not None and plain.status is AnswerStatus.ANSWERED:
        counted = _with_difference(plain, sides, None, wanted)
        if counted is not plain or years:
            return counted
    if plain is not None and plain.status is AnswerStatus.ANSWERED and _speaks_of_both(plain, sides, text):
        return None
    pair = _pair(sides, question, text, focus)
    if pair is None:
        return None
    cited = {e.clause_id for s in plain.sentences for e in s.evidence} if plain is not None else set()
    both = {f.item.view.clause.clause_id for f in pair}
    if plain is not None and plain.status is AnswerStatus.ANSWERED and both <= cited:
        draft = plain
    elif len(both) == 1:
        return None
    else:
        draft = Draft(
            status=AnswerStatus.ANSWERED,
            sentences=within_limits(
                [
                    dataclasses.replace(s, newline=k > 0 and n == 0)
                    for k, found in enumerate(pair)
                    for n, s in enumerate(_said(found, question, text))
                ]
            ),
            trace=("sides",),
        )
    return _with_difference(draft, sides, pair, wanted) if wanted else draft


def _speaks_of_both(draft: Draft, sides: Sequence[str], text: TextAnswers) -> bool:
    said = matchable("".join(s.text for s in draft.sentences))
    return all(matchable(side) in said or cover(text.concepts(side), (said, 1.0)).share >= _SPOKEN for side in sides)


def _pair(sides: Sequence[str], question: Question, text: TextAnswers, focus: Focus) -> _Pair | None:
    """The two clauses of one document that speak of the sides."""
    found: list[list[_Found]] = []
    for side, other in ((sides[0], sides[1]), (sides[1], sides[0])):
        asked = _alone(question.text, side, other)
        ranked, concepts = text.rank(dataclasses.replace(question, text=asked), asked, focus)
        held = [
            _Found(r, concepts, r.score / ranked[0].score)
            for r in ranked[:_TOP]
            if _covered(side, r, text) >= _HELD and r.score >= _NEAR * ranked[0].score
        ]
        if not held:
            return None
        found.append(held)

    def fit(pair: _Pair) -> float:
        x, y = pair.left.item, pair.right.item
        apart = 0.0
        if x.view is not y.view:  # how much better each clause fits its own side than the other's
            own = _covered(sides[0], x, text) + _covered(sides[1], y, text)
            apart = own - _covered(sides[0], y, text) - _covered(sides[1], x, text)
        return pair.left.score + pair.right.score + apart

    pairs = [_Pair(x, y) for x in found[0] for y in found[1] if x.item.view.clause.doc_id == y.item.view.clause.doc_id]
    return max(pairs, key=fit, default=None)


def _covered(side: str, item: Ranked, text: TextAnswers) -> float:
    """How much of a side a clause with its surroundings holds."""
    if matchable(side) in item.view.folded:
        return 1.0
    return cover(text.concepts(side), *item.view.fields).share


def _alone(text: str, side: str, other: str) -> str:
    """The question asked of one side only."""
    bare = re.sub(rf"(?:，)?(?:和|与|跟|同|还有|、)?{re.escape(other)}(?:和|与|跟|同|还有|、)?", "，", text, count=1)
    return re.sub(r"^，+|(?<=，)，+", "", _CUE.sub("", bare))


def _said(found: _Found, question: Question, text: TextAnswers) -> tuple[DraftSentence, ...]:
    draft, _ = compose([found.item], text.views, text.library, found.concepts, question.asked, question.text)
    kept: list[DraftSentence] = []
    for sentence in draft.sentences:
        if sentence.kind is SentenceKind.QUOTE and len(kept) < _MOST and sum(len(s.text) for s in kept) < _ROOM:
            kept.append(sentence)
    return tuple(kept)


def _with_difference(draft: Draft, sides: Sequence[str], pair: _Pair | None, wanted: re.Match[str]) -> Draft:
    """The draft with the difference of the figures its quotes give for the sides; as it is when they give none.

    ``pair`` are the clauses of the sides; None looks for both in the first clause quoted.
    """
    quoted = [s for s in draft.sentences if s.kind is SentenceKind.QUOTE]
    first_id = quoted[0].evidence[0].clause_id if quoted else ""
    homes = [f.item.view.clause.clause_id for f in pair] if pair is not None else [first_id, first_id]
    left, right = ([s for s in quoted if s.evidence[0].clause_id == home] for home in homes)
    step = difference(sides, "".join(s.text for s in left), "".join(s.text for s in right), wanted["u"] or "")
    if step is None:
        return draft
    first, second, result, unit = step
    used = tuple(dict.fromkeys(e for s in (*left, *right) for e in s.evidence))
    high, low = max(first, second), min(first, second)
    sign = "%" if unit == "个百分点" else f" {unit}"
    calculation = DraftCalculation(
        rule="difference",
        title="相差",
        inputs={},
        result=f"{result}",
        unit=unit,
        steps=(f"{high}{sign} − {low}{sign} = {result}{sign}",),
        evidence=used,
    )
    sentence = DraftSentence(
        kind=SentenceKind.CALCULATION, text=f"两者相差 {result} {unit}。", evidence=used, newline=True
    )
    return dataclasses.replace(
        draft, sentences=(*draft.sentences, sentence), calculations=(*draft.calculations, calculation)
    )


def difference(sides: Sequence[str], left: str, right: str, unit: str) -> tuple[Decimal, Decimal, Decimal, str] | None:
    """The figures of the two sides, their difference and its unit; None when not exactly one figure belongs to each.

    >>> said = "到2025年全区达到80%，其中新城达到92%。"
    >>> difference(("全区", "新城"), said, said, "点")
    (Decimal('80'), Decimal('92'), Decimal('12'), '个百分点')
    """
    one = _figure_of(sides[0], sides[1], left, left == right, unit)
    two = _figure_of(sides[1], sides[0], right, left == right, unit)
    if one is None or two is None or one[1] != two[1]:
        return None
    return one[0], two[0], abs(one[0] - two[0]), "个百分点" if one[1] == "%" else one[1]


def _figure_of(side: str, other: str, text: str, shared: bool, unit: str) -> tuple[Decimal, str] | None:
    """The one figure of a kind that a text gives for a side: after its name when both sides stand in it."""
    if shared:
        at = _place(side, text)
        if at is None:
            return None
        stop = _place(other, text)
        text = text[at : stop if stop is not None and stop > at else None]
    found = [(Decimal(m["n"]), m["u"].replace("％", "%")) for m in _FIGURE.finditer(text)]
    kinds = {"百分点": "%", "点": "%", "块": "元", "块钱": "元", "万": "万元"}
    kind = kinds.get(unit, unit)
    fits = [f for f in found if not kind or f[1] == kind or (kind == "元" and f[1] == "万元")]
    if shared:
        return fits[0] if fits else None
    return fits[0] if len(set(fits)) == 1 else None


def _place(side: str, text: str) -> int | None:
    """Where a text speaks of a side: its name, else the longest of its ends that stands there once."""
    for size in range(len(side), 1, -1):
        for part in {side[:size], side[-size:]}:
            if text.count(part) == 1:
                return text.find(part) + len(part)
    return None

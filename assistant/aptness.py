"""Whether what a sentence holds of an asked kind belongs to what the question is about.

A clause with some sum answers no question for a sum: the sum must stand where the clause
speaks of the matter, in the sense asked for (a fine is no prize) and for the year named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answer_types import Asked, AskedType, holds
from assistant.concepts import Concept, cover
from assistant.ranking import ClauseView, Ranked, matchable
from index.sentences import Unit, split_sentences

__all__ = ["TOLD", "beside", "off_kind"]

BOUND = frozenset(
    {
        *(AskedType.MONEY, AskedType.PERCENT, AskedType.COUNT, AskedType.DATE, AskedType.DURATION, AskedType.FREQUENCY),
        *(AskedType.PENALTY, AskedType.PAPERS, AskedType.FEE, AskedType.OFFICE),
    }
)
"""Kinds that say little by themselves."""
TOLD = frozenset(
    {
        *(AskedType.MONEY, AskedType.PERCENT, AskedType.DURATION, AskedType.CLOCK),
        *(AskedType.PHONE, AskedType.PAPERS, AskedType.PENALTY),
    }
)
"""Kinds a reader sees at once to be absent."""
BESIDE = frozenset({AskedType.WHO, AskedType.COUNT, AskedType.DATE, AskedType.NUMBER, AskedType.FREQUENCY})
"""Kinds that make an answer one in part."""
NEAR = 0.5
"""The stretch that holds it speaks of the matter at least half as well as the best clause …"""
SHARE, SHARE_OF_DAYS = 0.65, 0.6
"""… and of so much of what all that is shown speaks of."""
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?=\s*年|[-—~～至到]|版|度)")
_RANGE = re.compile(r"(20\d{2})\s*年?\s*[-—~～至到]+\s*(20\d{2})")
_SENSES = {
    kind: tuple((re.compile(said), re.compile(wanted)) for said, wanted in senses)
    for kind, senses in {
        AskedType.MONEY: (
            ("罚", "罚"),
            ("奖(?!补|励性补)", "奖"),
            ("补(?!办|交|缴|种|录|税)", "补|贴|助|奖|支持|给予|发放|资金"),
            ("租金|房租|租价", "租"),
            ("工资|薪|报酬", "工资|薪|报酬|酬"),
            ("税(?!务|源)", "税|贡献"),
            ("投资|预算|造价|要?花(?:了|费|掉)?(?:多少|几)", "投资|预算|造价|资金|经费|价值|费用|安排"),
        ),
        AskedType.DURATION: (
            (
                "(?:天|日|久|时间|个月|小时)[\u4e00-\u9fff]{0,4}?(?:审批|批|办理?|领|发|审)(?:下来|好|完|妥|出来)",
                "办结|审批|审核|审查|核发|核准|核实|答复|批准|作出|完成|出具|发放|拨付|告知|受理|领取|工作日",
            ),
        ),
    }.items()
}


def beside(
    asked: Asked, shown: Sequence[tuple[ClauseView, Unit]], best: Ranked, concepts: Sequence[Concept], question: str
) -> bool:
    """Whether everything of the asked kind that is shown stands beside the matter; false when nothing is of that kind.

    Args:
        asked: The kind.
        shown: What is to be quoted, as stretches of clauses.
        best: The best clause; its heaviest concept is the matter.
        concepts: Of the question.
        question: Its normalised text.
    """
    if asked.type not in BOUND or not concepts:
        return False
    each = [_covered(view, unit, concepts) for view, unit in shown]
    holding = [(stretch, e) for stretch, e in zip(shown, each, strict=True) if holds(asked, _text(*stretch))]
    if not holding:
        return False
    chief = max(range(len(concepts)), key=lambda i: concepts[i].weight * best.context.each[i])
    matter = sum(c.weight * max(found) for c, found in zip(concepts, zip(*each, strict=True), strict=True))
    share = SHARE_OF_DAYS if asked.type is AskedType.DATE else SHARE
    return not any(
        e[chief] > 0
        and e[chief] >= NEAR * best.context.each[chief]
        and sum(c.weight * x for c, x in zip(concepts, e, strict=True)) >= share * matter
        and _meant(asked, *stretch, question)
        for stretch, e in holding
    )


def off_kind(asked: Sequence[Asked], said: str, *, computed: bool) -> bool:
    """Whether a calculator or a record says nothing of any kind asked for that shows at once.

    Args:
        asked: What the question asks for.
        said: The whole answer.
        computed: By a calculator, which gives no names but turns one unit into another.
    """
    plain = [
        a
        for a in asked
        if a.type in TOLD or (a.type is AskedType.NAMES and (computed or a.unit in ("村", "路", "公司")))
    ]
    if computed:
        plain = [replace(a, unit="") if a.type is AskedType.MONEY else a for a in plain]
    others = [a for a in asked if a.type in BESIDE]
    return bool(plain) and not any(holds(a, said) for a in (*plain, *others))


def _text(view: ClauseView, unit: Unit) -> str:
    return view.text[unit.start : unit.end]


def _covered(view: ClauseView, unit: Unit, concepts: Sequence[Concept]) -> tuple[float, ...]:
    """What of each concept a stretch speaks of, with the headings it stands under."""
    return cover(
        concepts, *((t, 1.0) for t in (matchable(_text(view, unit)), view.lead, view.heading, view.title))
    ).each


def _meant(asked: Asked, view: ClauseView, unit: Unit, question: str) -> bool:
    """Whether a sentence of the stretch has what is asked for in the sense and for the year of the question."""
    wanted = [need for said, need in _SENSES.get(asked.type, ()) if said.search(question)]
    years = {int(y) for y in _YEAR.findall(question)}
    text = _text(view, unit)
    sentences = [text[a:b] for a, b in split_sentences(text)]
    around = view.lead + view.heading + view.title
    return any(
        all(need.search(sentence + around) for need in wanted) and (not years or _of_years(years, sentence))
        for sentence in ([s for s in sentences if holds(asked, s)] or [text])
    )


def _of_years(years: set[int], sentence: str) -> bool:
    """Whether a sentence is about one of the years, or about none."""
    named = {int(y) for y in _YEAR.findall(sentence)}
    spans = [range(int(a), int(b) + 1) for a, b in _RANGE.findall(sentence)]
    return not named or bool(years & named) or any(y in span for y in years for span in spans)

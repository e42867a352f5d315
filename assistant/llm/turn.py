"""One question on its way through the model, and what its text makes of the draft."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from assistant.answer_types import AskedType, holds
from assistant.composing import EXACT
from assistant.drafts import Draft, DraftSentence
from assistant.llm.agent import Meter
from assistant.llm.assembling import fitting, noticed
from assistant.llm.checking import Checked, check_text
from assistant.llm.ledger import Fault, Ledger
from assistant.questions import Question
from assistant.records import AnswerStatus, SentenceKind
from assistant.rulings import ruling
from assistant.standing import Standing
from index.library import Library

__all__ = ["AI_LABEL", "Turn", "judge"]

AI_LABEL = "由人工智能生成：文字由语言模型组织，引文、数字和出处由程序逐句核对。"


@dataclass
class Turn:
    """What is known of the question so far. ``best`` is always fit to be answered; ``parts`` are the drafts it sums up."""

    question: Question
    best: Draft
    ledger: Ledger
    meter: Meter
    emit: Callable[[Draft], None]
    parts: Sequence[Draft] = ()
    worded: bool = False
    repairs: int = 0
    dropped: int = 0
    called: bool = False
    fallback: str | None = None
    restated: tuple[str, ...] = ()
    lines: list[str] = field(default_factory=list)

    def check(self, text: str) -> Checked:
        """What of a text stands, sentence by sentence."""
        return _of_one_place(check_text(text, self.ledger), self.best, self.ledger.library)

    def placed(self, checked: Checked) -> list[str]:
        """Calculations of the answer: all of the router's, then those the model called for and placed."""
        calculations = self.ledger.calculations
        routed = [t for t, d in calculations.items() if any(c in self.best.calculations for c in d.calculations)]
        return list(dict.fromkeys((*routed, *checked.calculations)))

    @property
    def records(self) -> tuple[DraftSentence, ...]:
        """What the registry says of the question: it stands whatever the model writes."""
        decided = [d for d in self.parts or (self.best,) if d.trace[:1] == ("registry",) or "with record" in d.trace]
        own = {s for d in decided for s in d.sentences if s.kind is SentenceKind.RECORD}
        return tuple(s for s in self.best.sentences if s in own)

    def blocks(self, checked: Checked) -> tuple[DraftSentence, ...]:
        """The sentences of the calculators and of the registry."""
        calculated = (s for t in self.placed(checked) for s in self.ledger.calculations[t].sentences)
        return tuple(dict.fromkeys((*calculated, *self.records)))


def judge(text: str, turn: Turn, standing: Standing) -> tuple[Checked, Draft | None]:
    """What of the text stands, and the draft of it; no draft when nothing of the model's stands.

    A draft that answers less of what was asked than the extractive one carries the fault ``less_exact``.
    """
    best, read = turn.best, turn.question
    checked = turn.check(text)
    if not checked.sentences and not (checked.calculations and not checked.dropped):
        return checked, None
    blocks = turn.blocks(checked)
    kept = fitting(blocks, checked.sentences)
    yes_no = any(a.type is AskedType.YESNO for a in read.asked)
    verdict = ruling(read.text, [s.text for s in kept]) if yes_no and not turn.placed(checked) else None
    draft = _drafted(turn, checked, kept, verdict)
    said, before = "".join(s.text for s in draft.sentences), "".join(s.text for s in best.sentences)
    faults = [*checked.faults]
    lost = [a for a in read.asked if a.type in EXACT and holds(a, before) and not holds(a, said)]
    if lost:
        faults.append(Fault("less_exact", f"没有答出所问的{lost[0].type.value}"))
    given = next((s.text for s in best.sentences if s.kind is SentenceKind.FRAME), None)
    if given is not None and yes_no and kept and verdict != given:
        faults.append(Fault("less_exact", "没有引出判断是与否的那一句"))
    if kept:
        draft = noticed(standing.told(draft, read.as_of), "ai", AI_LABEL)
    return dataclasses.replace(checked, faults=tuple(faults)), draft


def _of_one_place(checked: Checked, best: Draft, library: Library) -> Checked:
    """Without sentences from the gazette of a place that the extractive answer does not come from."""
    of = {i.issue_id: i.jurisdiction for i in library.issues}
    places = {of[library.document(e.doc_id).issue_id] for s in best.sentences for e in s.evidence}
    if len(set(of.values())) < 2 or not places:
        return checked
    kept = tuple(
        s for s in checked.sentences if all(of[library.document(e.doc_id).issue_id] in places for e in s.evidence)
    )
    strange = [s for s in checked.sentences if s not in kept]
    faults = tuple(Fault("place", f"“{s.text[:40]}”出自别处的公报") for s in strange)
    return dataclasses.replace(
        checked, sentences=kept, faults=(*checked.faults, *faults), dropped=checked.dropped + len(strange)
    )


def _drafted(turn: Turn, checked: Checked, kept: Sequence[DraftSentence], verdict: str | None) -> Draft:
    """Calculations first, then lists, then the model's sentences, then the parts of the question it left out."""
    best, blocks = turn.best, turn.blocks(checked)
    calculated = [turn.ledger.calculations[t] for t in turn.placed(checked)]
    own = [s for s in best.sentences if s not in blocks]
    if not kept:
        rest = own
    elif best.rows:
        rest = []
        blocks = (*blocks, *own)
    else:
        used = _cited(kept)
        rest = [
            s
            for d in turn.parts
            if d.status is AnswerStatus.ANSWERED and not used & _cited(d.sentences)
            for s in d.sentences
        ]
        rest = list(fitting((*blocks, *kept), rest)) if len(turn.parts) > 1 else []
    first = (DraftSentence(kind=SentenceKind.FRAME, text=verdict),) if verdict else ()
    kinds = ("assumption", "partial") if kept else {n.kind for n in best.notices}
    notices = (*(n for d in calculated for n in d.notices), *(n for n in best.notices if n.kind in kinds))
    return dataclasses.replace(
        best,
        status=AnswerStatus.CALCULATED if calculated else best.status,
        sentences=(*blocks, *first, *kept, *rest),
        calculations=tuple(c for d in calculated for c in d.calculations),
        notices=tuple(dict.fromkeys(notices)),
    )


def _cited(sentences: Sequence[DraftSentence]) -> set[str]:
    return {e.clause_id for s in sentences for e in s.evidence}

"""Questions side by side that each ask who: cutting them apart and joining their answers."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from assistant.drafts import Draft
from assistant.records import AnswerStatus
from assistant.registry_drafts import capped
from assistant.registry_words import asks_bodies

__all__ = ["askings", "joined", "tasks_of"]

_MARKS = ("clear", "sure")
"""What a trace says of how well a draft fits, not of what it is about."""


def askings(text: str) -> list[str]:
    """The parts of one sentence that each ask who (学校这块归谁，机关那块归谁); what asks nothing goes with the next.

    >>> askings("采购产品，学校这块归谁，机关那块归谁")
    ['采购产品，学校这块归谁', '机关那块归谁']
    """
    parts, current = [], ""
    for bit in re.split(r"(?<=[，、])", text):
        current += bit
        if asks_bodies(bit.strip("，、")):
            parts.append(current.strip("，、"))
            current = ""
    if current and parts:
        parts[-1] += f"，{current}"
    return parts


def tasks_of(draft: Draft) -> set[str]:
    """The ids of the tasks a draft is about."""
    return {t.split(" ", 1)[1] for t in draft.trace if t.startswith("task ")}


def joined(drafts: Sequence[Draft | None], *, strict: bool) -> Draft | None:
    """One draft of several, each about something of its own; None when one is missing, tells the same or fits badly.

    Args:
        drafts: Of the parts, in order.
        strict: Every one must fit clearly, not only one of them.
    """
    about: list[set[str]] = []
    told: list[Draft] = []
    for draft in drafts:
        if draft is None or draft.status is not AnswerStatus.ANSWERED or not draft.trace:
            return None
        mine = set(draft.trace) - set(_MARKS)
        if any(mine & other for other in about):
            return None
        about.append(mine)
        told.append(draft)
    if not (all if strict else any)("clear" in d.trace for d in told):
        return None
    sentences = [
        dataclasses.replace(s, newline=s.newline or (k > 0 and n == 0))
        for k, d in enumerate(told)
        for n, s in enumerate(d.sentences[:2])
    ]
    return Draft(
        status=AnswerStatus.ANSWERED,
        sentences=capped(sentences),
        notices=tuple(n for d in told for n in d.notices),
        trace=("clear", "parts", *(t for d in told for t in d.trace if t not in _MARKS)),
    )

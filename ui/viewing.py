"""Answer and snapshot → AnswerView: what the library adds around an answer for the page."""

from __future__ import annotations

from dataclasses import replace

from assistant.records import Answer, AnswerStatus
from ui.calculating import rule_name
from ui.examples import followups
from ui.live import Snapshot
from ui.views import AnswerView, OwnerView, view_answer
from ui.wording import clause_name, doc_href, tidy

__all__ = ["view"]

_OWNED = (AnswerStatus.NOT_FOUND, AnswerStatus.CALCULATED, AnswerStatus.NOT_IN_FORCE, AnswerStatus.NEEDS_FACTS)
_MOST_OWNERS = 2


def view(
    snapshot: Snapshot,
    answer: Answer,
    *,
    hotline: str = "",
    urgent: str = "",
    forms: bool = True,
    more: bool = False,
) -> AnswerView:
    """The view of an answer over the library it was made from.

    Args:
        snapshot: What is in service.
        answer: The answer.
        hotline: The operator's telephone, shown beside refusals and calculations.
        urgent: The notice for people in danger; when the answer carries it, it stands before everything else.
        forms: Whether calculation cards carry the form that changes their facts.
        more: Whether to look for questions to go on with when the answer suggests none.
    """
    rules = {name: r for r in snapshot.rules.rules for name in (f"{r.area}/{r.rule}", rule_name(snapshot, r), r.rule)}
    found = view_answer(answer, snapshot.coverage.line, snapshot.standings, rules)
    if not forms:
        found = replace(found, calculations=tuple(replace(c, fields=()) for c in found.calculations))
    if urgent and any(n.text == urgent for n in found.notices):
        found = replace(found, urgent=urgent, notices=tuple(n for n in found.notices if n.text != urgent))
    if answer.status in _OWNED or answer.abstained:
        found = replace(found, owners=_owners(snapshot, answer), hotline=hotline)
    if more and not found.suggestions and not answer.missing:
        found = replace(found, suggestions=followups(snapshot.plain, answer))
    return found


def _owners(snapshot: Snapshot, answer: Answer) -> tuple[OwnerView, ...]:
    found = []
    for doc_id in dict.fromkeys(c.doc_id for c in answer.citations):
        document, owner = snapshot.document(doc_id), snapshot.owner(doc_id)
        if document is None or owner is None:
            continue
        found.append(
            OwnerView(
                title=tidy(document.short_title or document.title), name=owner.name, clause=clause_name(owner.path),
                href=doc_href(doc_id, owner.clause_id, (owner.span,)), doc_id=doc_id, clause_id=owner.clause_id,
            )
        )  # fmt: skip
    return tuple(found[:_MOST_OWNERS])

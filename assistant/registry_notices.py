"""Notices that the registry adds to any answer: repealed or ended documents, places that disagree."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable
from datetime import date

from assistant.drafts import Draft, DraftNotice, Evidence
from assistant.records import AnswerStatus
from assistant.registry_drafts import clause_evidence
from index.errors import NotFoundError
from index.records import Span
from index.registry import Registry
from index.registry.lifecycle import status_at
from index.registry.records import Finding, StatusKind

__all__ = ["add_registry_notices", "finding_notices", "registry_notices", "status_notices"]

MAX_FINDINGS = 2
MAX_PLAIN, MAX_LIST = 6, 58


def add_registry_notices(registry: Registry, draft: Draft, as_of: date) -> Draft:
    """The draft with its registry notices, as far as an answer may carry their citations."""
    used = {(e.clause_id, e.span) for s in draft.sentences for e in s.evidence}
    used |= {(e.clause_id, e.span) for c in draft.calculations for e in c.evidence}
    room = (MAX_LIST if draft.status is AnswerStatus.LISTED else MAX_PLAIN) - len(used)
    notices: list[DraftNotice] = []
    for notice in (*draft.notices, *registry_notices(registry, draft, as_of)):
        new = {(e.clause_id, e.span) for e in notice.evidence} - used
        if len(new) <= room:
            room -= len(new)
            used |= new
            notices.append(notice)
        elif not re.search(r"\d", notice.text):
            notices.append(dataclasses.replace(notice, evidence=()))
    return dataclasses.replace(draft, notices=tuple(notices))


def registry_notices(registry: Registry, draft: Draft, as_of: date) -> tuple[DraftNotice, ...]:
    """The notices for what a draft cites: status first, then findings about the cited clauses."""
    evidence = [e for s in draft.sentences for e in s.evidence] + [e for c in draft.calculations for e in c.evidence]
    said = {n.text for n in draft.notices}
    found = (*status_notices(registry, (e.doc_id for e in evidence), as_of), *finding_notices(registry, evidence))
    told = any("附表" in text for text in said)
    return tuple(n for n in found if n.text not in said and not (told and "附表" in n.text))


def status_notices(registry: Registry, doc_ids: Iterable[str], as_of: date) -> tuple[DraftNotice, ...]:
    """One notice per cited document that is repealed, expired, not yet in force, changed, or whose period is over."""
    library = registry.library
    found: list[DraftNotice] = []
    for doc_id in dict.fromkeys(doc_ids):
        try:
            status = status_at(library, registry.events, doc_id, as_of)
        except NotFoundError:
            continue
        name = status.number or status.title
        event = status.events[0] if status.events else None
        evidence = (
            (clause_evidence(library.clause(event.clause_id), [event.span]),)
            if event is not None and event.clause_id
            else ()
        )
        if status.kind is StatusKind.REPEALED and event is not None:
            by = library.document(event.by_doc_id)
            found.append(
                DraftNotice(kind="repealed", text=f"{name}已废止，依据{by.number or by.short_title}", evidence=evidence)
            )
        elif status.kind is StatusKind.EXPIRED:
            found.append(DraftNotice(kind="period_over", text=f"{name}已过期", evidence=evidence))
        elif status.kind is StatusKind.NOT_YET:
            found.append(DraftNotice(kind="caution", text=f"{name}尚未施行", evidence=evidence))
        elif status.revised and event is not None and event.target_number:
            by = library.document(event.by_doc_id)
            found.append(
                DraftNotice(
                    kind="caution", text=f"{name}已有修改或调整，见{by.number or by.short_title}", evidence=evidence
                )
            )
        elif status.period_over:
            found.append(DraftNotice(kind="period_over", text=f"{name}标题所列时段已过"))
    return tuple(found)


def finding_notices(registry: Registry, evidence: Iterable[Evidence]) -> tuple[DraftNotice, ...]:
    """Cautions for clauses that the consistency report speaks of, with both quotes."""
    cited = {e.clause_id for e in evidence}
    found: list[DraftNotice] = []
    for finding in registry.findings:
        if finding.first.clause_id in cited or (
            finding.second.clause_id in cited and finding.kind not in ("cell", "count")
        ):
            found.append(DraftNotice(kind="caution", text=finding.message, evidence=_quotes(registry, finding)))
    return tuple(found[:MAX_FINDINGS])


def _quotes(registry: Registry, finding: Finding) -> tuple[Evidence, ...]:
    places: list[tuple[str, Span]] = [
        (finding.first.clause_id, finding.first.span),
        (finding.second.clause_id, finding.second.span),
    ]
    return tuple(clause_evidence(registry.library.clause(i), [span], (span,)) for i, span in places)

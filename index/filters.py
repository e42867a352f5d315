"""Which documents a search may find: issuer, district, year, document, status at a date (stage 7).

The result goes into :attr:`index.records.Query.doc_ids`, so the engine itself leaves the
rest out: conditions that no document meets find nothing, never everything.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from index.library import Library, number_key, squeeze
from index.records import GazetteDocument, StatusEvent

__all__ = ["DocumentFilter", "allowed_documents"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFilter:
    """Conditions that must all hold; ``None`` is no condition.

    ``issuer`` and ``district`` are part of the issuer's and of the jurisdiction's name;
    ``document`` is a doc_id, a 文号 or part of the title; ``year`` that of 成文, without one
    that of the issue; ``status`` a value of ``StatusKind``, at ``as_of``.
    """

    issuer: str | None = None
    district: str | None = None
    year: int | None = None
    document: str | None = None
    status: str | None = None
    as_of: date | None = None


def allowed_documents(library: Library, wanted: DocumentFilter, today: date) -> tuple[str, ...] | None:
    """The ids of the documents that meet every condition; ``None`` when there is no condition.

    ``as_of`` alone leaves out documents that were not in force at that date.
    """
    from index.registry.events import extract_events

    if wanted == DocumentFilter():
        return None
    dated = wanted.status is not None or wanted.as_of is not None
    events = extract_events(library) if dated else ()
    return tuple(d.doc_id for d in library.documents if _meets(library, events, wanted, today, d))


def _meets(
    library: Library, events: tuple[StatusEvent, ...], wanted: DocumentFilter, today: date, document: GazetteDocument
) -> bool:
    from index.registry.lifecycle import status_at

    issue = library.issue(document.issue_id)
    if wanted.issuer is not None and not _within(wanted.issuer, document.issuer):
        return False
    if wanted.district is not None and not _within(wanted.district, issue.jurisdiction):
        return False
    if wanted.year is not None and wanted.year != (document.issued.year if document.issued else issue.year):
        return False
    if wanted.document is not None and not (
        wanted.document == document.doc_id
        or (document.number is not None and number_key(wanted.document) == number_key(document.number))
        or _within(wanted.document, document.title)
    ):
        return False
    if wanted.status is None and wanted.as_of is None:
        return True
    status = status_at(library, events, document, wanted.as_of or today).kind.value
    return status == wanted.status if wanted.status is not None else status not in ("not_yet", "expired", "repealed")


def _within(part: str, whole: str | None) -> bool:
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", part))
    return bool(folded) and whole is not None and folded in squeeze(whole)

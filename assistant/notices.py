"""Notices beside an answer: the age of the gazette, repealed or expired documents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from assistant.drafts import DraftNotice
from index.library import Library
from index.records import GazetteDocument

__all__ = ["dated_notice"]

YEAR_DAYS = 365


def dated_notice(library: Library, documents: Iterable[GazetteDocument], as_of: date) -> DraftNotice | None:
    """One line when the newest document an answer rests on is older than a year."""
    dates = [d.issued for d in documents if d.issued is not None]
    if not dates or (as_of - max(dates)).days <= YEAR_DAYS:
        return None
    newest = max(dates)
    latest = max((d.issued for d in library.documents if d.issued is not None), default=newest)
    return DraftNotice(
        kind="dated",
        text=f"依据{newest.year}年{newest.month}月{newest.day}日的文件；本库收录截至{latest.year}年{latest.month}月{latest.day}日，此后的修改或废止不在库内，办理前请核对最新规定。",
    )

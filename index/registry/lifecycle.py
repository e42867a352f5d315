"""Whether a document is in force at a date: the one place that decides status.

Documents that are only mentioned have a status too.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from datetime import date

from index.errors import NotFoundError
from index.library import Library, number_key
from index.numerals import DOCUMENT_NUMBER_RE, normal_number
from index.records import EventKind, GazetteDocument, StatusEvent
from index.registry.events import extract_events, title_key
from index.registry.records import Status, StatusKind

__all__ = ["events_of", "extract_events", "latest_issue", "numbers_in", "status_at", "title_key", "without_numbers"]


def latest_issue(library: Library, as_of: date | None = None) -> str:
    """The name of the newest issue (of those published by ``as_of`` when a date is known)."""
    if not library.issues:
        return ""
    newest = max(library.issues, key=lambda i: (i.year or 0, i.number or 0))
    if newest.year and newest.number:
        return f"{newest.year}年第{newest.number}期"
    return newest.title


def status_at(library: Library, events: Iterable[StatusEvent], document: str | GazetteDocument, as_of: date) -> Status:
    """The status of a held or only mentioned document at a date.

    Args:
        library: The library.
        events: Of :func:`extract_events`.
        document: A document, a doc_id or a 文号.
        as_of: The date asked for.

    Raises:
        NotFoundError: Neither held nor mentioned.
    """
    held = _held(library, document)
    mine = list(events_of(library, events, document))
    if held is None and not mine:
        raise NotFoundError(f"库内没有 {document}，也没有文件提到它", hint="用 gongbao docs 查看已收录文件")
    return _decide(library, held, mine, as_of)


def events_of(
    library: Library, events: Iterable[StatusEvent], document: str | GazetteDocument
) -> tuple[StatusEvent, ...]:
    """The events of a document, a doc_id or a 文号, by date."""
    held = _held(library, document)
    key = number_key(held.number) if held and held.number else number_key(document if isinstance(document, str) else "")
    mine = [
        e
        for e in events
        if (held is not None and e.target_doc_id == held.doc_id)
        or (e.target_number is not None and key and number_key(e.target_number) == key)
    ]
    return tuple(sorted(mine, key=lambda e: e.date or date.max))


def _held(library: Library, document: str | GazetteDocument) -> GazetteDocument | None:
    if isinstance(document, GazetteDocument):
        return document
    return next((d for d in library.documents if d.doc_id == document), None) or next(
        iter(library.find_documents(document)), None
    )


def _decide(library: Library, held: GazetteDocument | None, mine: list[StatusEvent], as_of: date) -> Status:
    number = held.number if held else next((e.target_number for e in mine if e.target_number), None)
    title = held.short_title if held else next((e.target_title or "" for e in mine), "")
    repeals = [e for e in mine if e.kind is EventKind.REPEALED and _known_by(library, e, as_of)]
    repeals.sort(key=lambda e: e.date or date.max)
    start = next((e for e in mine if e.kind is EventKind.EFFECTIVE), None) or next(
        (e for e in mine if e.kind is EventKind.ISSUED), None
    )
    period = next((e for e in mine if e.kind is EventKind.PERIOD), None)
    revisions = [e for e in mine if e.kind is EventKind.REVISED and (e.date is None or e.date <= as_of)]
    in_effect = [e for e in repeals if e.date is None or e.date <= as_of]
    order = [*in_effect, *revisions, *([period] if period else []), *([start] if start else []), *repeals]
    events = tuple(dict.fromkeys(order))

    def make(kind: StatusKind, text: str, since: date | None = None, until: date | None = None) -> Status:
        return Status(
            kind=kind,
            text=text,
            number=number,
            title=title,
            doc_id=held.doc_id if held else None,
            as_of=as_of,
            events=events,
            since=since,
            until=until,
            period_over=_range_over(title, as_of),
            revised=bool(revisions),
        )

    begins = start.date if start else None
    ends = period.end if period else None
    if in_effect:
        return make(StatusKind.REPEALED, "已废止", begins, in_effect[0].date)
    if held is None:
        return make(StatusKind.UNKNOWN, "效力不明", None, repeals[0].date if repeals else None)
    if begins is not None and as_of < begins:
        return make(StatusKind.NOT_YET, "尚未施行", begins, ends)
    if ends is not None and as_of > ends:
        return make(StatusKind.EXPIRED, "已过期", begins, ends)
    newest = latest_issue(library)
    return make(StatusKind.IN_FORCE, f"库内未见废止（截至{newest}）" if newest else "库内未见废止", begins, ends)


def _known_by(library: Library, event: StatusEvent, as_of: date) -> bool:
    """A later document does not change what was known at a date before it was issued."""
    issued = library.document(event.by_doc_id).issued
    return issued is None or issued <= as_of or (event.date is not None and event.date <= as_of)


def _range_over(title: str, as_of: date) -> bool:
    """Whether a range of years in a title has ended: a hint, no statement."""
    tight = re.sub(r"\s+", "", title)
    if m := re.search(
        r"(?:19|20)\d{2}(?:[.年]\d{1,2}月?)?年?[-—－至~](?P<y>(?:19|20)\d{2})(?:[.年](?P<m>\d{1,2}))?", tight
    ):
        year, month = int(m["y"]), int(m["m"]) if m["m"] else 12
        return as_of > date(year, month, calendar.monthrange(year, month)[1])
    if m := re.search(r"(?<!\d)(?P<y>(?:19|20)\d{2})年(?!度以前)", tight):
        return as_of > date(int(m["y"]), 12, 31)
    return False


_MORE = re.compile(r"(?:(?:、|和|与|跟|及|以及|，|还有)第?\d{1,3}号)*")
_SERIALS = re.compile(r"\d{1,3}")
"""Numbers that lean on the one before: 门政发〔2020〕36号和38号."""


def without_numbers(text: str, known: Iterable[str] = ()) -> str:
    """A text with its 文号 cut out; words that only stand before one (区水务局在青政办发…) stay.

    >>> without_numbers("区水务局在青政办发〔2023〕15号里牵头什么", ("青政办发",))
    '区水务局在 里牵头什么'
    """
    prefixes = sorted(known, key=len, reverse=True)

    def cut(m: re.Match[str]) -> str:
        head = re.split(r"[〔\[［【(（]\s*(?:19|20)", m.group())[0].rstrip()
        own = next((p for p in prefixes if head.endswith(p)), None)
        if own is None:
            own = re.sub(
                r"^.*(?:在|和|与|跟|及|把|被|是|由|将|按|对|请问|那|这个?|关于|，)(?=[\u4e00-\u9fff]{2})", "", head
            )
        return head[: len(head) - len(own)] + " "

    return DOCUMENT_NUMBER_RE.sub(cut, text)


def numbers_in(text: str, known: Iterable[str] = ()) -> tuple[str, ...]:
    """Every 文号 in a text in normal form, once each; words before a known prefix (和门政发…) are left out.

    Args:
        text: Any text.
        known: Prefixes of numbers the library knows, without the year.
    """
    prefixes = sorted(known, key=len, reverse=True)
    found: dict[str, None] = {}
    for m in DOCUMENT_NUMBER_RE.finditer(text):
        number = normal_number(m.group())
        if number is None:
            continue
        head, tail = number.split("〔", 1)
        head = next(
            (p for p in prefixes if head.endswith(p)),
            re.sub(r"^.*(?:和|与|跟|及|把|被|是|由|将|按|对|请问|那|这个?|关于)(?=[\u4e00-\u9fff]{2})", "", head),
        )
        found[f"{head}〔{tail}"] = None
        for serial in _SERIALS.findall(_MORE.match(text, m.end())[0]):  # type: ignore[index]  # matches nothing too
            found[f"{head}〔{tail.split('〕')[0]}〕{serial}号"] = None
    if prefixes:
        loose = rf"(?P<p>{'|'.join(map(re.escape, prefixes))})(?P<y>(?:19|20)\d{{2}})年?第?(?P<n>\d{{1,3}})号"
        for m in re.finditer(loose, text):
            for serial in (m["n"], *_SERIALS.findall(_MORE.match(text, m.end())[0])):  # type: ignore[index]
                found[f"{m['p']}〔{m['y']}〕{serial}号"] = None
    return tuple(found)

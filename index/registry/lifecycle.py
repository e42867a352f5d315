"""What happened to documents (印发 施行 有效期 修订 废止) and whether one is in force at a date.

The one place that decides status. Documents that are only mentioned have events too.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from index.errors import NotFoundError
from index.library import Library, number_key
from index.numerals import DOCUMENT_NUMBER_RE, cn_int, find_dates, normal_number
from index.records import Clause, ClauseKind, EventKind, GazetteDocument, Span, StatusEvent
from index.registry.flat import Flat, flatten
from index.registry.records import Status, StatusKind

__all__ = ["events_of", "extract_events", "latest_issue", "numbers_in", "status_at", "title_key"]

_DATE = r"(?:19|20)\d{2}年\d{1,2}月(?:\d{1,2}日)?"
_START = re.compile(
    rf"自(?P<d>{_DATE})(?:之日)?起(?P<v>[^，。；]{{0,6}}?(?:施行|实施|执行|试行|生效))?|自(?P<i>(?:本\w{{2,4}})?(?:印发|发布|公布|下发)之?日)起(?:正式)?(?P<v2>施行|实施|执行|试行|生效)|自[^，。；]{{2,12}}(?:正式)?下发后(?P<v3>实施|施行|执行)"
)
_PERIOD = re.compile(rf"有效期(?:限)?(?:至|到)(?P<e>{_DATE})|(?:有效期(?:限)?|试行期(?:限)?|试行)(?:为|暂定)?(?P<n>[一二三四五六七八九十两\d]{{1,3}})(?P<u>年|个月)|执行至(?P<e2>{_DATE})|至(?P<e3>{_DATE})止")
_STOP = re.compile(rf"自(?:(?P<d>{_DATE})|(?P<i>本\w{{2}}(?:印发|发布|公布)之日))起(?:停止执行|废止|失效)")
_REF = re.compile(r"《(?P<t>[^《》]{4,80}(?:〈[^〉]*〉[^《》]*)?)》(?:\s*[（(](?P<n>[^（）()]{4,30}号)[）)])?")
_SELF = re.compile(r"本(?:办法|规定|措施|细则|通告|通知|意见|方案|公告|决定|条例|规则|标准|指南|规划)|以上(?:若干)?措施|修改前")
_REPEAL_TITLE = re.compile(r"废止|失效|清理")
_REVISE = re.compile(r"作(?:如下|以下|出如下|出以下)?(?:部分)?(?:修改|修订|调整)")


def extract_events(library: Library) -> tuple[StatusEvent, ...]:
    """All events in source order, deadlines of validity included."""
    found: list[StatusEvent] = []
    for document in library.documents:
        found += _of_document(library, document)
    return tuple(found)


def _of_document(library: Library, document: GazetteDocument) -> Iterator[StatusEvent]:
    clauses = [c for c in library.clauses_of(document.doc_id)]
    if document.issued is not None:
        home = next((c for c in clauses if document.issued_span and c.span.contains(document.issued_span)), None)
        if document.issued_span is not None:
            yield _event(EventKind.ISSUED, document, document, document.issued, home, document.issued_span)
    main = [c for c in clauses if c.own and c.kind in (ClauseKind.ARTICLE, ClauseKind.ITEM, ClauseKind.TEXT, ClauseKind.LEAD, ClauseKind.ADDRESSEE)]
    start: date | None = None
    for clause in main:
        flat = flatten(library, clause).tight
        for event in _starts(document, clause, flat):
            start = start or event.date
            yield event
    start = start or document.issued
    for clause in main:
        flat = flatten(library, clause).tight
        yield from _periods(document, clause, flat, start)
        yield from _changes(library, document, clause, flat, start)
    yield from _lists(library, document, clauses, start)


def _event(kind: EventKind, target: GazetteDocument, by: GazetteDocument, day: date | None, clause: Clause | None, span: Span, note: str = "", end: date | None = None) -> StatusEvent:
    return StatusEvent(
        kind=kind,
        target_number=target.number,
        target_title=target.short_title,
        target_doc_id=target.doc_id,
        by_doc_id=by.doc_id,
        date=day,
        end=end,
        clause_id=clause.clause_id if clause else "",
        span=span,
        note=note,
    )


def _sentence(flat: Flat, at: int) -> tuple[int, int]:
    low = max(flat.text.rfind(c, 0, at) for c in "。；")
    high = min((i for i in (flat.text.find(c, at) for c in "。；") if i >= 0), default=len(flat.text) - 1)
    return low + 1, high + 1


def _starts(document: GazetteDocument, clause: Clause, flat: Flat) -> Iterator[StatusEvent]:
    for m in _START.finditer(flat.text):
        low, high = _sentence(flat, m.start())
        sentence = flat.text[low:high]
        verb = m["v"] or m["v2"] or m["v3"]
        decides = re.search(r"决定$", flat.text[max(low, m.start() - 4) : m.start()]) is not None
        if not decides and (verb is None or _SELF.search(sentence) is None and document.kind not in ("通告", "公告")):
            continue
        if re.search(r"停止执行|补贴|合同|计算|兑", flat.text[m.start() : m.end() + 4]):
            continue
        day = _day(m["d"]) if m["d"] else document.issued
        yield _event(EventKind.EFFECTIVE, document, document, day, clause, flat.span(low, high), note="试行" if verb and "试行" in verb else "")
        return


def _periods(document: GazetteDocument, clause: Clause, flat: Flat, start: date | None) -> Iterator[StatusEvent]:
    for m in _PERIOD.finditer(flat.text):
        low, high = _sentence(flat, m.start())
        if _SELF.search(flat.text[low:high]) is None:
            continue
        end: date | None = None
        if printed := m["e"] or m["e2"] or m["e3"]:
            end = _day(printed)
        elif start is not None and (count := cn_int(m["n"])) is not None:
            end = _later(start, count * (12 if m["u"] == "年" else 1))
        if end is not None:
            yield _event(EventKind.PERIOD, document, document, start, clause, flat.span(low, high), note="试行期" if "试行" in m.group() else "有效期", end=end)
            return


def _later(start: date, months: int) -> date:
    """The last day of a period of whole months that begins on ``start``."""
    total = start.month - 1 + months
    year, month = start.year + total // 12, total % 12 + 1
    last = min(start.day, calendar.monthrange(year, month)[1])
    return date(year, month, last) - timedelta(days=1)


def _changes(library: Library, document: GazetteDocument, clause: Clause, flat: Flat, start: date | None) -> Iterator[StatusEvent]:
    for m in re.finditer(r"同时废止|予以废止|(?<!自行)废止(?=[。；]|$)|即行废止|不再执行", flat.text):
        low, high = _sentence(flat, m.start())
        for ref in _REF.finditer(flat.text, low, m.start()):
            yield _target(library, EventKind.REPEALED, document, ref, start, clause, flat.span(low, high), m.group())
    for m in _REVISE.finditer(flat.text):
        low, high = _sentence(flat, m.start())
        low = max(low, flat.text.rfind("，对", low, m.start()) + 1)
        refs = list(_REF.finditer(flat.text, low, m.start()))
        for ref in refs[-1:]:
            yield _target(library, EventKind.REVISED, document, ref, start, clause, flat.span(low, high), "修改" if "改" in m.group() or "修订" in m.group() else "调整")
    for m in re.finditer(r"以本(?:通告|通知|办法|规定|公告)为准", flat.text):
        low, high = _sentence(flat, m.start())
        yield StatusEvent(
            kind=EventKind.REVISED,
            target_number=None,
            target_title=None,
            target_doc_id=None,
            by_doc_id=document.doc_id,
            date=start,
            clause_id=clause.clause_id,
            span=flat.span(low, high),
            note=m.group(),
        )


def _target(library: Library, kind: EventKind, by: GazetteDocument, ref: re.Match[str], day: date | None, clause: Clause, span: Span, note: str) -> StatusEvent:
    number = normal_number(ref["n"]) if ref["n"] else None
    held = library.find_documents(number) if number else ()
    if not held:
        key = title_key(ref["t"])
        held = tuple(d for d in library.documents if title_key(d.short_title) == key and d.doc_id != by.doc_id)
    return StatusEvent(
        kind=kind,
        target_number=number or (held[0].number if held else None),
        target_title=ref["t"],
        target_doc_id=held[0].doc_id if held else None,
        by_doc_id=by.doc_id,
        date=day,
        clause_id=clause.clause_id,
        span=span,
        note=note,
    )


def _lists(library: Library, document: GazetteDocument, clauses: Iterable[Clause], start: date | None) -> Iterator[StatusEvent]:
    """Rows of a list of repealed documents."""
    if _REPEAL_TITLE.search(document.title) is None:
        return
    day = start
    for clause in clauses:
        if clause.kind in (ClauseKind.TEXT, ClauseKind.LEAD) and clause.own:
            flat = flatten(library, clause).tight
            if m := _STOP.search(flat.text):
                day = _day(m["d"]) if m["d"] else document.issued
    for clause in clauses:
        if clause.kind is not ClauseKind.ROW:
            continue
        number = next((n for c in clause.cells if (n := normal_number(re.sub(r"\s+", "", c.value))) and len(c.value) < 40), None)
        title = max((re.sub(r"\s+", "", c.value) for c in clause.cells if "标题" in c.column or "名称" in c.column), key=len, default="")
        if number is None:
            continue
        held = library.find_documents(number)
        yield StatusEvent(
            kind=EventKind.REPEALED,
            target_number=number,
            target_title=title or max((c.value for c in clause.cells), key=len, default=""),
            target_doc_id=held[0].doc_id if held else None,
            by_doc_id=document.doc_id,
            date=day,
            clause_id=clause.clause_id,
            span=clause.span,
            note="清单",
        )


def _day(text: str) -> date | None:
    found = find_dates(text)
    return found[0].value if found else None


def title_key(title: str) -> str:
    """A title in comparable form: no quotes, brackets' content kept, no spaces."""
    return re.sub(r"[\s《》〈〉“”\"的]", "", title)


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


def events_of(library: Library, events: Iterable[StatusEvent], document: str | GazetteDocument) -> tuple[StatusEvent, ...]:
    """The events of a document, a doc_id or a 文号, by date."""
    held = _held(library, document)
    key = number_key(held.number) if held and held.number else number_key(document if isinstance(document, str) else "")
    mine = [e for e in events if (held is not None and e.target_doc_id == held.doc_id) or (e.target_number is not None and key and number_key(e.target_number) == key)]
    return tuple(sorted(mine, key=lambda e: e.date or date.max))


def _held(library: Library, document: str | GazetteDocument) -> GazetteDocument | None:
    if isinstance(document, GazetteDocument):
        return document
    return next((d for d in library.documents if d.doc_id == document), None) or next(iter(library.find_documents(document)), None)


def _decide(library: Library, held: GazetteDocument | None, mine: list[StatusEvent], as_of: date) -> Status:
    number = held.number if held else next((e.target_number for e in mine if e.target_number), None)
    title = held.short_title if held else next((e.target_title or "" for e in mine), "")
    repeals = [e for e in mine if e.kind is EventKind.REPEALED and _known_by(library, e, as_of)]
    repeals.sort(key=lambda e: e.date or date.max)
    start = next((e for e in mine if e.kind is EventKind.EFFECTIVE), None) or next((e for e in mine if e.kind is EventKind.ISSUED), None)
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
    if m := re.search(r"(?:19|20)\d{2}(?:[.年]\d{1,2}月?)?年?[-—－至~](?P<y>(?:19|20)\d{2})(?:[.年](?P<m>\d{1,2}))?", tight):
        year, month = int(m["y"]), int(m["m"]) if m["m"] else 12
        return as_of > date(year, month, calendar.monthrange(year, month)[1])
    if m := re.search(r"(?<!\d)(?P<y>(?:19|20)\d{2})年(?!度以前)", tight):
        return as_of > date(int(m["y"]), 12, 31)
    return False


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
        head = next((p for p in prefixes if head.endswith(p)), re.sub(r"^.*(?:和|与|跟|及|把|被|是|由|将|按|对|请问|那|这个?|关于)(?=[\u4e00-\u9fff]{2})", "", head))
        found[f"{head}〔{tail}"] = None
    return tuple(found)

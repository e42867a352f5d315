"""What a text says happened to documents: 印发 施行 有效期 修订 废止, of held and of mentioned ones."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from index.library import Library
from index.numerals import cn_int, find_dates, normal_number
from index.records import Clause, ClauseKind, EventKind, GazetteDocument, Span, StatusEvent
from index.registry.flat import Flat, flatten

__all__ = ["extract_events", "title_key"]

_DATE = r"(?:19|20)\d{2}年\d{1,2}月(?:\d{1,2}日)?"
_START = re.compile(
    rf"自(?P<d>{_DATE})(?:之日)?起(?P<v>[^，。；]{{0,6}}?(?:施行|实施|执行|试行|生效))?|自(?P<i>(?:本\w{{2,4}})?(?:印发|发布|公布|下发)之?日)起(?:正式)?(?P<v2>施行|实施|执行|试行|生效)|自[^，。；]{{2,12}}(?:正式)?下发后(?P<v3>实施|施行|执行)"
)
_PERIOD = re.compile(
    rf"有效期(?:限)?(?:至|到)(?P<e>{_DATE})|(?:有效期(?:限)?|试行期(?:限)?|试行)(?:为|暂定)?(?P<n>[一二三四五六七八九十两\d]{{1,3}})(?P<u>年|个月)|执行至(?P<e2>{_DATE})|至(?P<e3>{_DATE})止"
)
_STOP = re.compile(rf"自(?:(?P<d>{_DATE})|(?P<i>本\w{{2}}(?:印发|发布|公布)之日))起(?:停止执行|废止|失效)")
_REF = re.compile(r"《(?P<t>[^《》]{4,80}(?:〈[^〉]*〉[^《》]*)?)》(?:\s*[（(](?P<n>[^（）()]{4,30}号)[）)])?")
_SELF = re.compile(
    r"本(?:办法|规定|措施|细则|通告|通知|意见|方案|公告|决定|条例|规则|标准|指南|规划)|以上(?:若干)?措施|修改前"
)
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
    main = [
        c
        for c in clauses
        if c.own
        and c.kind in (ClauseKind.ARTICLE, ClauseKind.ITEM, ClauseKind.TEXT, ClauseKind.LEAD, ClauseKind.ADDRESSEE)
    ]
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


def _event(
    kind: EventKind,
    target: GazetteDocument,
    by: GazetteDocument,
    day: date | None,
    clause: Clause | None,
    span: Span,
    note: str = "",
    end: date | None = None,
) -> StatusEvent:
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
        yield _event(
            EventKind.EFFECTIVE,
            document,
            document,
            day,
            clause,
            flat.span(low, high),
            note="试行" if verb and "试行" in verb else "",
        )
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
            yield _event(
                EventKind.PERIOD,
                document,
                document,
                start,
                clause,
                flat.span(low, high),
                note="试行期" if "试行" in m.group() else "有效期",
                end=end,
            )
            return


def _later(start: date, months: int) -> date:
    """The last day of a period of whole months that begins on ``start``."""
    total = start.month - 1 + months
    year, month = start.year + total // 12, total % 12 + 1
    last = min(start.day, calendar.monthrange(year, month)[1])
    return date(year, month, last) - timedelta(days=1)


def _changes(
    library: Library, document: GazetteDocument, clause: Clause, flat: Flat, start: date | None
) -> Iterator[StatusEvent]:
    for m in re.finditer(r"同时废止|予以废止|(?<!自行)废止(?=[。；]|$)|即行废止|不再执行", flat.text):
        low, high = _sentence(flat, m.start())
        for ref in _REF.finditer(flat.text, low, m.start()):
            yield _target(library, EventKind.REPEALED, document, ref, start, clause, flat.span(low, high), m.group())
    for m in _REVISE.finditer(flat.text):
        low, high = _sentence(flat, m.start())
        low = max(low, flat.text.rfind("，对", low, m.start()) + 1)
        refs = list(_REF.finditer(flat.text, low, m.start()))
        for ref in refs[-1:]:
            yield _target(
                library,
                EventKind.REVISED,
                document,
                ref,
                start,
                clause,
                flat.span(low, high),
                "修改" if "改" in m.group() or "修订" in m.group() else "调整",
            )
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


def _target(
    library: Library,
    kind: EventKind,
    by: GazetteDocument,
    ref: re.Match[str],
    day: date | None,
    clause: Clause,
    span: Span,
    note: str,
) -> StatusEvent:
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


def _lists(
    library: Library, document: GazetteDocument, clauses: Iterable[Clause], start: date | None
) -> Iterator[StatusEvent]:
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
        number = next(
            (n for c in clause.cells if (n := normal_number(re.sub(r"\s+", "", c.value))) and len(c.value) < 40), None
        )
        title = max(
            (re.sub(r"\s+", "", c.value) for c in clause.cells if "标题" in c.column or "名称" in c.column),
            key=len,
            default="",
        )
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

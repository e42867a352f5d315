"""Places of the text that disagree: counts, body against table, cells, spellings, numbers, dates, references.

Each finding quotes both places. It informs; it decides nothing.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.library import Library
from index.numerals import cn_int, normal_number
from index.records import Clause, ClauseKind, EventKind, GazetteDocument, Span
from index.registry.deadlines import DEADLINE_RE, read_deadline
from index.registry.departments import is_organisation, split_names
from index.registry.flat import flatten
from index.registry.places import variant_places
from index.registry.records import Finding, Quote, Role, Task
from index.registry.tasktables import document_year, role_of

if TYPE_CHECKING:
    from index.registry.registry import Registry

__all__ = ["body_and_table", "find_inconsistencies"]

_COUNT = re.compile(r"(?P<v>废止|取消|修改|公布|清理)(?:了)?(?P<n>\d{1,3}|[一二三四五六七八九十百]{1,4})件")
_ARTICLE = re.compile(
    r"(?P<own>本(?:办法|细则|规定|条例|规则|措施|方案|通知|标准))?第(?P<n>[〇零一二三四五六七八九十百\d]{1,5})条"
)
_ATTACHED = re.compile(r"附件\s*(?P<n>\d{1,2}|[一二三四五六七八九十]{1,2})(?!\s*[:：.．])")


def find_inconsistencies(registry: Registry) -> tuple[Finding, ...]:
    """All findings, in the order of their first quotes."""
    library = registry.library
    found: list[Finding] = []
    for document in library.documents:
        clauses = library.clauses_of(document.doc_id)
        found += _counts(library, document, clauses)
        found += _cells(library, document, clauses)
        found += _prefixes(library, document, clauses)
        found += _articles(library, document, clauses)
        found += _attachments(library, document, clauses)
        found += _dates(registry, document)
    found += body_and_table(registry)
    found += _deadlines(registry)
    found += _spellings(library)
    order = {d.doc_id: k for k, d in enumerate(library.documents)}
    return tuple(sorted(found, key=lambda f: (order[f.doc_id], f.first.span)))


def _quote(library: Library, clause: Clause, span: Span) -> Quote:
    return Quote(clause.doc_id, clause.clause_id, clause.path, span, library.text(clause.source, span))


def _own(clause: Clause) -> Span:
    return Span(clause.own[0].start, clause.own[-1].end) if clause.own else clause.span


def _counts(library: Library, document: GazetteDocument, clauses: tuple[Clause, ...]) -> Iterator[Finding]:
    """废止12件, and a list of eleven."""
    rows = [c for c in clauses if c.kind is ClauseKind.ROW and c.cells and any(normal_number(x.value) for x in c.cells)]
    if not rows:
        return
    for clause in clauses:
        if clause.kind not in (ClauseKind.TEXT, ClauseKind.LEAD, ClauseKind.ITEM) or not clause.own:
            continue
        flat = flatten(library, clause).tight
        for m in _COUNT.finditer(flat.text):
            number = cn_int(m["n"])
            if number is not None and number != len(rows):
                span = flat.span(m.start(), m.end())
                message = f"正文写{m['v']}{number}件，清单有{len(rows)}行"
                yield Finding(
                    kind="count",
                    message=message,
                    doc_id=document.doc_id,
                    first=_quote(library, clause, span),
                    second=_quote(library, rows[-1], _own(rows[-1])),
                )


def _cells(library: Library, document: GazetteDocument, clauses: tuple[Clause, ...]) -> Iterator[Finding]:
    """A body in the column of leaders, a row without any body, a body twice in one cell."""
    header: Clause | None = None
    columns: tuple[str, ...] = ()
    for clause in clauses:
        if clause.kind is ClauseKind.TABLE:
            header = clause
        if clause.kind is not ClauseKind.ROW or not clause.cells:
            continue
        if any(c.column for c in clause.cells):
            columns = tuple(c.column for c in clause.cells)
        named = [(columns[i] if i < len(columns) else "", c) for i, c in enumerate(clause.cells)]
        roles = [(role, c) for name, c in named if (role := role_of(name)) is not None]
        if not roles or tuple(re.sub(r"\s", "", c.value) for c in clause.cells) == columns[: len(clause.cells)]:
            continue
        place = header or clause
        for role, cell in roles:
            value = re.sub(r"\s+", "", cell.value)
            if (
                role is Role.LEADER
                and cell.span is not None
                and value
                and not cell.inherited
                and is_organisation(value)
            ):
                yield Finding(
                    kind="cell",
                    message=f"领导一栏写的是单位“{value}”，这一行可能缺格、串列",
                    doc_id=document.doc_id,
                    first=_quote(library, clause, cell.span),
                    second=_quote(library, place, _own(place)),
                )
        bodies = [c for role, c in roles if role is not Role.LEADER]
        if bodies and all(not re.sub(r"[\s—\-]", "", c.value) for c in bodies):
            yield Finding(
                kind="cell",
                message="这一行没有写责任单位",
                doc_id=document.doc_id,
                first=_quote(library, clause, _own(clause)),
                second=_quote(library, place, _own(place)),
            )
        for _role, cell in roles:
            if cell.span is None or cell.inherited:
                continue
            names = Counter(n.text for n in split_names(cell.value))
            for name, times in names.items():
                if times > 1:
                    yield _twice(library, document, clause, cell.span.start, name)


def _twice(library: Library, document: GazetteDocument, clause: Clause, start: int, name: str) -> Finding:
    flat = flatten(library, clause)
    first = flat.find(name, start)
    second = flat.find(name, first.at[-1] + 1) if first is not None else None
    a = first.span(0, len(first.text)) if first is not None else _own(clause)
    b = second.span(0, len(second.text)) if second is not None else a
    return Finding(
        kind="repeat",
        message=f"同一格里“{name}”重复出现",
        doc_id=document.doc_id,
        first=_quote(library, clause, a),
        second=_quote(library, clause, b),
    )


def _prefixes(library: Library, document: GazetteDocument, clauses: tuple[Clause, ...]) -> Iterator[Finding]:
    """A 文号 whose prefix the list gives to another issuer everywhere else."""
    rows: list[tuple[Clause, str, str, Span, Span]] = []
    for clause in clauses:
        if clause.kind is not ClauseKind.ROW:
            continue
        number = next(
            (
                (n, c)
                for c in clause.cells
                if c.span is not None and len(c.value) < 40 and (n := normal_number(c.value))
            ),
            None,
        )
        issuer = next(
            (
                c
                for c in clause.cells
                if re.search(r"颁布|发布|制定|发文", c.column)
                and re.search(r"单位|机关|部门", c.column)
                and c.span is not None
            ),
            None,
        )
        if number is not None and issuer is not None and number[1].span is not None and issuer.span is not None:
            rows.append(
                (clause, number[0].split("〔")[0], re.sub(r"\s+", "", issuer.value), number[1].span, issuer.span)
            )
    usual: dict[str, Counter[str]] = defaultdict(Counter)
    for _, prefix, issuer_name, _, _ in rows:
        usual[prefix][issuer_name] += 1
    for clause, prefix, issuer_name, a, b in rows:
        common, times = usual[prefix].most_common(1)[0]
        if issuer_name != common and times >= 3 * usual[prefix][issuer_name]:
            yield Finding(
                kind="prefix",
                message=f"文号字头“{prefix}”在清单中属于{common}，这一行写{issuer_name}",
                doc_id=document.doc_id,
                first=_quote(library, clause, a),
                second=_quote(library, clause, b),
            )


def _articles(library: Library, document: GazetteDocument, clauses: tuple[Clause, ...]) -> Iterator[Finding]:
    """本细则第二十九条 of a text with twenty-six articles."""
    if re.search(r"修改|修订|调整", document.title):
        return
    parts: dict[str, list[Clause]] = defaultdict(list)
    for clause in clauses:
        if clause.kind is ClauseKind.ARTICLE:
            parts[clause.part].append(clause)
    for clause in clauses:
        mine = parts.get(clause.part)
        if not mine or not clause.own or clause.kind in (ClauseKind.FORM, ClauseKind.TITLE):
            continue
        numbers = {n for c in mine if (m := re.match(r"第\s*(.+?)\s*条", c.label)) and (n := cn_int(m[1])) is not None}
        flat = flatten(library, clause).tight
        for m in _ARTICLE.finditer(flat.text):
            number = cn_int(m["n"])
            before = flat.text[max(0, m.start() - 30) : m.start()]
            foreign = m["own"] is None and re.search(
                r"[》法例]\s*(?:（[^）]*）)?(?:第[^，。；]{1,8}条、?)*$|(?:办法|方案|细则|规定|条例)$", before
            )
            if number is None or number in numbers or foreign or (m["own"] is None and m.start() == 0):
                continue
            last = mine[-1]
            yield Finding(
                kind="article",
                message=f"引用第{m['n']}条，本文只到{last.label}",
                doc_id=document.doc_id,
                first=_quote(library, clause, flat.span(m.start(), m.end())),
                second=_quote(library, last, Span(last.span.start, min(last.span.end, last.span.start + 40))),
            )


def _attachments(library: Library, document: GazetteDocument, clauses: tuple[Clause, ...]) -> Iterator[Finding]:
    """（附件6） of a document with five attachments."""
    listed = len(document.attachments)
    heads = [c for c in clauses if c.kind in (ClauseKind.ATTACHMENT, ClauseKind.TITLE) and c.label.startswith("附")]
    have = max(
        listed, max((n for c in heads if (n := cn_int(re.sub(r"\D", "", c.label) or "0")) is not None), default=0)
    )
    if not have:
        return
    place = next((c for c in clauses if c.path.endswith("附件清单")), heads[0] if heads else clauses[0])
    for clause in clauses:
        if not clause.own or clause.kind in (ClauseKind.ATTACHMENT, ClauseKind.TITLE):
            continue
        flat = flatten(library, clause).tight
        for m in _ATTACHED.finditer(flat.text):
            number = cn_int(m["n"])
            if number is not None and number > have:
                yield Finding(
                    kind="attachment",
                    message=f"引用附件{number}，本文只有{have}个附件",
                    doc_id=document.doc_id,
                    first=_quote(library, clause, flat.span(m.start(), m.end())),
                    second=_quote(library, place, _own(place)),
                )


def _dates(registry: Registry, document: GazetteDocument) -> Iterator[Finding]:
    """In force before it was signed; a period that ends before it begins."""
    library = registry.library
    if document.issued is None or document.issued_span is None:
        return
    home = next((c for c in library.clauses_of(document.doc_id) if c.span.contains(document.issued_span)), None)
    for event in registry.events:
        if event.target_doc_id != document.doc_id or event.by_doc_id != document.doc_id or home is None:
            continue
        clause = library.clause(event.clause_id) if event.clause_id else home
        if event.kind is EventKind.EFFECTIVE and event.date is not None and event.date < document.issued:
            yield Finding(
                kind="date",
                message=f"施行日期{event.date.isoformat()}早于成文日期{document.issued.isoformat()}",
                doc_id=document.doc_id,
                first=_quote(library, clause, event.span),
                second=_quote(library, home, document.issued_span),
            )
        if (
            event.kind is EventKind.PERIOD
            and event.end is not None
            and event.date is not None
            and event.end < event.date
        ):
            yield Finding(
                kind="date",
                message="有效期的终止日早于起始日",
                doc_id=document.doc_id,
                first=_quote(library, clause, event.span),
                second=_quote(library, home, document.issued_span),
            )


def _deadlines(registry: Registry) -> Iterator[Finding]:
    """The text gives more time than the deadline field."""
    library = registry.library
    for task in registry.tasks:
        deadline = task.deadline
        if deadline is None or deadline.date is None or not (task.labels and task.source in ("body", "table")):
            continue
        clause = library.clause(task.clause_id)
        year = document_year(library.document(task.doc_id))
        flat = flatten(library, clause).tight
        for m in DEADLINE_RE.finditer(flat.text):
            span = flat.span(m.start(), m.end())
            if span.start <= deadline.span.end and deadline.span.start <= span.end:
                continue
            day, _, _ = read_deadline(m.group(), year)
            follow = flat.text[m.end() : m.end() + 14]
            if (
                day is not None
                and day > deadline.date
                and re.search(r"完成|治理|达到|实现|建成|全部", follow)
                and re.search(r"(?:19|20)\d{2}年", m.group())
            ):
                yield Finding(
                    kind="deadline",
                    message=f"正文时限“{m.group()}”晚于时限栏“{deadline.text}”",
                    doc_id=task.doc_id,
                    first=_quote(library, clause, span),
                    second=_quote(library, library.clause(deadline.clause_id), deadline.span),
                )


def body_and_table(registry: Registry) -> Iterator[Finding]:
    """The same task with other bodies in the body than in the table."""
    library = registry.library
    bodies: dict[tuple[str, str], list[Task]] = defaultdict(list)
    for task in registry.tasks:
        if task.source == "body":
            bodies[task.doc_id, _key(task.title)].append(task)
    for task in registry.tasks:
        if task.source != "table":
            continue
        pairs = bodies.get((task.doc_id, _key(task.title)), [])
        if len(pairs) != 1:
            continue
        pair = pairs[0]
        mine = {p.canonical: p for _, p in task.bodies()}
        other = {p.canonical: p for _, p in pair.bodies()}
        more, less = mine.keys() - other.keys(), other.keys() - mine.keys()
        if not mine or not other or not (more or less):
            continue
        words = [f"附表多{'、'.join(mine[k].name for k in mine if k in more)}"] if more else []
        words += [f"正文多{'、'.join(other[k].name for k in other if k in less)}"] if less else []
        first, second = _spread(list(other.values())), _spread(list(mine.values()))
        yield Finding(
            kind="body_table",
            message=f"“{task.title}”正文与附表单位不符：{'；'.join(words)}",
            doc_id=task.doc_id,
            first=_quote(library, library.clause(pair.clause_id), first),
            second=_quote(library, library.clause(next(iter(mine.values())).clause_id), second),
        )


def _spread(parties: list[object]) -> Span:
    spans = [getattr(p, "span", Span(0, 0)) for p in parties]
    return Span(min(s.start for s in spans), max(s.end for s in spans))


def _key(title: str) -> str:
    return re.sub(r"[\s“”\"()（）.．、]", "", title)


def _spellings(library: Library) -> Iterator[Finding]:
    for rare, usual in variant_places(library):
        (a_clause, a_span, a_name), (b_clause, b_span, b_name) = rare, usual
        yield Finding(
            kind="place",
            message=f"“{a_name}”疑为“{b_name}”：同一地点两种写法",
            doc_id=a_clause.doc_id,
            first=_quote(library, a_clause, a_span),
            second=_quote(library, b_clause, b_span),
        )

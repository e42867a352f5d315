"""Tasks in running text: labelled lines, owners in brackets, duty lists, sentences of articles."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator

from index.library import Library
from index.markers import LABELS, find_marker
from index.records import Clause, ClauseKind, GazetteDocument
from index.registry.deadlines import DEADLINE_RE, read_deadline
from index.registry.departments import Departments, is_organisation, org_pattern, split_names
from index.registry.flat import Flat, flatten
from index.registry.records import Deadline, Party, Role, Task
from index.registry.subjects import subjects
from index.registry.tasktables import document_year, parties_of, role_of

__all__ = ["tasks_in_prose"]

_KINDS = (ClauseKind.ITEM, ClauseKind.ARTICLE, ClauseKind.TEXT, ClauseKind.LEAD)
_LABEL = re.compile(rf"(?:^|(?<=[\n。；]))\s*(?P<l>{'|'.join(sorted(LABELS, key=len, reverse=True))})\s*[：:]")
_LAST_BRACKET = re.compile(r"[（(](?P<in>[^（）()]*(?:[（(][^（）()]*[）)][^（）()]*)*)[）)]\s*[。；;]?\s*$")
_DUTY = re.compile(
    r"(?:^|(?<=\n))(?P<who>[\u4e00-\u9fff][\u4e00-\u9fff、]{1,24}(?:[（(][^）)\n]{1,20}[）)])?)[：:](?=\s*\S)"
)
_STRONG = re.compile(
    r"^(?:负责(?!人)|承担|牵头|统筹|主管|会同|具体负责|组织实施|是.{0,30}(?:主体|部门|管家|机构)|为.{0,30}(?:主体|部门|管家|机构))"
)
_MEMBERS = re.compile(r"由(?P<lead>[^，。；]{2,20}?)(?:负责)?牵头，(?P<rest>[^。；]{4,300}?)(?:等(?:部门|单位)?)?组成")
_ACTORS = re.compile(r"(?:^|(?<=[。；，：]))(?:“[^”]{2,8}”[、和及与或]?)+(?<=[、和及与或])")
"""Actors by their names (“行业管家”、“服务管家”和) before a body."""
_CHARGES = re.compile(r"(?:负责|承担|职责(?:是|为|包括)?)[：:]$")
_EXPLAIN = re.compile(r"由(?P<who>[^，。；]{3,60}?)负责解释")


def tasks_in_prose(library: Library, document: GazetteDocument, departments: Departments) -> Iterator[Task]:
    """Every task the paragraphs of a document state, in order."""
    year = document_year(document)
    body = org_pattern(departments)
    bracketed: set[str | None] = set()
    charged: dict[str | None, tuple[Party, ...]] = {}
    for clause in library.clauses_of(document.doc_id):
        if clause.kind not in _KINDS or not clause.own:
            continue
        flat = flatten(library, clause)
        several = tuple(_each_bracket(clause, flat, departments, year))
        if several:
            bracketed.add(clause.parent_id)
            yield from several
            continue
        task = _labelled(clause, flat, departments, year) or _bracketed(clause, flat, departments, year)
        if task is not None:
            bracketed.add(clause.parent_id)
            yield task
            continue
        duties = tuple(_duties(clause, flat, departments))
        if duties:
            yield from duties
            continue
        members = _members(clause, flat, departments)
        if members is not None:
            yield members
        stated = tuple(_sentences(clause, flat, departments, body, year))
        yield from stated
        if clause.kind is ClauseKind.LEAD:
            charged[clause.parent_id] = _charged(flat, stated)
        elif clause.kind is ClauseKind.ITEM and not stated and (owners := charged.get(clause.parent_id)):
            text = flat.tight.text
            item = _make(clause, "article", _title(clause, text), text, {Role.OWNER: list(owners)}, None, [], number=0)
            yield dataclasses.replace(item, origins=(owners[0].clause_id,))


def _charged(flat: Flat, stated: tuple[Task, ...]) -> tuple[Party, ...]:
    """The bodies a lead charges with the items below it (甲是…，具体负责：); none when it charges nobody alone."""
    if len(stated) != 1 or _CHARGES.search(flat.tight.text) is None:
        return ()
    return stated[0].departments


def _title(clause: Clause, text: str) -> str:
    if clause.title and len(clause.title) <= 40:
        return clause.title
    tight = re.sub(r"\s+", "", text)
    marker = find_marker(tight)
    body = tight[marker.end :] if marker is not None and marker.level not in ("shi",) else tight
    first = re.split(r"[。；]", body)[0]
    return first if len(first) <= 40 else re.split(r"[，：]", first)[0][:40]


def _labelled(clause: Clause, flat: Flat, departments: Departments, year: int | None) -> Task | None:
    marks = [m for m in _LABEL.finditer(flat.text) if not _in_brackets(flat.text, m.start("l"))]
    if not marks:
        return None
    found: dict[Role, list[Party]] = {}
    labels: list[tuple[str, str]] = []
    deadline = None
    for k, m in enumerate(marks):
        end = marks[k + 1].start() if k + 1 < len(marks) else len(flat.text)
        stop = flat.text.find("\n", m.end())
        nxt = end if stop < 0 or k + 1 < len(marks) else _value_end(flat.text, m.end(), end)
        value = flat.cut(m.end(), nxt).tight
        if not value.text:
            continue
        role = role_of(m["l"])
        if role is None:
            day, kind, also = read_deadline(value.text, year)
            text = value.text.rstrip("。")
            deadline = Deadline(text, value.span(0, len(text)), clause.clause_id, day, kind, also)
        else:
            found.setdefault(role, []).extend(parties_of(value, clause.clause_id, departments))
            labels.append((role.value, m["l"]))
    if not found:
        return None
    body = flat.text[: marks[0].start()]
    return _make(clause, "body", _title(clause, body), re.sub(r"\s+", "", body), found, deadline, labels)


def _in_brackets(text: str, at: int) -> bool:
    """Whether a place stands between an opening bracket and its end: （牵头单位：甲；配合单位：乙）."""
    before = text[:at]
    return max(before.rfind("（"), before.rfind("(")) > max(before.rfind("）"), before.rfind(")"))


def _value_end(text: str, start: int, end: int) -> int:
    """Where the last label's value ends: at the first line that completes it."""
    at = start
    while (stop := text.find("\n", at)) >= 0 and stop < end:
        if not re.search(r"[、，]\s*$", text[start:stop]) and text[start:stop].strip():
            return stop
        at = stop + 1
    return end


def _bracketed(clause: Clause, flat: Flat, departments: Departments, year: int | None) -> Task | None:
    m = _LAST_BRACKET.search(flat.text)
    if m is None or clause.kind not in (ClauseKind.ITEM, ClauseKind.TEXT) or m.start() < 8:
        return None
    inner = flat.cut(m.start("in"), m.end("in")).tight
    labelled = re.match(r"(?P<l>[\u4e00-\u9fff]{2,6})[：:]", inner.text)
    if labelled:
        return _bracketed_roles(clause, flat, inner, m.start(), departments, year)
    names = split_names(inner.text)
    good = [n for n in names if is_organisation(n.text)]
    if not names or len(good) < max(1, 0.6 * len(names)) or re.search(r"以下|简称|含|附件|《|即|不", inner.text[:8]):
        return None
    if flat.text[: m.start()].rstrip()[-1:] not in "。；！”）)" and len(names) < 2:
        return None
    body = flat.text[: m.start()]
    found = {Role.OWNER: list(parties_of(inner, clause.clause_id, departments))}
    return _make(
        clause,
        "body",
        _title(clause, body),
        re.sub(r"\s+", "", body),
        found,
        _stated_deadline(clause, flat.cut(0, m.start()), year),
        [],
    )


def _each_bracket(clause: Clause, flat: Flat, departments: Departments, year: int | None) -> Iterator[Task]:
    """Measures of one item that each end with their own owners: …。（牵头单位：甲）…。（乙、丙）"""
    ends = [m.end() for m in re.finditer(r"(?<=[。；！])\s*[（(][^（）()]{3,200}[）)]", flat.text)]
    if len(ends) < 2 or clause.kind is not ClauseKind.ITEM:
        return
    found: list[Task] = []
    start = 0
    for k, end in enumerate(ends, 1):
        part = flat.cut(start, end)
        task = _bracketed(clause, part, departments, year)
        if task is not None:
            title = task.title if k == 1 else re.split(r"[，。；]", re.sub(r"\s+", "", part.text))[0][:40]
            found.append(dataclasses.replace(task, task_id=f"{clause.clause_id}#b{k}", title=title))
            start = end
    if len(found) >= 2:
        yield from found


def _bracketed_roles(
    clause: Clause, flat: Flat, inner: Flat, cut: int, departments: Departments, year: int | None
) -> Task | None:
    """（牵头单位：…；配合单位：…；完成时限：…）at the end of an item."""
    found: dict[Role, list[Party]] = {}
    labels: list[tuple[str, str]] = []
    deadline = None
    marks = list(re.finditer(r"(?:^|(?<=[，,；;。、]))(?P<l>[\u4e00-\u9fff]{2,8})[：:]", inner.text))
    for k, m in enumerate(marks):
        role = role_of(m["l"])
        end = marks[k + 1].start() if k + 1 < len(marks) else len(inner.text)
        value = inner.cut(m.end(), end)
        if role is not None:
            found.setdefault(role, []).extend(parties_of(value, clause.clause_id, departments))
            labels.append((role.value, m["l"]))
        elif re.search(r"时限|时间|期限", m["l"]):
            day, kind, also = read_deadline(value.text, year)
            deadline = Deadline(value.text, value.span(0, len(value.text)), clause.clause_id, day, kind, also)
    body = flat.text[:cut]
    return (
        _make(clause, "body", _title(clause, body), re.sub(r"\s+", "", body), found, deadline, labels)
        if found
        else None
    )


def _stated_deadline(clause: Clause, flat: Flat, year: int | None) -> Deadline | None:
    """A deadline in the sentence itself; only one that an action is bound to."""
    tight = flat.tight
    for m in DEADLINE_RE.finditer(tight.text):
        if re.search(r"^\D*(?:自|从)", tight.text[max(0, m.start() - 2) : m.start()]):
            continue
        words = re.sub(r"^(?:确保在|在|于)", "", m.group())
        start = m.end() - len(words)
        day, kind, also = read_deadline(words, year)
        if kind in ("date", "periodic"):
            return Deadline(words, tight.span(start, m.end()), clause.clause_id, day, kind, also)
    return None


def _duties(clause: Clause, flat: Flat, departments: Departments) -> Iterator[Task]:
    marks = [m for m in _DUTY.finditer(flat.text) if is_organisation(m["who"]) and _LABEL.match(m.group()) is None]
    if not marks or marks[0].start() > 0:
        return
    for k, m in enumerate(marks):
        end = marks[k + 1].start() if k + 1 < len(marks) else len(flat.text)
        part = flat.cut(m.start(), end)
        who = flat.cut(m.start("who"), m.end("who")).tight
        body = re.sub(r"\s+", "", flat.text[m.end() : end])
        if re.search(r"(?:办公室|组长|成员单位|联系|电话|地址|名单)", who.text) or len(body) < 6:
            continue
        if not re.match(
            r"负责(?!人)|承担|牵头|组织|统筹|配合|协助|做好|按照|落实|指导|加强|制定|开展|参与|会同|结合|推进|依法|监督|提供|协调|完成|督促|建立",
            body,
        ):
            continue
        title = re.sub(r"^(?:负责|承担)(?:做好)?", "", re.split(r"[。；，]", body)[0])[:40]
        found = {Role.OWNER: list(parties_of(who, clause.clause_id, departments))}
        task = _make(clause, "duties", title or body[:20], body, found, None, [], number=k if len(marks) > 1 else None)
        yield task if len(marks) == 1 else _narrowed(task, part)


def _narrowed(task: Task, part: Flat) -> Task:
    return dataclasses.replace(task, span=part.span(0, len(part.text)))


def _members(clause: Clause, flat: Flat, departments: Departments) -> Task | None:
    """由甲负责牵头，乙、丙等部门组成: a lead and members."""
    tight = flat.tight
    m = _MEMBERS.search(tight.text)
    if m is None or not is_organisation(m["lead"]):
        return None
    found = {
        Role.LEAD: list(parties_of(tight.cut(m.start("lead"), m.end("lead")), clause.clause_id, departments)),
        Role.OWNER: list(parties_of(tight.cut(m.start("rest"), m.end("rest")), clause.clause_id, departments)),
    }
    source = "body" if clause.title else "article"
    return _make(
        clause, source, _title(clause, flat.text), tight.text, found, None, [("departments", "组成单位")], number=0
    )


def _sentences(
    clause: Clause, flat: Flat, departments: Departments, body: re.Pattern[str], year: int | None
) -> Iterator[Task]:
    """Bodies that a sentence says do something: 区税务局负责…征缴；由区园林绿化局核发…"""
    tight = flat.tight
    text = tight.text
    marker = find_marker(text)
    begin = marker.end if marker is not None and marker.level not in ("shi", "duty", "person", "head") else 0
    breaks = {sum(1 for c in flat.text[:i] if not c.isspace()) for i, c in enumerate(flat.text) if c == "\n"}
    starts = sorted(
        {
            begin,
            *(i + 1 for i, c in enumerate(text) if c in "。；，：由经报" and i + 1 > begin),
            *(b for b in breaks if b > begin),
            *(m.end() for m in _ACTORS.finditer(text) if m.end() > begin),
        }
    )
    hits = subjects(text, [i for i in starts if i < len(text)], body)
    for k, hit in enumerate(hits):
        stop = re.search(r"[。；]", text[hit.end :])
        end = hit.end + stop.start() if stop else len(text)
        if k + 1 < len(hits):
            end = min(end, hits[k + 1].start)
        low = max(
            [
                begin,
                *(i + 1 for i in (text.rfind(c, begin, hit.start) for c in "。；") if i >= 0),
                *([hits[k - 1].end] if k else []),
                *(b for b in breaks if b <= hit.start),
            ]
        )
        cut = end - len(hits[k + 1].by) if k + 1 < len(hits) and end == hits[k + 1].start else end
        predicate = text[hit.end : cut].rstrip("。；，")
        if len(predicate) < 4 or re.match(r"负责人", predicate):
            continue
        before = re.sub(r"^.*，(?=.{8})|[，由经报]+$", "", text[low : hit.start]) if hit.by else ""
        parties = parties_of(tight.cut(hit.start, hit.end), clause.clause_id, departments)
        if not parties:
            continue
        strong = _STRONG.match(predicate) is not None
        labels = [("departments", "解释机关")] if predicate.startswith("负责解释") else []
        title = re.sub(r"^(?:具体)?(?:负责|承担)(?:做好)?(?!解释)", "", predicate)
        head = re.split(r"[；，]", title)[0]
        title = re.sub(r"^[，。；、]+", "", head if len(head) >= 6 else f"{before}{title}")
        title = title if len(title) <= 40 else re.sub(r"[、，][^、，]*$", "", title[:41])[:40]
        part = tight.cut(low if before else hit.start, end)
        found = {Role.OWNER: list(parties)}
        yield _make(
            clause,
            "article",
            title,
            f"{before}{predicate}",
            found,
            _stated_deadline(clause, part, year),
            labels,
            number=k + 1,
            weak=not strong,
        )


def _make(
    clause: Clause,
    source: str,
    title: str,
    measure: str,
    found: dict[Role, list[Party]],
    deadline: Deadline | None,
    labels: list[tuple[str, str]],
    *,
    number: int | None = None,
    weak: bool = False,
) -> Task:
    once = {role: tuple({p.name: p for p in parties}.values()) for role, parties in found.items()}
    return Task(
        task_id=f"{clause.clause_id}#{'b' if number is None else number}",
        doc_id=clause.doc_id,
        clause_id=clause.clause_id,
        source=source,
        seq=re.sub(r"[.．、（）()\s]", "", clause.label) or clause.path,
        title=title,
        span=clause.span,
        text_source=clause.source,
        group=clause.headings[-1] if clause.headings else "",
        measure=measure,
        leader=once.get(Role.LEADER, ()),
        lead=once.get(Role.LEAD, ()),
        main=once.get(Role.MAIN, ()),
        support=once.get(Role.SUPPORT, ()),
        departments=once.get(Role.OWNER, ()),
        deadline=deadline,
        labels=tuple(labels),
        weak=weak,
    )

"""Leaders' division of work and the members of leading groups."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from index.library import Library
from index.records import Clause, ClauseKind, GazetteDocument
from index.registry.departments import Departments, name_flat
from index.registry.flat import Flat, flatten
from index.registry.records import Duty, Members, Person

__all__ = ["current_people", "extract_members", "extract_people"]

_PERSON = re.compile(
    r"^(?P<n>[\u4e00-\u9fff]\s?[\u4e00-\u9fff]{1,3})\s*同志\s*(?:[（(](?P<t>[^）)]{2,20})[）)])?\s*[：:]"
)
_KIND = re.compile(r"(?:^|(?<=[，。；：\n]))\s*(?P<k>协助负责|协助分管|协助联系|负责|分管|联系|主持|领导)")
_WORK = re.compile(r"(?:(?:等)?各?方面(?:的)?|等(?:各项)?)工作$|(?<=建设)工作$|(?<=发展)工作$|等?(?:各)?方面$")
_SPLIT = re.compile(r"、|，?以及|，|(?<=发展)和|和(?=“)")
_GROUP_ROLE = re.compile(
    r"^(?P<r>总指挥|副总指挥|指挥长|召集人|副召集人|常务副组长|副组长|组长|副主任|主任|成员单位|成员|[\u4e00-\u9fff]{0,8}办公室|秘书长|联络员)[：:](?P<v>.*)$",
    re.S,
)
_NAME_POST = re.compile(
    r"^(?P<n>[\u4e00-\u9fff]\s?[\u4e00-\u9fff]{1,3})(?:\s+|，|（)(?P<p>[\u4e00-\u9fff、，（）]{2,40})$"
)


def extract_people(library: Library, departments: Departments) -> tuple[Person, ...]:
    """One record per leader and document, in source order."""
    found: list[Person] = []
    for document in library.documents:
        for clause in library.clauses_of(document.doc_id):
            if clause.kind is not ClauseKind.ITEM or not clause.own:
                continue
            flat = flatten(library, clause)
            m = _PERSON.match(flat.text)
            if m is None:
                continue
            below = [c for c in library.children(clause.clause_id) if c.kind in (ClauseKind.TEXT, ClauseKind.LEAD)]
            duties = list(_duties(flat.cut(m.end(), len(flat.text)), clause.clause_id, departments))
            ids = [clause.clause_id]
            for child in below:
                more = list(_duties(flatten(library, child), child.clause_id, departments))
                if more:
                    duties += more
                    ids.append(child.clause_id)
            if duties:
                found.append(
                    Person(
                        name=re.sub(r"\s+", "", m["n"]),
                        title=re.sub(r"\s+", "", m["t"] or ""),
                        name_span=flat.span(m.start("n"), m.end("n")),
                        doc_id=document.doc_id,
                        clause_id=clause.clause_id,
                        duties=tuple(duties),
                        clause_ids=tuple(ids),
                    )
                )
    return tuple(found)


def _duties(flat: Flat, clause_id: str, departments: Departments) -> Iterator[Duty]:
    tight = flat.tight
    marks = list(_KIND.finditer(tight.text))
    for k, m in enumerate(marks):
        end = marks[k + 1].start() if k + 1 < len(marks) else len(tight.text)
        stop = tight.text.find("。", m.end())
        end = min(end, stop) if stop >= 0 else end
        part = tight.cut(m.end(), end)
        kind = m["k"]
        if kind in ("分管", "协助分管", "联系", "协助联系"):
            for name, piece in name_flat(part):
                bare = name.text.rstrip("，。；")
                yield Duty(
                    kind, bare, piece.span(0, len(bare)), clause_id, departments.canonical(bare), departments.also(bare)
                )
            continue
        if kind in ("主持", "领导"):
            text = part.text.rstrip("，。；")
            if text.endswith("工作"):
                yield Duty("负责", _WORK.sub("", text) or text, part.span(0, len(text)), clause_id)
            continue
        yield from _charges(kind, part, clause_id)


def _charges(kind: str, part: Flat, clause_id: str) -> Iterator[Duty]:
    start = 0
    cuts = [*((m.start(), m.end()) for m in _SPLIT.finditer(part.text)), (len(part.text), len(part.text))]
    for low, high in cuts:
        text = part.text[start:low]
        clean = _WORK.sub("", text.rstrip("，。；"))
        if clean and part.text[:start].count("（") == part.text[:start].count("）"):
            yield Duty(kind, clean, part.span(start, start + len(clean)), clause_id)
        start = high


def extract_members(library: Library) -> tuple[Members, ...]:
    """Lines such as 组长：某某 区委常委、副区长; a line without a role takes the one above."""
    found: list[Members] = []
    for document in library.documents:
        role, group = "", ""
        for clause in library.clauses_of(document.doc_id):
            if clause.kind not in (ClauseKind.TEXT, ClauseKind.LEAD, ClauseKind.ITEM) or not clause.own:
                role = ""
                continue
            for text, flat in _lines(flatten(library, clause)):
                m = _GROUP_ROLE.match(re.sub(r"(?<=^[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff][：:])", "", text))
                if m is None and role not in ("组长", "副组长", "成员", "主任", "副主任"):
                    continue
                value = m["v"].strip() if m else text.strip()
                role = m["r"] if m else role
                person = _NAME_POST.match(value)
                if m is None and person is None:
                    role = ""
                    continue
                group = _group(library, document, clause)
                found.append(
                    Members(
                        group=group,
                        doc_id=document.doc_id,
                        role=role,
                        name=re.sub(r"\s+", "", person["n"]) if person else value,
                        post=person["p"] if person else "",
                        span=flat.span(0, len(flat.text)),
                        clause_id=clause.clause_id,
                    )
                )
    return tuple(found)


def _lines(flat: Flat) -> Iterator[tuple[str, Flat]]:
    start = 0
    for line in flat.text.split("\n"):
        if line.strip():
            yield line.strip(), flat.cut(start, start + len(line))
        start += len(line) + 1


def _group(library: Library, document: GazetteDocument, clause: Clause) -> str:
    for text in (*reversed(clause.headings), clause.part, document.short_title):
        m = re.search(r"[\u4e00-\u9fff“”+＋·]{2,40}?(?:领导小组|指挥部|专班|委员会|联席会议)", text)
        if m:
            return m.group()
    return document.short_title


def current_people(library: Library, people: tuple[Person, ...], as_of: date) -> tuple[Person, ...]:
    """Per name the newest record issued on or before a date; all of the first document when none is."""

    def issued(person: Person) -> date:
        return library.document(person.doc_id).issued or date.min

    known = [p for p in people if issued(p) <= as_of]
    if not known and people:
        first = min(issued(p) for p in people)
        known = [p for p in people if issued(p) == first]
    newest: dict[str, Person] = {}
    for person in known:
        if person.name not in newest or issued(newest[person.name]) <= issued(person):
            newest[person.name] = person
    return tuple(p for p in known if newest[p.name] is p)

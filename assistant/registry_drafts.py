"""Tasks → sentences: record lines with their evidence, a fitting quote, rows.

Every name and date of a record line stands in a cited span; an inherited cell cites the
row it came from too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.drafts import DraftSentence, Evidence
from assistant.records import SentenceKind
from index.library import Library
from index.records import Clause, Span
from index.registry.flat import Flat, flatten
from index.registry.records import Role, Task
from index.sentences import split_sentences

__all__ = ["clause_evidence", "hull", "measure_quote", "quote_sentence", "task_evidence", "task_line", "task_name"]

LIMIT = 900
ROLES = (Role.LEADER, Role.LEAD, Role.MAIN, Role.SUPPORT, Role.OWNER)


def hull(clause: Clause) -> Span:
    """From the first to the last own character of a clause."""
    return Span(clause.own[0].start, clause.own[-1].end) if clause.own else clause.span


def clause_evidence(clause: Clause, focus: Sequence[Span] = (), quotes: tuple[Span, ...] = ()) -> Evidence:
    """Evidence for a clause: its own stretch, or the part of a long one around ``focus``."""
    span = hull(clause)
    if span.end - span.start > LIMIT:
        low = min((f.start for f in focus), default=span.start)
        high = max((f.end for f in focus), default=span.start + LIMIT)
        if high - low > LIMIT:
            high = low + LIMIT
        room = LIMIT - (high - low)
        low = max(span.start, low - room // 2)
        span = Span(low, min(span.end, low + LIMIT))
    return Evidence(clause_id=clause.clause_id, doc_id=clause.doc_id, source=clause.source, span=span, quotes=tuple(q for q in quotes if span.contains(q)))


def task_evidence(library: Library, task: Task, roles: Iterable[Role] = ROLES) -> tuple[Evidence, ...]:
    """The task's clause, and the earlier rows its inherited fields stand in."""
    fields = [p.span for role in roles for p in task.parties(role)]
    if task.deadline is not None:
        fields.append(task.deadline.span)
    clause = library.clause(task.clause_id)
    own = hull(clause)
    inside = [f for f in fields if own.contains(f)]
    focus = [*inside] or [task.span]
    found = [clause_evidence(clause, focus)]
    if own.end - own.start > LIMIT and not all(found[0].span.contains(f) for f in inside):
        found.append(clause_evidence(clause, inside[-1:]))
    if own.end - own.start > LIMIT and task.source == "body" and found[0].span.start > own.start + 40:
        found.append(Evidence(clause_id=clause.clause_id, doc_id=clause.doc_id, source=clause.source, span=Span(own.start, min(own.start + 300, found[0].span.start))))
    for origin in task.origins:
        row = library.clause(origin)
        found.append(clause_evidence(row, [f for f in fields if hull(row).contains(f)]))
    return tuple(found)


def task_name(task: Task, limit: int = 40) -> str:
    """The short name of a task as the text prints it."""
    name = task.title or task.measure[:limit]
    return name if len(name) <= limit else re.split(r"[，；。：]", name)[0][:limit]


def task_line(task: Task, roles: Sequence[Role] = ROLES, *, deadline: bool = True, name: bool = True) -> str:
    """「主要任务：牵头部门：甲、乙；协办单位：丙；完成时限：…」 without a final mark."""
    parts = []
    for role in roles:
        parties = task.parties(role)
        if parties:
            text = "、".join(p.name for p in parties) + ("等" if parties[-1].open_ended else "")
            parts.append(f"{task.label(role)}：{text}")
    if deadline and task.deadline is not None:
        label = "完成时限：" if task.source == "table" or any(k == "lead" for k, _ in task.labels) else "时限："
        parts.append(f"{label}{task.deadline.text}")
    head = f"{task_name(task)}——" if name else ""
    return head + "；".join(parts)


def quote_sentence(library: Library, clause: Clause, flat: Flat, start: int, end: int, newline: bool = False) -> DraftSentence:
    """A quote of ``flat.text[start:end]``, white space at the ends left out."""
    span = flat.span(start, end)
    return DraftSentence(
        kind=SentenceKind.QUOTE,
        text=library.clean_span(clause.source, span).replace("\t", " "),
        evidence=(clause_evidence(clause, [span], (span,)),),
        newline=newline,
    )


def measure_quote(library: Library, task: Task, wanted: Sequence[str], limit: int = 130, *, newline: bool = True) -> DraftSentence | None:
    """The sentence of the task's text that holds most of the wanted words; None when nothing is left to say."""
    clause = library.clause(task.clause_id)
    flat = flatten(library, clause)
    begin, stop = 0, len(flat.text)
    if clause.cells:
        cell = max((c for c in clause.cells if c.span is not None and not c.inherited), key=lambda c: len(c.value), default=None)
        if cell is None or cell.span is None:
            return None
        found = flat.find(cell.value, cell.span.start)
        if found is None:
            return None
        begin = flat.at.index(found.at[0])
        stop = flat.at.index(found.at[-1]) + 1
    elif task.source == "body":
        first = min((p.span.start for _, p in (*task.bodies(), *((Role.LEADER, x) for x in task.leader))), default=flat.at[-1])
        mark = max((i for i, o in enumerate(flat.at) if o < first), default=len(flat.text))
        cut = max(flat.text.rfind("\n", 0, mark), max(flat.text.rfind("（", 0, mark), flat.text.rfind("(", 0, mark)))
        stop = cut if cut > 10 else stop
    units = [(a + begin, b + begin) for a, b in split_sentences(flat.text[begin:stop].replace("\n", " "))]
    if not units:
        return None
    scored = []
    for k, (a, b) in enumerate(units):
        text = re.sub(r"\s+", "", flat.text[a:b]).lower()
        scored.append((sum(w in text for w in wanted), -k))
    order = sorted(scored, reverse=True)
    keep: list[int] = []
    used = 0
    for _score, neg in order:
        size = units[-neg][1] - units[-neg][0]
        if keep and (used + size > limit or _score == 0):
            continue
        keep.append(-neg)
        used += size
    best = sorted(keep)
    run = [best[0]]
    for k in best[1:]:
        if k == run[-1] + 1:
            run.append(k)
    a, b = units[run[0]][0], units[run[-1]][1]
    source = library.sources[clause.source].text
    at = flat.span(a, b).start
    if b - a > 260 or (re.search(r"\d\s*$", source[max(0, at - 6) : at]) and source[at : at + 1].isdigit()):
        return None
    return quote_sentence(library, clause, flat, a, b, newline)

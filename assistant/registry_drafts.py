"""Tasks → sentences: record lines with their evidence, a fitting quote, rows.

Every name and date of a record line stands in a cited span; an inherited cell cites the
row it came from too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.answer_types import Asked, AskedType, holds
from assistant.drafts import DraftSentence, Evidence
from assistant.records import SentenceKind
from index.library import Library
from index.records import Clause, Span
from index.registry.flat import Flat, flatten
from index.registry.records import Role, Task
from index.sentences import split_sentences

__all__ = [
    "capped",
    "clause_evidence",
    "hull",
    "measure_quotes",
    "quote_sentence",
    "task_evidence",
    "task_line",
    "task_name",
]

LIMIT = 900
_FACTS = frozenset(
    {
        AskedType.MONEY,
        AskedType.PERCENT,
        AskedType.COUNT,
        AskedType.MEASURE,
        AskedType.DATE,
        AskedType.DURATION,
        AskedType.FREQUENCY,
        AskedType.WHO,
    }
)
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
    return Evidence(
        clause_id=clause.clause_id,
        doc_id=clause.doc_id,
        source=clause.source,
        span=span,
        quotes=tuple(q for q in quotes if span.contains(q)),
    )


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
        found.append(
            Evidence(
                clause_id=clause.clause_id,
                doc_id=clause.doc_id,
                source=clause.source,
                span=Span(own.start, min(own.start + 300, found[0].span.start)),
            )
        )
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
    if task.source == "article" and task.origins and 2 <= len(task.group) <= 8:
        parts[-1] += f"（“{task.group}”）"  # the name under which the body is charged with it
    if deadline and task.deadline is not None:
        label = "完成时限：" if task.source == "table" or any(k == "lead" for k, _ in task.labels) else "时限："
        parts.append(f"{label}{task.deadline.text}")
    head = f"{task_name(task)}——" if name else ""
    return head + "；".join(parts)


def quote_sentence(
    library: Library, clause: Clause, flat: Flat, start: int, end: int, newline: bool = False
) -> DraftSentence:
    """A quote of ``flat.text[start:end]``, white space at the ends left out."""
    span = flat.span(start, end)
    return DraftSentence(
        kind=SentenceKind.QUOTE,
        text=library.clean_span(clause.source, span).replace("\t", " "),
        evidence=(clause_evidence(clause, [span], (span,)),),
        newline=newline,
    )


def measure_quotes(
    library: Library, task: Task, wanted: Sequence[str], asked: Sequence[Asked] = (), limit: int = 150
) -> tuple[DraftSentence, ...]:
    """The sentences of the task's text that hold most of the wanted words and what is asked for, in text order."""
    clause = library.clause(task.clause_id)
    flat = flatten(library, clause)
    begin, stop = _stretch(flat, clause, task)
    units = [
        (a + begin, b + begin)
        for a, b in split_sentences(flat.text[begin:stop].replace("\n", "。" if clause.title else " "))
    ]
    units = [
        u
        for u in units
        if re.sub(r"[\s\d.．、（）()一二三四五六七八九十]", "", flat.text[u[0] : u[1]]) not in ("", clause.title)
    ] or units
    source = library.sources[clause.source].text
    scored = []
    for k, (a, b) in enumerate(units):
        at = flat.span(a, b).start
        if b - a > 260 or (re.search(r"\d\s*$", source[max(0, at - 6) : at]) and source[at : at + 1].isdigit()):
            continue
        text = re.sub(r"\s+", "", flat.text[a:b])
        low = text.lower()
        typed = [x for x in asked if x.type in _FACTS]
        bonus = 2.0 * sum(holds(x, text) for x in typed) / len(typed) if typed else 0.0
        scored.append((sum(w in low for w in wanted) + bonus, -k))
    keep: list[int] = []
    used = 0
    for score, neg in sorted(scored, reverse=True):
        size = units[-neg][1] - units[-neg][0]
        if keep and (used + size > limit or score < 1.0):
            continue
        keep.append(-neg)
        used += size
    found: list[DraftSentence] = []
    runs: list[list[int]] = []
    for k in sorted(keep):
        if runs and k == runs[-1][-1] + 1:
            runs[-1].append(k)
        else:
            runs.append([k])
    for n, run in enumerate(runs):
        found.append(quote_sentence(library, clause, flat, units[run[0]][0], units[run[-1]][1], newline=n == 0))
    return tuple(found)


def _stretch(flat: Flat, clause: Clause, task: Task) -> tuple[int, int]:
    """Where the text proper of a task stands: the longest cell, or the item without its owners."""
    if clause.cells:
        cell = max(
            (c for c in clause.cells if c.span is not None and not c.inherited),
            key=lambda c: len(c.value),
            default=None,
        )
        found = flat.find(cell.value, cell.span.start) if cell is not None and cell.span is not None else None
        if found is not None:
            return flat.at.index(found.at[0]), flat.at.index(found.at[-1]) + 1
        return 0, 0
    if task.source != "body":
        return 0, len(flat.text)
    first = min((p.span.start for p in (*(x for _, x in task.bodies()), *task.leader)), default=flat.at[-1])
    mark = max((i for i, o in enumerate(flat.at) if o < first), default=len(flat.text))
    cut = (
        max(flat.text.rfind(c, 0, mark + 1) for c in "\n（(")
        if task.labels or "（" in flat.text or "(" in flat.text
        else -1
    )
    return 0, cut if cut > 10 else len(flat.text)


def capped(sentences: Sequence[DraftSentence], limit: int = 6) -> tuple[DraftSentence, ...]:
    """Drop quotes that would bring more than six citations."""
    keys: dict[tuple[str, tuple[int, int]], None] = {}
    kept = []
    for sentence in sentences:
        new = {(e.clause_id, (e.span.start, e.span.end)) for e in sentence.evidence} - set(keys)
        if len(keys) + len(new) > limit and sentence.kind is SentenceKind.QUOTE:
            continue
        keys.update(dict.fromkeys(new))
        kept.append(sentence)
    return tuple(kept)

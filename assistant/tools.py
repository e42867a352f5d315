"""What a language model or another assistant may ask the gazette: search, clause, document, tasks, people, calculators.

One set of plain functions, used by the language-model mode and by the MCP server. Each returns
``Found``: facts as plain data, and for everything of the text the ``Evidence`` that slices it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from assistant.composing import citation_span
from assistant.drafts import Draft, Evidence
from assistant.questions import read_question
from assistant.records import AnswerStatus
from assistant.registry_drafts import clause_evidence, task_evidence, task_line
from assistant.text_answers import Focus
from index.errors import NotFoundError, UsageError
from index.library import Library
from index.listing import document_json, find
from index.records import Clause, Span
from index.registry.lifecycle import events_of, status_at
from index.registry.people import current_people
from index.registry.queries import ROLE_NAMES, TaskQuery, choose_tasks
from index.registry.tasks import task_json

if TYPE_CHECKING:
    from assistant.pipeline import Assistant
    from assistant.rules.engine import RuleBook, RuleInfo

__all__ = ["Found", "GazetteTools", "Item", "found_json", "rule_json"]

MAX_SEARCH, MAX_CLAUSES, MAX_TASKS = 12, 12, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing found: facts about it, what the registry says of it in one line, and the places that back both."""

    facts: dict[str, Any]
    evidence: tuple[Evidence, ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one call found; ``draft`` is set by a calculator."""

    items: tuple[Item, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)
    draft: Draft | None = None


class GazetteTools:
    """The tools over one assistant. Bad arguments raise GongbaoError with one Chinese line."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.library: Library = assistant.library

    @property
    def book(self) -> RuleBook:
        """The calculators of this index."""
        from assistant.rules.engine import RuleBook

        return next(a for _, a in self._assistant.answerers if isinstance(a, RuleBook))

    def search(self, query: str, limit: int = 6, as_of: date | None = None) -> Found:
        """Clauses that speak of ``query``, best first; documents issued after ``as_of`` are left out."""
        day = as_of or self._assistant.today()
        question = read_question(query, day)
        standing = self._assistant.standing
        ranked, _ = self._assistant.text.rank(
            question, question.text, Focus(within=standing.known(day), last=standing.over(day))
        )
        return Found(
            items=tuple(self._clause(r.view.clause, score=r.score) for r in ranked[: min(max(limit, 1), MAX_SEARCH)])
        )

    def clause(self, document: str, path: str) -> Found:
        """A clause by 文号 (or title, or doc_id) and path such as 第三条（二）, with what stands below it."""
        found = find(self.library, document, path)
        if len(found.documents) > 1:
            return Found(facts={"candidates": [document_json(self.library, d) for d in found.documents]})
        clauses = [x for c in found.clauses for x in self._below(c) if x.own]
        return Found(items=tuple(self._clause(c) for c in dict.fromkeys(clauses[:MAX_CLAUSES])))

    def document(self, document: str, as_of: date | None = None) -> Found:
        """A document by 文号, title or doc_id: what it is, its status at a day, its timeline, its outline."""
        day = as_of or self._assistant.today()
        registry = self._assistant.standing.registry
        try:
            held = find(self.library, document).documents
        except NotFoundError:
            held = ()
        if len(held) > 1:
            return Found(facts={"candidates": [document_json(self.library, d) for d in held]})
        facts: dict[str, Any] = {}
        name = held[0].doc_id if held else document
        if held:
            outline = [c.path for c in self.library.clauses_of(name) if c.depth <= 1 and c.path]
            facts = {**document_json(self.library, held[0]), "outline": list(dict.fromkeys(outline))}
        status = status_at(self.library, registry.events, name, day)
        facts |= {
            "doc_number": status.number, "title": status.title, "as_of": day.isoformat(), "status": status.kind.value, "status_text": status.text,
            "since": _iso(status.since), "until": _iso(status.until), "revised": status.revised, "period_over": status.period_over,
        }  # fmt: skip
        items = []
        for event in events_of(self.library, registry.events, name):
            by = self.library.document(event.by_doc_id)
            evidence = (clause_evidence(self.library.clause(event.clause_id), [event.span]),) if event.clause_id else ()
            about = {
                "event": event.kind.value,
                "date": _iso(event.date),
                "end": _iso(event.end),
                "by": by.number or by.short_title,
            }
            items.append(Item(facts=about, evidence=evidence))
        return Found(items=tuple(items), facts=facts)

    def tasks(
        self,
        department: str = "",
        role: str = "",
        leader: str = "",
        before: date | None = None,
        document: str = "",
        query: str = "",
    ) -> Found:
        """Tasks by department, role (牵头 主责 责任 配合 协办 负责), leader, deadline (inclusive), document and words."""
        if role and role not in ROLE_NAMES:
            raise UsageError(f"没有角色 {role}", hint=f"可用：{'、'.join(ROLE_NAMES)}")
        registry = self._assistant.standing.registry
        wanted = TaskQuery(
            department=department, role=role, leader=leader, before=before, document=document, words=query
        )
        chosen = choose_tasks(registry, wanted)
        items = tuple(
            Item(facts=task_json(self.library, t), evidence=task_evidence(self.library, t), said=task_line(t))
            for t in chosen[:MAX_TASKS]
        )
        return Found(items=items, facts={"count": len(chosen), "shown": len(items)})

    def people(self, name: str = "", as_of: date | None = None) -> Found:
        """Leaders' division of work and posts in leading groups; one person, or all."""
        registry = self._assistant.standing.registry
        items = []
        for person in current_people(self.library, registry.people, as_of or self._assistant.today()):
            if name and person.name != name:
                continue
            duties = {k: [d.name for d in person.of(k)] for k in dict.fromkeys(d.kind for d in person.duties)}
            evidence = tuple(clause_evidence(self.library.clause(i)) for i in person.clause_ids or (person.clause_id,))
            items.append(Item(facts={"name": person.name, "title": person.title, "duties": duties}, evidence=evidence))
        for member in registry.members:
            if not name or member.name == name:
                about = {"group": member.group, "role": member.role, "name": member.name, "post": member.post}
                items.append(
                    Item(facts=about, evidence=(clause_evidence(self.library.clause(member.clause_id), [member.span]),))
                )
        return Found(items=tuple(items[:MAX_TASKS]), facts={"count": len(items)})

    def calculators(self) -> tuple[RuleInfo, ...]:
        """The calculators of this index with their typed inputs."""
        return self.book.rules

    def calculate(self, rule: str, inputs: dict[str, Any], as_of: date | None = None) -> Found:
        """One rule on given inputs: result, steps, clauses; missing inputs come back as questions."""
        draft = self.book.calculate(rule, as_of=as_of, **inputs)
        used = [s.evidence for s in draft.sentences] + [c.evidence for c in draft.calculations]
        places = dict.fromkeys(e for evidence in used for e in evidence)
        status = draft.status is AnswerStatus.CALCULATED
        facts = {
            "status": draft.status.value,
            "said": [s.text for s in draft.sentences] if status else [],
            "calculations": [
                {"title": c.title, "result": c.result, "unit": c.unit, "steps": list(c.steps), "inputs": c.inputs, "words": c.words, "assumptions": list(c.assumptions)}
                for c in draft.calculations
            ],
            "missing": [{"name": m.name, "question": m.question, "choices": [c.value for c in m.choices]} for m in draft.missing],
            "notices": [n.text for n in draft.notices],
        }  # fmt: skip
        return Found(items=tuple(Item(facts={}, evidence=(e,)) for e in places), facts=facts, draft=draft)

    def _below(self, clause: Clause) -> Iterable[Clause]:
        yield clause
        for child in self.library.children(clause.clause_id):
            yield from self._below(child)

    def _clause(self, clause: Clause, score: float = 0.0) -> Item:
        view = self._assistant.text.views.of(clause)
        span = citation_span(view, Span(clause.own[0].start, min(clause.own[0].end, clause.own[0].start + 1)))
        facts: dict[str, Any] = {"headings": list(clause.headings), "kind": clause.kind.value, "score": round(score, 3)}
        if clause.cells:
            facts["cells"] = {c.column: c.value for c in clause.cells if c.value}
        return Item(
            facts=facts,
            evidence=(
                Evidence(
                    clause_id=clause.clause_id, doc_id=clause.doc_id, source=clause.source, span=span, score=score
                ),
            ),
        )


def rule_json(rule: RuleInfo) -> dict[str, Any]:
    """A calculator with its inputs as plain data."""
    inputs = [
        {
            "name": f.name,
            "title": f.title,
            "required": f.required,
            "default": f.default,
            "choices": [c.value for c in f.choices],
        }
        for f in rule.fields
    ]
    return {
        "rule": rule.rule,
        "area": rule.area,
        "title": rule.title,
        "summary": rule.summary,
        "document": rule.document,
        "inputs": inputs,
    }


def found_json(found: Found, library: Library) -> dict[str, Any]:
    """What was found with verbatim citations: ``source_text[start:end] == text``."""
    items = [
        {
            **i.facts,
            **({"said": i.said} if i.said else {}),
            "citations": [evidence_json(e, library) for e in i.evidence],
        }
        for i in found.items
    ]
    return {**found.facts, "items": items}


def evidence_json(evidence: Evidence, library: Library) -> dict[str, Any]:
    """One place of the text as plain data."""
    document, clause = library.document(evidence.doc_id), library.clause(evidence.clause_id)
    return {
        "source": evidence.source, "doc_number": document.number, "doc_title": document.title, "doc_id": document.doc_id, "clause": clause.path,
        "clause_id": clause.clause_id, "start": evidence.span.start, "end": evidence.span.end, "text": library.text(evidence.source, evidence.span),
    }  # fmt: skip


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None

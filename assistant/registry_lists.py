"""Lists of tasks: every task that passes the filters of a question, counted first."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from assistant.drafts import Draft, DraftSentence, Evidence
from assistant.records import AnswerStatus, SentenceKind
from assistant.registry_drafts import task_evidence, task_name
from assistant.registry_finding import TaskFinder
from assistant.registry_reading import Asking
from index.library import Library
from index.registry import Registry
from index.registry.records import Role, Task
from index.registry.tasks import task_json
from index.registry.topics import content_of
from index.tokens import fold

__all__ = ["TaskLists", "within_limit"]

MAX_ROWS = 58
MAX_CHARS = 3900


class TaskLists:
    """Drafts that list tasks."""

    def __init__(self, library: Library, registry: Registry, finder: TaskFinder) -> None:
        self.library = library
        self.registry = registry
        self.finder = finder

    def listing(self, asking: Asking, text: str) -> Draft | None:
        """All tasks that pass the filters of the question; None when it names none."""
        tasks = self.select(asking, text)
        if tasks is None:
            return None
        if not tasks:
            return None
        return self.draft_list(asking, tasks)

    def select(self, asking: Asking, text: str) -> list[Task] | None:
        """The tasks of a list question in source order; None when nothing narrows it down."""
        narrow = bool(asking.bodies or asking.leaders or asking.deadline)
        if not narrow:
            return None
        docs = self.finder.documents(asking, text)
        wanted = {canonical for canonical, _ in asking.bodies}
        roles = [r for r in asking.roles if r is not Role.LEADER]
        mention_all = asking.any_role
        found: list[Task] = []
        for task in self.registry.tasks:
            if docs is not None and task.doc_id not in docs:
                continue
            if task.source == "article" and (
                docs is None
                or task.weak
                or any(t.source != "article" for t in self.registry.tasks if t.doc_id == task.doc_id)
            ):
                continue
            if wanted and not self._owns(task, wanted, () if mention_all else roles):
                continue
            if asking.leaders and not {p.name for p in task.leader} & set(asking.leaders):
                continue
            if asking.deadline is not None and not asking.deadline.allows(task):
                continue
            found.append(task)
        found = self._grouped(found, asking, text)
        found = self._paired(found, asking)
        if asking.first_rows:
            found = [t for t in found if t.seq.isdigit() and int(t.seq) <= asking.first_rows]
        return found

    def _owns(self, task: Task, wanted: set[str], roles: Sequence[Role]) -> bool:
        asked = set(roles)
        for role, party in task.bodies():
            if party.canonical not in wanted and not wanted & set(party.also):
                continue
            if not asked or role in asked or (role is Role.OWNER and Role.MAIN in asked):
                return True
        return False

    def _grouped(self, found: list[Task], asking: Asking, text: str) -> list[Task]:
        """Keep one group (工程建设类任务) when the question names exactly one of several."""
        groups: dict[str, list[Task]] = {}
        for task in found:
            heading = self.library.clause(task.clause_id).headings
            for name in {task.group, *heading[-2:]}:
                if name:
                    groups.setdefault(name, []).append(task)
        content = content_of(text, asking.drop)
        best, score = "", 0.0
        for name in groups:
            key = re.sub(r"^[（(]?[一二三四五六七八九十\d]+[）)、.．]", "", name)
            key = re.sub(r"任务$|工作$", "", fold(key))
            if len(key) < 4 or any(key in fold(d.title) for d in self.library.documents):
                continue
            value = 1.0 if key in content else _cover(key, content)
            if value > score:
                best, score = name, value
        return groups[best] if score >= 0.7 and len(groups[best]) < len(found) else found

    def _paired(self, found: list[Task], asking: Asking) -> list[Task]:
        """Of a task that stands in body and table keep one (the one the question speaks of)."""
        keep: list[Task] = []
        seen: set[str] = set()
        for task in found:
            if task.task_id in seen:
                continue
            partner = self.finder.partner(task)
            if partner is not None and partner in found:
                prefer = "table" if asking.in_table else "body"
                task = task if task.source == prefer else partner
                seen |= {task.task_id, partner.task_id}
            seen.add(task.task_id)
            if task not in keep:
                keep.append(task)
        return keep

    def draft_list(self, asking: Asking, tasks: Sequence[Task]) -> Draft:
        """Count first, then a line per task, grouped by document."""
        roles = self._shown_roles(asking)
        documents = list(dict.fromkeys(t.doc_id for t in tasks))
        shown = tasks[:MAX_ROWS]
        sentences: list[DraftSentence] = []
        rows = []
        used = 0
        titles = [fold(t.title) for t in tasks]
        count = f"共{len(tasks)}项"
        sentences.append(DraftSentence(kind=SentenceKind.RECORD, text=f"{count}：", evidence=()))
        wanted = {canonical for canonical, _ in asking.bodies}
        for doc_id in documents:
            mine = [t for t in shown if t.doc_id == doc_id]
            if not mine:
                continue
            if len(documents) > 1:
                title = self.library.document(doc_id)
                name = f"〈{title.number or title.short_title}〉"
                sentences.append(
                    DraftSentence(
                        kind=SentenceKind.RECORD,
                        text=name,
                        evidence=task_evidence(self.library, mine[0])[:1],
                        newline=True,
                    )
                )
            for task in mine:
                line = self._row_line(
                    task, roles, wanted, asking, titles.count(fold(task.title)) > 1 or len(tasks) <= 25
                )
                if used + len(line) > MAX_CHARS - 300:
                    break
                used += len(line) + 6
                sentences.append(
                    DraftSentence(
                        kind=SentenceKind.RECORD,
                        text=line,
                        evidence=task_evidence(self.library, task)[: 3 if len(tasks) <= 18 else 1],
                        newline=True,
                    )
                )
                rows.append(task)
        return Draft(
            status=AnswerStatus.LISTED,
            sentences=within_limit(sentences),
            rows=tuple(task_json(self.library, t) for t in tasks),
            trace=(f"list {len(tasks)}",),
        )

    def _shown_roles(self, asking: Asking) -> tuple[Role, ...]:
        if asking.bodies:
            return ()
        if asking.leaders:
            return (Role.LEAD, Role.MAIN, Role.OWNER)
        return (Role.LEAD, Role.MAIN, Role.OWNER)

    def _row_line(self, task: Task, roles: Sequence[Role], wanted: set[str], asking: Asking, long: bool) -> str:
        name = task_name(task)
        extra = ""
        if long and task.source == "table" and task.measure:
            first = re.split(r"[。；]", task.measure)[0]
            if fold(first) != fold(name):
                extra = f"（{first if len(first) <= 42 else _short(first, 42)}）"
        parts = []
        if wanted:
            for role, party in task.bodies():
                if party.canonical in wanted or wanted & set(party.also):
                    parts.append(f"{party.name}为{task.label(role)}")
        for role in roles:
            parties = task.parties(role)[:6]
            if parties:
                parts.append(f"{task.label(role)}：{'、'.join(p.name for p in parties)}")
        if task.deadline is not None:
            parts.append(f"完成时限：{task.deadline.text}")
        return f"{name}{extra}——{'；'.join(parts)}。" if parts else f"{name}{extra}。"


def within_limit(sentences: Sequence[DraftSentence], limit: int = 58) -> tuple[DraftSentence, ...]:
    """Keep at most ``limit`` different citations in a list."""
    keys: set[tuple[str, int, int]] = set()
    kept = []
    for sentence in sentences:
        evidence: list[Evidence] = []
        for e in sentence.evidence:
            key = (e.clause_id, e.span.start, e.span.end)
            if key in keys or len(keys) < limit:
                keys.add(key)
                evidence.append(e)
        kept.append(dataclasses.replace(sentence, evidence=tuple(evidence)))
    return tuple(kept)


def _short(text: str, limit: int) -> str:
    parts = re.split(r"(?<=，)", text)
    result = ""
    for part in parts:
        if len(result) + len(part) > limit:
            break
        result += part
    return result.rstrip("，、") or text[:limit]


def _cover(key: str, text: str) -> float:
    pairs = [key[i : i + 2] for i in range(len(key) - 1)]
    return sum(p in text for p in pairs) / max(1, len(pairs))

"""Lists of tasks: every task that passes the filters of a question, counted first."""

from __future__ import annotations

import dataclasses
import functools
import re
from collections.abc import Sequence

from assistant.drafts import Draft, DraftSentence, Evidence
from assistant.records import AnswerStatus, SentenceKind
from assistant.registry_drafts import measure_quotes, quote_sentence, task_evidence, task_name
from assistant.registry_finding import TaskFinder
from assistant.registry_reading import Asking, Mention
from index.library import Library
from index.records import Span
from index.registry import Registry
from index.registry.flat import flatten
from index.registry.records import Party, Role, Task
from index.registry.tasks import task_json
from index.registry.topics import content_of
from index.tokens import fold

__all__ = ["TaskLists", "within_limit"]

MAX_CITED, MAX_CHARS = 58, 3600
FEW, SHORT, LONG = 3, 8, 25
"""Up to so many rows the text is quoted; all roles are told; what a row is about is told."""


TELLING = 2.0
"""The weight from which a word tells a few tasks from all others."""
_SPEAKS_OF = re.compile(
    r"(?:跟|和|与|同)(?P<a>[^，。？]{2,12}?)(?:有关|相关|沾边)"
    r"|(?:关于|涉及|有关|提到|带)(?P<b>[^，。？]{2,12}?)(?:的|字样|这)?(?=任务|事项|活|工作|有|是|哪|，|？|$)"
    r"|(?:牵头|配合|协办|主责|负责|参与|承担)的?(?P<c>(?:(?!哪|几|多少|什么|啥|都|有|是|了)[^，。？的]){2,8}?)的?(?=任务|事项|活儿?(?:[有是都，？]|$)|工作)"
    r"|“(?P<d>[^”]{2,12})”"
)
"""Where a list question says what its tasks are to be about."""


class TaskLists:
    """Drafts that list tasks."""

    def __init__(self, library: Library, registry: Registry, finder: TaskFinder) -> None:
        self.library = library
        self.registry = registry
        self.finder = finder

    def listing(self, asking: Asking, text: str) -> Draft | None:
        """All tasks that pass the filters of the question; None when it names none.

        When no task passes, the answer says so and names the parts the bodies do have.
        """
        tasks = self.select(asking, text)
        if tasks is None:
            return None
        if tasks:
            return self.draft_list(asking, tasks)
        return self._as_one_of(asking, text) or self._none(asking, text)

    def _as_one_of(self, asking: Asking, text: str) -> Draft | None:
        """A town no task names has its part in those of 各镇街: say so and list them."""
        towns = [m for m in asking.mentions if re.search(r"[镇乡]$|街道(?:办事处)?$", m.canonical)]
        if len(towns) != len(asking.mentions) or not towns or self.finder.documents(asking, text) is None:
            return None
        kinds = {"镇" if m.canonical.endswith(("镇", "乡")) else "街" for m in towns}
        wider = dict.fromkeys(
            (p.canonical, p.name)
            for t in self.registry.tasks
            for _, p in t.bodies()
            if p.collective and re.match(r"各(?:有关|相关)?[镇街乡]", p.name) and all(k in p.name for k in kinds)
        )
        free = dataclasses.replace(
            asking, mentions=tuple(Mention(c, n, towns[0].roles) for c, n in wider), together=False
        )
        tasks = (
            self.select(free, functools.reduce(lambda rest, m: rest.replace(m.word, " "), towns, text))
            if wider
            else None
        )
        if not tasks:
            return None
        draft = self.draft_list(free, tasks)
        words = "、".join(m.word for m in towns)
        head = DraftSentence(kind=SentenceKind.FRAME, text=f"没有单独写〈{words}〉的任务；写各镇街的，它也在内：")
        return dataclasses.replace(
            draft, sentences=(head, *(dataclasses.replace(s, newline=True) for s in draft.sentences))
        )

    def select(self, asking: Asking, text: str) -> list[Task] | None:
        """The tasks of a list question in source order; None when nothing narrows it down."""
        docs = self.finder.documents(asking, text)
        by_role = (asking.together or asking.without) and any(r is not Role.LEADER for r in asking.roles)
        if not (asking.mentions or asking.leaders or asking.deadline or asking.without or (by_role and docs)):
            return None
        found = [t for t in self.registry.tasks if self._in_scope(t, docs) and self._passes(t, asking)]
        found = self._grouped(found, asking, text)
        found = self._paired(found, asking)
        found = self._narrowed(found, asking, text, docs)
        if asking.first_rows:
            found = [t for t in found if t.seq.isdigit() and int(t.seq) <= asking.first_rows]
        return found

    def of_group(self, asking: Asking, text: str) -> Draft | None:
        """The tasks under the one heading that holds a phrase the question quotes (“七进”是哪七个)."""
        if re.search(r"哪[几些一二三四五六七八九十]|几[项个条]|都(?:有|是)|(?:什么|啥)", text) is None:
            return None
        quotes = re.findall(r"[“「『]([^”」』]{2,12})[”」』]", text)
        for quote in (*quotes, *(q for q in self._quoted_in_headings if q in text and q not in quotes)):
            homes: dict[tuple[str, str], list[Task]] = {}
            for task in self.registry.tasks:
                head = next((h for h in (task.group, *self.library.clause(task.clause_id).headings) if quote in h), "")
                if head and quote not in self.library.document(task.doc_id).title:
                    homes.setdefault(
                        (task.doc_id, re.sub(r"\W|^[一二三四五六七八九十\d]+", "", fold(head))), []
                    ).append(task)
            found = self._paired(next(iter(homes.values())), asking) if len(homes) == 1 else []
            named = None if quote in quotes else self.finder.documents(asking, text.replace(quote, " "))
            if named is not None and not named & {t.doc_id for t in found}:
                continue
            if len(found) >= 2 and not any(quote in t.title for t in found):
                return self.draft_list(asking, found)
        return None

    @functools.cached_property
    def _quoted_in_headings(self) -> tuple[str, ...]:
        """Names that headings of tasks put in quotation marks and that count something (“七进”)."""
        heads = {h for t in self.registry.tasks for h in (t.group, *self.library.clause(t.clause_id).headings)}
        found = (q for h in heads for q in re.findall(r"[“「]([一二两三四五六七八九十][\u4e00-\u9fff]{1,6})[”」]", h))
        return tuple(dict.fromkeys(found))

    def all_of(self, asking: Asking, text: str) -> list[Task]:
        """All tasks of the document a question names, of body and table one; empty when it names none."""
        docs = self.finder.documents(asking, text)
        if docs is None and len(asking.mentions) < 2 and len(asking.leaders) < 2:
            return []
        return self._paired([t for t in self.registry.tasks if self._in_scope(t, docs)], asking)

    def _in_scope(self, task: Task, docs: set[str] | None) -> bool:
        """Sentences of articles count only in a document asked for that has no tasks of another kind."""
        if docs is not None and task.doc_id not in docs:
            return False
        return task.source != "article" or not (
            docs is None
            or (task.weak and len(docs) > 1)
            or any(t.source != "article" for t in self.registry.tasks if t.doc_id == task.doc_id)
        )

    def _passes(self, task: Task, asking: Asking) -> bool:
        held = [self._holds(task, m, asking) for m in asking.mentions]
        if held and not (all(held) if asking.together else any(held)):
            return False
        leading = {p.name for p in task.leader} & set(asking.leaders)
        if asking.leaders and not (leading >= set(asking.leaders) if asking.together else leading):
            return False
        if asking.together and not asking.mentions and not asking.leaders:
            wanted = [r for r in asking.roles if r is not Role.LEADER]
            if wanted and not any(len(task.parties(role)) >= 2 for role in wanted):
                return False
        if asking.without and (not task.labels or any(task.parties(role) for role in asking.without)):
            return False
        return asking.deadline is None or asking.deadline.allows(task)

    @staticmethod
    def _holds(task: Task, mention: Mention, asking: Asking) -> bool:
        """Whether the body has one of the roles said of it (any, when none is said) in a task."""
        if asking.every and len(mention.roles) > 1:
            return all(TaskLists._holds(task, dataclasses.replace(mention, roles=(r,)), asking) for r in mention.roles)
        for role in (Role.LEAD, Role.MAIN, Role.SUPPORT, Role.OWNER):
            if mention.roles and role not in mention.roles and not (role is Role.OWNER and Role.MAIN in mention.roles):
                continue
            parties = task.parties(role)
            mine = [k for k, p in enumerate(parties) if p.canonical == mention.canonical or mention.canonical in p.also]
            if mine and not (asking.alone and len(parties) > 1) and not (asking.first and mine[0] > 0):
                return True
        return False

    def _none(self, asking: Asking, text: str) -> Draft | None:
        """No task passes: say so; what the bodies do otherwise in the same documents follows, each with its role."""
        if not asking.mentions or not any(m.roles for m in asking.mentions):
            return None
        free = dataclasses.replace(
            asking,
            mentions=tuple(Mention(m.canonical, m.word) for m in asking.mentions),
            together=False,
            alone=False,
            first=False,
        )
        others = self.select(free, text) or []
        words = "、".join(m.word for m in asking.mentions)
        said = "、".join(dict.fromkeys(r.label for m in asking.mentions for r in m.roles))
        alone = "单独" if asking.alone else "排第一" if asking.first else ""
        if not others:
            return Draft(
                status=AnswerStatus.NOT_FOUND,
                reason=f"公报中没有找到〈{words}〉{alone}{said}的任务",
                trace=("list none",),
            )
        kept = self.draft_list(free, others)
        sentences = [
            DraftSentence(kind=SentenceKind.FRAME, text=f"没有〈{words}〉{alone}{said}的任务，它承担的是："),
            *(dataclasses.replace(s, newline=True) for s in kept.sentences),
        ]
        return Draft(status=AnswerStatus.ANSWERED, sentences=tuple(sentences), trace=("list none",))

    def _line(self, task: Task, asking: Asking, size: int) -> DraftSentence:
        return DraftSentence(
            kind=SentenceKind.RECORD,
            text=self._row_line(task, asking, size),
            evidence=task_evidence(self.library, task),
            newline=True,
        )

    def _narrowed(self, found: list[Task], asking: Asking, text: str, docs: set[str] | None) -> list[Task]:
        """Keep the tasks that speak of what the question says beside its filters (排水管网), when some clearly do."""
        if len(found) < 2:
            return found
        about = [g for m in _SPEAKS_OF.finditer(text) for g in m.groups() if g]
        drop = (*asking.drop, *((asking.deadline.printed,) if asking.deadline else ()))
        named = self.finder.topics.names_of(docs) + fold(
            " ".join(h for t in found for h in (t.group, *self.library.clause(t.clause_id).headings))
        )
        telling = [
            p
            for p in self.finder.topics.pieces("|".join(about), drop)
            if p.known and p.weight >= TELLING and not any(form in named for form, _ in p.forms)
        ]
        telling = [p for p in telling if any(self.finder.topics.own_share([p], t) for t in found)]
        if not telling:
            return found
        kept = [t for t in found if self.finder.topics.own_share(telling, t) >= 0.6]
        return kept or found

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
        """Count first, then a line per task, grouped by document; as many lines as citations and characters allow."""
        documents = list(dict.fromkeys(t.doc_id for t in tasks))
        sentences = [
            DraftSentence(
                kind=SentenceKind.RECORD, text=f"共{len(tasks)}项：", evidence=task_evidence(self.library, tasks[0])[:1]
            )
        ]
        cited: set[tuple[str, Span]] = set()
        used = 0
        for doc_id in documents:
            mine = [t for t in tasks if t.doc_id == doc_id]
            if len(documents) > 1:
                document = self.library.document(doc_id)
                sentences.append(
                    DraftSentence(
                        kind=SentenceKind.RECORD,
                        text=f"〈{document.number or document.short_title}〉",
                        evidence=task_evidence(self.library, mine[0])[:1],
                        newline=True,
                    )
                )
            for task in mine:
                line = self._line(task, asking, len(tasks))
                keys = {(e.clause_id, e.span) for e in line.evidence}
                if used + len(line.text) > MAX_CHARS or len(cited | keys) > MAX_CITED:
                    break
                cited |= keys
                used += len(line.text) + 6
                sentences.append(line)
                if len(tasks) <= FEW and task.source != "table":
                    sentences += self._text_of(task, asking)
        return Draft(
            status=AnswerStatus.LISTED,
            sentences=tuple(sentences),
            rows=tuple(task_json(self.library, t) for t in tasks),
            trace=(f"list {len(tasks)}",),
        )

    def _row_line(self, task: Task, asking: Asking, size: int) -> str:
        """One row: its name, what it is about when names repeat or the list is short, roles, deadline."""
        name = task_name(task)
        if size <= SHORT and task.source != "table" and task.measure.startswith(task.title):
            name = _short(re.split(r"[。；]", task.measure)[0], 100)
        extra = ""
        if size <= LONG and task.source in ("table", "body") and task.measure:
            said = re.sub(rf"^[\d.．、（）()一二三四五六七八九十]*{re.escape(task.title)}[。；，]?", "", task.measure)
            first = re.split(r"[。；]", said or task.measure)[0]
            if fold(first) != fold(name) and fold(first)[:12] not in fold(name):
                extra = f"（{first if len(first) <= 42 else _short(first, 42)}）"
        wanted = {m.canonical for m in asking.mentions}
        parts = []
        if wanted and size > SHORT:
            for role, party in task.bodies():
                if party.canonical in wanted or wanted & set(party.also):
                    parts.append(f"{party.name}为{task.label(role)}")
        else:
            for role in (Role.LEAD, Role.MAIN, Role.OWNER, Role.SUPPORT):
                parties = self._foremost(task.parties(role), wanted)
                if parties:
                    parts.append(f"{task.label(role)}：{'、'.join(p.name for p in parties)}")
        if task.deadline is not None:
            parts.append(f"完成时限：{task.deadline.text}")
        return f"{name}{extra}——{'；'.join(parts)}。" if parts else f"{name}{extra}。"

    def _text_of(self, task: Task, asking: Asking) -> tuple[DraftSentence, ...]:
        """What a task of running text says: all of a short one, else the sentences that fit the question."""
        clause = self.library.clause(task.clause_id)
        flat = flatten(self.library, clause)
        if task.span == clause.span and len(flat.text) <= 420:
            return (quote_sentence(self.library, clause, flat, 0, len(flat.text), newline=True),)
        return measure_quotes(self.library, task, self.finder.words(asking.text, asking), (), 240)

    @staticmethod
    def _foremost(parties: Sequence[Party], wanted: set[str]) -> tuple[Party, ...]:
        """The first names of a long list, and every one asked for."""
        return tuple(p for k, p in enumerate(parties) if k < 6 or p.canonical in wanted or wanted & set(p.also))


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

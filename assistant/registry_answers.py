"""Answers from the registry: who owns what, lists, leaders, status of documents, comparisons.

``RegistryAnswers.ask`` returns ``None`` when the question is no registry question or
nothing fits well; then the text pipeline answers.
"""

from __future__ import annotations

import calendar
import dataclasses
import re
from collections.abc import Callable, Sequence
from datetime import date

from assistant.drafts import Draft
from assistant.followups import leans_back, merged
from assistant.records import AnswerStatus
from assistant.registry_comparing import TaskComparisons, both_places
from assistant.registry_counts import TaskCounts
from assistant.registry_enumerations import Enumerations
from assistant.registry_finding import Scores, TaskFinder
from assistant.registry_followups import deputy, named_anew, revised
from assistant.registry_groups import GroupAnswers, asks_post
from assistant.registry_lists import TaskLists
from assistant.registry_naming import RoleNames
from assistant.registry_notices import add_registry_notices
from assistant.registry_parts import askings, joined, tasks_of
from assistant.registry_people import PeopleAnswers
from assistant.registry_reading import Asking, read_asking
from assistant.registry_status import StatusAnswers, asked_of_document, is_status_question, speaks_of_force
from assistant.registry_tasks import TaskOwners
from assistant.registry_words import asks_bodies, spelled
from index.library import Library
from index.numerals import DOCUMENT_NUMBER_RE, find_dates
from index.registry import Registry
from index.registry.records import Role
from index.registry.topics import TopicIndex
from index.tokens import fold

__all__ = ["RegistryAnswers"]


OWN, OWN_MASS, FAR = 0.5, 2.5, 0.95
"""How well a task must fit the words of a part alone, and how far before the next one."""
CLEARLY = 0.8
"""A follow-up that fits a task so well asks about that task, whatever else it names."""
MANY = 99
"""So many content words that only the words of a question can show that it leans on another."""
_DONE = re.compile(r"(?:要|得|应|能)?(?:完成|办完|做完|干完|搞定|到期|截止)")
_NO_MATTER = frozenset({"落实", "办理", "执行", "完成", "实施", "任务", "工作", "单位", "部门"})
_AMONG = re.compile(r"^(?:这|那)?(?:里头|里面|其中|当中|中间|里边)|[那哪][件份]|有没有")
_MAIN_ASKED = re.compile(r"(?:主责|责任)(?:单位|部门)?(?:的)?(?:是|有|都|呢|写|为|分别|各|差|不|一样|区别|[？。]|$)")


class RegistryAnswers:
    """Answers registry questions over one library. Cheap to construct; indexes are built on first use."""

    def __init__(
        self,
        library: Library,
        registry: Registry,
        words: Callable[[str], list[str]] | None = None,
        search: Scores | None = None,
        cited: Callable[[str, date], Sequence[str]] | None = None,
    ) -> None:
        self.library = library
        self.registry = registry
        self._cited = cited
        self.topics = TopicIndex(library, registry.tasks, words)
        self.finder = TaskFinder(library, registry, self.topics, search)
        self.tasks = TaskOwners(library, self.finder)
        self.lists = TaskLists(library, registry, self.finder)
        self.items = Enumerations(library, self.topics, self.finder.read)
        self.counts = TaskCounts(self.lists)
        self.named = RoleNames(library, registry)
        self.comparing = TaskComparisons(library, registry, self.finder, self.lists)
        self.people = PeopleAnswers(library, registry)
        self.groups = GroupAnswers(library, registry)
        self.status = StatusAnswers(
            library, registry, TopicIndex(library, registry.tasks), self.finder.read if search else None
        )  # titles are matched by pairs of characters
        issued = [d.issued.year for d in library.documents if d.issued is not None]
        self._year = max(set(issued), key=issued.count) if issued else None
        self._bodies = tuple(
            dict.fromkeys(
                p.name
                for t in registry.tasks
                for _, p in t.bodies()
                if 3 <= len(p.name) <= 16
                and (not p.collective or not re.match(r"相关|有关|其他|各相关|各有关", p.name))
            )
        )

    def ask(self, text: str, history: tuple[str, ...], as_of: date) -> Draft | None:
        """The draft of an answer, or None.

        Args:
            text: The normalised question.
            history: Earlier questions, oldest first, normalised.
            as_of: The day the answer is for.
        """
        typed, text, history = text, spelled(text), tuple(spelled(h) for h in history)
        day = _day_named(text) or as_of
        draft = self._ask(text, history, day)
        if draft is not None and "people" in draft.trace and text.endswith("由谁分管？") and text != typed:
            draft = dataclasses.replace(draft, trace=("sure", *draft.trace))
        return self._with_notices(draft, day) if draft is not None else None

    def _ask(self, text: str, history: tuple[str, ...], as_of: date, whole: bool = True) -> Draft | None:
        if whole and not history and (parts := self._in_parts(text, as_of)) is not None:
            return parts
        if re.search(r"(?:^|那|这)(?:他|她)|他(?:还)?(?:分管|联系|负责)", text) and history:
            draft = self.people.ask(self._read(text), text, history, as_of)
            if draft is not None:
                return draft
        if history and (second := deputy(text, history[-1])) is not None:
            return self._alone(second, (), as_of)
        if history and (again := self.groups.again(text, history[-1])) is not None:
            return again
        earlier = self._earlier(history)
        if earlier is not None and self.status.lists.names_list(earlier) and (self._leans(text) or _AMONG.search(text)):
            if (re.search(r"\d号", text) or not leans_back(text, MANY)) and (
                draft := self.status.ask(text, as_of)
            ) is not None:
                return draft
            draft = self.status.lists.listing(text) or self.status.lists.among(text)
            if draft is not None:
                return draft
        if earlier is not None and (same := self._of_same_clause(text, self._read(text), earlier, as_of)) is not None:
            return same
        if earlier is None or not self._leans(text):
            draft = self._alone(text, history, as_of)
            if draft is not None or earlier is None:
                return draft
            # a question of its own that nothing fits may still lean on the one before
            return self._alone(merged(text, earlier), (), as_of) if self._names_roles(text) else None
        now, before = self._read(text), self._asked_before(earlier, history)
        if not now.mentions and (spoken := self.registry.departments.spoken(text)):
            text = spoken
            now = self._read(text)
        if before.lists and not (now.mentions or now.leaders or now.roles) and self._other_document(text, earlier, now):
            moved = self.lists.listing(before, text)
            if moved is not None:
                return moved
        if (renamed := self.named.renamed(text, earlier)) is not None and (
            draft := self.named.ask(renamed)
        ) is not None:
            return draft
        if before.lists and now.deadline and not before.deadline and not (now.mentions or now.leaders):
            wanted = dataclasses.replace(before, deadline=now.deadline)
            if self.lists.select(wanted, earlier) == []:
                return Draft(
                    status=AnswerStatus.NOT_FOUND,
                    reason=f"其中没有完成时限符合〈{now.deadline.printed}〉的任务",
                    trace=("list none",),
                )
            if (kept := self.lists.listing(wanted, earlier)) is not None:
                return kept
        if (
            not (now.mentions or now.leaders or now.numbers or now.deadline)
            and (draft := self._own_topic(text, earlier, before, CLEARLY)) is not None
        ):
            return draft
        anew = revised(text, now, earlier, before)
        if anew is not None:
            draft = self._alone(anew, history, as_of)
            if draft is not None:
                return draft
        own = self._other_status(text, earlier, as_of) or (
            None if asks_post(text) else self._own_topic(text, earlier, before) or self._sibling(text, earlier, before)
        )
        if own is not None:
            return own
        return self._alone(merged(text, earlier), history, as_of)

    def _of_same_clause(self, text: str, now: Asking, earlier: str, as_of: date) -> Draft | None:
        """A follow-up without a matter of its own (谁牵头？什么时候完？): the task of the clause that answered the question before."""
        if (
            self._cited is None
            or now.mentions
            or now.leaders
            or now.numbers
            or now.deadline
            or not (now.who or now.when or now.roles)
            or any(len(w) > 1 and w not in _NO_MATTER for w in self.finder.words(text, now))
        ):
            return None
        for clause_id in self._cited(earlier, as_of)[:3]:
            found = [t for t in self.registry.tasks if t.clause_id == clause_id and not t.weak]
            if len(found) > 1:
                return None
            if found:
                draft = self.tasks.about(dataclasses.replace(now, who=True), text, found)
                return dataclasses.replace(draft, trace=("clear", "same clause", *draft.trace))
        return None

    def _other_status(self, text: str, earlier: str, as_of: date) -> Draft | None:
        """What the earlier question asked of one document, asked of the one the follow-up names (建设费办法呢)."""
        asked = asked_of_document(earlier)
        topic = re.sub(r"^(?:那么?|还有|另外)|(?:那个|这个)?呢?[？。]?$", "", text)
        if asked is None or is_status_question(text) or len(topic) < 2:
            return None
        document = (
            "" if re.search(r"通告|办法|文件|规定|通知|方案|细则|意见|措施", topic) else self._document_word(earlier)
        )
        return self.status.ask(f"{topic}{document}{asked}", as_of)

    @staticmethod
    def _document_word(text: str) -> str:
        found = re.search(r"通告|办法|规定|通知|方案|细则|意见|措施|文件", text)
        return f"的{found.group()}" if found else "的规定"

    def _other_document(self, text: str, earlier: str, now: Asking) -> bool:
        """Whether a follow-up names another document than the question before."""
        docs = self.finder.documents(now, text)
        return docs is not None and docs != self.finder.documents(self._read(earlier), earlier)

    def _leans(self, text: str) -> bool:
        return leans_back(text, 3 if len(text) > 10 else 2)

    def _earlier(self, history: tuple[str, ...]) -> str | None:
        """The last question that stands on its own, with what later ones changed."""
        if not history:
            return None
        earlier = history[-1]
        if len(history) > 1 and (self._leans(earlier) or self._names_roles(earlier)) and not self._has_topic(earlier):
            earlier = merged(earlier, history[-2])
        return earlier

    @staticmethod
    def _names_roles(text: str) -> bool:
        return re.search(r"牵头|配合|协办|主责|责任单位|参与|领导|什么时候|时限|哪天|几月", text) is not None

    def _has_topic(self, text: str) -> bool:
        found = self.topics.match(text, limit=1)
        return bool(found) and found[0].share >= 0.5 and found[0].mass >= 4

    def _asked_before(self, earlier: str, history: tuple[str, ...]) -> Asking:
        """The earlier question as read; what it asks for is taken from the last question that asks when it only names (进学校的呢)."""
        before = self._read(earlier)
        for asked in (before, *(self._read(h) for h in reversed(history))):
            if asked.roles or asked.who or asked.when or asked.lists:
                return dataclasses.replace(before, roles=asked.roles, who=asked.who, when=asked.when, lists=asked.lists)
        return before

    def _own_topic(self, text: str, earlier: str, before: Asking, level: float = 0.55) -> Draft | None:
        """A follow-up that names another task (那粪污处理呢？): its topic, the earlier question's asking."""
        if self.people.names_office(text) or not (
            re.search(r"呢[？。]?$", text) or self._names_roles(text) or asks_bodies(text)
        ):
            return None
        if not (before.roles or before.who or before.when):
            return None
        found = self.topics.match(_DONE.sub("", text), limit=2)
        if not found or found[0].share < level or found[0].mass < 5:
            return None
        home = self.finder.matches(before, earlier)
        if home and home[0].share >= 0.4:  # the same document before all others
            docs = {home[0].task.doc_id}
            near = self.topics.match(text, within=lambda t: t.doc_id in docs, limit=1)
            if near and near[0].share >= 0.5 * found[0].share:
                number = self.library.document(home[0].task.doc_id).number
                before = dataclasses.replace(before, numbers=(number,) if number else ())
        asking = dataclasses.replace(self._read(text), roles=before.roles, numbers=before.numbers, who=True)
        return self.tasks.single(asking, text)

    def _sibling(self, text: str, earlier: str, before: Asking) -> Draft | None:
        """A follow-up that changes one word of a title (进机关…？ 那社区呢？): the task under the same heading with that word."""
        topic = named_anew(text)
        home = self.finder.matches(before, earlier)[:1]
        if not topic or not home or home[0].share < 0.4 or not (before.roles or before.who or before.when):
            return None
        known = home[0].task
        near = [
            t
            for t in self.registry.tasks
            if (t.doc_id, t.source, t.group) == (known.doc_id, known.source, known.group) and topic in fold(t.title)
        ]
        if len(near) != 1:
            return None
        draft = self.tasks.about(dataclasses.replace(before, who=True), text, near)
        return dataclasses.replace(draft, trace=("clear", *draft.trace))

    def _in_parts(self, text: str, as_of: date) -> Draft | None:
        """Questions side by side, each with a clear answer of its own (甲归谁？乙又是哪家？)."""
        pieces = [p for p in re.split(r"[？；]", text) if len(p) >= 3]
        one = len(pieces) == 1
        pieces = askings(pieces[0]) if one else pieces
        if not 2 <= len(pieces) <= 3:
            return None
        drafts = [self._ask(pieces[0], (), as_of, whole=False)]
        for piece in pieces[1:]:
            draft = self._ask(piece, (pieces[0],), as_of, whole=False)
            if (
                re.match(r"它|该|其", piece)
                and draft is not None
                and drafts[0] is not None
                and draft.trace == drafts[0].trace
            ):
                draft = self._alone(piece, (), as_of) or draft
            if draft is None or (drafts[0] is not None and tasks_of(draft) & tasks_of(drafts[0])):
                draft = self._beside(piece, drafts[0]) or draft
            drafts.append(draft)
        return joined(drafts, strict=one)

    def _beside(self, piece: str, first: Draft | None) -> Draft | None:
        """A task of the first part's document, but not the same one, that the words of a later part tell by themselves."""
        known = tasks_of(first) if first is not None else set()
        home = next((t.doc_id for t in self.registry.tasks if t.task_id in known), None)
        if home is None or not asks_bodies(piece):
            return None
        found = [m for m in self.topics.match(piece, within=lambda t: t.doc_id == home) if m.mass >= OWN_MASS]
        if not found or found[0].share < OWN or found[0].task.task_id in known:
            return None
        rivals = [m for m in found[1:] if m.task.clause_id != found[0].task.clause_id and m.task.source != "article"]
        pair = self.finder.partner(found[0].task)
        if any(m.share > FAR * found[0].share and m.task is not pair for m in rivals):
            return None
        draft = self.tasks.about(self._read(piece), piece, [found[0].task], pair)
        return dataclasses.replace(draft, trace=("clear", *draft.trace))

    def _alone(self, text: str, history: tuple[str, ...], as_of: date) -> Draft | None:
        """A question that stands on its own: the first reading that has an answer."""
        asking = self._read(text)
        if not asking.mentions and (spoken := self.registry.departments.spoken(text)):
            text, asking = spoken, self._read(spoken)
        readings: list[Callable[[], Draft | None]] = []
        if len(asking.numbers) >= 2:
            readings.append(lambda: self.status.lists.compare(text, as_of))
        if asking.lists or re.search(
            r"哪[些几两]|哪一?[件份]|几[件个]|多少[件个份]|废[^，。？]{0,6}\d+[件个份]|目录|最[早老新近]", text
        ):
            readings.append(lambda: self.status.lists.listing(text))
        life = is_status_question(text)
        if (
            life
            and (not asking.lists or speaks_of_force(text))
            and not (asking.who and self._owned(asking, text) and not speaks_of_force(text))
        ):
            readings.append(lambda: self.status.ask(text, as_of))
        tasks_first = asking.who and not self.people.names_office(text) and self._owned(asking, text)
        if tasks_first and all(r is Role.LEADER for r in asking.roles):  # 哪位区领导管X: a field of work, or a task
            tasks_first = self.people.covers(text, as_of) < (0.34 if asking.roles else 0.5)
        readings.append(lambda: self.named.ask(text))
        group = lambda: self.groups.ask(text)  # noqa: E731
        people = lambda: self.people.ask(asking, text, history, as_of)  # noqa: E731
        tasks = lambda: self._tasks(asking, text)  # noqa: E731
        fields = lambda: self.people.of_field(text, as_of)  # noqa: E731
        free = asking.who and not (asking.mentions or asking.roles)
        readings += [group, *([tasks, people] if tasks_first else [people, tasks])]
        if free and not tasks_first:
            readings.insert(-1, fields)
        if not (asking.mentions or asking.leaders or asking.roles or asking.deadline):
            readings.append(lambda: self.items.ask(text))
        if free and tasks_first:
            readings.append(fields)
        return next((draft for read in readings if (draft := read()) is not None), None)

    def _owned(self, asking: Asking, text: str) -> bool:
        """Whether a task speaks of the question clearly."""
        found = self.finder.matches(asking, text)
        return bool(found) and found[0].share >= 0.5 and found[0].mass >= 5

    def _read(self, text: str) -> Asking:
        return read_asking(
            text, self.registry.departments, self.people.names, self._bodies, self._year, self.registry.number_prefixes
        )

    def _tasks(self, asking: Asking, text: str) -> Draft | None:
        roles = {r for r in asking.roles if r is not Role.LEADER}
        task_words = (
            asking.who
            or asking.role
            or (bool(roles) and (roles != {Role.MAIN} or _MAIN_ASKED.search(text) is not None))
        )
        if task_words and (same := self.comparing.namesakes(asking, text)) is not None:
            return same
        counts = self.counts.ask(asking, text)
        if counts is not None:
            return counts
        if asking.lists and (asking.duty or asking.deadline) and not self._asks_who_of_several(asking, text):
            draft = self.lists.listing(asking, text)
            if draft is not None:
                return draft
        if not (asking.mentions or asking.leaders or asking.roles) and (group := self.lists.of_group(asking, text)):
            return group
        if (
            len(asking.bodies) >= 2
            and re.search(
                r"各(?:自)?(?:管|负责|承担|干)|分别(?:管|负责|承担)|(?:角色|分工|职责)[^，。？]{0,4}(?:不同|区别|一样)",
                text,
            )
            and not asking.leaders
        ):
            draft = self.comparing.each_body(asking, text)
            if draft is not None:
                return draft
        if re.search(r"各管|各负责|各自负责|分别负责|各承担|各干", text) and not asking.bodies and not asking.leaders:
            draft = self.comparing.overview(asking, text)
            if draft is not None:
                return draft
        if (asking.compares and (task_words or asking.when)) or both_places(text):
            draft = self.comparing.compare(asking, text)
            if draft is not None:
                return draft
        if asking.who and not asking.roles and (acts := self.comparing.acts(asking, text)):
            return acts
        if task_words or (
            asking.when
            and Role.LEADER not in asking.roles
            and re.search(r"完成|弄完|办完|做完|修好|查完|建好|装好|交|截止|时限|期限", text)
        ):
            several = self._several(asking, text)
            if several is not None:
                return several
            return self.tasks.single(asking, text)
        return None

    def _asks_who_of_several(self, asking: Asking, text: str) -> bool:
        return (
            bool(re.search(r"分别(?:是|由)?哪|各(?:由|归)谁|分别归", text))
            and not asking.leaders
            and not asking.deadline
        )

    def _several(self, asking: Asking, text: str) -> Draft | None:
        """「甲、乙、丙分别是哪家」: one task per named thing, in one document."""
        if not re.search(r"分别|各(?:由|归|是)|各管|又是谁|又归", text):
            return None
        return self.comparing.several(asking, text)

    def _with_notices(self, draft: Draft, as_of: date) -> Draft:
        """A document that is repealed or over never answers silently; places that disagree are told."""
        if draft.trace and draft.trace[0].startswith("status"):
            return draft
        return add_registry_notices(self.registry, draft, as_of)


def _day_named(text: str) -> date | None:
    """The day a question speaks of (2024年6月还有效吗); the last of a month; None when it names none or several."""
    bare = DOCUMENT_NUMBER_RE.sub(" ", text)
    found = [
        f
        for f in find_dates(bare)
        if re.match(
            r"[^，。？]{0,3}(?:底|末)?[，,时]|[^，。？]{0,12}(?:还|是否|分管|开始|生效|有效|归|谁|按)", bare[f.end :]
        )
    ]
    if len(found) != 1 or len(find_dates(bare)) != 1 or re.search(r"完成|时限|任务|到期|截止", bare):
        return None
    only = found[0]
    if only.day:
        return only.value
    return date(only.value.year, only.value.month, calendar.monthrange(only.value.year, only.value.month)[1])

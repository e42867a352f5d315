"""Which task or document a question is about, and which tasks stand in body and table."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from functools import cached_property, lru_cache

from assistant.registry_reading import Asking
from index.lexicon.synonyms import expand
from index.library import Library
from index.registry import Registry
from index.registry.records import Role, Task
from index.registry.topics import Match, TopicIndex, content_of
from index.tokens import fold

__all__ = ["Scores", "TaskFinder", "title_key"]


Scores = Callable[[str], Mapping[str, float]]
"""What the search of the text makes of a question: clause ids with their scores."""
READ, LEADERLESS, TITLED, WEAK = 0.45, 0.8, 1.2, 0.85
"""How much the search of the text weighs beside the words of the task; factors of a task without leader, of a quoted title and of a sentence that only mentions an act."""
_ASKED = r"(?:谁|哪(?:个|家|几家)?(?:部门|单位|局|机构)?)"
_ACT = re.compile(
    rf"{_ASKED}(?:来|去|给|在)?(?P<after>[\u4e00-\u9fff]{{1,2}})(?=[，。？；]|$|[\u4e00-\u9fff])"
    rf"|(?P<over>[收发批审定拨征评查罚算])[\u4e00-\u9fff]{{2,8}}的(?:又|都|人|单位|部门)?是{_ASKED}"
    rf"|(?P<before>[\u4e00-\u9fff]{{2}})的(?:又|都|人|单位|部门)?是{_ASKED}"
)
_NO_ACT = "管负牵配责主做干弄办抓当是有家个的呢吗些几位里分协承"
OTHER, PLAINLY = 0.8, 1.4
"""Factor of a task of another document than the one that the question names so much more plainly than any other."""
_FILTERS = re.compile(
    r"表(?=[里中上内前第的，。？]|$)|单独|独自|独家|唯一|共同|一起|一块儿?|一道|联合|联手|并列|同时|一共|总共|分别|各自|最[多少早晚]|更[多少]|排(?:在)?(?:第一|首位|最前)"
)
"""Words that say which tasks of a list are meant; they name no document."""
_DOUBTED = re.compile(r"[吗么吧][？。]?$|是不是|对不对|对吧")
"""Whether what the question says of a body is asked, so that it tells nothing of the task."""
_QUOTED = re.compile(r"[“「『]([^”」』]{4,20})[”」』]")


class TaskFinder:
    """Looks tasks up for the answerers; ``search`` scores the clauses of the text for a question."""

    def __init__(self, library: Library, registry: Registry, topics: TopicIndex, search: Scores | None = None) -> None:
        self.library = library
        self.registry = registry
        self.topics = topics
        self.search = search
        self._searched: tuple[str, Mapping[str, float]] = ("", {})

    def read(self, text: str) -> Mapping[str, float]:
        """The scores of the last question, the best clause at 1."""
        if self.search is None:
            return {}
        if self._searched[0] != text:
            found = self.search(text)
            top = max(found.values(), default=0.0)
            self._searched = (text, {i: max(0.0, s / top) for i, s in found.items()} if top > 0 else {})
        return self._searched[1]

    def partner(self, task: Task) -> Task | None:
        """The same task in the body (for a table row) or in the table (for a body item)."""
        other = {"table": "body", "body": "table"}.get(task.source)
        if other is None:
            return None
        key = title_key(task.title)
        here = [t for t in self.registry.tasks if t.doc_id == task.doc_id and t.source == other]
        exact = [t for t in here if title_key(t.title) == key]
        if len(exact) == 1:
            return exact[0]
        numbered = [t for t in here if t.seq == task.seq and _overlap(t.title, task.title) >= 0.5]
        return numbered[0] if len(numbered) == 1 else None

    def documents(self, asking: Asking, text: str) -> set[str] | None:
        """Documents the question names by number or by words of their titles; None for all."""
        if asking.numbers:
            return {d.doc_id for n in asking.numbers for d in self.library.find_documents(n)}
        if asking.loose:
            numbered = {
                d.doc_id
                for d in self.library.documents
                if d.number is not None and int(re.findall(r"\d+", d.number)[-1]) in asking.loose
            }
            if numbered:
                return numbered
        named = (*asking.drop, *((asking.deadline.printed,) if asking.deadline else ()))
        scored = self.topics.documents(content_of(_FILTERS.sub(" ", text), named))
        if not scored or scored[0][0] < 1.5:
            return None
        return {i for s, i in scored if s >= 0.75 * scored[0][0]}

    def matches(self, asking: Asking, text: str, tail: str = "") -> tuple[Match, ...]:
        """The tasks that a question, or a part of it beside its ``tail``, speaks of; the likeliest first."""
        return self._matched(asking, text, tail)

    @cached_property
    def _matched(self) -> Callable[[Asking, str, str], tuple[Match, ...]]:
        return lru_cache(maxsize=8)(self._match)  # the readings of one question match the same words again

    def _match(self, asking: Asking, text: str, tail: str) -> tuple[Match, ...]:
        docs = {d.doc_id for n in asking.numbers for d in self.library.find_documents(n)}

        def within(task: Task) -> bool:
            if docs and task.doc_id not in docs:
                return False
            if asking.in_body and task.source == "table":
                return False
            return not (
                asking.rows
                and task.seq.isdigit()
                and task.source == "table"
                and asking.in_table
                and int(task.seq) not in asking.rows
            )

        found = list(
            self.topics.match(
                text, within=within, drop=asking.drop if len(content_of(text, asking.drop)) >= 8 else (), limit=30
            )
        )
        read = self.read(text) if found and not tail else {}
        if read:
            found = [
                dataclasses.replace(m, share=m.share * (1 - READ + READ * read.get(m.task.clause_id, 0.0)))
                for m in found
            ]
            found.sort(key=lambda m: -m.share)
        found = found[:12]
        if tail and found:
            whole = {m.task.task_id: m.share for m in self.topics.match(tail, within=within, limit=40)}
            found.sort(key=lambda m: -(m.share + 0.35 * whole.get(m.task.task_id, 0.0)))
        found.sort(
            key=lambda m: (
                -m.share
                * (
                    0.82
                    if m.task.bodies() and all(p.collective for _, p in m.task.bodies()) and not m.task.leader
                    else 1.0
                )
            )
        )
        if Role.LEADER in asking.roles:  # a task without a leader cannot tell who leads it
            found = [m if m.task.leader else dataclasses.replace(m, share=m.share * LEADERLESS) for m in found]
            found.sort(key=lambda m: -m.share)
        if quoted := {fold(q) for q in _QUOTED.findall(text)}:  # a name in quotation marks is the title's own
            found = [
                dataclasses.replace(m, share=m.share * TITLED) if any(q in fold(m.task.title) for q in quoted) else m
                for m in found
            ]
            found.sort(key=lambda m: -m.share)
        scored = self.topics.documents(content_of(text, asking.drop))[:2]
        hinted = {i for s, i in scored[:1] if s >= 1.5}
        if hinted and found:
            other = OTHER if len(scored) < 2 or scored[1][0] * PLAINLY <= scored[0][0] else 1.0
            found = [
                dataclasses.replace(m, share=m.share * (1.15 if m.task.doc_id in hinted else other)) for m in found
            ]
            found.sort(key=lambda m: -m.share)
        if acts := _acts(text):  # 谁核定 is about the sentence that speaks of 核定, not about its neighbours
            found = [
                dataclasses.replace(m, share=m.share * TITLED)
                if any(a in fold(m.task.title or m.task.measure[:60]) for a in acts)
                else m
                for m in found
            ]
            found.sort(key=lambda m: -m.share)
        if doubted := asking.role and _DOUBTED.search(text) is not None:
            found.sort(key=lambda m: -m.share * (WEAK if m.task.weak else 1.0))
        named = {c for c, _ in asking.bodies}
        if named and found and not doubted:
            found.sort(
                key=lambda m: -m.share * (1.12 if any(p.canonical in named for _, p in m.task.bodies()) else 1.0)
            )
        if found and not asking.in_table and found[0].task.source == "table" and not found[0].task.measure:
            pair = self.partner(found[0].task)
            if pair is not None:
                found = [dataclasses.replace(found[0], task=pair), *(m for m in found[1:] if m.task is not pair)]
        return tuple(found)

    def words(self, text: str, asking: Asking) -> list[str]:
        return [form for piece in self.topics.pieces(text, asking.drop) for form, _ in piece.forms]


def _acts(text: str) -> tuple[str, ...]:
    """What somebody is asked to have done (谁核定, 收钱的是谁), in the words of the question and of the lexicon."""
    found: list[str] = []
    for m in _ACT.finditer(text):
        act = m["after"] or m["over"] or m["before"]
        if act[:1] in _NO_ACT:
            continue
        found += [act] if len(act) > 1 else [w for e in expand(f"谁{act}") for w in e.means if len(w) > 1]
        if not m["over"]:
            found += [w for e in expand(text) if e.start < m.end() and m.start() < e.end for w in e.means if len(w) > 1]
    return tuple(dict.fromkeys(fold(w) for w in found))


def title_key(title: str) -> str:
    """A title in comparable form, words of emphasis left out."""
    return re.sub(r"[\s\d.．、“”\"()（）]|区级?|加快|持续|强化|加强|推进", "", title)


def _overlap(a: str, b: str) -> float:
    left, right = {a[i : i + 2] for i in range(len(a) - 1)}, {b[i : i + 2] for i in range(len(b) - 1)}
    return len(left & right) / max(1, min(len(left), len(right)))

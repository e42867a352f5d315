"""Tasks side by side: two tasks, several named things, two bodies, body against table."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from assistant.drafts import Draft, DraftSentence
from assistant.records import AnswerStatus, SentenceKind
from assistant.registry_drafts import capped, measure_quotes, task_evidence, task_line, task_name
from assistant.registry_finding import TaskFinder, title_key
from assistant.registry_lists import TaskLists, within_limit
from assistant.registry_reading import Asking
from index.library import Library
from index.registry import Registry
from index.registry.records import Task
from index.registry.tasks import task_json
from index.tokens import fold

__all__ = ["TaskComparisons", "both_places", "sides_of"]

_ACT = re.compile(
    r"(?:又|再|还|最后|然后)?(?:是|由|归)?(?:谁|哪[个家]?(?:局|部门|单位|家)?)(?!配合|协办|牵头|主责|参与)(?=[^哪谁些几]{1,6}$)"
)
_SEVERAL = re.compile(r"[两俩几二三四][行条个回次处项遍张]|同名|多次|都叫|重名")
FIRM, ALONE = 0.8, 1.8
"""A task said outright goes before one read from a verb, when it fits this well beside the best; so far before the next a task is meant by several things."""


class TaskComparisons:
    """Drafts about several tasks."""

    def __init__(self, library: Library, registry: Registry, finder: TaskFinder, lists: TaskLists) -> None:
        self.library = library
        self.registry = registry
        self.finder = finder
        self.lists = lists

    def compare(self, asking: Asking, text: str) -> Draft | None:
        """Two tasks side by side, or body against table."""
        matches = self.finder.matches(dataclasses.replace(asking, rows=()), text)
        if both_places(text):
            named = self.finder.documents(asking, text)
            numbered = [
                t
                for t in self.registry.tasks
                if t.source == "table"
                and t.seq.isdigit()
                and int(t.seq) in asking.rows
                and self.finder.partner(t) is not None
            ]
            numbered = [t for t in numbered if named and t.doc_id in named] or numbered
            if len(numbered) == 1:
                return self._body_and_table(numbered[0], self.finder.partner(numbered[0]) or numbered[0])
        if not matches or matches[0].share < 0.34:
            return None
        best = matches[0].task
        if both_places(text):
            pair = self.finder.partner(best)
            if pair is not None:
                return self._body_and_table(best, pair)
        parts = sides_of(text)
        chosen: list[Task] = []
        for part in parts:
            found = self.finder.matches(asking, part, tail=text)
            firm = [m for m in found if m.share >= FIRM * found[0].share and not m.task.weak]
            pick = next(
                (
                    m.task
                    for m in (*firm, *(m for m in found if m not in firm))
                    if m.task.doc_id == best.doc_id
                    and all(
                        m.task.clause_id != c.clause_id or (m.task.source == "article" and m.task is not c)
                        for c in chosen
                    )
                ),
                None,
            )
            if pick is not None and found[0].share >= 0.3:
                chosen.append(pick)
        same = [
            m.task
            for m in matches
            if fold(m.task.title)
            and title_key(m.task.title)[-8:] == title_key(best.title)[-8:]
            and m.task.doc_id == best.doc_id
        ]
        if (
            len(same) >= 2
            and re.search(r"[两几二三四五六多]行|[两几二三四五六]?[回次处项]|同名|多次", text)
            and len(chosen) < 2
        ):
            chosen = sorted(same, key=lambda t: t.span.start)[:4]
        if len(chosen) < 2:
            return None
        return self._beside(chosen[:4], asking, text, 90)

    def namesakes(self, asking: Asking, text: str) -> Draft | None:
        """All rows of the title in quotation marks, when the question says that there are several."""
        if not _SEVERAL.search(text):
            return None
        titles = {title_key(q) for q in re.findall(r"[“「『]([^”」』]{3,24})[”」』]", text)}
        docs = self.finder.documents(asking, text)
        same = [t for t in self.registry.tasks if title_key(t.title) in titles and t.source == "table"]
        same = [t for t in same if docs and t.doc_id in docs] or same
        if not 2 <= len(same) <= 4 or len({t.doc_id for t in same}) > 1:
            return None
        return self._beside(same, asking, text, 90)

    def each_body(self, asking: Asking, text: str) -> Draft | None:
        """「甲和乙各管什么」: for each body named its task that fits the question best."""
        chosen: list[Task] = []
        for canonical, _word in asking.bodies:

            def owned(task: Task, name: str = canonical) -> bool:
                return any(p.canonical == name for _, p in task.bodies())

            found = [m for m in self.finder.matches(asking, text) if owned(m.task)]
            if not found:
                found = [m for m in self.finder.topics.match(text, drop=asking.drop, within=owned) if m.mass >= 3.0]
            pick = next((m.task for m in found if m.task not in chosen), None)
            if pick is not None:
                chosen.append(pick)
        if len(chosen) < 2:
            return None
        return self._beside(chosen, asking, text)

    def acts(self, asking: Asking, text: str) -> Draft | None:
        """「X谁审核，谁收，谁惩戒」: one task for each act, all of one document; None unless each finds its own."""
        pieces = [p for p in re.split(r"[，、？；]", text) if p]
        if len(pieces) < 2 or not all(_ACT.match(p) for p in pieces[1:]) or (first := _ACT.search(pieces[0])) is None:
            return None
        topic = pieces[0][: first.start()]
        if len(topic) < 2:
            return None
        chosen: list[Task] = []
        for piece in (pieces[0][first.start() :], *pieces[1:]):
            found = [m for m in self.finder.matches(asking, topic + piece) if m.share >= 0.34 and m.mass >= 3.0]
            if not found or (chosen and found[0].task.doc_id != chosen[0].doc_id):
                return None
            near = [m.task for m in found if m.share >= FIRM * found[0].share and m.task.doc_id == found[0].task.doc_id]
            pick = next((t for t in near if not t.weak), near[0])
            if pick not in chosen:
                chosen.append(pick)
        if len(chosen) < 2:
            return None
        return self._beside(chosen, asking, text)

    def several(self, asking: Asking, text: str) -> Draft | None:
        """One task for each of several named things, all in the document the question is about."""
        items = _items(text)
        if len(items) < 2:
            return None
        whole = self.finder.matches(asking, text)
        if not whole:
            return None
        docs: dict[str, float] = {}
        for item in items:
            fits: dict[str, float] = {}
            for m in self.finder.matches(asking, item, tail=text)[:4]:
                fits[m.task.doc_id] = max(fits.get(m.task.doc_id, 0.0), m.share)
            for doc_id, share in fits.items():
                docs[doc_id] = docs.get(doc_id, 0.0) + share
        named = self.finder.documents(asking, text)
        for doc_id in named or ():
            docs[doc_id] = docs.get(doc_id, 0.0) + 0.5
        best = max(docs, key=lambda i: docs[i], default=None)
        chosen: list[Task] = []
        number = self.library.document(best).number if best is not None else None
        here = dataclasses.replace(asking, numbers=(number,)) if number else asking
        for item in items:
            found = [m for m in self.finder.matches(here, item, tail=text) if m.task.doc_id == best and m.share >= 0.15]
            if found and found[0].task in chosen and (len(found) < 2 or found[0].share >= ALONE * found[1].share):
                continue  # one task for both
            pick = next((m.task for m in found if m.task not in chosen), None)
            if pick is not None:
                chosen.append(pick)
        if len(chosen) < 2:
            return None
        return Draft(
            status=AnswerStatus.LISTED,
            sentences=within_limit(self._lines(chosen)),
            rows=tuple(task_json(self.library, t) for t in chosen),
            trace=(f"several {len(chosen)}",),
        )

    def overview(self, asking: Asking, text: str) -> Draft | None:
        """Who does what in the document or clause the question is about."""
        docs = self.finder.documents(asking, text)
        if not docs or len(docs) > 1:
            return None
        mine = [t for t in self.registry.tasks if t.doc_id in docs]
        groups: dict[str, list[Task]] = {}
        for task in mine:
            clause = self.library.clause(task.clause_id)
            groups.setdefault(
                task.clause_id if task.source == "article" else (clause.parent_id or task.doc_id), []
            ).append(task)
        if not groups:
            return None
        best = max(
            groups.values(),
            key=lambda g: (
                len({p.canonical for t in g for _, p in t.bodies()}) * (1.0 if any(not t.weak for t in g) else 0.5)
            ),
        )
        return self.lists.draft_list(asking, best) if len(best) >= 3 else None

    def _lines(self, chosen: Sequence[Task]) -> list[DraftSentence]:
        """A record line for each task."""
        return [
            DraftSentence(
                kind=SentenceKind.RECORD,
                text=f"{task_line(t)}。",
                evidence=task_evidence(self.library, t),
                newline=k > 0,
            )
            for k, t in enumerate(chosen)
        ]

    def _beside(self, chosen: Sequence[Task], asking: Asking, text: str, room: int = 120) -> Draft:
        """The record lines of several tasks, then for each of the first three a quote of ``room`` characters at most."""
        sentences = self._lines(chosen)
        wanted = self.finder.words(text, asking)
        for task in chosen[:3]:
            sentences += measure_quotes(self.library, task, wanted, (), room)[:1]
        return Draft(
            status=AnswerStatus.ANSWERED,
            sentences=capped(sentences),
            trace=("parts", *(f"task {t.task_id}" for t in chosen)),
        )

    def _body_and_table(self, task: Task, pair: Task) -> Draft:
        table, body = (task, pair) if task.source == "table" else (pair, task)
        mine = {p.canonical for _, p in table.bodies()}
        other = {p.canonical for _, p in body.bodies()}
        more = [p.name for _, p in table.bodies() if p.canonical not in other]
        less = [p.name for _, p in body.bodies() if p.canonical not in mine]
        evidence = (*task_evidence(self.library, table), *task_evidence(self.library, body))
        text = f"{task_name(table)}——"
        if title_key(table.title) != title_key(body.title):
            text = f"附表：{task_name(table)}；正文：{task_name(body)}。"
        if not mine:
            text += f"附表无责任单位；正文责任单位：{'、'.join(p.name for _, p in body.bodies())}。"
        elif more or less:
            text += f"附表比正文多列：{'、'.join(more)}。" if more else ""
            text += f"正文比附表多列：{'、'.join(less)}。" if less else ""
        else:
            text += f"正文与附表的责任单位相同：{'、'.join(p.name for _, p in body.bodies())}。"
        return Draft(
            status=AnswerStatus.ANSWERED,
            sentences=(DraftSentence(kind=SentenceKind.RECORD, text=text, evidence=evidence),),
        )


def both_places(text: str) -> bool:
    """Whether a question sets the body against the table."""
    return (
        re.search(
            r"比正文|正文[^，。？]{0,6}(?:和|与|跟|同|比)[^，。？]{0,8}表|表[^，。？]{0,6}(?:和|与|跟|同|比)正文", text
        )
        is not None
    )


def _items(text: str) -> list[str]:
    """The things of an enumeration: 研学、科普、特色农业、体育，分别…"""
    for piece in re.split(r"[，？。：]", text):
        parts = [p for p in re.split(r"、|和|以及", piece) if p.strip()]
        if len(parts) >= 3 or (len(parts) == 2 and re.search(r"(?:各|分别)(?:归|由|是)?(?:谁|哪)", piece)):
            parts[0] = parts[0][-6:] if len(parts[0]) > 8 else parts[0]
            parts[-1] = re.sub(
                r"(?:这|那)?(?:几|三|四|五|两)?(?:个|项|块|样)?(?:各自|分别|各)?(?:是|由|归)?(?:哪|谁).*$|分别.*$|各.*$",
                "",
                parts[-1],
            )
            return [p for p in parts if len(p) >= 2]
    quoted = re.findall(r"[“「『]([^”」』]{2,20})[”」』]", text)
    if len(quoted) >= 2:
        return quoted
    two = re.match(
        r"(?P<a>[^，。？]{2,16}?)(?:归|由|是)(?:谁|哪)[^，。？]{0,8}，(?P<b>[^，。？]{2,12}?)(?:又|呢|归|由)", text
    )
    return [two["a"], two["b"]] if two else []


def sides_of(text: str) -> list[str]:
    """The things a comparison names: 甲和乙两项，… → 甲, 乙."""
    quoted = re.findall(r"[“「『]([^”」』]{2,20})[”」』]", text)
    if len(quoted) >= 2:
        return quoted
    pieces = re.split(r"[，？。]", re.sub(r"，(?=[和与跟同][^，。？]{2})", "", text))
    head = next(
        (p for p in pieces if re.search(r"(?<=..)(?:和|与|跟(?!着|进|踪|上)|比(?!例|如|较|赛|重|率))(?=..)", p)),
        pieces[0],
    )
    head = re.sub(
        r"(?:有|在)?(?:啥|什么|哪些?)?(?:区别|差别|不同|不一样|一样|差在哪).*$|分别.*$|(?<=..)各(?:自|要|是|有|为|达|定|多少|几).*$",
        "",
        head,
    )
    head = re.sub(r"哪[个项件条边头].*$", "", head)
    head = re.sub(r"(?:高|低|多|少|差|长|短|早|晚)(?:了|出)?(?:几|多少).*$", "", head)
    head = re.sub(r"(?:两[个项份件])?(?:谁|哪[个份件一]{0,2})[^，。？]{0,5}?(?:先|早|晚|后).*$", "", head)
    head = re.sub(r"两[项条行件]|这?两个?(?:任务|事项)|里$|中$|，.*$", "", head)
    parts = [p for p in re.split(r"和|与|跟(?!着|进|踪|上)|比(?!例|如|较|赛|重|率)|、|还有", head) if len(p) >= 2]
    return parts[:4] if len(parts) >= 2 else []

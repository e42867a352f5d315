"""Answers from the task registry: who owns one task, lists, two tasks side by side."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence

from assistant.answer_types import asked_types
from assistant.drafts import Draft, DraftNotice, DraftSentence, Evidence
from assistant.records import AnswerStatus, SentenceKind
from assistant.registry_drafts import measure_quotes, task_evidence, task_line, task_name
from assistant.registry_reading import Asking
from index.library import Library
from index.registry import Registry
from index.registry.records import Role, Task
from index.registry.tasks import task_json
from index.registry.topics import Match, TopicIndex, content_of
from index.tokens import fold

__all__ = ["TaskAnswers", "both_places", "sides_of"]

SURE = 0.42
NEAR = 0.86
MAX_ROWS = 58
MAX_CHARS = 3900


class TaskAnswers:
    """Drafts for questions about tasks."""

    def __init__(self, library: Library, registry: Registry, topics: TopicIndex) -> None:
        self.library = library
        self.registry = registry
        self.topics = topics
        self._numbers = {d.doc_id: d.number for d in library.documents}

    # one task ---------------------------------------------------------------
    def single(self, asking: Asking, text: str) -> Draft | None:
        """Who owns the task the question is about; None when no task fits well."""
        matches = self._matches(asking, text)
        if not matches or not self._fits(matches):
            return None
        if asking.leaders and matches[0].mass < 8:
            return None
        if not asking.who and not any(r is not Role.LEADER for r in asking.roles) and matches[0].share < 0.6:
            return None
        best = matches[0]
        chosen = [best.task]
        pair = self._partner(best.task)
        rivals = [m.task for m in matches[1:] if m.share >= NEAR * best.share and m.task.clause_id != best.task.clause_id and m.task is not pair]
        same_title = [t for t in rivals if fold(t.title) == fold(best.task.title) and t.doc_id == best.task.doc_id]
        siblings = [m.task for m in matches[1:6] if m.task.clause_id == best.task.clause_id and m.share >= 0.6 * best.share]
        if best.task.source == "article":
            chosen += siblings[:3]
        if re.search(r"正文|表里|表中|任务表|清单", text) is None and best.task.source in ("table", "body"):
            chosen += same_title[:1]
        if not any(t.bodies() or t.leader for t in chosen) and pair is None:
            return None
        return self._draft_single(asking, text, chosen, pair)

    @staticmethod
    def _fits(matches: Sequence[Match]) -> bool:
        """Whether the best task fits: well, or fairly and much better than any other."""
        best = matches[0]
        if best.mass < 3.0:
            return False
        other = next((m.share for m in matches[1:] if m.task.clause_id != best.task.clause_id and fold(m.task.title) != fold(best.task.title)), 0.0)
        if best.task.weak and best.share < 0.55:
            return best.share >= SURE and best.share >= 1.3 * other
        return best.share >= SURE or (best.share >= 0.34 and best.mass >= 6.0 and best.share >= 1.25 * other)

    def _draft_single(self, asking: Asking, text: str, chosen: Sequence[Task], pair: Task | None) -> Draft:
        wanted = self._words(text, asking)
        sentences: list[DraftSentence] = []
        notices: list[DraftNotice] = []
        best = chosen[0]
        if pair is not None and not best.bodies() and pair.bodies():
            sentences += self._record(pair, text)
            notices.append(DraftNotice(kind="caution", text="表中这一行没有写责任单位，单位取自正文", evidence=task_evidence(self.library, best)))
        else:
            for k, task in enumerate(chosen):
                sentences += self._record(task, text, newline=k > 0)
            if pair is not None:
                notices += self._disagreement(best, pair)
        if len(chosen) > 1 and fold(chosen[0].title) == fold(chosen[1].title) and chosen[0].source == "table":
            sentences.insert(0, DraftSentence(kind=SentenceKind.FRAME, text="同名任务分列几行，请看清是哪一行："))
            for sentence in sentences[1:]:
                sentence = dataclasses.replace(sentence, newline=True)
        quoted = 0
        for task in chosen[:2]:
            for quote in measure_quotes(self.library, task, wanted, asked_types(text)):
                if quoted + len(quote.text) <= 260 and not _says(sentences, quote):
                    sentences.append(quote)
                    quoted += len(quote.text)
        return Draft(status=AnswerStatus.ANSWERED, sentences=_capped(sentences), notices=tuple(notices), trace=tuple(f"task {t.task_id}" for t in chosen))

    def _record(self, task: Task, text: str, newline: bool = False) -> list[DraftSentence]:
        prose = task.source in ("article", "duties")
        line = task_line(task, name=not prose)
        inherited = [k for k in task.inherited if k in ("lead", "main", "support", "deadline")]
        found = [DraftSentence(kind=SentenceKind.RECORD, text=f"{line}。", evidence=task_evidence(self.library, task), newline=newline)]
        if inherited:
            found.append(DraftSentence(kind=SentenceKind.FRAME, text="（本行单元格空白，承上一行。）"))
        return found

    def _disagreement(self, task: Task, pair: Task) -> list[DraftNotice]:
        mine = {p.canonical for _, p in task.bodies()}
        other = {p.canonical for _, p in pair.bodies()}
        if not mine or not other or mine == other:
            return []
        more = [p.name for _, p in pair.bodies() if p.canonical not in mine]
        less = [p.name for _, p in task.bodies() if p.canonical not in other]
        where = {"table": "附表", "body": "正文"}
        words = []
        if more:
            words.append(f"{where.get(pair.source, '另一处')}多列{'、'.join(more)}")
        if less:
            words.append(f"{where.get(task.source, '此处')}多列{'、'.join(less)}")
        return [DraftNotice(kind="caution", text=f"正文与附表的单位不一致：{'；'.join(words)}", evidence=(*task_evidence(self.library, task)[:1], *task_evidence(self.library, pair)[:1]))]

    def _partner(self, task: Task) -> Task | None:
        """The same task in the body (for a table row) or in the table (for a body item)."""
        other = {"table": "body", "body": "table"}.get(task.source)
        if other is None:
            return None
        key = _title_key(task.title)
        here = [t for t in self.registry.tasks if t.doc_id == task.doc_id and t.source == other]
        exact = [t for t in here if _title_key(t.title) == key]
        if len(exact) == 1:
            return exact[0]
        numbered = [t for t in here if t.seq == task.seq and _overlap(t.title, task.title) >= 0.5]
        return numbered[0] if len(numbered) == 1 else None

    # two tasks --------------------------------------------------------------
    def compare(self, asking: Asking, text: str) -> Draft | None:
        """Two tasks side by side, or body against table."""
        matches = self._matches(dataclasses.replace(asking, rows=()), text)
        if both_places(text):
            named = self._documents(asking, text)
            numbered = [t for t in self.registry.tasks if t.source == "table" and t.seq.isdigit() and int(t.seq) in asking.rows and self._partner(t) is not None]
            numbered = [t for t in numbered if named and t.doc_id in named] or numbered
            if len(numbered) == 1:
                return self._body_and_table(numbered[0], self._partner(numbered[0]) or numbered[0])
        if not matches or matches[0].share < 0.34:
            return None
        best = matches[0].task
        if both_places(text):
            pair = self._partner(best)
            if pair is not None:
                return self._body_and_table(best, pair)
        parts = sides_of(text)
        chosen: list[Task] = []
        for part in parts:
            found = self._matches(asking, part, tail=text)
            pick = next((m.task for m in found if all(m.task.clause_id != c.clause_id for c in chosen) and m.task.doc_id == best.doc_id), None)
            if pick is not None and found[0].share >= 0.3:
                chosen.append(pick)
        same = [m.task for m in matches if fold(m.task.title) and _title_key(m.task.title)[-8:] == _title_key(best.title)[-8:] and m.task.doc_id == best.doc_id]
        if len(same) >= 2 and re.search(r"两行|几行|几[回次处项]|同名|两项|多次", text) and len(chosen) < 2:
            chosen = same[:3]
        if len(chosen) < 2:
            return None
        sentences: list[DraftSentence] = []
        for task in chosen[:4]:
            sentences.append(DraftSentence(kind=SentenceKind.RECORD, text=f"{task_line(task)}。", evidence=task_evidence(self.library, task), newline=True))
        wanted = self._words(text, asking)
        for task in chosen[:3]:
            sentences += measure_quotes(self.library, task, wanted, (), 90)[:1]
        return Draft(status=AnswerStatus.ANSWERED, sentences=_capped(sentences), trace=tuple(f"task {t.task_id}" for t in chosen))

    def several(self, asking: Asking, text: str) -> Draft | None:
        """One task for each of several named things, all in the document the question is about."""
        items = _items(text)
        if len(items) < 2:
            return None
        whole = self._matches(asking, text)
        if not whole:
            return None
        docs: dict[str, float] = {}
        for item in items:
            for m in self._matches(asking, item, tail=text)[:4]:
                docs[m.task.doc_id] = docs.get(m.task.doc_id, 0.0) + m.share
        named = self._documents(asking, text)
        for doc_id in named or ():
            docs[doc_id] = docs.get(doc_id, 0.0) + 0.5
        best = max(docs, key=lambda i: docs[i], default=None)
        chosen: list[Task] = []
        for item in items:
            found = [m for m in self._matches(asking, item, tail=text) if m.task.doc_id == best and m.share >= 0.25]
            pick = next((m.task for m in found if m.task not in chosen), None)
            if pick is not None:
                chosen.append(pick)
        if len(chosen) < 2:
            return None
        sentences = [DraftSentence(kind=SentenceKind.RECORD, text=f"{task_line(t)}。", evidence=task_evidence(self.library, t), newline=k > 0) for k, t in enumerate(chosen)]
        return Draft(status=AnswerStatus.LISTED, sentences=_within(sentences), rows=tuple(task_json(self.library, t) for t in chosen), trace=(f"several {len(chosen)}",))

    def each_body(self, asking: Asking, text: str) -> Draft | None:
        """「甲和乙各管什么」: for each body named its task that fits the question best."""
        chosen: list[Task] = []
        for canonical, _word in asking.bodies:
            found = [m for m in self._matches(asking, text) if any(p.canonical == canonical for _, p in m.task.bodies())]
            found = found or [
                m for m in self.topics.match(text, drop=asking.drop, within=lambda t, c=canonical: any(p.canonical == c for _, p in t.bodies())) if m.mass >= 3.0  # type: ignore[misc]
            ]
            pick = next((m.task for m in found if m.task not in chosen), None)
            if pick is not None:
                chosen.append(pick)
        if len(chosen) < 2:
            return None
        sentences = [DraftSentence(kind=SentenceKind.RECORD, text=f"{task_line(t)}。", evidence=task_evidence(self.library, t), newline=k > 0) for k, t in enumerate(chosen)]
        wanted = self._words(text, asking)
        for task in chosen[:3]:
            sentences += measure_quotes(self.library, task, wanted, (), 120)[:1]
        return Draft(status=AnswerStatus.ANSWERED, sentences=_capped(sentences), trace=tuple(f"task {t.task_id}" for t in chosen))

    def overview(self, asking: Asking, text: str) -> Draft | None:
        """Who does what in the document or clause the question is about."""
        docs = self._documents(asking, text)
        if not docs or len(docs) > 1:
            return None
        mine = [t for t in self.registry.tasks if t.doc_id in docs]
        groups: dict[str, list[Task]] = {}
        for task in mine:
            clause = self.library.clause(task.clause_id)
            groups.setdefault(task.clause_id if task.source == "article" else (clause.parent_id or task.doc_id), []).append(task)
        if not groups:
            return None
        best = max(groups.values(), key=lambda g: len({p.canonical for t in g for _, p in t.bodies()}) * (1.0 if any(not t.weak for t in g) else 0.5))
        return self.draft_list(asking, best) if len(best) >= 3 else None

    def _body_and_table(self, task: Task, pair: Task) -> Draft:
        table, body = (task, pair) if task.source == "table" else (pair, task)
        mine = {p.canonical for _, p in table.bodies()}
        other = {p.canonical for _, p in body.bodies()}
        more = [p.name for _, p in table.bodies() if p.canonical not in other]
        less = [p.name for _, p in body.bodies() if p.canonical not in mine]
        evidence = (*task_evidence(self.library, table), *task_evidence(self.library, body))
        text = f"{task_name(table)}——"
        if _title_key(table.title) != _title_key(body.title):
            text = f"附表：{task_name(table)}；正文：{task_name(body)}。"
        if not mine:
            text += f"附表这一行没有写责任单位；正文责任单位：{'、'.join(p.name for _, p in body.bodies())}。"
        elif more or less:
            text += f"附表比正文多列：{'、'.join(more)}。" if more else ""
            text += f"正文比附表多列：{'、'.join(less)}。" if less else ""
        else:
            text += f"正文与附表的责任单位相同：{'、'.join(p.name for _, p in body.bodies())}。"
        return Draft(status=AnswerStatus.ANSWERED, sentences=(DraftSentence(kind=SentenceKind.RECORD, text=text, evidence=evidence),))

    # lists ------------------------------------------------------------------
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
        docs = self._documents(asking, text)
        wanted = {canonical for canonical, _ in asking.bodies}
        roles = [r for r in asking.roles if r is not Role.LEADER]
        mention_all = asking.any_role
        found: list[Task] = []
        for task in self.registry.tasks:
            if docs is not None and task.doc_id not in docs:
                continue
            if task.source == "article" and (docs is None or task.weak or any(t.source != "article" for t in self.registry.tasks if t.doc_id == task.doc_id)):
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
            partner = self._partner(task)
            if partner is not None and partner in found:
                prefer = "table" if asking.in_table else "body"
                task = task if task.source == prefer else partner
                seen |= {task.task_id, partner.task_id}
            seen.add(task.task_id)
            if task not in keep:
                keep.append(task)
        return keep

    def _documents(self, asking: Asking, text: str) -> set[str] | None:
        """Documents the question names by number or by words of their titles; None for all."""
        if asking.numbers:
            return {d.doc_id for n in asking.numbers for d in self.library.find_documents(n)}
        if asking.loose:
            numbered = {d.doc_id for d in self.library.documents if d.number is not None and int(re.findall(r"\d+", d.number)[-1]) in asking.loose}
            if numbered:
                return numbered
        scored = self.topics.documents(content_of(text, asking.drop))
        if not scored or scored[0][0] < 1.5:
            return None
        return {i for s, i in scored if s >= 0.75 * scored[0][0]}

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
                sentences.append(DraftSentence(kind=SentenceKind.RECORD, text=name, evidence=task_evidence(self.library, mine[0])[:1], newline=True))
            for task in mine:
                line = self._row_line(task, roles, wanted, asking, titles.count(fold(task.title)) > 1 or len(tasks) <= 25)
                if used + len(line) > MAX_CHARS - 300:
                    break
                used += len(line) + 6
                sentences.append(DraftSentence(kind=SentenceKind.RECORD, text=line, evidence=task_evidence(self.library, task)[: 3 if len(tasks) <= 18 else 1], newline=True))
                rows.append(task)
        return Draft(status=AnswerStatus.LISTED, sentences=_within(sentences), rows=tuple(task_json(self.library, t) for t in tasks), trace=(f"list {len(tasks)}",))

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

    # shared -----------------------------------------------------------------
    def _matches(self, asking: Asking, text: str, tail: str = "") -> tuple[Match, ...]:
        docs = {d.doc_id for n in asking.numbers for d in self.library.find_documents(n)}

        def within(task: Task) -> bool:
            if docs and task.doc_id not in docs:
                return False
            if asking.in_body and task.source == "table":
                return False
            return not (asking.rows and task.seq.isdigit() and task.source == "table" and asking.in_table and int(task.seq) not in asking.rows)

        found = list(self.topics.match(text, within=within, drop=asking.drop if len(content_of(text, asking.drop)) >= 8 else ()))
        if tail and found:
            whole = {m.task.task_id: m.share for m in self.topics.match(tail, within=within, limit=40)}
            found.sort(key=lambda m: -(m.share + 0.35 * whole.get(m.task.task_id, 0.0)))
        found.sort(key=lambda m: -m.share * (0.82 if m.task.bodies() and all(p.collective for _, p in m.task.bodies()) and not m.task.leader else 1.0))
        hinted = {i for s, i in self.topics.documents(content_of(text, asking.drop))[:1] if s >= 1.5}
        if hinted and found:
            found = [dataclasses.replace(m, share=m.share * 1.15) if m.task.doc_id in hinted else m for m in found]
            found.sort(key=lambda m: -m.share)
        named = {c for c, _ in asking.bodies}
        if named and found:
            found.sort(key=lambda m: -m.share * (1.12 if any(p.canonical in named for _, p in m.task.bodies()) else 1.0))
        if found and not asking.in_table and found[0].task.source == "table" and not found[0].task.measure:
            pair = self._partner(found[0].task)
            if pair is not None:
                found = [dataclasses.replace(found[0], task=pair), *(m for m in found[1:] if m.task is not pair)]
        return tuple(found)

    def _words(self, text: str, asking: Asking) -> list[str]:
        return [form for piece in self.topics.pieces(text, asking.drop) for form, _ in piece.forms]


def _says(sentences: Sequence[DraftSentence], quote: DraftSentence) -> bool:
    return any(re.sub(r"\s", "", quote.text).rstrip("。；") in re.sub(r"\s", "", s.text) for s in sentences)


def _capped(sentences: Sequence[DraftSentence], limit: int = 6) -> tuple[DraftSentence, ...]:
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


def _within(sentences: Sequence[DraftSentence], limit: int = 58) -> tuple[DraftSentence, ...]:
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


def _title_key(title: str) -> str:
    return re.sub(r"[\s\d.．、“”\"()（）]|区级?|加快|持续|强化|加强|推进", "", title)


def _overlap(a: str, b: str) -> float:
    left, right = {a[i : i + 2] for i in range(len(a) - 1)}, {b[i : i + 2] for i in range(len(b) - 1)}
    return len(left & right) / max(1, min(len(left), len(right)))


def _cover(key: str, text: str) -> float:
    pairs = [key[i : i + 2] for i in range(len(key) - 1)]
    return sum(p in text for p in pairs) / max(1, len(pairs))


def both_places(text: str) -> bool:
    """Whether a question sets the body against the table."""
    return re.search(r"比正文|正文[^，。？]{0,6}(?:和|与|跟|同|比)[^，。？]{0,8}表|表[^，。？]{0,6}(?:和|与|跟|同|比)正文", text) is not None


def _items(text: str) -> list[str]:
    """The things of an enumeration: 研学、科普、特色农业、体育，分别…"""
    for piece in re.split(r"[，？。：]", text):
        parts = [p for p in re.split(r"、|和|以及", piece) if p.strip()]
        if len(parts) >= 3:
            parts[0] = parts[0][-6:] if len(parts[0]) > 8 else parts[0]
            parts[-1] = re.sub(r"(?:这|那)?(?:几|三|四|五|两)?(?:个|项|块|样)?(?:各自|分别|各)?(?:是|由|归)?(?:哪|谁).*$|分别.*$|各.*$", "", parts[-1])
            return [p for p in parts if len(p) >= 2]
    quoted = re.findall(r"[“「『]([^”」』]{2,20})[”」』]", text)
    if len(quoted) >= 2:
        return quoted
    two = re.match(r"(?P<a>[^，。？]{2,16}?)(?:归|由|是)(?:谁|哪)[^，。？]{0,8}，(?P<b>[^，。？]{2,12}?)(?:又|呢|归|由)", text)
    return [two["a"], two["b"]] if two else []


def sides_of(text: str) -> list[str]:
    """The things a comparison names: 甲和乙两项，… → 甲, 乙."""
    quoted = re.findall(r"[“「『]([^”」』]{2,20})[”」』]", text)
    if len(quoted) >= 2:
        return quoted
    head = re.split(r"[，？。]", text)[0]
    head = re.sub(r"两[项条行件]|这?两个?(?:任务|事项)|里$|中$|，.*$", "", head)
    parts = [p for p in re.split(r"和|与|跟|、|还有", head) if len(p) >= 2]
    return parts[:4] if len(parts) >= 2 else []


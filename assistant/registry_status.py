"""Answers about documents: in force or not, since when, until when, repealed by what, explained by whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from assistant.drafts import Draft, DraftNotice, DraftSentence, Evidence
from assistant.records import AnswerStatus, SentenceKind
from assistant.registry_drafts import clause_evidence, quote_sentence
from assistant.registry_tasks import sides_of
from index.errors import NotFoundError
from index.library import Library, number_key
from index.numerals import DOCUMENT_NUMBER_RE, find_dates
from index.records import Clause, ClauseKind, EventKind, GazetteDocument, StatusEvent
from index.registry import Registry
from index.registry.flat import flatten
from index.registry.lifecycle import numbers_in, status_at
from index.registry.records import Status, StatusKind
from index.registry.topics import TopicIndex
from index.tokens import fold

__all__ = ["StatusAnswers", "is_status_question"]

_VALID = re.compile(
    r"废(?:止|除|掉|了)?的[？。]?$|(?:什么时候|哪年|哪天|何时)[^，。？]{0,3}废|还?(?:有没有|有无|是否|还)?(?:有效|管用|算数|作数|好使|照着办|执行|能用|在用|适用)(?:吗|么|不|没|否|$|[？，。])|失效|作废|废止|废掉|废除|废了(?!多少)|停止执行|什么状态|效力|(?:办法|文件|规定|通知|方案|措施|政策|通告)[^，。？]{0,6}过期|套用|到期了?[吗没]|还在(?:执行|施行)|还能用|还照|还有没有效|施行中|生效了?[没吗]|还(?:有|算|作)(?:效|数)|取消了|还有吗|还有没有|还在不在|有效期内|在有效期"
)
_START = re.compile(r"(?:哪天|哪一天|什么时候|啥时候|何时|几号|几月几号|从哪|从什么时候|自何日|何日|哪年|什么日期|哪日)[^，。？]{0,8}(?:施行|实施|生效|执行|开始|起|算数|启用|转发|印发|发布|下发|颁布|出台|成文|通告)|(?:施行|实施|生效|执行|印发|成文|颁布|发布|转发|通告)(?:的)?(?:日期|时间|是哪天|是几号|是什么时候)|从几号开始|哪天起|何时起|从哪(?:一)?天|(?:施行|生效|执行|实施|起算)(?:了)?(?:没|吗)|哪天生效|几号生效|开始(?:施行|实施|执行|收)了?吗?")
_END = re.compile(r"有效期|到哪年|到哪一年|到什么时候|管到|管几年|试行(?:期|到)|期限是?定死|定死|能用几年|期满|哪天到期")
_EXPLAIN = re.compile(r"解释")
_BY = re.compile(r"被(?:什么|哪)|哪(?:份|个|件)文件(?:把|废|替|取)|被.{0,8}(?:废|替代|取代)|废止依据|谁废")
_ISSUED = re.compile(r"印发|转发|发布|颁布|下发|出台|成文|通告.{0,4}(?:哪天|什么时候)发")
_EFFECT_WORDS = re.compile(
    r"还?(?:有没有|是否|还)?(?:有效期?|管用|算数|作数|照着办|执行|能用|适用|施行|实施|生效|废止|废掉|废除|作废|失效|过期|停止执行|解释|印发|转发|发布|颁布|下发|出台|成文)|状态|现在|目前|新规|办法|文件|规定|通知|通告|措施|方案|哪份|那套|那个|老的?|旧的?|把它|开始|起|日期|通告"
)


_CLASH = re.compile(r"(?:不一致|冲突|对不上|打架|矛盾)[^？。]{0,8}(?:怎么办|听谁|以谁|以哪|哪个|按)|以(?:谁|哪个)为准")
_CHANGE = re.compile(r"(?:政策|规定|法律|上位法)[^，。？]{0,5}(?:变了|变化|有变|调整|改了|修改)")
_WHICH = re.compile(r"按(?:照)?哪(?:一)?个(?:办法|文件|规定|标准)|执行哪(?:一)?(?:个|份)|用哪(?:一)?个(?:办法|文件|规定)")


def is_status_question(text: str) -> bool:
    """Whether a question asks about the life of a document."""
    if re.search(r"废(?:止|了|除)?[^，。？]{0,6}(?:多少|几)(?:件|个|份)|(?:多少|几)(?:件|个|份)[^，。？]{0,6}废", text):
        return False
    return any(p.search(text) for p in (_VALID, _START, _END, _EXPLAIN, _BY, _WHICH, _CHANGE, _CLASH))


class _Target(NamedTuple):
    document: GazetteDocument | None
    number: str | None
    title: str
    score: float


class StatusAnswers:
    """Drafts for questions about documents."""

    def __init__(self, library: Library, registry: Registry, topics: TopicIndex) -> None:
        self.library = library
        self.registry = registry
        self.topics = topics

    def ask(self, text: str, as_of: date) -> Draft | None:
        """The draft, or None when no document fits the words."""
        if not is_status_question(text):
            return None
        both = self._each_side(text, as_of)
        if both is not None:
            return both
        targets = self.targets(text)
        if not targets:
            return None
        if _WHICH.search(text):
            return self._which(self.targets(text, 0.7), as_of)
        if _VALID.search(text) is None and len(targets) > 1 and not DOCUMENT_NUMBER_RE.search(text):
            targets = targets[:1]
        sentences: list[DraftSentence] = []
        status = AnswerStatus.ANSWERED
        notices: list[DraftNotice] = []
        for target in targets[:3]:
            found = self._about(target, text, as_of)
            if not found:
                continue
            sentences += found
        if not sentences:
            return None
        return Draft(status=status, sentences=tuple(sentences), notices=tuple(notices), trace=tuple(f"status {t.number or t.title}" for t in targets[:3]))

    def _each_side(self, text: str, as_of: date) -> Draft | None:
        """「甲和乙的两个通告，各从哪天开始」: the same question about each."""
        if not re.search(r"(?:，|两个?|三个?)[^，。？]{0,8}(?:各|分别|都)", text) or DOCUMENT_NUMBER_RE.search(text):
            return None
        tail = text[re.split(r"[，？。]", text)[0].__len__() :]
        found: list[DraftSentence] = []
        seen: set[str] = set()
        for side in sides_of(text):
            target = next(iter(self._by_title(side, 0.93)), None)
            if target is None or target.title in seen:
                return None
            seen.add(target.title)
            found += self._about(target, tail, as_of)
        return Draft(status=AnswerStatus.ANSWERED, sentences=tuple(_unique(found)), trace=("status sides",)) if len(seen) >= 2 and found else None

    def _which(self, targets: Sequence[_Target], as_of: date) -> Draft | None:
        """Of several documents with like titles the one that holds at a date."""
        held = [t for t in targets if t.document is not None]
        found: list[DraftSentence] = []
        for target in held:
            assert target.document is not None
            status = status_at(self.library, self.registry.events, target.document, as_of)
            line = DraftSentence(kind=SentenceKind.RECORD, text=f"{target.title}：{status.text}。", evidence=self._title_evidence(target.document), newline=bool(found))
            more = self._starts(target.document, status)
            found = [line, *more, *found] if status.kind is StatusKind.IN_FORCE else [*found, line, *more]
        return Draft(status=AnswerStatus.ANSWERED, sentences=tuple(_unique(found)), trace=("status",)) if found else None

    def _title_evidence(self, document: GazetteDocument) -> tuple[Evidence, ...]:
        clause = next((c for c in self.library.clauses_of(document.doc_id) if c.kind is ClauseKind.TITLE), None)
        return (clause_evidence(clause),) if clause is not None else ()

    # which document -----------------------------------------------------
    def targets(self, text: str, near: float = 0.93) -> list[_Target]:
        """Documents the question is about: by number, else by the words of titles held or mentioned."""
        numbers = numbers_in(text, self.registry.number_prefixes)
        found: list[_Target] = []
        for number in numbers:
            held = self.library.find_documents(number)
            if held:
                found.append(_Target(held[0], number, held[0].short_title, 1.0))
                continue
            mentioned = [e for e in self.registry.events if e.target_number and number_key(e.target_number) == number_key(number)]
            if mentioned:
                found.append(_Target(None, mentioned[0].target_number, mentioned[0].target_title or "", 1.0))
        return found or self._by_title(text, near)

    def _by_title(self, text: str, near: float) -> list[_Target]:
        content = _EFFECT_WORDS.sub(" ", fold(text))
        years = set(re.findall(r"(?:19|20)\d{2}(?=年)", text))
        loose = {int(n) for n in re.findall(r"(?<!\d)(\d{1,3})号(?=文|那|通知|办法|$|[，的])", text)}
        pieces = [p for p in self.topics.pieces(content) if not p.forms[0][0].isascii()]
        total = sum(p.weight for p in pieces)
        if not total:
            return []
        scored: list[tuple[float, _Target]] = []
        for document in self.library.documents:
            score = self._title_score(document.title, pieces, total)
            score += 0.12 if years and document.issued and str(document.issued.year) in years else 0.0
            score += 0.3 if loose and document.number and int(re.findall(r"\d+", document.number)[-1]) in loose else 0.0
            body = self._share(self._bodies[document.doc_id], pieces, total)
            score = max(score + (0.12 if body >= 0.75 else 0.0), 0.5 * score + 0.5 * body if score >= 0.2 else 0.0)
            scored.append((score, _Target(document, document.number, document.short_title, score)))
        seen: set[str] = set()
        for event in self.registry.events:
            if event.target_doc_id is not None or event.target_title is None or event.target_number in seen:
                continue
            seen.add(event.target_number or "")
            score = self._title_score(event.target_title, pieces, total)
            if years and event.target_number and any(y in event.target_number for y in years):
                score += 0.15
            score += 0.06 if re.search(r"老|旧|以前|原来|暂行|当年", text) else 0.0
            scored.append((score, _Target(None, event.target_number, event.target_title, score)))
        scored.sort(key=lambda s: -s[0])
        if not scored or scored[0][0] < 0.42:
            if re.search(r"清理目录|废止目录|废止清单|被废|已废", text):
                gone = [s for s in scored if s[1].document is None and s[0] >= 0.22]
                return [gone[0][1]] if gone and (len(gone) == 1 or gone[0][0] >= 1.25 * gone[1][0]) else []
            named = self.topics.documents(content) if re.search(r"实施期|有效期|期限到|到哪年为止|管到", text) and not re.search(r"补助|补贴|合同|公示|签|费", text) else []
            if not named or named[0][0] < 1.5 or (len(named) > 1 and named[1][0] > 0.7 * named[0][0]):
                return []
            only = self.library.document(named[0][1])
            return [_Target(only, only.number, only.short_title, named[0][0])]
        top = scored[0][0]
        close = [t for s, t in scored if s >= near * top]
        return close[:2]

    def _title_score(self, title: str, pieces: Sequence[object], total: float) -> float:
        folded = fold(title)
        mass = 0.0
        for piece in pieces:
            forms = getattr(piece, "forms", ())
            mass += getattr(piece, "weight", 0.0) * max((s for f, s in forms if f in folded), default=0.0)
        return mass / total

    @cached_property
    def _bodies(self) -> dict[str, str]:
        return {d.doc_id: fold(self.library.text(d.source, d.span)) for d in self.library.documents}

    @staticmethod
    def _share(body: str, pieces: Sequence[object], total: float) -> float:
        return sum(getattr(p, "weight", 0.0) * max((s for f, s in getattr(p, "forms", ()) if f in body), default=0.0) for p in pieces) / total

    # what about it ------------------------------------------------------
    def _about(self, target: _Target, text: str, as_of: date) -> list[DraftSentence]:
        try:
            status = status_at(self.library, self.registry.events, target.document if target.document is not None else (target.number or ""), as_of)
        except NotFoundError:
            return []
        sentences: list[DraftSentence] = []
        if _EXPLAIN.search(text) and target.document is not None:
            sentence = self._explained(target.document)
            if sentence is not None:
                sentences.append(sentence)
        if status.kind is StatusKind.REPEALED or (status.kind is StatusKind.UNKNOWN and status.events):
            return [*self._repealed(status, text), *sentences]
        if _VALID.search(text) or _BY.search(text):
            sentences += self._verdict(status, target)
        if target.document is not None and (_ISSUED.search(text) and not re.search(r"施行|实施|生效|执行|算数|起", text)):
            sentences += self._issued(target.document)
        elif _START.search(text) or (_VALID.search(text) and not sentences[1:]):
            sentences += self._starts(target.document, status)
        if _CHANGE.search(text) and target.document is not None:
            sentences += self._on_change(target.document)
        if _END.search(text):
            more = self._ends(status, target.document, text)
            sentences += more
        if (_CLASH.search(text) or re.search(r"对不上|不一致|听谁|为准", text)) and target.document is not None:
            for event in self.registry.events:
                if event.by_doc_id == target.document.doc_id and "为准" in event.note:
                    sentences.append(self._quote(event))
        return _unique(sentences)

    def _verdict(self, status: Status, target: _Target) -> list[DraftSentence]:
        name = status.number or status.title
        words = {
            StatusKind.IN_FORCE: status.text,
            StatusKind.NOT_YET: "尚未施行",
            StatusKind.EXPIRED: "已过期",
            StatusKind.UNKNOWN: "效力不明",
            StatusKind.REPEALED: "已废止",
        }[status.kind]
        evidence = self._number_evidence(target.document)
        verdict, _, until = words.partition("（")
        found = [DraftSentence(kind=SentenceKind.RECORD, text=f"{name}：{verdict}{'' if until else '。'}", evidence=evidence)]
        if until:  # what the collection covers is no clause's word: a sentence of its own
            found.append(DraftSentence(kind=SentenceKind.RECORD, text=f"（{until}。", evidence=()))
        deciding = next((e for e in status.events if e.kind is EventKind.PERIOD), None) if status.kind is StatusKind.EXPIRED else None
        if deciding is not None:
            found.append(self._quote(deciding))
        for event in status.events:
            if event.kind is EventKind.REVISED and event.target_number:
                found.append(DraftSentence(kind=SentenceKind.FRAME, text="此后有修改或调整："))
                found.append(self._quote(event))
                break
        return found

    def _repealed(self, status: Status, text: str, most: int = 2) -> list[DraftSentence]:
        found: list[DraftSentence] = []
        name = status.number or f"《{status.title}》"
        repeals = [e for e in status.events if e.kind is EventKind.REPEALED]
        for event in repeals[:most]:
            by = self.library.document(event.by_doc_id)
            clause = self.library.clause(event.clause_id)
            own = (clause_evidence(clause, [event.span]), *self._number_evidence(by))
            start = self._start_evidence(by, event)
            since = ""
            if event.date is not None and start is not None:
                since = f"，日期：{event.date.year}年{event.date.month}月{event.date.day}日"
            word = "已废止" if status.kind is StatusKind.REPEALED else "将废止"
            title = re.sub(r"^《|》$", "", event.target_title or "")
            label = f"{name}《{title}》" if title and title not in name else name
            line = f"{label}{word}：由{by.number or by.short_title}废止{since}。"
            evidence = (*own, *((start,) if start is not None else ()))
            found.append(DraftSentence(kind=SentenceKind.RECORD, text=line, evidence=evidence, newline=bool(found)))
            if event.note == "清单" and re.search(r"颁布|印发|发布|哪天|什么时候", text):
                found.append(self._row_date(clause))
        return [s for s in found if s is not None]

    def _row_date(self, clause: Clause) -> DraftSentence:
        cell = next((c for c in clause.cells if "日期" in c.column and c.span is not None), None)
        words = f"{cell.column}：{re.sub(chr(92) + 's', '', cell.value)}。" if cell is not None else ""
        return DraftSentence(kind=SentenceKind.RECORD, text=words or "。", evidence=(clause_evidence(clause),))

    def _start_evidence(self, by: GazetteDocument, event: StatusEvent) -> Evidence | None:
        """Where the day of a repeal stands: an article with the date, else the sign-off."""
        if event.date is None:
            return None
        printed = re.compile(rf"{event.date.year}\s*年\s*{event.date.month}\s*月\s*{event.date.day}\s*日")
        for clause in self.library.clauses_of(by.doc_id):
            if clause.kind is ClauseKind.ROW or not printed.search(self.library.clause_text(clause)) or clause.span.end - clause.span.start > 900:
                continue
            return Evidence(clause_id=clause.clause_id, doc_id=clause.doc_id, source=clause.source, span=clause.span)
        return None

    def _number_evidence(self, document: GazetteDocument | None) -> tuple[Evidence, ...]:
        if document is None:
            return ()
        for clause in self.library.clauses_of(document.doc_id):
            if clause.kind in (ClauseKind.NUMBER, ClauseKind.TITLE):
                if clause.kind is ClauseKind.TITLE and document.number is not None:
                    continue
                return (clause_evidence(clause),)
        return ()

    def _quote(self, event: StatusEvent) -> DraftSentence:
        clause = self.library.clause(event.clause_id)
        return DraftSentence(
            kind=SentenceKind.QUOTE,
            text=self.library.clean_span(clause.source, event.span),
            evidence=(clause_evidence(clause, [event.span], (event.span,)),),
        )

    def _starts(self, document: GazetteDocument | None, status: Status) -> list[DraftSentence]:
        if document is None:
            return []
        event = next((e for e in self.registry.events if e.kind is EventKind.EFFECTIVE and e.target_doc_id == document.doc_id), None)
        if event is None:
            return self._issued(document, "文中没有另写施行日期，")
        found = [self._quote(event)]
        if re.search(r"印发|发布|公布|下发", found[0].text) and not re.search(r"\d{4}年\d", found[0].text):
            found += self._issued(document)
        elif len(found[0].text) > 110:
            found = [self._core(event)]
        return found

    def _on_change(self, document: GazetteDocument) -> list[DraftSentence]:
        """What the document says happens to it when the policy above it changes."""
        for clause in self.library.clauses_of(document.doc_id):
            if not clause.own or clause.kind is ClauseKind.FORM:
                continue
            flat = flatten(self.library, clause)
            m = re.search(r"[^。；\n]*(?:如遇|遇有|若遇|遇到)[^。；]{0,40}(?:调整|变化|修改)[^。；]*[。；]?", flat.text)
            if m:
                return [quote_sentence(self.library, clause, flat, m.start(), m.end())]
        return []

    def _core(self, event: StatusEvent) -> DraftSentence:
        """The part of a long sentence that gives the day: 决定自…起…"""
        clause = self.library.clause(event.clause_id)
        flat = flatten(self.library, clause)
        m = re.search(r"(?:决定)?自\s*(?:19|20)\d{2}\s*年[^，。；：]*(?:[，][^，。；：]{0,40}(?=[。：]))?[。；：]?", flat.text.replace("\n", " "))
        return quote_sentence(self.library, clause, flat, m.start(), m.end()) if m else self._quote(event)

    def _issued(self, document: GazetteDocument, lead: str = "") -> list[DraftSentence]:
        if document.issued is None or document.issued_span is None:
            return []
        clause = next((c for c in self.library.clauses_of(document.doc_id) if c.span.contains(document.issued_span)), None)
        if clause is None:
            return []
        day = document.issued
        evidence = Evidence(clause_id=clause.clause_id, doc_id=document.doc_id, source=document.source, span=clause.span, quotes=(document.issued_span,))
        text = f"成文日期：{day.year}年{day.month}月{day.day}日。"
        found = [DraftSentence(kind=SentenceKind.FRAME, text=lead)] if lead else []
        return [*found, DraftSentence(kind=SentenceKind.RECORD, text=text, evidence=(evidence,))]

    def _ends(self, status: Status, document: GazetteDocument | None, text: str) -> list[DraftSentence]:
        event = next((e for e in status.events if e.kind is EventKind.PERIOD), None)
        if event is not None:
            found = [self._quote(event)]
            if event.end is not None and str(event.end.year) not in found[0].text and event.date is not None:
                start = self._starts(document, status)
                found += [s for s in start if s.text != found[0].text]
            return found
        if document is None:
            return []
        best, score = None, 0.0
        for clause in self.library.clauses_of(document.doc_id):
            if not clause.own or clause.kind in (ClauseKind.FORM, ClauseKind.TITLE):
                continue
            body = flatten(self.library, clause).tight.text
            if not re.search(r"(?:期限|时限|有效|结束|截止|暂定)", body) or not re.search(r"(?:19|20)\d{2}年|[一二三四五]年", body):
                continue
            pieces = self.topics.pieces(text)
            total = sum(p.weight for p in pieces) or 1.0
            value = self._share(fold(body), pieces, total) + (0.2 if re.search(r"暂定|期限|结束", body) else 0.0)
            if value > score:
                best, score = clause, value
        title = next((c for c in self.library.clauses_of(document.doc_id) if c.kind is ClauseKind.TITLE), None)
        if title is not None and re.search(r"\d{4}[年.\d]*\s*[-—至]\s*\d{4}", document.title) and (best is None or score < 0.8):
            return [DraftSentence(kind=SentenceKind.RECORD, text=f"标题所列时段：{document.short_title}。", evidence=(clause_evidence(title),))]
        if best is None or score < 0.3:
            return []
        flat = flatten(self.library, best)
        for m in re.finditer(r"[^。；\n]*(?:暂定|期限|结束|截止|有效)[^。；\n]*[。；]?", flat.text):
            if re.search(r"\d{4}年|[一二三四五]年", m.group()):
                return [quote_sentence(self.library, best, flat, m.start(), m.end())]
        return []

    def _explained(self, document: GazetteDocument) -> DraftSentence | None:
        for clause in self.library.clauses_of(document.doc_id):
            flat = flatten(self.library, clause) if clause.own else None
            if flat is None:
                continue
            m = re.search(r"[^。；\n]*负责解释[。；]?", flat.text.replace("\n", " "))
            if m:
                return quote_sentence(self.library, clause, flat, m.start(), m.end())
        return None

    # lists --------------------------------------------------------------
    def listing(self, text: str) -> Draft | None:
        """Documents a list repeals (by year, issuer, words), or documents in force since a day."""
        if re.search(r"同时(?:作废|废止|失效|停止)", text) and not re.search(r"目录|清单", text):
            for target in self.targets(text)[:1]:
                ended = [e for e in self.registry.events if e.kind is EventKind.REPEALED and e.note != "清单" and target.document is not None and e.by_doc_id == target.document.doc_id]
                if ended:
                    return self._event_list(ended)
        if re.search(r"废止|清理|失效|作废", text) and re.search(r"目录|清单|文件|哪[些几]|几件", text):
            return self._repeal_list(text)
        found = find_dates(DOCUMENT_NUMBER_RE.sub(" ", text))
        if len(found) == 1 and re.search(r"哪[些几](?:个|份|件)?(?:通告|文件|办法|规定|措施|通知)", text) and re.search(r"施行|实施|生效|执行|印发|发布|起", text):
            kind = EventKind.ISSUED if re.search(r"印发|发布|成文|转发", text) else EventKind.EFFECTIVE
            day = found[0]
            wanted = re.search(r"哪[些几](?:个|份|件)?(通告|办法|规定|措施|通知)", text)
            events = [
                e
                for e in self.registry.events
                if e.kind is kind and e.target_doc_id and e.date is not None and (e.date == day.value if day.day else (e.date.year, e.date.month) == (day.value.year, day.value.month))
            ]
            events = [e for e in events if wanted is None or wanted[1] in self.library.document(e.target_doc_id or "").title]
            return self._event_list(events) if events else None
        return None

    def _repeal_list(self, text: str) -> Draft | None:
        events = [e for e in self.registry.events if e.kind is EventKind.REPEALED and e.note == "清单"]
        numbers = {number_key(n) for n in numbers_in(text, self.registry.number_prefixes)}
        if numbers:
            events = [e for e in events if number_key(self.library.document(e.by_doc_id).number or "") in numbers]
        bare = DOCUMENT_NUMBER_RE.sub(" ", text)
        years = set(re.findall(r"(?:19|20)\d{2}(?=年)", bare))
        chosen = []
        for event in events:
            row = self.library.clause(event.clause_id)
            cells = {c.column: re.sub(r"\s+", "", c.value) for c in row.cells}
            day = next((v for k, v in cells.items() if "日期" in k), "")
            issuer = next((v for k, v in cells.items() if "单位" in k or "机关" in k), "")
            if years and not any(day.startswith(y) or f"〔{y}〕" in (event.target_number or "") for y in years):
                continue
            asked = re.search(r"区政府办(?:公室)?|(?<!人民)[区市县]政府(?!办)", bare)
            if asked and issuer and re.search(r"颁布|印发|发(?:的|布)|制定", bare) and issuer != asked.group().replace("办公室", "办"):
                continue
            chosen.append(event)
        words = [w for w in ("暂行", "试行", "实施细则", "办法", "意见") if w in bare and re.search(rf"带|叫|名|“{w}”|{w}[^，。？]{{0,4}}(?:哪|几|有)", bare)]
        if words:
            chosen = [e for e in chosen if all(w in (e.target_title or "") for w in words)]
        if not chosen or (len(chosen) == len(events) and not (numbers or re.search(r"全部|所有|哪些|都有|哪几", bare))):
            return None
        return self._event_list(chosen)

    def _event_list(self, events: Sequence[StatusEvent]) -> Draft:
        """Count first, then a line per document."""
        first = self.library.clause(events[0].clause_id)
        sentences = [DraftSentence(kind=SentenceKind.RECORD, text=f"共{len(events)}件：", evidence=(clause_evidence(first, [events[0].span]),))]
        rows: list[dict[str, object]] = []
        for event in events[:55]:
            clause = self.library.clause(event.clause_id)
            title = re.sub(r"^《|》$", "", event.target_title or "")
            if event.kind is EventKind.REPEALED:
                day = next((f"（{c.column}：{re.sub(chr(92) + 's', '', c.value)}）" for c in clause.cells if "日期" in c.column), "")
            else:
                day = ""
            evidence = [clause_evidence(clause, [event.span], (event.span,))]
            if event.kind is not EventKind.REPEALED and event.target_doc_id:
                evidence += self._title_evidence(self.library.document(event.target_doc_id))
            sentences.append(DraftSentence(kind=SentenceKind.RECORD, text=f"{event.target_number or ''}《{title}》{day}。", evidence=tuple(evidence), newline=True))
            rows.append({"doc_number": event.target_number, "title": title, "kind": event.kind.value, "text": self.library.text(clause.source, event.span), "start": event.span.start, "end": event.span.end, "clause": clause.path, "clause_id": clause.clause_id})
        return Draft(status=AnswerStatus.LISTED, sentences=tuple(sentences), rows=tuple(rows), trace=("status list",))

    # two documents ------------------------------------------------------
    def compare(self, text: str, as_of: date) -> Draft | None:
        """Two numbers side by side: title, what kind, status."""
        numbers = numbers_in(text, self.registry.number_prefixes)
        if len(numbers) < 2:
            return None
        targets = self.targets(text)
        if not targets:
            return None
        sentences: list[DraftSentence] = []
        listed = [e for e in self.registry.events if e.kind is EventKind.REPEALED]
        known = {t.number for t in targets}
        for target in targets[:3]:
            if target.document is None:
                status = status_at(self.library, self.registry.events, target.number or "", as_of)
                sentences += self._repealed(status, "", 1)
                continue
            document = target.document
            title = next((c for c in self.library.clauses_of(document.doc_id) if c.kind is ClauseKind.TITLE), None)
            evidence = [*self._number_evidence(document)]
            if title is not None:
                evidence.append(clause_evidence(title))
            sentences.append(DraftSentence(kind=SentenceKind.RECORD, text=f"{document.number}：{document.title}。", evidence=tuple(evidence), newline=True))
            status = status_at(self.library, self.registry.events, document, as_of)
            if status.kind is StatusKind.REPEALED:
                sentences += self._repealed(status, "")
            elif re.search(r"有效|废|管用|作数|施行|实施|起|哪天|什么时候|生效", text):
                sentences += self._starts(document, status)
        missing = [n for n in numbers if n not in known and all(number_key(n) != number_key(k or "") for k in known)]
        if missing and any(t.document is None for t in targets) and listed:
            sentences.append(DraftSentence(kind=SentenceKind.FRAME, text=f"〈{'、'.join(missing)}〉不在库内，也没有列入废止目录。", newline=True))
        heads = {t.title for t in targets}
        if len(heads) > 1 and re.search(r"一个文件|同一|一回事|是不是|同一个", text):
            sentences.insert(0, DraftSentence(kind=SentenceKind.FRAME, text="不是同一个文件："))
        return Draft(status=AnswerStatus.ANSWERED, sentences=tuple(_unique(sentences))) if sentences else None


def _unique(sentences: Sequence[DraftSentence]) -> list[DraftSentence]:
    seen: set[str] = set()
    kept = []
    for sentence in sentences:
        if sentence.text and sentence.text not in seen:
            seen.add(sentence.text)
            kept.append(sentence)
    return kept

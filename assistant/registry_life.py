"""Sentences about the life of a document: which it is, in force or not, since when, until when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from assistant.drafts import DraftSentence, Evidence
from assistant.records import SentenceKind
from assistant.registry_drafts import clause_evidence, quote_sentence
from index.library import Library
from index.records import Clause, ClauseKind, EventKind, GazetteDocument, StatusEvent
from index.registry import Registry
from index.registry.flat import flatten
from index.registry.records import Status, StatusKind
from index.registry.topics import TopicIndex
from index.tokens import fold

__all__ = ["StatusSentences", "Target", "once", "share"]


class Target(NamedTuple):
    """A document a question is about: held, or only mentioned (``document`` None)."""

    document: GazetteDocument | None
    number: str | None
    title: str
    score: float


class StatusSentences:
    """Makes record and quote sentences with their evidence."""

    def __init__(self, library: Library, registry: Registry, topics: TopicIndex) -> None:
        self.library = library
        self.registry = registry
        self.topics = topics

    def verdict(self, status: Status) -> list[DraftSentence]:
        words = {
            StatusKind.IN_FORCE: status.text,
            StatusKind.NOT_YET: "尚未施行",
            StatusKind.EXPIRED: "已过期",
            StatusKind.UNKNOWN: "效力不明",
            StatusKind.REPEALED: "已废止",
        }[status.kind]
        held = self.library.document(status.doc_id) if status.doc_id is not None else None
        evidence = self.title_evidence(held) if held is not None else ()
        found = [DraftSentence(kind=SentenceKind.RECORD, text=f"{words}。", evidence=evidence)]
        deciding = (
            next((e for e in status.events if e.kind is EventKind.PERIOD), None)
            if status.kind is StatusKind.EXPIRED
            else None
        )
        if deciding is not None:
            found.append(self.quote(deciding))
        for event in status.events:
            if event.kind is EventKind.REVISED and event.target_number:
                found.append(DraftSentence(kind=SentenceKind.FRAME, text="此后有修改或调整："))
                found.append(self.quote(event))
                break
        return found

    def head(self, document: GazetteDocument) -> list[DraftSentence]:
        """Which document the rest is about."""
        evidence = (*self.number_evidence(document), *self.title_evidence(document))
        name = f"{document.number or ''}《{document.short_title.strip('《》')}》"
        return [DraftSentence(kind=SentenceKind.RECORD, text=f"{name}：", evidence=evidence, newline=True)]

    def repealed(self, status: Status, text: str, most: int = 2) -> list[DraftSentence]:
        found: list[DraftSentence] = []
        name = status.number or f"《{status.title}》"
        repeals = [e for e in status.events if e.kind is EventKind.REPEALED]
        for event in repeals[:most]:
            by = self.library.document(event.by_doc_id)
            clause = self.library.clause(event.clause_id)
            own = (clause_evidence(clause, [event.span]), *self.number_evidence(by))
            start = self.start_evidence(by, event)
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
                found.append(self.row_date(clause))
        return [s for s in found if s is not None]

    def row_date(self, clause: Clause) -> DraftSentence:
        cell = next((c for c in clause.cells if "日期" in c.column and c.span is not None), None)
        words = f"日期：{re.sub(chr(92) + 's', '', cell.value)}。" if cell is not None else ""
        return DraftSentence(kind=SentenceKind.RECORD, text=words or "。", evidence=(clause_evidence(clause),))

    def start_evidence(self, by: GazetteDocument, event: StatusEvent) -> Evidence | None:
        """Where the day of a repeal stands: an article with the date, else the sign-off."""
        if event.date is None:
            return None
        printed = re.compile(rf"{event.date.year}\s*年\s*{event.date.month}\s*月\s*{event.date.day}\s*日")
        for clause in self.library.clauses_of(by.doc_id):
            if (
                clause.kind is ClauseKind.ROW
                or not printed.search(self.library.clause_text(clause))
                or clause.span.end - clause.span.start > 900
            ):
                continue
            return Evidence(clause_id=clause.clause_id, doc_id=clause.doc_id, source=clause.source, span=clause.span)
        return None

    def number_evidence(self, document: GazetteDocument | None) -> tuple[Evidence, ...]:
        if document is None:
            return ()
        for clause in self.library.clauses_of(document.doc_id):
            if clause.kind in (ClauseKind.NUMBER, ClauseKind.TITLE):
                if clause.kind is ClauseKind.TITLE and document.number is not None:
                    continue
                return (clause_evidence(clause),)
        return ()

    def title_evidence(self, document: GazetteDocument) -> tuple[Evidence, ...]:
        clause = next((c for c in self.library.clauses_of(document.doc_id) if c.kind is ClauseKind.TITLE), None)
        return (clause_evidence(clause),) if clause is not None else ()

    def quote(self, event: StatusEvent) -> DraftSentence:
        clause = self.library.clause(event.clause_id)
        return DraftSentence(
            kind=SentenceKind.QUOTE,
            text=self.library.clean_span(clause.source, event.span),
            evidence=(clause_evidence(clause, [event.span], (event.span,)),),
        )

    def start_events(self, document: GazetteDocument | None) -> list[StatusEvent]:
        """What the library says of a document's first day."""
        if document is None:
            return []
        return [e for e in self.registry.events if e.kind is EventKind.EFFECTIVE and e.target_doc_id == document.doc_id]

    def starts(self, document: GazetteDocument | None, status: Status) -> list[DraftSentence]:
        if document is None:
            return []
        event = next(iter(self.start_events(document)), None)
        if event is None:
            return self.issued(document, "文中没有另写施行日期，")
        found = [self.quote(event)]
        if re.search(r"印发|发布|公布|下发", found[0].text) and not re.search(r"\d{4}年\d", found[0].text):
            found += self.issued(document)
        elif len(found[0].text) > 110:
            found = [self.core(event)]
        return found

    def namesake(self, number: str | None) -> list[DraftSentence]:
        """A repealed document of the same prefix and serial but another year: easily taken for the one asked about."""
        if number is None:
            return []
        key = number.replace(" ", "").split("〔")[0], number.rsplit("〕", 1)[-1]
        for event in self.registry.events:
            other = event.target_number or ""
            if (
                event.kind is EventKind.REPEALED
                and other != number
                and (other.split("〔")[0], other.rsplit("〕", 1)[-1]) == key
            ):
                title = re.sub(r"^《|》$", "", event.target_title or "")
                return [
                    DraftSentence(kind=SentenceKind.FRAME, text="列入废止目录的是："),
                    DraftSentence(
                        kind=SentenceKind.RECORD,
                        text=f"{other}《{title}》。",
                        evidence=(clause_evidence(self.library.clause(event.clause_id), [event.span], (event.span,)),),
                    ),
                ]
        return []

    def decides(self, document: GazetteDocument) -> list[DraftSentence]:
        """The sentence in which a short notice says what it decides."""
        event = next(iter(self.start_events(document)), None)
        if event is None or "决定" not in self.library.text(document.source, event.span):
            return []
        whole = self.quote(event)
        return [whole if len(whole.text) <= 260 else self.core(event)]

    def reason(self, document: GazetteDocument) -> list[DraftSentence]:
        """The sentence that says why a document was made: 为…，根据…."""
        for clause in self.library.clauses_of(document.doc_id):
            if (
                clause.kind not in (ClauseKind.TEXT, ClauseKind.LEAD, ClauseKind.ARTICLE, ClauseKind.ITEM)
                or not clause.own
            ):
                continue
            flat = flatten(self.library, clause)
            m = re.search(r"(?:^|(?<=[。\n\s]))(?:为|根据|按照|依据)[^。；]{6,300}[。；：]?", flat.text)
            if m:
                return [quote_sentence(self.library, clause, flat, m.start(), m.end(), newline=True)]
        return []

    def on_change(self, document: GazetteDocument) -> list[DraftSentence]:
        """What the document says happens to it when the policy above it changes."""
        for clause in self.library.clauses_of(document.doc_id):
            if not clause.own or clause.kind is ClauseKind.FORM:
                continue
            flat = flatten(self.library, clause)
            m = re.search(
                r"[^。；\n]*(?:如遇|遇有|若遇|遇到)[^。；]{0,40}(?:调整|变化|修改|不可抗力)[^。；]*[。；]?", flat.text
            )
            if m:
                return [quote_sentence(self.library, clause, flat, m.start(), m.end())]
        return []

    def core(self, event: StatusEvent) -> DraftSentence:
        """The part of a long sentence that gives the day: 决定自…起…"""
        clause = self.library.clause(event.clause_id)
        flat = flatten(self.library, clause)
        m = re.search(
            r"(?:决定)?自\s*(?:19|20)\d{2}\s*年[^，。；：]*(?:[，][^，。；：]{0,40}(?=[。：]))?[。；：]?",
            flat.text.replace("\n", " "),
        )
        return quote_sentence(self.library, clause, flat, m.start(), m.end()) if m else self.quote(event)

    def issued(self, document: GazetteDocument, lead: str = "") -> list[DraftSentence]:
        if document.issued is None or document.issued_span is None:
            return []
        clause = next(
            (c for c in self.library.clauses_of(document.doc_id) if c.span.contains(document.issued_span)), None
        )
        if clause is None:
            return []
        day = document.issued
        evidence = Evidence(
            clause_id=clause.clause_id,
            doc_id=document.doc_id,
            source=document.source,
            span=clause.span,
            quotes=(document.issued_span,),
        )
        text = f"成文日期：{day.year}年{day.month}月{day.day}日。"
        found = [DraftSentence(kind=SentenceKind.FRAME, text=lead)] if lead else []
        return [*found, DraftSentence(kind=SentenceKind.RECORD, text=text, evidence=(evidence,))]

    def ends(self, status: Status, document: GazetteDocument | None, text: str) -> list[DraftSentence]:
        event = next((e for e in status.events if e.kind is EventKind.PERIOD), None)
        if event is not None:
            found = [self.quote(event)]
            if event.end is not None and str(event.end.year) not in found[0].text and event.date is not None:
                start = self.starts(document, status)
                found += [s for s in start if s.text != found[0].text]
            return found
        if document is None:
            return []
        best, score = None, 0.0
        for clause in self.library.clauses_of(document.doc_id):
            if not clause.own or clause.kind in (ClauseKind.FORM, ClauseKind.TITLE):
                continue
            body = flatten(self.library, clause).tight.text
            if not re.search(r"(?:期限|时限|有效|结束|截止|暂定)", body) or not re.search(
                r"(?:19|20)\d{2}年|[一二三四五]年", body
            ):
                continue
            pieces = self.topics.pieces(text)
            total = sum(p.weight for p in pieces) or 1.0
            value = share(fold(body), pieces, total) + (0.2 if re.search(r"暂定|期限|结束", body) else 0.0)
            if value > score:
                best, score = clause, value
        title = next((c for c in self.library.clauses_of(document.doc_id) if c.kind is ClauseKind.TITLE), None)
        if (
            title is not None
            and re.search(r"\d{4}[年.\d]*\s*[-—至]\s*\d{4}", document.title)
            and (best is None or score < 0.8)
        ):
            return [
                DraftSentence(kind=SentenceKind.FRAME, text="标题所列时段："),
                DraftSentence(
                    kind=SentenceKind.RECORD, text=f"{document.short_title}。", evidence=(clause_evidence(title),)
                ),
            ]
        if best is None or score < 0.3:
            return []
        flat = flatten(self.library, best)
        for m in re.finditer(r"[^。；\n]*(?:暂定|期限|结束|截止|有效)[^。；\n]*[。；]?", flat.text):
            if re.search(r"\d{4}年|[一二三四五]年", m.group()):
                return [quote_sentence(self.library, best, flat, m.start(), m.end())]
        return []

    def explained(self, document: GazetteDocument) -> DraftSentence | None:
        for clause in self.library.clauses_of(document.doc_id):
            flat = flatten(self.library, clause) if clause.own else None
            if flat is None:
                continue
            m = re.search(r"[^。；\n]*负责解释[。；]?", flat.text.replace("\n", " "))
            if m:
                return quote_sentence(self.library, clause, flat, m.start(), m.end())
        return None


def share(body: str, pieces: Sequence[object], total: float) -> float:
    """How much of the pieces' weight a text covers."""
    return (
        sum(
            getattr(p, "weight", 0.0) * max((s for f, s in getattr(p, "forms", ()) if f in body), default=0.0)
            for p in pieces
        )
        / total
    )


def once(sentences: Sequence[DraftSentence]) -> list[DraftSentence]:
    """The sentences, each text once."""
    seen: set[str] = set()
    kept = []
    for sentence in sentences:
        if sentence.text and sentence.text not in seen:
            seen.add(sentence.text)
            kept.append(sentence)
    return kept

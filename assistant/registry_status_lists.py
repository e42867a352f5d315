"""Lists of documents (repealed, in force since a day) and documents side by side."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence
from datetime import date

from assistant.drafts import Draft, DraftSentence
from assistant.records import AnswerStatus, SentenceKind
from assistant.registry_drafts import clause_evidence
from assistant.registry_life import StatusSentences, Target, once
from index.library import Library, number_key
from index.numerals import DOCUMENT_NUMBER_RE, find_dates
from index.records import ClauseKind, EventKind, StatusEvent
from index.registry import Registry
from index.registry.lifecycle import numbers_in, status_at, without_numbers
from index.registry.records import StatusKind
from index.tokens import fold

__all__ = ["StatusLists"]


_WHY = re.compile(r"为什么|为啥|因为什么|因为啥|什么原因|为何|凭什么|依据什么")
_REPEAL = re.compile(
    r"废止|清理|失效|作废|废(?:了|掉|除|的|那)|被废|清(?:掉|了|走|除|出去)|(?:取消|拿掉|砍掉|停用|停掉)(?:了|的)?[^，。？]{0,6}文件|文件[^，。？]{0,10}(?:取消|拿掉|砍掉|停用|停掉)|不(?:再)?(?:管用|算数|作数)(?:了|的)"
)
_KINDS = ("暂行", "试行", "实施细则", "实施方案", "办法", "意见", "细则", "方案")
_KIND_RE = re.compile("|".join(_KINDS))
_ABOUT = re.compile(
    r"被?(?:废止|清理|失效|作废|废掉|废除|废|清掉|清走|清除|取消|拿掉|砍掉|停用|停掉|不再?管用|不再?算数|不再?作数)了?|目录|清单|名单|文件号|文号|文件|行政|规范性|哪[些几]?|几|多少|[件个份条项]|(?:19|20)\d{2}年?|\d+月|\d+[日号]?|颁布|印发|发布|制定|出台|发文|这回|这次|这批|一批|出的|发的|区政府办公室|区政府办|区政府|里头?|中|跟|和|与|有关|相关|关于|涉及|打头|开头|都|有|是|的|了|吗|呢|列|出来|一共|总共|分别|叫|带|含|名字|标题|字样|或|以前|之前|以后|之后|那次|次|年|月|在|把|被|属于?|这些|那些|哪|什么|啥|全部|所有|老|旧|为什么|为啥|因为|要|请|帮我|查|[“”（），。？、《》\s]"
)


_ONE = re.compile(r"[那这哪]一?[件份个天日]|管(?!理)|讲|说的?是?|时候|几[月号]|日期|颁(?:布|发)?|有没有|[还又]有|另外")


def _extreme(events: list[StatusEvent], text: str) -> list[StatusEvent]:
    """The oldest or the newest alone, when the question asks for it."""
    oldest, newest = re.search(r"最(?:早|老|久)", text), re.search(r"最(?:新|近|晚)", text)
    if not (oldest or newest) or len(events) < 2:
        return events
    return [
        (min if oldest else max)(
            events,
            key=lambda e: (
                re.findall(r"\d+", e.target_number or "")
                and [int(n) for n in re.findall(r"\d+", e.target_number or "")]
            ),
        )
    ]


class StatusLists:
    """Drafts that name several documents. ``find`` gives the documents a text is about."""

    def __init__(
        self, library: Library, registry: Registry, say: StatusSentences, find: Callable[[str], list[Target]]
    ) -> None:
        self.library = library
        self.registry = registry
        self.say = say
        self.find = find

    def listing(self, text: str) -> Draft | None:
        """Documents a list repeals (by year, issuer, words), or documents in force since a day."""
        if re.search(r"同时(?:作废|废止|失效|停止)", text) and not re.search(r"目录|清单", text):
            for target in self.find(text)[:1]:
                ended = [
                    e
                    for e in self.registry.events
                    if e.kind is EventKind.REPEALED
                    and e.note != "清单"
                    and target.document is not None
                    and e.by_doc_id == target.document.doc_id
                ]
                if ended:
                    return self._event_list(ended)
        if _REPEAL.search(text) and re.search(
            r"目录|清单|最[早老新近]|文件(?:号|里|中|有|是)|哪[些几]|[几多]少?[件个份]|\d+[件个份]", text
        ):
            return self._repeal_list(text) or (self.among(text) if re.search(r"[那哪][件份]", text) else None)
        found = find_dates(DOCUMENT_NUMBER_RE.sub(" ", text))
        if (
            len(found) == 1
            and re.search(r"哪[些几](?:个|份|件)?(?:通告|文件|办法|规定|措施|通知)", text)
            and re.search(r"施行|实施|生效|执行|印发|发布|起", text)
        ):
            kind = EventKind.ISSUED if re.search(r"印发|发布|成文|转发", text) else EventKind.EFFECTIVE
            day = found[0]
            wanted = re.search(r"哪[些几](?:个|份|件)?(通告|办法|规定|措施|通知)", text)
            events = [
                e
                for e in self.registry.events
                if e.kind is kind
                and e.target_doc_id
                and e.date is not None
                and (
                    e.date == day.value if day.day else (e.date.year, e.date.month) == (day.value.year, day.value.month)
                )
            ]
            events = [
                e for e in events if wanted is None or wanted[1] in self.library.document(e.target_doc_id or "").title
            ]
            return self._event_list(events) if events else None
        return None

    def _repeal_list(self, text: str) -> Draft | None:
        """The documents a list repeals that pass every filter of the question."""
        repeals = [e for e in self.registry.events if e.kind is EventKind.REPEALED]
        bare = without_numbers(text, self.registry.number_prefixes)
        numbers = {number_key(n) for n in numbers_in(text, self.registry.number_prefixes)}
        serials = set(re.findall(r"(?<![\d〕])(\d{1,3})号(?:文|通知|办法|令)?(?=[把废中里，]|清理)", bare))
        listed = [e for e in repeals if e.note == "清单"]
        if numbers or serials:
            by = {
                d.doc_id
                for d in self.library.documents
                if d.number and (number_key(d.number) in numbers or re.findall(r"\d+", d.number)[-1] in serials)
            }
            listed = [e for e in repeals if e.by_doc_id in by] or listed
        chosen = [e for e in listed if self._passes(e, bare)]
        chosen = _extreme(chosen, bare)
        everything = re.search(r"全部|所有|哪[些几]|都有|分别|列|名单|多少|[几\d][件个份]", bare) is not None
        if not chosen or (len(chosen) == len(listed) and not (numbers or everything)):
            return None
        if (
            len(chosen) == len(listed)
            and re.search(r"哪[些几一二两三四五六]|列|分别|名单|清单(?:是|有)|都有|什么文件", bare) is None
        ):
            return self._stated(chosen)
        draft = self._event_list(chosen)
        if _WHY.search(bare) is not None:
            by = {e.by_doc_id for e in chosen}
            draft = dataclasses.replace(
                draft, sentences=(*draft.sentences, *(q for i in by for q in self.say.reason(self.library.document(i))))
            )
        return draft

    @staticmethod
    def names_list(text: str) -> bool:
        """Whether a question is about the documents of a list (废止了多少件文件)."""
        return (
            _REPEAL.search(text) is not None
            and re.search(r"[几多]少?[件个份]|\d+[件个份]|哪[些几]|目录|清单", text) is not None
        )

    def among(self, text: str) -> Draft | None:
        """The listed documents whose titles hold most of what a question about the list says (里头管幼儿园的那件)."""
        listed = [e for e in self.registry.events if e.kind is EventKind.REPEALED and e.note == "清单"]
        if not listed:
            return None
        if (
            re.search(r"(?:19|20)\d{2}年|办公室|最[早老新近晚]", text)
            and (some := _extreme([e for e in listed if self._passes(e, text)], text))
            and len(some) < len(listed)
        ):
            return self._event_list(some)
        said = [
            w
            for w in _ABOUT.sub("|", _ONE.sub("|", text)).split("|")
            if w and w not in "那这起从自" and not w.isascii()
        ]
        if not said and re.search(r"哪[天日]|什么时候|何时|几[月号]", text):
            by = self.library.document(listed[0].by_doc_id)
            return Draft(
                status=AnswerStatus.ANSWERED,
                sentences=(
                    *self.say.head(by),
                    *self.say.starts(by, status_at(self.library, self.registry.events, by, date.max)),
                ),
                trace=("status list",),
            )
        pieces = [p for w in said for p in self.say.topics.pieces(w)]
        scores = [
            sum(p.weight * max((s for f, s in p.forms if f in fold(e.target_title or "")), default=0.0) for p in pieces)
            for e in listed
        ]
        top = max(scores, default=0.0)
        chosen = [e for e, score in zip(listed, scores, strict=True) if score >= 0.9 * top]
        if not top and said and re.search(r"有没有|关于|[那哪][件份]|呢[？。]?$", text):
            return Draft(
                status=AnswerStatus.NOT_FOUND,
                reason=f"废止目录中没有找到题名说到〈{'、'.join(said)}〉的文件",
                trace=("status list",),
            )
        return self._event_list(chosen) if top and 2 * len(chosen) <= len(listed) else None

    def _stated(self, events: Sequence[StatusEvent]) -> Draft:
        """How many, and why, in the words of the document that repeals them; the list when it gives no number."""
        for doc_id in dict.fromkeys(e.by_doc_id for e in events):
            said = self.say.reason(self.library.document(doc_id))
            if said and re.search(r"\d+\s*[件个份部]", said[0].text):
                return Draft(status=AnswerStatus.ANSWERED, sentences=tuple(said), trace=("status count",))
        return self._event_list(events)

    def _passes(self, event: StatusEvent, bare: str) -> bool:
        row = self.library.clause(event.clause_id)
        cells = {c.column: re.sub(r"\s+", "", c.value) for c in row.cells}
        day = next((v for k, v in cells.items() if "日期" in k), "")
        issuer = next((v for k, v in cells.items() if "单位" in k or "机关" in k), "")
        number, title = event.target_number or "", event.target_title or ""
        if not self._of_years(bare, day, number):
            return False
        prefix = next((p for p in sorted(self.registry.number_prefixes, key=len, reverse=True) if p in bare), None)
        if prefix is not None and number.split("〔")[0] != prefix:
            return False
        asked = re.search(r"区政府办(?:公室)?|(?<!人民)[区市县]政府(?!办)", bare)
        if (
            asked
            and issuer
            and re.search(r"颁布|印发|发(?:的|布|文)|制定|出台", bare)
            and issuer != asked.group().replace("办公室", "办")
        ):
            return False
        quoted = [
            q
            for q in re.findall(r"[“「『]([^”」』]{2,20})[”」』]", bare)
            if any(q in (e.target_title or "") for e in self.registry.events)
        ]
        if quoted:
            return any(q in title for q in quoted)
        kinds = [
            w
            for w in _KINDS
            if (w in bare and w.endswith("行"))
            or re.search(
                rf"(?:带|叫|名|属于?|是|含)[^，。？]{{0,6}}{w}|“[^”]*{w}[^”]*”|{w}[^，。？文件]{{0,4}}(?:哪|几|有|多少)",
                bare,
            )
        ]
        if kinds and not (any if "或" in bare else all)(w in title for w in kinds):
            return False
        words = [w for w in _ABOUT.sub("|", _KIND_RE.sub("|", bare)).split("|") if len(w) >= 2 and not w.isascii()]
        titles = [e.target_title or "" for e in self.registry.events if e.kind is EventKind.REPEALED]
        known = [w for w in words if 0 < sum(w in t for t in titles) <= 0.6 * len(titles)]
        return all(w in title for w in known)

    @staticmethod
    def _of_years(bare: str, day: str, number: str) -> bool:
        """Whether the year of issue fits: 2014年的, 2010年以前的, 2012年到2015年的."""
        years = [int(y) for y in re.findall(r"((?:19|20)\d{2})(?=年)", bare)]
        found = [
            int(y)
            for y in re.findall(
                r"^(?:19|20)\d{2}|(?<=〔)\d{4}(?=〕)", day if re.search(r"颁布|发布", bare) and day else f"{number}"
            )
        ]
        mine = found[0] if found else None
        if not years or mine is None or re.search(r"\d{4}年\d{1,2}月[^，。？]{0,4}(?:清理|废止|那次)", bare):
            return True
        if len(years) == 2 and re.search(r"\d年?(?:到|至|-|—|～)", bare):
            return years[0] <= mine <= years[1]
        if re.search(r"\d年(?:以前|之前|前)", bare):
            return mine < years[0]
        if re.search(r"\d年(?:以后|之后|后|以来)", bare):
            return mine >= years[0]
        return mine in years

    def _event_list(self, events: Sequence[StatusEvent]) -> Draft:
        """Count first, then a line per document."""
        first = self.library.clause(events[0].clause_id)
        sentences = [
            DraftSentence(
                kind=SentenceKind.RECORD,
                text=f"共{len(events)}件：",
                evidence=(clause_evidence(first, [events[0].span]),),
            )
        ]
        rows: list[dict[str, object]] = []
        for event in events[:55]:
            clause = self.library.clause(event.clause_id)
            title = re.sub(r"^《|》$", "", event.target_title or "")
            if event.kind is EventKind.REPEALED:
                day = next(
                    (f"（{re.sub(chr(92) + 's', '', c.value)}）" for c in clause.cells if "日期" in c.column),
                    "",
                )
            else:
                day = ""
            evidence = [clause_evidence(clause, [event.span], (event.span,))]
            if event.kind is not EventKind.REPEALED and event.target_doc_id:
                evidence += self.say.title_evidence(self.library.document(event.target_doc_id))
            sentences.append(
                DraftSentence(
                    kind=SentenceKind.RECORD,
                    text=f"{event.target_number or ''}《{title}》{day}。",
                    evidence=tuple(evidence),
                    newline=True,
                )
            )
            rows.append(
                {
                    "doc_number": event.target_number,
                    "title": title,
                    "kind": event.kind.value,
                    "text": self.library.text(clause.source, event.span),
                    "start": event.span.start,
                    "end": event.span.end,
                    "clause": clause.path,
                    "clause_id": clause.clause_id,
                }
            )
        return Draft(status=AnswerStatus.LISTED, sentences=tuple(sentences), rows=tuple(rows), trace=("status list",))

    def compare(self, text: str, as_of: date) -> Draft | None:
        """Two numbers side by side: title, what kind, status."""
        numbers = numbers_in(text, self.registry.number_prefixes)
        if len(numbers) < 2:
            return None
        targets = self.find(text)
        if not targets:
            return None
        sentences: list[DraftSentence] = []
        listed = [e for e in self.registry.events if e.kind is EventKind.REPEALED]
        known = {t.number for t in targets}
        for target in targets[:3]:
            if target.document is None:
                status = status_at(self.library, self.registry.events, target.number or "", as_of)
                sentences += self.say.repealed(status, "", 1)
                continue
            document = target.document
            title = next((c for c in self.library.clauses_of(document.doc_id) if c.kind is ClauseKind.TITLE), None)
            evidence = [*self.say.number_evidence(document)]
            if title is not None:
                evidence.append(clause_evidence(title))
            sentences.append(
                DraftSentence(
                    kind=SentenceKind.RECORD,
                    text=f"{document.number}：{document.title}。",
                    evidence=tuple(evidence),
                    newline=True,
                )
            )
            status = status_at(self.library, self.registry.events, document, as_of)
            if status.kind is StatusKind.REPEALED:
                sentences += self.say.repealed(status, "")
            elif re.search(r"有效|废|管用|作数|施行|实施|起|哪天|什么时候|生效", text):
                sentences += self.say.starts(document, status)
            elif re.search(r"不一样|不同|区别|差别|禁|管|讲|内容", text):
                sentences += self.say.decides(document)
        missing = [n for n in numbers if n not in known and all(number_key(n) != number_key(k or "") for k in known)]
        if missing and any(t.document is None for t in targets) and listed:
            sentences.append(
                DraftSentence(
                    kind=SentenceKind.FRAME,
                    text=f"〈{'、'.join(missing)}〉不在库内，也没有列入废止目录。",
                    newline=True,
                )
            )
        heads = {t.title for t in targets}
        if len(heads) > 1 and re.search(r"一个文件|同一|一回事|是不是|同一个", text):
            sentences.insert(0, DraftSentence(kind=SentenceKind.FRAME, text="不是同一个文件："))
        return Draft(status=AnswerStatus.ANSWERED, sentences=tuple(once(sentences))) if sentences else None

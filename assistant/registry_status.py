"""Answers about documents: in force or not, since when, until when, repealed by what, explained by whom."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from datetime import date
from functools import cached_property

from assistant.drafts import Draft, DraftCalculation, DraftNotice, DraftSentence
from assistant.records import AnswerStatus, SentenceKind
from assistant.registry_comparing import sides_of
from assistant.registry_finding import Scores
from assistant.registry_life import StatusSentences, Target, once, share
from assistant.registry_status_lists import StatusLists
from index.errors import NotFoundError
from index.library import Library, number_key
from index.numerals import DOCUMENT_NUMBER_RE, find_dates
from index.records import EventKind, GazetteDocument
from index.registry import Registry
from index.registry.lifecycle import numbers_in, status_at
from index.registry.records import StatusKind
from index.registry.topics import TopicIndex
from index.tokens import fold

__all__ = ["StatusAnswers", "asked_of_document", "is_status_question", "speaks_of_force"]

_VALID = re.compile(
    r"废(?:止|除|掉|了)?的[？。]?$|(?:什么时候|哪年|哪天|何时)[^，。？]{0,3}废|还?(?:有没有|有无|是否|还)?(?:有效|管用|算数|作数|好使|照着办|执行|能用|在用|适用)(?:吗|么|不|没|否|$|[？，。])|失效|作废|废止|废掉|废除|废了(?!多少)|停止执行|(?:什么|啥)状态|(?:被|给)清(?:理|掉|退)?(?:的|了|掉)|效力|(?:办法|文件|规定|通知|方案|措施|政策|通告)[^，。？]{0,6}过期|套用|到期了?[吗没]|不能用了|不(?:管用|好使|算数|作数|认)了|[管好算作]不(?:管用|好使|算数|作数)|管不管用|作不作数|算不算数|好不好使|认不认|能不能(?:用|照)|还(?:认|管)(?:吗|么|不)|还在(?:执行|施行)|还能(?:再)?(?:用|照|按|依|参照|参考)|还有用(?:吗|么|没|不|$|[？，。])|还照|还有没有效|(?:拿来|拿去|当|作为?|用作)[^，。？]{0,2}依据|施行中|生效了?[没吗]|还(?:有|算|作)(?:效|数)|取消了|还有吗|还有没有|还在不在|有效期内|在有效期|在期(?:内|限)|期内[吗么]"
)
_START = re.compile(
    r"(?:生效|起效|施行|实施|发文|印发|成文|签发|发布)[^，。？]{0,10}(?:差|隔|间隔)(?:了)?(?:几|多少)天|同一天(?:印发|发布|发的|施行|生效|开始|起)|(?:哪天|哪一天|什么时候|啥时候|何时|几号|几月几号|从哪|从什么时候|自何日|何日|哪年|什么日期|哪日)[^，。？]{0,8}(?:施行|实施|实行|生效|执行|开始|起|算数|启用|转发|印发|发布|下发|颁布|出台|成文|通告|发的|发出)|(?:施行|实施|生效|执行|印发|成文|颁布|发布|转发|通告)(?:的)?(?:日期|时间|是哪天|是几号|是什么时候)|从几号开始|哪天起|何时起|从哪(?:一)?天|(?:从|自|打)(?:啥时候|什么时候|几号|何时)|(?:施行|生效|执行|实施|起算)(?:了)?(?:没|吗)|哪天生效|几号生效|开始(?:施行|实施|执行|收)了?吗?|(?:谁|哪[个份件一]{0,2})(?:更|最)?(?:先|早|后|晚)[^，。？]{0,4}(?:开始|施行|实施|实行|生效|执行|印发|发布)|(?:谁|哪[个份件一]{0,2})(?:开始|施行|实施|实行|生效|执行|印发|发布|发|出台)得?(?:更|最|比较)?(?:早|晚|先)"
)
_END = re.compile(
    r"(?:是|管)哪几年|(?:什么时候|哪年|哪一年|啥时候)(?:才)?(?:到头|结束|截止|为止|到期)|到哪一?年|哪年到哪年|有效期|到哪年|到哪一年|(?<![等拖])到什么时候|管到|管几年|试行(?:期|到)|期限是?定死|定死|能用几年|期满|哪天到期"
)
_EXPLAIN = re.compile(r"解释")
_BY = re.compile(r"被(?:什么|哪)|哪(?:份|个|件)文件(?:把|废|替|取)|被.{0,8}(?:废|替代|取代)|废止依据|谁废")
_ISSUED = re.compile(r"签发|签署|落款|印发|转发|发布|颁布|下发|出台|成文|通告.{0,4}(?:哪天|什么时候)发")
_EFFECT_WORDS = re.compile(
    r"(?:[碰遇][上到]|出现|发生|在)?(?:什么|啥|哪些|哪种|何种)(?:样的?)?情况下?|自己|自动|跟着|(?:拿来|拿去)?(?:当|作为?|用作)[^，。？]{0,2}依据|听说|参照|参考|被?清(?:理|掉|退)?(?:的|了|掉)|不能用了|能不能用|[管作算好]不(?=管用|作数|算数|好使)|还?(?:有没有|是否|还)?(?:有效期?|管用|算数|作数|照着办|执行|能用|适用|施行|实施|生效|废止|废掉|废除|作废|失效|过期|停止执行|解释|印发|转发|发布|颁布|下发|出台|成文)|状态|现在|目前|新规|办法|文件|规定|通知|通告|措施|方案|哪份|[那这][份件]|那套|那个|老(?=办法|规定|文件|的|标准|通知)的?|旧(?=办法|规定|文件|的|标准|通知)的?|把它|开始|起|日期|通告"
    r"|(?:从|自|打|到)?(?:什么时候|啥时候|何时|几月几号|几号|哪一?天|哪一?年|哪几年|多会儿|多久|哪月)(?:起|开始)?|了?没有?(?=[？，。,?\s]|$)|废(?:了|的|掉|除)?(?:没|么)?|期内|被?哪(?:个|份|件)|什么|啥|多少|谁|吗|呢|么|是不是|是否|还(?:在|有|是|能)(?!林)|有没有|文号|实行|打架|冲突|矛盾|不一致|对不上|听谁的?|以?谁为准|要是|如果|[市区]里(?=政策)|政策(?:变|调|改)[了整]?|受影响|条款|会怎样|怎么(?:办|样|算)|到期|过期|期限|到头|为止|不让|不准|不许|禁止|结束|到底|究竟|请问|新的|哪个算|该?按照?|交(?=[？，。,?\s]|$)"
)


_CLASH = re.compile(r"(?:不一致|冲突|对不上|打架|矛盾)[^？。]{0,8}(?:怎么办|听谁|以谁|以哪|哪个|按)|以(?:谁|哪个)为准")
_CHANGE = re.compile(
    r"(?:政策|规定|法律|上位法)[^，。？]{0,5}(?:变了|变化|有变|调整|改了|修改)|(?:改|调整|变)了?(?:政策|规定)|(?:什么|啥|哪些|哪种|何种)(?:样的?)?情况[^，。？]{0,14}(?:废|失效|终止|停|变|调整|修[改订]|不算|不作数|不管用|取消)"
)
_AMOUNT = re.compile(r"多少(?!年|天|个月|号|件)|几(?:块|元|万)|差多少")
_BEFORE = re.compile(r"(?:以前|之前|原来|过去|从前|早先)[^，。？]{0,10}(?:通告|规定|办法|文件|通知|措施)")
_WHICH = re.compile(
    r"按(?:照)?哪(?:一)?个(?:办法|文件|规定|标准)|执行哪(?:一)?(?:个|份)|用哪(?:一)?个(?:办法|文件|规定)"
)


_BEGUN = re.compile(r"(?:施行|实施|实行|生效|执行)(?:了)?(?:没|吗|么)")
_REPEALS = re.compile(
    r"(?<![被让])(?:哪[个份部些几]|什么)[^，。？]{0,10}(?:废了|废止|废掉|作废|取代|替代|顶掉|替掉)|(?:废止|废掉|废除|废|取代|替代|顶掉|替掉)了?(?:哪|什么|啥)"
)
"""Which documents a document does away with."""
SURE, FAIR = 0.42, 0.28
"""Shares of a question's words that a title holds."""
OTHER, LATER = 0.7, 0.6
"""Where no title fits, the next document's best clause must score so little of the best one's; how a later meaning of a word counts in a title."""


_DAYS_BETWEEN = re.compile(r"(?:差|隔|相差|间隔)(?:了)?(?:几|多少)天")
_SPOKEN = re.compile(r"新规|通告|办法|文件|规定|通知|方案|细则|意见|措施|政策|要点|规矩|禁令")


def is_status_question(text: str) -> bool:
    """Whether a question, or one of several side by side, asks about the life of a document."""
    return any(_of_life(piece) for piece in re.split(r"(?<=[？；])", text) if piece)


def _of_life(text: str) -> bool:
    if re.search(r"废(?:止|了|除)?[^，。？]{0,6}(?:多少|几)(?:件|个|份)|(?:多少|几)(?:件|个|份)[^，。？]{0,6}废", text):
        return False
    if re.search(r"(?:留|攒|结转|带)到(?:明年|下年|下一?年度?|来年)", text):  # a voucher kept, not a document
        return False
    if _AMOUNT.search(text) and not any(p.search(text) for p in (_VALID, _START, _EXPLAIN, _BY)):
        return False
    return any(p.search(text) for p in (_VALID, _START, _END, _EXPLAIN, _BY, _WHICH, _CHANGE, _CLASH))


def asked_of_document(text: str) -> str | None:
    """What a question asks of a document, in plain words; None when it asks nothing of the kind."""
    for pattern, words in (
        (_EXPLAIN, "由谁解释"),
        (_BY, "被哪个文件废止"),
        (_START, "从什么时候开始施行"),
        (_END, "有效期到什么时候"),
        (_VALID, "还有效吗"),
    ):
        if pattern.search(text):
            return words
    return None


def speaks_of_force(text: str) -> bool:
    """Whether a question asks, beyond doubt, about a document: in force, repealed, explained by whom."""
    return any(p.search(text) for p in (_VALID, _EXPLAIN, _BY, _WHICH, _CLASH))


def _stands_out(scores: Sequence[float], text: str) -> bool:
    """Whether the best title fits: well, or fairly and far better than the next when a document is spoken of."""
    if scores[0] >= SURE:
        return True
    return _SPOKEN.search(text) is not None and scores[0] >= FAIR and (len(scores) < 2 or scores[0] >= 1.6 * scores[1])


def _with_days_between(draft: Draft, days: Sequence[date]) -> Draft:
    """The draft with the number of days between two days that its sentences tell."""
    days = sorted(set(days))
    told = [s for s in draft.sentences if re.search(r"\d日", s.text)]
    used = tuple(dict.fromkeys(e for s in told for e in s.evidence))
    if len(days) != 2 or not used:
        return draft
    first, second = (f"{d.year}年{d.month}月{d.day}日" for d in days)
    count = (days[1] - days[0]).days
    calculation = DraftCalculation(
        rule="difference",
        title="相差",
        inputs={},
        result=str(count),
        unit="天",
        steps=(f"{first}到{second}相差{count}天",),
        evidence=used,
    )
    sentence = DraftSentence(kind=SentenceKind.CALCULATION, text=f"两者相差 {count} 天。", evidence=used, newline=True)
    return dataclasses.replace(draft, sentences=(*draft.sentences, sentence), calculations=(calculation,))


class StatusAnswers:
    """Drafts for questions about documents."""

    def __init__(self, library: Library, registry: Registry, topics: TopicIndex, search: Scores | None = None) -> None:
        self.library = library
        self.registry = registry
        self.topics = topics
        self.search = search
        self.say = StatusSentences(library, registry, topics)
        self.lists = StatusLists(library, registry, self.say, self.targets)

    def ask(self, text: str, as_of: date) -> Draft | None:
        """The draft, or None when no document fits the words."""
        if not is_status_question(text):
            return None
        both = self._each_side(text, as_of)
        if both is not None:
            return both
        text = self._own_part(text)
        targets = self.targets(text)
        if not targets:
            return self._foreign(text)
        if _WHICH.search(text):
            return self._which(self.targets(text, 0.7, most=5), as_of)
        if (
            _VALID.search(text) is None
            and len(targets) > 1
            and not DOCUMENT_NUMBER_RE.search(text)
            and targets[1].score < 1.0
        ):
            targets = targets[:1]
        if _VALID.search(text) is None and _BY.search(text) is None and targets[0].document is not None:
            targets = [t for t in targets if t.document is not None]
        sentences: list[DraftSentence] = []
        status = AnswerStatus.ANSWERED
        notices: list[DraftNotice] = []
        for target in targets[:3]:
            found = self._about(target, text, as_of)
            if not found:
                continue
            sentences += found
        if not sentences:
            absent = "期限" if _END.search(text) else "解释机关" if _EXPLAIN.search(text) else ""
            if absent and targets[0].document is not None and targets[0].score >= 0.6:
                near = tuple(e for s in self.say.head(targets[0].document) for e in s.evidence)
                return Draft(
                    status=AnswerStatus.NOT_FOUND, reason=f"公报未写明〈{absent}〉", nearest=near, trace=("status",)
                )
            return None
        draft = Draft(
            status=status,
            sentences=tuple(sentences),
            notices=tuple(notices),
            trace=tuple(f"status {t.number or t.title}" for t in targets[:3]),
        )
        only = targets[0].document
        if only is not None and _DAYS_BETWEEN.search(text):
            days = [e.date for e in self.say.start_events(only)[:1] if e.date is not None]
            draft = dataclasses.replace(draft, sentences=tuple(once([*sentences, *self.say.issued(only)])))
            return _with_days_between(draft, [*days, *([only.issued] if only.issued is not None else [])])
        return draft

    def _foreign(self, text: str) -> Draft | None:
        """A refusal when a document is spoken of by words of which none tells one document of the library from the others."""
        if _SPOKEN.search(text) is None or not (_START.search(text) or _VALID.search(text)):
            return None
        bodies = (*self._bodies.values(), fold(" ".join(e.target_title or "" for e in self.registry.events)))
        telling = 0
        for piece in self.topics.pieces(_EFFECT_WORDS.sub(" ", fold(text))):
            count = sum(any(f in body for f, _ in piece.forms) for body in bodies)
            if count and 2 * count <= len(bodies):
                return None
            telling += not count and len(piece.forms[0][0]) > 1
        if not telling:
            return None
        return Draft(status=AnswerStatus.NOT_FOUND, reason="公报中没有找到题名或内容与此相符的文件", trace=("status",))

    def _own_part(self, text: str) -> str:
        """The part of a question that asks about a document when the others ask for something else and it names the document itself."""
        pieces = [p for p in re.split(r"[？；]", text) if p.strip("。！ ")]
        mine = [p for p in pieces if is_status_question(p)]
        return mine[0] if len(mine) == 1 < len(pieces) and self.targets(mine[0]) else text

    def _each_side(self, text: str, as_of: date) -> Draft | None:
        """「甲和乙的两个通告，各从哪天开始」: the same question about each."""
        if not re.search(
            r"(?:[，？]|两[个份件]?|三[个份件]?)[^，。？]{0,8}(?:各|分别|都|哪[个份件一]|谁)|(?:谁|哪[个份件一]{0,2})(?:[^，。？]{0,4}得?)(?:更|最)?(?:先|早|后|晚)|分别(?:由|从|是|在|自|到|何|什么|哪)|各(?:由|从|自)|差(?:了)?(?:几|多少)天|[早晚]了?(?:几|多少)天|同一天",
            text,
        ) or DOCUMENT_NUMBER_RE.search(text):
            return None
        tail = text[len(re.split(r"[，？。]", text)[0]) :]
        tail = tail if is_status_question(tail) else text
        found: list[DraftSentence] = []
        seen: set[str] = set()
        days: list[date] = []
        for side in sides_of(text):
            target = next(iter(self._by_title(side, 0.93)), None)
            if target is None or target.title in seen:
                return None
            seen.add(target.title)
            found += self._about(target, tail, as_of)
            days += [e.date for e in self.say.start_events(target.document)[:1] if e.date is not None]
        if len(seen) < 2 or not found:
            return None
        draft = Draft(status=AnswerStatus.ANSWERED, sentences=tuple(once(found)), trace=("status sides",))
        return _with_days_between(draft, days) if re.search(r"(?:几|多少)天", text) else draft

    def _which(self, targets: Sequence[Target], as_of: date) -> Draft | None:
        """Of several documents with like titles the one that holds at a date."""
        held = [t for t in targets if t.document is not None]
        found: list[DraftSentence] = []
        for target in held:
            assert target.document is not None
            status = status_at(self.library, self.registry.events, target.document, as_of)
            mine = [
                DraftSentence(
                    kind=SentenceKind.RECORD,
                    text=f"{target.number or ''}《{target.title.strip('《》')}》：",
                    evidence=(*self.say.number_evidence(target.document), *self.say.title_evidence(target.document)),
                    newline=True,
                ),
                *self.say.verdict(status),
                *self.say.starts(target.document, status),
            ]
            found = [*mine, *found] if status.kind is StatusKind.IN_FORCE else [*found, *mine]
        return Draft(status=AnswerStatus.ANSWERED, sentences=tuple(once(found)), trace=("status",)) if found else None

    def targets(self, text: str, near: float = 0.93, most: int = 2) -> list[Target]:
        """Documents the question is about: by number, else by the words of titles held or mentioned."""
        numbers = numbers_in(text, self.registry.number_prefixes)
        found: list[Target] = []
        for number in numbers:
            held = self.library.find_documents(number)
            if held:
                found.append(Target(held[0], number, held[0].short_title, 1.0))
                continue
            mentioned = [
                e for e in self.registry.events if e.target_number and number_key(e.target_number) == number_key(number)
            ]
            if mentioned:
                found.append(Target(None, mentioned[0].target_number, mentioned[0].target_title or "", 1.0))
        return found or self._by_title(text, near, most)

    def _by_title(self, text: str, near: float, most: int = 2) -> list[Target]:
        content = _EFFECT_WORDS.sub(
            " ", re.sub(r"(?:(?:19|20)\d{2}年)?\d{1,2}月(?:\d{1,2}[日号])?|还有[吗没]", " ", fold(text))
        )
        years = set(re.findall(r"(?:19|20)\d{2}(?=年)", text))
        loose = {int(n) for n in re.findall(r"(?<!\d)(\d{1,3})号(?=文|那|通知|办法|里|$|[，的和与跟])", text)}
        pieces = [
            p
            for p in self.topics.pieces(re.sub(r"\d{1,3}号文?", " ", content) if loose else content)
            if not p.forms[0][0].isascii() and len(p.forms[0][0]) > 1
        ]
        total = sum(p.weight for p in pieces)
        if not total:
            return [
                Target(d, d.number, d.short_title, 1.0)
                for d in self.library.documents
                if loose and d.number and int(re.findall(r"\d+", d.number)[-1]) in loose
            ][:most]
        scored: list[tuple[float, Target]] = []
        for document in self.library.documents:
            score = self._title_score(document.title, pieces, total)
            score += 0.12 if years and document.issued and str(document.issued.year) in years else 0.0
            score += 0.3 if loose and document.number and int(re.findall(r"\d+", document.number)[-1]) in loose else 0.0
            body = share(self._bodies[document.doc_id], pieces, total)
            score = max(score + (0.12 if body >= 0.75 else 0.0), 0.5 * score + 0.5 * body if score >= 0.2 else 0.0)
            score -= (
                0.2
                if _WHICH.search(text) is None and any(w in text and w not in document.title for w in ("试行", "暂行"))
                else 0.0
            )
            scored.append((score, Target(document, document.number, document.short_title, score)))
        seen: set[str] = set()
        for event in self.registry.events:
            if event.target_doc_id is not None or event.target_title is None or event.target_number in seen:
                continue
            seen.add(event.target_number or "")
            score = self._title_score(event.target_title, pieces, total)
            if years and event.target_number and any(y in event.target_number for y in years):
                score += 0.15
            score += 0.06 if re.search(r"老|旧|以前|原来|暂行|当年", text) else 0.0
            scored.append((score, Target(None, event.target_number, event.target_title, score)))
        scored.sort(key=lambda s: -s[0])
        if not scored or not _stands_out([s for s, _ in scored], text):
            inside = [d for d in self.library.documents if share(self._bodies[d.doc_id], pieces, total) >= 0.9]
            if len(inside) == 1 and _SPOKEN.search(text) and sum(p.weight for p in pieces) >= 3:
                return [Target(inside[0], inside[0].number, inside[0].short_title, SURE)]
            if (found := self._by_text(text)) is not None:
                return [Target(found, found.number, found.short_title, SURE)]
            if re.search(r"清理目录|废止目录|废止清单|被废|已废", text):
                gone = [s for s in scored if s[1].document is None and s[0] >= 0.22]
                return [gone[0][1]] if gone and (len(gone) == 1 or gone[0][0] >= 1.25 * gone[1][0]) else []
            named = (
                self.topics.documents(content)
                if re.search(r"实施期|有效期|期限到|到哪年为止|管到", text)
                and not re.search(r"补助|补贴|合同|公示|签|费", text)
                else []
            )
            if not named or named[0][0] < 1.5 or (len(named) > 1 and named[1][0] > 0.7 * named[0][0]):
                return []
            only = self.library.document(named[0][1])
            return [Target(only, only.number, only.short_title, named[0][0])]
        top = scored[0][0]
        close = [t for s, t in scored if s >= near * top]
        return close[:most]

    def _by_text(self, text: str) -> GazetteDocument | None:
        """The document whose clauses fit a question about some document's days far better than those of any other."""
        if self.search is None or _SPOKEN.search(text) is None or not (_START.search(text) or _END.search(text)):
            return None
        best: dict[str, float] = {}
        for clause_id, score in self.search(text).items():
            doc_id = self.library.clause(clause_id).doc_id
            best[doc_id] = max(best.get(doc_id, 0.0), score)
        ranked = sorted(best, key=lambda i: -best[i])
        if not ranked or (len(ranked) > 1 and best[ranked[1]] > OTHER * best[ranked[0]]):
            return None
        return self.library.document(ranked[0])

    def _title_score(self, title: str, pieces: Sequence[object], total: float) -> float:
        folded = fold(title)
        mass = 0.0
        for piece in pieces:
            forms = getattr(piece, "forms", ())
            told = ((s if k < 2 else LATER * s) for k, (f, s) in enumerate(forms) if f in folded)
            mass += getattr(piece, "weight", 0.0) * max(told, default=0.0)
        return mass / total

    @cached_property
    def _bodies(self) -> dict[str, str]:
        return {d.doc_id: fold(self.library.text(d.source, d.span)) for d in self.library.documents}

    def _about(self, target: Target, text: str, as_of: date) -> list[DraftSentence]:
        days = [d.value for d in find_dates(text) if d.day]
        begun = _BEGUN.search(text) is not None
        if begun and len(days) == 1:  # 5月10日那会儿施行了没有
            as_of = days[0]
        if target.document is not None and _REPEALS.search(text):
            gone = [
                self.say.quote(e)
                for e in self.registry.events
                if e.by_doc_id == target.document.doc_id and e.kind is EventKind.REPEALED
            ]
            if 0 < len(gone) <= 3:
                return once([*self.say.head(target.document), *gone])
        try:
            status = status_at(
                self.library,
                self.registry.events,
                target.document if target.document is not None else (target.number or ""),
                as_of,
            )
        except NotFoundError:
            return []
        sentences: list[DraftSentence] = []
        if _EXPLAIN.search(text) and target.document is not None:
            sentence = self.say.explained(target.document)
            if sentence is not None:
                sentences.append(sentence)
        if status.kind is StatusKind.REPEALED or (status.kind is StatusKind.UNKNOWN and status.events):
            return [*self.say.repealed(status, text), *sentences]
        verdict = bool(_VALID.search(text) or _BY.search(text) or (begun and days))
        if verdict:
            sentences += self.say.verdict(status)
            if "废" in text:
                sentences += self.say.namesake(target.number)
        said = len(sentences)
        issued = target.document is not None and any(
            _ISSUED.search(part) and not re.search(r"施行|实施|生效|执行|算数|起", part)
            for part in re.split(r"[，；？]", text)
        )
        if issued and target.document is not None:
            sentences += self.say.issued(target.document)
        if issued and re.search(r"施行|实施|生效|执行|算数|起", text) is None:
            pass
        elif _START.search(text) or (verdict and status.kind is not StatusKind.EXPIRED):
            sentences += self.say.starts(target.document, status)
        if verdict and len(sentences) > said:
            sentences[said] = dataclasses.replace(sentences[said], newline=True)
        if _CHANGE.search(text) and target.document is not None:
            sentences += self.say.on_change(target.document)
        if _END.search(text) or (verdict and re.search(r"到期|过期|期内|期限", text)):
            more = self.say.ends(status, target.document, text)
            sentences += more
        clash = _CLASH.search(text) is not None or re.search(r"对不上|不一致|听谁|为准", text) is not None
        if target.document is not None and (clash or _BEFORE.search(text)):
            mine = [e for e in self.registry.events if e.by_doc_id == target.document.doc_id and "为准" in e.note]
            sentences += [self.say.quote(e) for e in mine]
            if clash and not mine:
                sentences += self.say.on_change(target.document)
        head = self.say.head(target.document) if target.document is not None and sentences else []
        return once([*head, *sentences])

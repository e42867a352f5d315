"""Answers about leaders' division of work."""

from __future__ import annotations

import dataclasses
import math
import re
from collections.abc import Sequence
from datetime import date

from assistant.drafts import Draft, DraftSentence, Evidence
from assistant.records import AnswerStatus, SentenceKind
from assistant.registry_drafts import clause_evidence
from assistant.registry_fields import SHORTENED, content_pairs, field_score, meanings, pairs
from assistant.registry_reading import Asking
from index.library import Library
from index.registry import Registry
from index.registry.people import current_people
from index.registry.records import Duty, Person
from index.tokens import fold

__all__ = ["PeopleAnswers", "whole_duty"]

_KINDS: tuple[tuple[str, str], ...] = (
    ("协助分管", r"协助分管|协管"),
    ("协助负责", r"协助负责|协助[^，。？]{0,6}(?:管|抓|负责)"),
    ("分管", r"(?<!协助)(?:分管|手下|管着|主管|归.{0,6}管|管.{0,8}(?:部门|单位|局))"),
    ("联系", r"联系"),
    ("负责", r"(?<!协助)负责|管什么|管哪(?:些|几)?(?:方面|块|摊)|分工|管啥"),
)
_LEADER = re.compile(r"领导|副?[区市县]长|同志|常务|分管|联系|哪位|谁")
_PERSON_ASKED = re.compile(
    r"同一?(?:位|个)(?:领导|副?[区市县]长)|主管[^，。？]{0,12}(?:谁|哪位)|(?:谁|哪位)[^，。？]{0,4}主管|(?:哪(?:一)?(?:位|个|名)|谁|什么|归|由|找)[^，。？]{0,10}(?:领导(?!小组|班子)|[区市县]长|同志)|(?:领导(?!小组|班子)|[区市县]长)[^，。？]{0,6}(?:是谁|谁|哪位|叫|姓)|分管|协助负责|手下|联系(?:的)?(?:哪|什么|谁)|(?:谁|哪位)[^，。]{0,8}联系|[区市县]长[^，。？]{0,16}分工|分工[^，。？]{0,6}(?:不同|区别|不一样)"
)
_DUTY_ASKED = re.compile(r"叫|是谁|谁是|抓|名下|手[里上下]|分管|负责|联系|管|分工|协助|职责|哪[一]?摊|牵头|干什么|干啥")
_DEPUTIES = re.compile(
    r"^(?:那|请问)?(?:现在)?(?:[区市县]里?|政府|本区|我们区)?(?:的)?(?:几位|各位)?副[区市县]长(?:们)?(?:都|又|一共|总共)?(?:是|有)?(?:谁|哪[几些]?[位个人]?|几[位个])[^，。？]{0,4}[？。]?$"
)
_NAME_ASKED = re.compile(
    r"^(?:请问)?(?:现在|现任|这届|咱们?|我们)?(?:[区市县]里?)?(?:的)?(?:常务副)?[区市县]长(?:现在)?(?:是|叫|姓)(?:谁|哪位|什么|啥)(?:名字?)?[啊呀呢]?[？。]?$"
)
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
_POST_ASKED = re.compile(r"职务|职位|头衔|什么官|啥官|担任(?:什么|啥)|(?:什么|啥)(?:身份|职)")
_LEFT_OPEN = re.compile(r"^(?:统筹|协调)?推[进动](?!.*(?:建设|发展|工作|改革)$)")

FIELD_PAIRS, FIELD_SHARE = 4, 0.45
"""A question without the word leader needs so many pairs of characters, and one leader's fields to hold that share of them; all of fewer."""


class PeopleAnswers:
    """Drafts for questions about persons."""

    def __init__(self, library: Library, registry: Registry) -> None:
        self.library = library
        self.registry = registry

    @property
    def names(self) -> tuple[str, ...]:
        """Names of leaders, in tasks and in divisions of work."""
        found = [p.name for p in self.registry.people] + [x.name for t in self.registry.tasks for x in t.leader]
        return tuple(dict.fromkeys(n for n in found if 2 <= len(n) <= 4))

    @staticmethod
    def names_office(text: str) -> bool:
        """Whether a question speaks of a division of work by its own words."""
        return re.search(r"分管|联系|协助负责|分工", text) is not None

    def covers(self, text: str, as_of: date) -> float:
        """How much of what a question speaks of the division of work of one person names, 0 to 1."""
        folded = fold(text)
        content = content_pairs(text)
        everyday = {p: means for say, means in meanings(folded) for p in pairs(say)}
        best = 0.0
        for person in current_people(self.library, self.registry.people, as_of):
            own = fold("、".join(d.name for d in person.duties))
            hits = sum(p in own or any(q in own for m in everyday.get(p, ()) for q in pairs(fold(m))) for p in content)
            best = max(best, hits / len(content) if content else 0.0)
        return best

    def ask(self, asking: Asking, text: str, history: Sequence[str], as_of: date) -> Draft | None:
        """The draft, or None when the question is not about a division of work."""
        people = current_people(self.library, self.registry.people, as_of)
        if not people or (_LEADER.search(text) is None and not any(p.name in text for p in people)):
            return None
        if (unknown := _unknown(people, text)) is not None:
            return Draft(
                status=AnswerStatus.NOT_FOUND, reason=f"公报的领导分工里没有〈{unknown}〉", trace=("people", "sure")
            )
        if re.search(r"牵头|任务|事项|完成|时限|活儿?|哪?几[项条行]|哪[项条行]", text) and (
            not re.search(r"分管|联系|协助负责", text) or not self._hits(people, text, ())
        ):
            return None
        if (
            _PERSON_ASKED.search(text) is None
            and not any(p.name in text or _by_surname(p, people, text) for p in people)
            and not re.search(r"^(?:那|这)?[他她]", text)
        ):
            return None
        kinds = tuple(kind for kind, pattern in _KINDS if re.search(pattern, text))
        if kinds == ("负责",) and re.search(r"(?:负责|管)(?:着|的)?(?:都)?(?:是|有|些)?(?:什么|啥)|分工", text):
            kinds = ()
        if _DEPUTIES.search(text):
            return self._deputies(people)
        named = [p for p in people if p.name in text or _by_surname(p, people, text)] or self._by_office(people, text)
        if len(named) == 1 and re.search(
            rf"(?:谁|哪位|哪个)[^，。？]{{0,6}}(?:协助|帮|配合)(?:着)?{named[0].name[0]}", text
        ):
            named, people = [], tuple(p for p in people if p is not named[0])  # asked is who stands by a leader
        if len(named) >= 2 and (shared := self._on_topic(named, text)) is not None:
            return shared
        if not named and re.search(r"^(?:那|这)?(?:他|她|这位|那位|该领导)|他(?:还)?(?:分管|联系|负责|管)", text):
            named = self._from_history(people, history)
        if named and _POST_ASKED.search(text) is not None and (posts := self._posts(named)):
            told = self._duties(named[:2], kinds) if kinds else None
            return Draft(
                status=AnswerStatus.ANSWERED,
                sentences=(*posts, *(dataclasses.replace(s, newline=True) for s in (told.sentences if told else ()))),
                trace=("people",),
            )
        if named and _NAME_ASKED.search(text) is not None and (told := self._duties(named[:1], ("负责",))):
            return dataclasses.replace(told, trace=(*told.trace, "sure"))
        if named:
            return (
                self._duties(named[:2], kinds) or self._duties(named[:2], ())
                if _DUTY_ASKED.search(text)
                and not re.search(r"学历|年龄|生日|哪年|哪一年|电话|工资|籍贯|毕业|任职时间|当上", text)
                else None
            )
        if not kinds and not re.search(r"[区市县]长|领导", text):
            return None
        if re.search(r"(?:手下|都|还|分别)?(?:分管|联系|管)(?:着|了)?(?:哪|什么|啥)|管哪|手下", text):
            by_field = self._by_field(people, text)
            if by_field is not None:
                return self._duties([by_field], tuple(k for k in kinds if k != "负责") or ("分管",))
        return self._who(people, asking, text, kinds)

    def _deputies(self, people: Sequence[Person]) -> Draft | None:
        """Every leader without another office and without the charge of all work, with the first fields of each."""
        found = [p for p in people if not p.title and not any("全面" in d.name for d in p.duties)]
        lines = tuple(
            DraftSentence(
                kind=SentenceKind.RECORD,
                text=f"{p.name}：负责{'、'.join(d.name for d in p.of('负责')[:3])}。",
                evidence=self._evidence(p, p.of("负责")[:3]),
                newline=k > 0,
            )
            for k, p in enumerate(found)
        )
        return Draft(status=AnswerStatus.LISTED, sentences=lines, trace=("people",)) if lines else None

    # leaders ------------------------------------------------------------
    def _from_history(self, people: Sequence[Person], history: Sequence[str]) -> list[Person]:
        for earlier in reversed(history):
            named = [p for p in people if p.name in earlier]
            if named:
                return named
            kinds = tuple(kind for kind, pattern in _KINDS if re.search(pattern, earlier))
            found = self._hits(people, earlier, kinds)
            if found:
                return [found[0][0]]
            if (by_field := self._by_field(people, earlier)) is not None:
                return [by_field]
        return []

    def _duties(self, people: Sequence[Person], kinds: tuple[str, ...]) -> Draft | None:
        sentences: list[DraftSentence] = []
        for person in people:
            wanted = kinds or ("负责", "协助负责", "分管", "协助分管", "联系")
            if kinds == ("分管",):
                wanted = ("分管", "协助分管")
            parts: list[str] = []
            used: list[Duty] = []
            for kind in wanted:
                duties = person.of(kind)
                if duties:
                    parts.append(f"{kind}{'、'.join(d.name for d in duties)}")
                    used += duties
            if not parts:
                continue
            sentences.append(
                DraftSentence(
                    kind=SentenceKind.RECORD,
                    text=f"{person.name}：{'；'.join(parts)}。",
                    evidence=self._evidence(person, used),
                    newline=bool(sentences),
                )
            )
        return Draft(status=AnswerStatus.ANSWERED, sentences=tuple(sentences), trace=("people",)) if sentences else None

    def _evidence(self, person: Person, duties: Sequence[Duty]) -> tuple[Evidence, ...]:
        home = self.library.clause(person.clause_id)
        found = {person.clause_id: clause_evidence(home, [person.name_span])}
        for duty in duties:
            if duty.clause_id not in found:
                found[duty.clause_id] = clause_evidence(self.library.clause(duty.clause_id), [duty.span])
        return tuple(found.values())

    def _hits(self, people: Sequence[Person], text: str, kinds: tuple[str, ...]) -> list[tuple[Person, Duty]]:
        """Persons whose departments the text names, in the order 分管, 协助分管, 联系."""
        order = [
            k for k in ("分管", "协助分管", "联系") if not kinds or k in kinds or (k == "协助分管" and "分管" in kinds)
        ]
        named = {c for c, _, _ in self.registry.departments.names_in(text)} | self.registry.departments.short_in(text)
        found: list[tuple[Person, Duty]] = []
        for kind in order or ["分管", "协助分管", "联系"]:
            for person in people:
                for duty in person.of(kind):
                    bare = re.sub(r"[（(].*?[）)]", "", duty.name)
                    tail = re.sub(r"^[区市县]", "", bare)
                    stem = re.sub(r"(?:管委会|管理委员会|服务中心|中心|有限公司|公司|管理处|站|馆)$", "", tail)
                    if (
                        duty.canonical in named
                        or named & set(duty.also)
                        or (len(tail) >= 3 and tail in text)
                        or (len(stem) >= 3 and stem in text)
                        or bare in text
                        or tail.startswith("人民")
                        and tail[2:] in text  # 法院, 检察院
                    ):
                        found.append((person, duty))
        return found

    @staticmethod
    def _by_office(people: Sequence[Person], text: str) -> list[Person]:
        """区长 and 常务副区长 are told by what they do: 全面工作, 常务工作."""
        found: list[Person] = []
        text = re.sub(r"(?:谁|哪位|哪个)[^，。？]{0,4}协助[区市县]长", "", text)
        for pattern, word in ((r"(?<![副分])[区市县]长", "全面"), (r"常务(?:副[区市县]长)?", "常务")):
            if re.search(pattern, re.sub(r"副[区市县]长", "副职", text) if word == "全面" else text):
                found += [p for p in people if any(word in d.name for d in p.of("负责"))][:1]
        return found if len(found) != 1 or not re.search(r"哪[位个名]", text) else []

    def _on_topic(self, people: Sequence[Person], text: str) -> Draft | None:
        """Several persons side by side on one field: what each does there."""
        sentences: list[DraftSentence] = []
        for person in people[:4]:
            duties = [d for d in person.duties if field_score(d.name, text) >= 0.65]
            if not duties:
                return None
            parts = "；".join(f"{d.kind}{whole_duty(person, d)}" for d in duties[:4])
            sentences.append(
                DraftSentence(
                    kind=SentenceKind.RECORD,
                    text=f"{person.name}：{parts}。",
                    evidence=self._evidence(person, duties[:4]),
                    newline=bool(sentences),
                )
            )
        return Draft(status=AnswerStatus.ANSWERED, sentences=tuple(sentences), trace=("people",))

    def _who(self, people: Sequence[Person], asking: Asking, text: str, kinds: tuple[str, ...]) -> Draft | None:
        sentences: list[DraftSentence] = []
        hits = self._hits(people, text, kinds)
        for person, duty in hits[:4]:
            sentences.append(self._line(person, duty, bool(sentences)))
        if not hits or re.search(r"负责|归|管|抓", text):
            for person, duty in self._fields(people, text, kinds)[:3]:
                if all(duty.span != e.quotes[0] for s in sentences for e in s.evidence if e.quotes):
                    sentences.append(self._line(person, duty, bool(sentences)))
        if (
            not sentences
            and "联系" not in kinds
            and re.search(r"领导|[区市县]长|主管", text)
            and (by_field := self._by_field(people, text)) is not None
        ):
            return self._duties([by_field], ("负责",))
        if sentences and _POST_ASKED.search(text) is not None:
            held = {e.clause_id for s in sentences for e in s.evidence}
            sentences += self._posts([p for p in people if p.clause_id in held])
        return Draft(status=AnswerStatus.ANSWERED, sentences=tuple(sentences), trace=("people",)) if sentences else None

    def of_field(self, text: str, as_of: date) -> Draft | None:
        """Whose fields of work hold most of what a question speaks of, when it names no leader and no body."""
        content = content_pairs(text)
        found: list[tuple[int, Person, list[Duty]]] = []
        for person in current_people(self.library, self.registry.people, as_of):
            fields = person.of("负责", "协助负责")
            held = [(d, {p for p in content if p in name}) for d in fields for name in (fold(d.name),)]
            mine = [d for d, inside in held if len(inside) >= FIELD_PAIRS - 1]
            short = [d for d in fields if field_score(d.name, text) == SHORTENED or pairs(fold(d.name)) == content]
            said = len(content) if short else len(set().union(*(inside for d, inside in held if d in mine)))
            found.append((said, person, short or mine))
        top = max((n for n, _, _ in found), default=0)
        if top < FIELD_SHARE * len(content) or (len(content) < FIELD_PAIRS and top < len(content)) or not top:
            return None
        near = [(person, duty) for n, person, duties in found if n >= 0.75 * top for duty in duties]
        return Draft(
            status=AnswerStatus.ANSWERED,
            sentences=tuple(self._line(person, duty, k > 0) for k, (person, duty) in enumerate(near[:4])),
            trace=("people",),
        )

    def _posts(self, people: Sequence[Person]) -> tuple[DraftSentence, ...]:
        """The offices behind names, as a division of work or a list of members writes them."""
        found = [(p.name, p.title, p.clause_id, p.name_span) for p in people if p.title]
        titled = {p.name for p in people if p.title}
        found += list(
            {
                (m.name, m.post): (m.name, m.post, m.clause_id, m.span)
                for m in self.registry.members
                if m.post and m.name not in titled and any(p.name == m.name for p in people)
            }.values()
        )
        return tuple(
            DraftSentence(
                kind=SentenceKind.RECORD,
                text=f"{name}：{post}。",
                evidence=(clause_evidence(self.library.clause(clause_id), [span]),),
                newline=True,
            )
            for name, post, clause_id, span in found
        )

    def _line(self, person: Person, duty: Duty, newline: bool) -> DraftSentence:
        return DraftSentence(
            kind=SentenceKind.RECORD,
            text=f"{person.name}{duty.kind}{whole_duty(person, duty)}。",
            evidence=self._evidence(person, [duty]),
            newline=newline,
        )

    def _fields(self, people: Sequence[Person], text: str, kinds: tuple[str, ...]) -> list[tuple[Person, Duty]]:
        """Persons whose fields of work the text names (负责 before 协助负责)."""
        found: list[tuple[float, int, Person, Duty]] = []
        for rank, kind in enumerate(("负责", "协助负责")):
            if kinds and kind not in kinds and "分管" not in kinds and kind != "负责":
                continue
            for person in people:
                for duty in person.of(kind):
                    value = field_score(duty.name, text)
                    if value >= 0.65:
                        found.append((value, rank, person, duty))
        if not found:
            return []
        top = max(f[0] for f in found)
        found.sort(key=lambda f: (f[1], -f[0]))
        return [(person, duty) for value, _, person, duty in found if value >= 0.8 * top]

    def _by_field(self, people: Sequence[Person], text: str) -> Person | None:
        """The person whose fields and departments the words of the text fit best."""
        folded = fold(text)
        content = content_pairs(text)
        means = [p for _, words in meanings(folded) for m in words for p in pairs(fold(m))]
        texts = {p.name: fold("、".join(d.name for d in p.of("负责", "分管"))) for p in people}
        scores = dict.fromkeys(texts, 0.0)
        for pair, weight in {**dict.fromkeys(means, 0.6), **dict.fromkeys(content, 1.0)}.items():
            having = [n for n, t in texts.items() if pair in t]
            for name in having:
                scores[name] += weight * math.log((len(texts) + 0.5) / len(having)) * min(3, texts[name].count(pair))
        ranked = sorted(people, key=lambda p: -scores[p.name])
        if not ranked or scores[ranked[0].name] < 1.0:
            return None
        if len(ranked) > 1 and scores[ranked[1].name] > 0.8 * scores[ranked[0].name]:
            return None
        return ranked[0]


def whole_duty(person: Person, duty: Duty) -> str:
    """A duty with the one before it when the verb of that one goes on over it (统筹推进甲、乙建设)."""
    at = person.duties.index(duty)
    before = person.duties[at - 1] if at else None
    if (
        before is None
        or (before.kind, before.clause_id) != (duty.kind, duty.clause_id)
        or duty.span.start - before.span.end > 3
        or _LEFT_OPEN.match(before.name) is None
    ):
        return duty.name
    return f"{before.name}、{duty.name}"


def _unknown(people: Sequence[Person], text: str) -> str | None:
    """The surname and office a question calls somebody by whom no leader's name fits (周副区长)."""
    found = re.match(rf"(?:请问)?([{_SURNAMES}](?:副?[区市县]长|常委))", text)
    return found[1] if found and not any(p.name[0] == found[1][0] for p in people) else None


def _by_surname(person: Person, people: Sequence[Person], text: str) -> bool:
    """Whether a text calls a leader by surname and office (付区长), and no other leader has that surname."""
    if re.search(rf"{person.name[0]}(?:副?[区市县]长|常委)", text) is None:
        return False
    return sum(p.name[0] == person.name[0] for p in people) == 1

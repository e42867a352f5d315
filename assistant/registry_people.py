"""Answers about leaders' division of work and the members of leading groups."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date
from functools import cached_property

from assistant.drafts import Draft, DraftSentence, Evidence
from assistant.records import AnswerStatus, SentenceKind
from assistant.registry_drafts import clause_evidence, quote_sentence
from assistant.registry_reading import Asking
from index.lexicon.synonyms import expand
from index.library import Library
from index.records import Clause, ClauseKind
from index.registry import Registry
from index.registry.flat import Flat, flatten
from index.registry.people import current_people
from index.registry.records import Duty, Person
from index.tokens import fold

__all__ = ["PeopleAnswers", "asks_post"]

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
_DUTY_ASKED = re.compile(r"叫|抓|名下|手[里上下]|分管|负责|联系|管|分工|协助|职责|哪[一]?摊|牵头|干什么|干啥")
_GROUP = re.compile(r"领导小组|专班|指挥部|工作组|联席会议|委员会|管理办公室|办公室[^，。？]{0,4}(?:设|挂|放)")
_MEMBER = re.compile(r"(?<!副)组长|副组长|成员|召集人|主任|办公室(?:设|挂|放|在)|设在哪|挂在哪|牵头|谁牵|组成")
_POST = re.compile(r"组长|总指挥|召集人|成员单位|秘书长|办公室(?:是)?(?:设|挂|放|在)")
_CHAIRED = re.compile(r"[^。；\n]*(?:由|以)[^。；\n]{2,30}(?:为|担?任)(?:总指挥|召集人|组长)[^。；\n]*[。；]?")
_CHAIR_ASKED = re.compile(r"里头?|那个|这个|该|当|任|担任|副?组长|总指挥|召集人|成立|设立|要|应|由")
_POST_ASKED = re.compile(r"职务|职位|头衔|什么官|啥官|担任(?:什么|啥)|(?:什么|啥)(?:身份|职)")
_STOP = re.compile(
    r"(?:这|那)?(?:一)?(?:块|摊|方面|位|个)|工作|方面|副?[区市县]长|领导|谁|哪位|哪个|分管|协助|主管|主抓|负责|联系|归|由|的|和|又|还|另外|手下|单位|部门|哪些|什么|是|吗|呢|管|区里|现在"
)


_FIELDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (field, re.compile(words))
    for field, words in (
        ("教育", "学校|上学|幼儿园|中小学|老师|教师"),
        ("卫生健康", "医院|看病|医生|疫情"),
        ("医疗保障", "医保|报销"),
        ("交通", "公交|出租车|修路|道路"),
        ("住房和城乡建设", "盖房|盖楼|房子|住房|工地|物业|拆迁"),
        ("城市管理", "环卫|垃圾|市容|供暖|路灯"),
        ("农业", "种地|种粮|农民|村里"),
        ("水务", "自来水|排水|治水|河道|供水"),
        ("园林绿化", "种树|植树|林业|公园"),
        ("公安", "警察|治安|派出所"),
        ("民政", "养老|低保|殡葬"),
        ("生态环境", "环保|空气|治污|污染"),
        ("商务", "商场|超市|消费"),
        ("市场监督管理", "食品|工商|假货|市场监管"),
        ("人力资源和社会保障", "就业|社保|找工作"),
        ("财政", "预算|钱袋子"),
        ("信访", "上访"),
        ("旅游", "景区|民宿"),
        ("体育", "健身"),
        ("应急管理", "安全生产|救灾"),
    )
)
"""Everyday words for the fields of work that divisions of work are written in."""


FIELD_PAIRS, FIELD_SHARE = 4, 0.45
"""A question without the word leader needs so many pairs of characters, and one leader's fields to hold that share of them."""


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
        content = _pairs(_STOP.sub(" ", folded))
        everyday = {p: means for say, means in _meanings(folded) for p in _pairs(say)}
        best = 0.0
        for person in current_people(self.library, self.registry.people, as_of):
            own = fold("、".join(d.name for d in person.duties))
            hits = sum(p in own or any(q in own for m in everyday.get(p, ()) for q in _pairs(fold(m))) for p in content)
            best = max(best, hits / len(content) if content else 0.0)
        return best

    def ask(self, asking: Asking, text: str, history: Sequence[str], as_of: date) -> Draft | None:
        """The draft, or None when the question is not about a division of work."""
        people = current_people(self.library, self.registry.people, as_of)
        if not people or (_LEADER.search(text) is None and not any(p.name in text for p in people)):
            return None
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
            return Draft(status=AnswerStatus.ANSWERED, sentences=posts, trace=("people",))
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
            duties = [d for d in person.duties if _field_score(d.name, text) >= 0.65]
            if not duties:
                return None
            parts = "；".join(f"{d.kind}{d.name}" for d in duties[:4])
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
        content = _pairs(_STOP.sub(" ", fold(text)))
        if len(content) < FIELD_PAIRS:
            return None
        found: list[tuple[int, Person, list[Duty]]] = []
        for person in current_people(self.library, self.registry.people, as_of):
            held = [(d, {p for p in content if p in fold(d.name)}) for d in person.of("负责", "协助负责")]
            mine = [d for d, pairs in held if len(pairs) >= FIELD_PAIRS - 1]
            found.append((len(set().union(*(pairs for d, pairs in held if d in mine))), person, mine))
        top = max((n for n, _, _ in found), default=0)
        if top < FIELD_SHARE * len(content):
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
            text=f"{person.name}{duty.kind}{duty.name}。",
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
                    value = _field_score(duty.name, text)
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
        content = _pairs(_STOP.sub(" ", folded))
        means = [p for _, words in _meanings(folded) for m in words for p in _pairs(fold(m))]
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

    # groups -------------------------------------------------------------
    def group(self, text: str) -> Draft | None:
        """Who leads a leading group, who is in it, where its office is."""
        if _MEMBER.search(text) is None or (_GROUP.search(text) is None and _POST.search(text) is None):
            return None
        draft = self._chaired(text) or self._member_lines(text)
        if draft is not None:
            return draft
        best, score = None, 0.0
        words = _pairs(_STOP.sub(" ", fold(text)))
        for clause in self.library.clauses:
            if clause.kind not in (ClauseKind.ITEM, ClauseKind.ARTICLE, ClauseKind.TEXT) or not clause.own:
                continue
            flat = flatten(self.library, clause).tight
            if _GROUP.search(flat.text) is None or not re.search(
                r"组长|成员单位|办公室设在|下设办公室|牵头|组成|设立[^，。]{0,20}办公室", flat.text
            ):
                continue
            document = self.library.document(clause.doc_id)
            body = fold(flat.text)
            title = fold(document.short_title)
            value = sum(1.0 if w in body else 0.6 if w in title else 0.0 for w in words) / max(1, len(words))
            value += 0.15 * len(
                set(re.findall(r"组长|成员|办公室|牵头", text)) & set(re.findall(r"组长|成员|办公室|牵头", flat.text))
            )
            if value > score:
                best, score = clause, value
        if best is None or score < 0.62:
            return None
        flat = flatten(self.library, best)
        end = len(flat.text)
        if end > 330:
            stops = [m.end() for m in re.finditer(r"。", flat.text) if m.end() <= 330]
            end = stops[-1] if stops else 330
        return Draft(
            status=AnswerStatus.ANSWERED,
            sentences=(quote_sentence(self.library, best, flat, 0, end),),
            trace=("list members",),
        )

    def _chaired(self, text: str) -> Draft | None:
        """The sentence that says by office who chairs a group (由镇街书记担任组长), of the group the question means."""
        if re.search(r"组长|召集人|总指挥", text) is None:
            return None
        wanted = set(_pairs(_STOP.sub(" ", _CHAIR_ASKED.sub(" ", fold(text)))))
        listed = fold("".join(m.group + self.library.document(m.doc_id).short_title for m in self.registry.members))
        own = {w for w in wanted if w not in listed}  # what tells this group from those with a list of members
        best, score = None, 0.0
        for said, place in self._chairs:
            value = sum(w in said for w in wanted) / max(1, len(wanted))
            if value > score and any(w in said for w in own):
                best, score = place, value
        if best is None or score < 0.4:
            return None
        return Draft(
            status=AnswerStatus.ANSWERED, sentences=(quote_sentence(self.library, *best),), trace=("list members",)
        )

    @cached_property
    def _chairs(self) -> list[tuple[str, tuple[Clause, Flat, int, int]]]:
        """Every sentence that says who chairs a group: folded, its clause, where it stands in it."""
        return [
            (fold(m.group()), (clause, flat, m.start(), m.end()))
            for clause in self.library.clauses
            if clause.kind in (ClauseKind.ITEM, ClauseKind.ARTICLE, ClauseKind.TEXT) and clause.own
            for flat in (flatten(self.library, clause),)
            for m in _CHAIRED.finditer(flat.text)
        ]

    def _member_lines(self, text: str) -> Draft | None:
        groups = {(m.doc_id, m.group) for m in self.registry.members}
        content = _pairs(_STOP.sub(" ", re.sub(r"领导小组|组长|副组长|成员|办公室|设在", " ", fold(text))))
        titles = fold("".join(g + self.library.document(i).short_title for i, g in groups))
        content = [w for w in content if w in titles]
        best, score = None, 0.0
        for doc_id, group in groups:
            document = self.library.document(doc_id)
            where = fold(group + document.short_title)
            value = sum(w in where for w in content) / max(1, len(content)) if content else 0.0
            if value > score:
                best, score = (doc_id, group), value
        if best is None or score < 0.5:
            return None
        lines = [m for m in self.registry.members if (m.doc_id, m.group) == best]
        asked = [
            m
            for m in lines
            if re.search(m.role, text)
            or (m.role.endswith("办公室") and "办公室" in text)
            or ("成员" in text and m.role.startswith("成员"))
        ]
        asked = [m for m in asked if not (m.role == "组长" and re.search(r"(?<!副)组长", text) is None)] or [
            m for m in lines if len(m.name) < 60
        ]
        sentences: list[DraftSentence] = []
        for member in asked[:6]:
            clause = self.library.clause(member.clause_id)
            post = f"（{member.post}）" if member.post else ""
            name = member.name.rstrip("。")
            sentences.append(
                DraftSentence(
                    kind=SentenceKind.RECORD,
                    text=f"{member.role}：{name}{post}。",
                    evidence=(clause_evidence(clause, [member.span]),),
                    newline=bool(sentences),
                )
            )
        return (
            Draft(status=AnswerStatus.ANSWERED, sentences=tuple(sentences), trace=("list members",))
            if sentences
            else None
        )


def _meanings(folded: str) -> list[tuple[str, tuple[str, ...]]]:
    """Everyday words of a text with the official ones of a field of work."""
    found = [(e.say, tuple(e.means)) for e in expand(folded) if not _STOP.search(e.say)]
    return found + [(m.group(), (field,)) for field, words in _FIELDS for m in words.finditer(folded)]


def _by_surname(person: Person, people: Sequence[Person], text: str) -> bool:
    """Whether a text calls a leader by surname and office (付区长), and no other leader has that surname."""
    if re.search(rf"{person.name[0]}(?:副?[区市县]长|常委)", text) is None:
        return False
    return sum(p.name[0] == person.name[0] for p in people) == 1


def asks_post(text: str) -> bool:
    """Whether a text asks for a post or the members of a group (组长, 成员单位)."""
    return _POST.search(text) is not None


def _pairs(text: str) -> list[str]:
    found: dict[str, None] = {}
    for run in re.findall(r"[\u3400-\u9fff]{2,}", text):
        found.update(dict.fromkeys(run[i : i + 2] for i in range(len(run) - 1)))
    return list(found)


def _field_score(name: str, text: str) -> float:
    """How well a field of work (住房和城乡建设) is named by a text, everyday words included."""
    folded = fold(text)
    bare = re.sub(
        r"[“”\"、（）()]|建设发展|工作|方面|事务|管理|和|以及|等",
        "",
        re.sub(r"^[区市县](?=[\u4e00-\u9fff]{2})|[（(][^）)]*[）)]", "", fold(name)),
    )
    bare = re.sub(r"(?:局|委|办|中心|分局)$", "", bare)
    if len(bare) >= 2 and bare in folded:
        return 1.0
    means = [fold(m) for _, words in _meanings(folded) for m in words]
    if any(len(m) >= 2 and (m in bare or (len(bare) >= 2 and bare in m)) for m in means):
        return 0.8
    content = _STOP.sub(" ", folded)
    for run in re.findall(r"[\u3400-\u9fff]{2,}", content):
        if len(run) >= 3 and run in fold(name) or run in bare and 2 * len(run) >= len(bare):
            return 0.9
    pairs = [bare[i : i + 2] for i in range(len(bare) - 1)]
    return 0.7 * sum(p in content for p in pairs) / len(pairs) if pairs else 0.0

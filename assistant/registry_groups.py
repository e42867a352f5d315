"""Leading groups: who chairs one, who is in it, where its office is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from assistant.drafts import Draft, DraftSentence, Evidence
from assistant.records import AnswerStatus, SentenceKind
from assistant.registry_drafts import clause_evidence, quote_sentence
from assistant.registry_fields import content_pairs
from index.library import Library
from index.records import Clause, ClauseKind
from index.registry import Registry
from index.registry.flat import Flat, flatten
from index.registry.records import Members
from index.tokens import fold

__all__ = ["GroupAnswers", "asks_post"]

_GROUP = re.compile(r"领导小组|专班|指挥部|工作组|联席会议|委员会|管理办公室|办公室[^，。？]{0,4}(?:设|挂|放)")
_MEMBER = re.compile(r"(?<!副)组长|副组长|成员|召集人|主任|办公室(?:设|挂|放|在)|设在哪|挂在哪|牵头|谁牵|组成")
_POST = re.compile(r"组长|总指挥|召集人|成员单位|秘书长|办公室(?:是)?(?:设|挂|放|在)")
_CHAIRED = re.compile(r"[^。；\n]*(?:由|以)[^。；\n]{2,30}(?:为|担?任)(?:总指挥|召集人|组长)[^。；\n]*[。；]?")
_CHAIR_ASKED = re.compile(r"里头?|那个|这个|该|当|任|担任|副?组长|总指挥|召集人|成立|设立|要|应|由")


class GroupAnswers:
    """Drafts for questions about leading groups."""

    def __init__(self, library: Library, registry: Registry) -> None:
        self.library = library
        self.registry = registry

    def ask(self, text: str) -> Draft | None:
        """Who leads a leading group, who is in it, where its office is."""
        if _MEMBER.search(text) is None or (_GROUP.search(text) is None and _POST.search(text) is None):
            return None
        draft = self._chaired(text) or self._member_lines(text)
        if draft is not None:
            return draft
        best, score = None, 0.0
        words = content_pairs(text)
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

    def again(self, text: str, earlier: str) -> Draft | None:
        """A follow-up that asks for a post (那组长是谁), of the group the earlier question names."""
        group = re.search(r"[^，。？]*?(?:领导小组|专班|指挥部|工作组|联席会议)", earlier)
        if group is None or _POST.search(text) is None or _GROUP.search(text) is not None:
            return None
        return self.ask(group.group() + re.sub(r"^(?:那么?|它的?|他们的?)", "", text))

    def _chaired(self, text: str) -> Draft | None:
        """The sentence that says by office who chairs a group (由镇街书记担任组长), of the group the question means."""
        if re.search(r"组长|召集人|总指挥", text) is None:
            return None
        wanted = set(content_pairs(_CHAIR_ASKED.sub(" ", text)))
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

    def _headed(self, member: Members, lines: Sequence[Members]) -> tuple[Evidence, ...]:
        """The line that gives the role when the line of a member does not."""
        clause = self.library.clause(member.clause_id)
        if member.role in re.sub(r"\s", "", self.library.text(clause.source, member.span)):
            return ()
        first = next(m for m in lines if m.role == member.role)
        return (clause_evidence(self.library.clause(first.clause_id), [first.span]),)

    def _member_lines(self, text: str) -> Draft | None:
        groups = {(m.doc_id, m.group) for m in self.registry.members}
        content = content_pairs(re.sub(r"领导小组|组长|副组长|成员|办公室|设在", " ", text))
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
                    evidence=tuple(
                        dict.fromkeys((clause_evidence(clause, [member.span]), *self._headed(member, lines)))
                    ),
                    newline=bool(sentences),
                )
            )
        return (
            Draft(status=AnswerStatus.ANSWERED, sentences=tuple(sentences), trace=("list members",))
            if sentences
            else None
        )


def asks_post(text: str) -> bool:
    """Whether a text asks for a post or the members of a group (组长, 成员单位)."""
    return _POST.search(text) is not None

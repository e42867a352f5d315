"""Bodies that a text gives a name: 区发展改革委是全区对接服务企业的“总管家”."""

from __future__ import annotations

import re
from functools import cached_property
from typing import NamedTuple

from assistant.drafts import Draft, DraftSentence
from assistant.records import AnswerStatus
from assistant.registry_drafts import quote_sentence
from assistant.registry_lists import within_limit
from index.library import Library
from index.records import Clause, ClauseKind
from index.registry import Registry
from index.registry.departments import is_organisation, split_names
from index.registry.flat import flatten
from index.registry.tasks import task_json

__all__ = ["RoleNames"]

_NAMED = re.compile(
    r"(?:^|(?<=[。；\n]))\s*(?P<s>[\u4e00-\u9fff、（）()]{2,60}?)(?:是|为|担任|作为)(?P<m>[^。；，：\n“”]{0,25})“(?P<n>[^”]{2,8})”(?=[，。；：]|\s*$)",
    re.M,
)
_CHARGED = re.compile(
    r"[，。][^，。]{0,8}(?:得|要|该|应该?|需要?|都)?(?:干|做|管|办|负责|承担)(?:的)?(?:都)?(?:有|是)?(?:哪|什么|啥)"
)
"""A part of its own that asks for duties (刚当上行业管家，得干哪些活)."""
_APART = re.compile(r"区别|差别|不同|不一样|分别|各自?(?:管|干|做|负责|是|有)|分工")
_KINDS = (ClauseKind.ITEM, ClauseKind.ARTICLE, ClauseKind.TEXT, ClauseKind.LEAD)


class _Naming(NamedTuple):
    clause: Clause
    start: int
    end: int


class RoleNames:
    """Finds who bears a name."""

    def __init__(self, library: Library, registry: Registry) -> None:
        self.library = library
        self.registry = registry

    @cached_property
    def names(self) -> dict[str, tuple[_Naming, ...]]:
        """Per name the sentences that give it to a body; ends exclusive, in the clause's flat text."""
        found: dict[str, list[_Naming]] = {}
        for clause in self.library.clauses:
            if clause.kind not in _KINDS or not clause.own:
                continue
            for m in _NAMED.finditer(flatten(self.library, clause).text):
                bodies = split_names(m["s"])
                if bodies and is_organisation(bodies[-1].text):
                    found.setdefault(m["n"], []).append(_Naming(clause, m.start("s"), m.end()))
        return {name: tuple(places) for name, places in found.items()}

    def ask(self, text: str) -> Draft | None:
        """Who bears a name (谁是“总管家”) or what its bearer does (总管家管哪些事); None when neither is asked."""
        asked = [name for name in self.names if _asks_bearer(text, name)]
        if not asked:
            return self._charge(text)
        also = re.search(r"分别|各是|和|跟|与|、", text) is not None
        names = [n for n in self.names if n in text] if asked and also else asked
        sentences: list[DraftSentence] = []
        for name in sorted(names, key=text.find):
            for place in self.names[name][:2]:
                flat = flatten(self.library, place.clause)
                sentences.append(
                    quote_sentence(self.library, place.clause, flat, place.start, place.end, newline=bool(sentences))
                )
        if not sentences:
            return None
        return Draft(
            status=AnswerStatus.ANSWERED, sentences=tuple(sentences[:4]), trace=("clear", f"named {'、'.join(names)}")
        )

    def renamed(self, text: str, earlier: str) -> str | None:
        """The earlier question with the name of a follow-up in the place of its own (总管家是谁？ 那服务管家呢？)."""
        now, before = ([n for n in self.names if n in t] for t in (text, earlier))
        if len(now) != 1 or len(before) != 1 or now == before or not (self.ask(earlier)):
            return None
        return earlier.replace(before[0], now[0])

    def _charge(self, text: str) -> Draft | None:
        """All items under the sentence that gives a body a name and charges it with them; of each of several set apart."""
        said = sorted((n for n in self.names if n in text), key=text.find)
        if len(said) < 2 or _APART.search(text) is None:
            one = next((n for n in said if _asks_charge(text, n)), None)
            said = [one] if one else said if len(said) == 1 and _CHARGED.search(text) else []
        leads = [self.names[name][0].clause for name in said]
        items = [[t for t in self.registry.tasks if lead.clause_id in t.origins] for lead in leads]
        if not leads or not all(items):
            return None
        clauses = [
            c
            for lead, own in zip(leads, items, strict=True)
            for c in (lead, *(self.library.clause(t.clause_id) for t in own))
        ]
        flats = [(c, flatten(self.library, c)) for c in clauses]
        return Draft(
            status=AnswerStatus.LISTED,
            sentences=within_limit(
                [
                    quote_sentence(self.library, c, flat, 0, len(flat.text), newline=k > 0)
                    for k, (c, flat) in enumerate(flats)
                ]
            ),
            rows=tuple(task_json(self.library, t) for own in items for t in own),
            trace=(f"named {'、'.join(said)}",),
        )


def _asks_charge(text: str, name: str) -> bool:
    return re.search(
        rf"{re.escape(name)}[”\"]?[^，。？“”]{{0,10}}(?:管(?!家)|干|做|负责|承担|职责|任务|分工|活儿?)[^，。？]{{0,6}}(?:哪|什么|啥|几)",
        text,
    ) is not None or (
        re.search(
            rf"{re.escape(name)}[”\"]?[^，。？]{{0,4}}(?:的)?(?:职责|任务|分工|活儿?)(?:都)?(?:是|有|[？。]|$)", text
        )
        is not None
    )


def _asks_bearer(text: str, name: str) -> bool:
    who = r"(?:谁|哪[^，。？]{0,8}?(?:部门|单位|局|委|家|机构|中心)|(?:什么|啥)(?:部门|单位|机构))"
    word = re.escape(name)
    return (
        re.search(
            rf"{word}[”\"]?(?:[^，。？“”]{{0,3}}[“\"]?[\u4e00-\u9fff]{{2,8}}[”\"]?)?[^，。？]{{0,6}}{who}(?!.{{0,6}}(?:录|报|填|写))",
            text,
        )
        is not None
        or re.search(rf"{who}[^，。？]{{0,8}}(?:是|当|担任|做|叫|为)[^，。？]{{0,6}}[“\"]?{word}", text) is not None
    )

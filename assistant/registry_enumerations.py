"""Lists that the text itself counts out: the items under one heading or lead-in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import NamedTuple

from assistant.drafts import Draft
from assistant.records import AnswerStatus
from assistant.registry_drafts import quote_sentence
from index.library import Library
from index.numerals import cn_int
from index.records import Clause, ClauseKind
from index.registry.flat import Flat, flatten
from index.registry.topics import Piece, TopicIndex, short_for
from index.sentences import split_sentences
from index.tokens import fold

__all__ = ["Enumerations"]

_COUNTER = "种|类|条|项|个方面|方面|个渠道|个|样|块|步|点|大工程|大类|档|款|环节|部分|情形|原则|渠道|措施|条件|要求|内容|职责|任务|方式|办法|途径|奖励|领域|方向|对象"
_ASKED = re.compile(
    rf"(?:哪|是哪|有哪|分哪|分为哪)(?P<n>[几两二三四五六七八九十]|\d+)(?:大|个)?(?:{_COUNTER})"
    rf"|(?:分|有|分为|共|总共|一共)(?:成|为)?(?:几|多少)(?:大|个)?(?:{_COUNTER})[^。]{{0,12}}(?:分别|都|是(?:啥|什么|哪)|各是|哪)"
    rf"|(?P<m>[两二三四五六七八九十])(?:大|个|条|项|种|类)[\u4e00-\u9fff]{{0,6}}(?:分别|各|都)?是(?:啥|什么|哪)"
    rf"|有(?:几|多少)(?:大|个)?[条项](?:[\u4e00-\u9fff]{{0,4}}(?:要求|条件|职责|措施|原则|内容|任务))"
    rf"|分(?:成|为)?几(?:大|个)?(?:阶段|{_COUNTER})"
    rf"|一条一?条|逐条|挨个|哪些(?:{_COUNTER})|(?:{_COUNTER})(?:都|分别|各)?(?:有|是|包括)(?:哪些|啥|什么)"
)
_ASKING = re.compile(
    r"(?:都|一共|总共|共|分为?|有)*(?:是|有)?(?:哪|几|多少)(?:几|[两二三四五六七八九十]|\d+)?(?:大)?(?:个?方面|[种类条项样个块步点档款])|[两二三四五六七八九十](?:大|个|条|项|种|类)(?=[\u4e00-\u9fff]{2})|一条一?条(?:地)?[说讲列]?|(?:说|讲|念)给我听|帮我[说讲列捋]?|分别(?:是|有|都)*|具体|列出来|都(?:是|有)(?:啥|什么|哪些)"
)
_ATTACHED = re.compile(
    r"(?:几|多少)个?附件|附件[^，。？]{0,6}(?:哪[些几]|几个|多少|都?(?:是|有)(?:啥|什么|哪))|哪[些几]个?附件"
)
_READ = 0.6
"""The search of the text must find the heading or one of its items at least so well beside its best clause."""
_SURE, _COUNTED, _OWN = 0.55, 0.4, 0.3
"""How much of the question the heading with its surroundings must hold (less when the number of items fits), and by itself."""
_OUT, _FEW, _KIND, _LITTLE, _APART = 0.4, 0.6, 0.25, 4.0, 0.1
"""A heading that holds so much while the next one holds this share of it stands out; what items of the kind counted add; so little
weight of words tells a list only when the heading says them; the best heading is so far before the next."""
_COUNTED_KIND = re.compile(
    r"(?:[几两二三四五六七八九十]|多少|\d+)(?:大|个|条|项|种|类)?(?P<x>(?!渠道|方面|内容|要求|条件|措施|情形)[\u4e00-\u9fff]{2})"
)
_NAMED = 1.5
"""From this weight on words name a document."""
_PARAGRAPHS = (ClauseKind.TEXT, ClauseKind.LEAD)
_WHOLE, _MOST = 130, 20


class _List(NamedTuple):
    head: tuple[Clause, ...]
    items: tuple[Clause, ...]
    own: str
    around: str
    inside: tuple[str, ...]


class Enumerations:
    """Drafts that tell every item under a heading; ``search`` scores the clauses of the text, the best at 1."""

    def __init__(self, library: Library, topics: TopicIndex, search: Callable[[str], Mapping[str, float]]) -> None:
        self.library = library
        self.topics = topics
        self.search = search

    @cached_property
    def _lists(self) -> tuple[_List, ...]:
        """Items below a clause, and paragraphs that follow one which ends with a colon."""
        found: list[_List] = []
        for clause in self.library.clauses:
            below = [c for c in self.library.children(clause.clause_id) if c.own]
            items = tuple(c for c in below if c.kind is ClauseKind.ITEM)
            if items:
                leads = tuple(c for c in below if c.kind is ClauseKind.LEAD and c.order < items[0].order)
                found.append(self._list((*((clause,) if clause.own else ()), *leads), items))
                continue
            open_at = next(
                (k for k, c in enumerate(below) if c.kind in _PARAGRAPHS and self._said(c).endswith((":", "："))),
                len(below),
            )
            rest = below[open_at + 1 :]
            if rest and all(c.kind in _PARAGRAPHS and not self._said(c).endswith((":", "：")) for c in rest):
                found.append(self._list((clause, below[open_at]), tuple(rest)))
        return tuple(each for each in found if each.head and 2 <= len(each.items) <= _MOST)

    def _said(self, clause: Clause) -> str:
        return flatten(self.library, clause).tight.text

    def _list(self, head: tuple[Clause, ...], items: tuple[Clause, ...]) -> _List:
        last = head[-1]
        document = self.library.document(last.doc_id)
        around = fold(" ".join((*last.headings, last.part or "", document.short_title)))
        own = fold(" ".join(self._said(c) for c in head))
        return _List(head, items, own, around, tuple(fold(self._said(c)[:60]) for c in items))

    def ask(self, text: str) -> Draft | None:
        """All items of the one list the question means; None when it asks for none or no heading fits well."""
        asked = _ASKED.search(text)
        if _ATTACHED.search(text):
            return self._attachments(text)
        if asked is None:
            return None
        number = cn_int(asked["n"] or asked["m"] or "") if (asked["n"] or asked["m"] or "几") != "几" else None
        read = self.search(text)
        pieces = self.topics.pieces(_ASKING.sub("|", text))
        total = sum(p.weight for p in pieces)
        if not total or not read:
            return None
        if number is not None and (draft := self._inline(text, number, read)) is not None:
            return draft
        kind = _COUNTED_KIND.search(text)
        ranked: list[tuple[float, float, _List]] = []
        for each in self._lists:
            near = max(read.get(c.clause_id, 0.0) for c in (*each.head, *each.items))
            if near < _READ or (number is not None and number != len(each.items)):
                continue
            own = sum(p.weight * self._strength(p, each) for p in pieces) / total
            whole = sum(p.weight * max(self._strength(p, each), 0.6 * _near(p, each.around)) for p in pieces) / total
            if kind is not None and 2 * sum(kind["x"] in t[:24] for t in each.inside) > len(each.items):
                whole, own = whole + _KIND, own + _KIND
            if total < _LITTLE and not any(p.forms[0][0] in each.own for p in pieces):
                continue
            ranked.append((whole, own, each))
        ranked.sort(key=lambda r: -r[0])
        if not ranked or ranked[0][1] < _OWN:
            return None
        alone = len(ranked) < 2 or ranked[1][0] <= _FEW * ranked[0][0]
        if ranked[0][0] < (_OUT if alone else _SURE if number is None else _COUNTED):
            return None
        if len(ranked) > 1 and ranked[0][0] - ranked[1][0] < _APART:
            return None
        return self._draft(ranked[0][2])

    def _inline(self, text: str, number: int, read: Mapping[str, float]) -> Draft | None:
        """The sentence that names so many things of the kind the question counts (六大工程: 甲工程、乙工程…)."""
        kind = _COUNTED_KIND.search(text)
        if kind is None:
            return None
        named = self.topics.documents(_ASKING.sub("|", text.replace(kind.group(), "|").replace(kind["x"], "|")))
        alone = named and named[0][0] >= _NAMED and (len(named) < 2 or named[1][0] < 0.7 * named[0][0])
        home = named[0][1] if alone else None
        best: tuple[float, Clause, Flat, int, int] | None = None
        for clause in self.library.clauses:
            if not clause.own or clause.kind is ClauseKind.FORM or home not in (None, clause.doc_id):
                continue
            flat = flatten(self.library, clause)
            for start, end in split_sentences(flat.text):
                run = _run_of(kind["x"], flat.text[start:end], number)
                if run is not None and (best is None or read.get(clause.clause_id, 0.0) > best[0]):
                    low = start if end - start <= _WHOLE else start + run[0]
                    high = end if end - start <= _WHOLE else start + run[1]
                    best = read.get(clause.clause_id, 0.0), clause, flat, low, high
        if best is None:
            return None
        _, clause, flat, low, high = best
        return Draft(
            status=AnswerStatus.LISTED,
            sentences=(quote_sentence(self.library, clause, flat, low, high),),
            trace=(f"list items {number}",),
        )

    def _attachments(self, text: str) -> Draft | None:
        """The list of attachments of the one document the question names."""
        scored = self.topics.documents(_ASKING.sub("|", re.sub(r"附件|通知|后[头面]|挂", "|", text)))
        if not scored or scored[0][0] < _NAMED or (len(scored) > 1 and scored[1][0] > 0.9 * scored[0][0]):
            return None
        found = [
            c
            for c in self.library.clauses_of(scored[0][1])
            if c.kind is ClauseKind.ATTACHMENT and len(flatten(self.library, c).tight.text) >= 12
        ]
        if not found:
            return None
        flats = [(c, flatten(self.library, c)) for c in found[:3]]
        return Draft(
            status=AnswerStatus.LISTED,
            sentences=tuple(
                quote_sentence(self.library, c, f, 0, len(f.text), newline=k > 0) for k, (c, f) in enumerate(flats)
            ),
            trace=("list attachments",),
        )

    @staticmethod
    def _strength(piece: Piece, each: _List) -> float:
        """How well a list itself holds a piece: its heading, or what most of its items say."""
        common = 2 * sum(_held(piece, text) > 0 for text in each.inside) > len(each.inside)
        return max(_held(piece, each.own), 1.0 if common else 0.0)

    def _draft(self, each: _List) -> Draft:
        flats = [(c, flatten(self.library, c)) for c in each.items]
        sentences = []
        for clause in each.head[-1:]:
            flat = flatten(self.library, clause)
            start = max(flat.text.rstrip().rstrip("。").rfind("。") + 1, 0)
            if len(flat.text) - start <= _WHOLE:
                sentences.append(quote_sentence(self.library, clause, flat, start, len(flat.text)))
        sentences += [quote_sentence(self.library, c, flat, 0, _first(flat, _WHOLE), newline=True) for c, flat in flats]
        return Draft(status=AnswerStatus.LISTED, sentences=tuple(sentences), trace=(f"list items {len(flats)}",))


def _run_of(kind: str, sentence: str, number: int) -> tuple[int, int] | None:
    """Where a sentence names exactly so many things in a row that end with the word of a kind.

    >>> _run_of("工程", "落实宣传工程、检测工程和教育工程等措施", 3)
    (0, 16)
    """
    if sentence.count(kind) < number:
        return None
    one = rf"[^、，。；：]{{1,24}}?{kind}"
    for m in re.finditer(rf"{one}(?:(?:、|和|及|以及){one})+", sentence):
        if m.group().count(kind) == number:
            return m.start(), m.end()
    return None


def _near(piece: Piece, text: str) -> float:
    """How well a title or heading holds a piece; a word short for some of its words (防艾) nearly as well."""
    return _held(piece, text) or max((0.75 for f, _ in piece.forms if short_for(f, text)), default=0.0)


def _held(piece: Piece, text: str) -> float:
    return max((s for f, s in piece.forms if f in text), default=0.0)


def _first(flat: Flat, limit: int) -> int:
    """Where the first sentences of an item end that go into ``limit`` characters; at least one."""
    ends = [b for _, b in split_sentences(flat.text)]
    return max([e for e in ends if e <= limit], default=ends[0] if ends else len(flat.text))

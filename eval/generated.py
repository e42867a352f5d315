"""Suites made by program: every document and article asked by number and title, and questions said differently.

``exact`` asks for what the index holds by its own numbers; the first citation must be that clause.
``wording`` asks in the very words of a clause, where a dense side can only do harm.
``vary`` says the questions of a suite with typos, in 繁體, with full-width digits, filler words or
reordered halves. Both are made at run time: nothing of a gazette's text is kept.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from random import Random

from eval.cases import Case, GoldClause
from eval.claims import bare
from index.library import Library
from index.records import Clause, ClauseKind

__all__ = ["SUITES", "VARIANTS", "exact_cases", "vary", "wording_cases"]

_QUOTE = 20
MOST = 15
_MARKS = re.compile(r"[，。；：、！？（）()《》“”\"\t]")
_STRETCH = re.compile(r"(?=.*[一-鿿]{6})\w{8,20}")
_FORMS = ("{}有什么规定？", "{}是怎么说的？", "关于{}，公报怎么写？")
_ARTICLE = re.compile(r"^第[〇零一二三四五六七八九十百千\d]+条(?:之[一二三四五六七八九十])?$")
_ITEM = re.compile(
    r"^(?:第[〇零一二三四五六七八九十百千\d]+条|[一二三四五六七八九十]+、?)?(?:[（(][一二三四五六七八九十]+[）)])?(?:\d+)?(?:[（(]\d+[）)])?$"
)


def exact_cases(library: Library) -> tuple[Case, ...]:
    """A case for each numbered document (by number and by title) and for each of its articles and numbered items."""
    return tuple(_exact(library))


def _exact(library: Library) -> Iterator[Case]:
    numbers = [d.number for d in library.documents]
    for document in library.documents:
        if document.number is None or numbers.count(document.number) > 1:
            continue
        title = bare(library.text(document.source, document.title_span))[:_QUOTE]
        gold = (
            GoldClause(doc=document.number, quote=title),
            GoldClause(doc=document.number, quote=bare(document.number)),
        )
        yield Case(id=f"doc:{document.doc_id}", category="exact", question=f"{document.number}讲的是什么？", cite=gold)
        for clause in library.clauses_of(document.doc_id):
            text = _own(library, clause)
            fits = _ARTICLE if clause.kind is ClauseKind.ARTICLE else _ITEM if clause.kind is ClauseKind.ITEM else None
            if fits is not None and fits.match(bare(clause.path)) and len(text) >= 8:
                asked = f"{document.number}{bare(clause.path)}怎么规定的？"
                named = f"《{bare(document.short_title)}》{bare(clause.path)}写了什么？"
                own = (GoldClause(doc=document.number, quote=text[:_QUOTE]),)
                yield Case(id=f"number:{clause.clause_id}", category="exact", question=asked, cite=own)
                yield Case(id=f"title:{clause.clause_id}", category="exact", question=named, cite=own)


def wording_cases(library: Library) -> tuple[Case, ...]:
    """Questions that share the document's wording: a stretch of a clause between two marks, asked about.

    Stretches of 8 to 20 characters, most of them Chinese, that stand in one clause only; at most
    ``MOST`` of a document, drawn by their digests, so that the same library gives the same cases.
    """
    found: list[Case] = []
    stretches: dict[str, list[str]] = {}  # where each stands
    for document in library.documents:
        if document.number is not None and len(library.find_documents(document.number)) == 1:
            for clause in library.clauses_of(document.doc_id):
                for piece in {p for p in _MARKS.split(_own(library, clause)) if clause.own and _STRETCH.fullmatch(p)}:
                    stretches.setdefault(piece, []).append(clause.clause_id)
    drawn: dict[str, int] = {}
    for piece in sorted(stretches, key=lambda p: hashlib.sha256(p.encode()).digest()):
        document = library.document(library.clause(stretches[piece][0]).doc_id)
        if len(stretches[piece]) == 1 and document.number is not None and drawn.get(document.doc_id, 0) < MOST:
            drawn[document.doc_id] = drawn.get(document.doc_id, 0) + 1
            asked = _FORMS[len(found) % len(_FORMS)].format(piece)
            gold = (GoldClause(doc=document.number, quote=piece),)
            found.append(
                Case(
                    id=f"wording:{stretches[piece][0]}:{drawn[document.doc_id]}",
                    category="exact",
                    question=asked,
                    cite=gold,
                )
            )
    return tuple(found)


SUITES: dict[str, Callable[[Library], tuple[Case, ...]]] = {"exact": exact_cases, "wording": wording_cases}
"""Suites made from a library, by name."""


def _own(library: Library, clause: Clause) -> str:
    pieces = clause.own or (clause.span,)
    return bare(library.text(clause.source, pieces[0]))


def _typo(text: str, random: Random) -> str:
    """One character doubled, left out or swapped with its neighbour, away from numbers."""
    spots = [i for i in range(1, len(text) - 2) if all(re.match(r"[一-鿿]", c) for c in text[i : i + 2])]
    if not spots:
        return text
    at = random.choice(spots)
    return random.choice(
        [
            text[:at] + text[at] + text[at:],
            text[:at] + text[at + 1 :],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        ]
    )


def _traditional(text: str, _: Random) -> str:
    import opencc

    return str(opencc.OpenCC("s2t").convert(text))


def _full_width(text: str, _: Random) -> str:
    return re.sub(r"[0-9A-Za-z%]", lambda m: chr(ord(m.group(0)) + 0xFEE0), text)


def _filler(text: str, random: Random) -> str:
    before = random.choice(["请问一下，", "你好，我想打听个事，", "那个，麻烦问一下哈，"])
    return before + text + random.choice(["谢谢！", "急，在线等", "麻烦了"])


def _reordered(text: str, _: Random) -> str:
    parts = [p for p in re.split(r"(?<=[，,])", text.rstrip("？?。")) if p]
    return "，".join(p.strip("，,") for p in (parts[-1], *parts[:-1])) + "？" if len(parts) > 1 else text


VARIANTS: dict[str, Callable[[str, Random], str]] = {
    "typo": _typo,
    "traditional": _traditional,
    "full_width": _full_width,
    "filler": _filler,
    "reordered": _reordered,
}
"""Ways of saying a question differently."""


def vary(cases: Iterable[Case], variant: str) -> tuple[Case, ...]:
    """The cases whose question the variant changes, said that way; the same change for the same case every time."""
    change = VARIANTS[variant]
    found = []
    for case in cases:
        seed = int.from_bytes(hashlib.sha256(f"{variant}:{case.id}".encode()).digest()[:8])
        said = change(case.question, Random(seed))  # noqa: S311 - a fixed choice, no secret
        if said != case.question:
            found.append(case.model_copy(update={"question": said}))
    return tuple(found)

"""Phrase → place: where a short evidence phrase stands in a clause, with exact offsets.

Stage 9. Phrases are compared without white space after NFKC and across furniture, not
across table cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from index.library import Library, squeeze
from index.records import Clause, ClauseKind, GazetteDocument, Span

__all__ = ["Located", "Wanted", "find_apart", "locate"]

MAX_EVIDENCE = 900
MAX_QUOTE = 140


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a pack says about a place: 文号, path and phrase; ``part`` tells a 细则 from its 方案."""

    document: str
    clause: str
    evidence: str
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """A phrase found: ``phrase`` its span, ``sentence`` the sentence around it, ``span`` what to cite,
    ``quote`` the sentence as shown (empty when it is too long to show)."""

    clause: Clause
    document: GazetteDocument
    phrase: Span
    sentence: Span
    span: Span
    quote: str
    warning: str = ""


@cache
def _plain(character: str) -> str:
    return "\t" if character == "\t" else squeeze(character)


_key = lru_cache(maxsize=20_000)(squeeze)
"""Paths of clauses, compared again for each phrase."""


def _squeezed(library: Library, source: str, spans: tuple[Span, ...], *, whole: bool = False) -> tuple[str, list[int]]:
    """The characters of the spans without furniture (with it when ``whole``), and where each stands."""
    text = library.sources[source].text
    furniture = () if whole else library.furniture.get(source, ())
    chars: list[str] = []
    places: list[int] = []
    for span in spans:
        inside = [f.span for f in furniture if f.span.start < span.end and f.span.end > span.start]
        at = span.start
        while at < span.end:
            skip = next((f for f in inside if f.start <= at < f.end), None) if inside else None
            if skip is not None:
                at = skip.end
                continue
            plain = _plain(text[at])
            chars.append(plain)
            places.extend([at] * len(plain))
            at += 1
    return "".join(chars), places


def _phrase(library: Library, clause: Clause, spans: tuple[Span, ...], wanted: str) -> Span | None:
    plain, places = _squeezed(
        library, clause.source, spans, whole=clause.kind is ClauseKind.SIGNATURE
    )  # a signature is furniture
    key = squeeze(wanted)
    at = find_apart(key, plain)
    return Span(places[at], places[at + len(key) - 1] + 1) if at >= 0 else None


def find_apart(wanted: str, text: str) -> int:
    """Where ``wanted`` first stands in ``text`` with no figure going on at either end of it; −1 if nowhere.

    >>> find_apart("60元", "160元和60元"), find_apart("1", "10")
    (5, -1)
    """
    at = text.find(wanted)
    while at >= 0:
        before, after = text[at - 1 : at] if at else "", text[at + len(wanted) : at + len(wanted) + 1]
        cut = (wanted[:1].isdigit() and before and before in "0123456789.") or (
            wanted[-1:].isdigit() and after.isdigit()
        )
        if not cut:
            break
        at = text.find(wanted, at + 1)
    return at


def _sentence(text: str, inside: Span, phrase: Span, stops: str) -> Span:
    start = max((text.rfind(c, inside.start, phrase.start) for c in stops), default=-1) + 1
    start = max(start, inside.start)
    ends = [text.find(c, phrase.end - 1, inside.end) for c in stops]
    end = min((e + 1 for e in ends if e >= 0), default=inside.end)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, max(end, phrase.end))


def _window(text: str, clause: Span, phrase: Span) -> Span:
    """The whole clause when short enough, else whole sentences around the phrase."""
    if clause.end - clause.start <= MAX_EVIDENCE:
        return clause
    found = _sentence(text, clause, phrase, "。；\n")
    while True:
        wider = _sentence(
            text, clause, Span(max(clause.start, found.start - 2), min(clause.end, found.end + 2)), "。；\n"
        )
        if wider == found or wider.end - wider.start > MAX_EVIDENCE:
            break
        found = wider
    if found.end - found.start > MAX_EVIDENCE:
        start = max(found.start, phrase.start - MAX_EVIDENCE // 2)
        found = Span(start, min(found.end, start + MAX_EVIDENCE))
    return found


def _own(clause: Clause) -> tuple[Span, ...]:
    return clause.own or (clause.span,)


def _descend(library: Library, clause: Clause, wanted: str) -> tuple[Clause, Span] | None:
    """The deepest clause under (and with) ``clause`` whose own characters hold the phrase."""
    if clause.own and (span := _phrase(library, clause, clause.own, wanted)):
        return clause, span
    for child in library.children(clause.clause_id):
        if found := _descend(library, child, wanted):
            return found
    span = _phrase(library, clause, (clause.span,), wanted)
    return (clause, span) if span else None


def _candidates(
    library: Library, documents: tuple[GazetteDocument, ...], path: str
) -> Iterator[tuple[Clause, GazetteDocument]]:
    key = squeeze(path)
    for document in documents:
        for clause in library.clauses_of(document.doc_id):
            if _key(clause.path) == key:
                yield clause, document


def locate(library: Library, wanted: Wanted) -> Located | str:
    """The place, or one Chinese line that says why there is none."""
    documents = library.find_documents(wanted.document)
    if wanted.part:
        documents = tuple(d for d in documents if wanted.part in d.title) or documents
    where = f"{wanted.document} {wanted.clause}"
    if not documents:
        return f"{wanted.document} 不在索引中"
    on_path = tuple(_candidates(library, documents, wanted.clause))
    for clause, document in on_path:
        if found := _descend(library, clause, wanted.evidence):
            return _located(library, *found, document)
    if on_path and not wanted.clause.endswith("段"):  # an unnumbered paragraph may have moved
        return f"{where} 中找不到“{wanted.evidence}”"
    for document in documents:
        held = [
            (c, s)
            for c in library.clauses_of(document.doc_id)
            if c.own and (s := _phrase(library, c, c.own, wanted.evidence))
        ]
        if held:
            clause, span = held[0]
            if len(held) > 1:
                return f"没有条款 {where}，而“{wanted.evidence}”见于 {len(held)} 处"
            return _located(library, clause, span, document, f"{where} 中找不到，改用 {clause.path}")
    return f"没有条款 {where}，全文也找不到“{wanted.evidence}”"


def _located(library: Library, clause: Clause, phrase: Span, document: GazetteDocument, warning: str = "") -> Located:
    text = library.sources[clause.source].text
    own = _own(clause)
    whole = clause.span
    if library.children(clause.clause_id) and clause.own:
        whole = next((s for s in own if s.start <= phrase.start < s.end), clause.span)
        whole = Span(min(whole.start, phrase.start), max(whole.end, phrase.end))
    sentence = _sentence(text, whole, phrase, "。；\t")
    if sentence.end - sentence.start > MAX_QUOTE:
        sentence = _sentence(text, whole, phrase, "，,。；\t\n")
        if text[sentence.end - 1] in "，,；" and sentence.end - 1 >= phrase.end:
            sentence = Span(sentence.start, sentence.end - 1)
    if sentence.end - sentence.start > MAX_QUOTE:  # a sentence of one breath: from the phrase on
        sentence = Span(phrase.start, sentence.end)
    quote = _clean(library, clause.source, sentence) if sentence.end - sentence.start <= MAX_QUOTE else ""
    return Located(
        clause=clause, document=document, phrase=phrase, sentence=sentence,
        span=_window(text, whole, phrase), quote=quote, warning=warning,
    )  # fmt: skip


def _clean(library: Library, source: str, span: Span) -> str:
    text, at, out = library.sources[source].text, span.start, []
    for item in library.furniture.get(source, ()):
        if item.span.start >= span.end or item.span.end <= at:
            continue
        out.append(text[at : max(at, item.span.start)])
        at = item.span.end
    out.append(text[at : span.end])
    return re.sub(r"\s*\n\s*", "", "".join(out)).strip()

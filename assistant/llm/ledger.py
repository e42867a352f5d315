"""Evidence tokens: what the model is shown as ``[E1]`` and what stands behind each, calculations as ``[C1]``."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.composing import citation_span
from assistant.drafts import Draft, DraftSentence, Evidence
from assistant.llm.support import cuts, fold_chars, turns
from assistant.masking import mask
from assistant.ranking import ClauseView, Views
from assistant.records import SentenceKind
from index.library import Library
from index.records import Clause, ClauseKind, Span

__all__ = ["Fault", "Ledger", "Unit"]

MAX_SHOWN = 700


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the model's text; ``text`` names it for the repair round."""

    kind: str
    text: str


@dataclass(frozen=True)
class Unit:
    """One sentence of the evidence: folded text, and where each character stands (number of the view, place in its text).

    A line of the registry has no places; ``backing`` is its evidence.
    """

    text: str
    views: tuple[ClauseView, ...] = ()
    places: tuple[tuple[int, int], ...] = ()
    backing: tuple[Evidence, ...] = ()
    cuts: frozenset[int] = frozenset()

    def sentence(self, claim: str, used: Sequence[tuple[int, int]], free: int) -> DraftSentence:
        """The claim as a sentence of the draft: a quote when it is a slice, else words with the places they come from."""
        if not self.places:
            return DraftSentence(kind=SentenceKind.RECORD, text=claim, evidence=self.backing)
        spans: dict[int, list[Span]] = {}
        for a, b in used:
            for k in dict.fromkeys(k for k, _ in self.places[a:b]):
                at = [self.views[k].at[i] for v, i in self.places[a:b] if v == k]
                spans.setdefault(k, []).append(Span(at[0], at[-1] + 1))
        evidence = tuple(_evidence(self.views[k], tuple(found)) for k, found in spans.items())
        if len(used) == 1 and len(spans) == 1 and not free:
            view, quote = self.views[next(iter(spans))], evidence[0].quotes[0]
            low, high = view.at.index(quote.start), view.at.index(quote.end - 1) + 1
            if view.text[high : high + 1] in ("。", "；", "！"):
                high, quote = high + 1, Span(quote.start, view.at[high] + 1)
            return DraftSentence(
                kind=SentenceKind.QUOTE,
                text=view.text[low:high].replace("\t", " "),
                evidence=(_evidence(view, (quote,)),),
            )
        return DraftSentence(kind=SentenceKind.RECORD, text=claim, evidence=evidence)


def _evidence(view: ClauseView, quotes: tuple[Span, ...]) -> Evidence:
    clause = view.clause
    span = citation_span(view, Span(quotes[0].start, quotes[-1].end))
    return Evidence(
        clause_id=clause.clause_id,
        doc_id=clause.doc_id,
        source=clause.source,
        span=span,
        quotes=tuple(q for q in quotes if span.contains(q)),
        score=1.0,
    )


@dataclass(frozen=True)
class _Entry:
    token: str
    clause: Clause
    evidence: tuple[Evidence, ...]
    said: str


class Ledger:
    """The tokens of one question. The marks around shown text depend on index and question, so no text can hold them."""

    def __init__(self, library: Library, views: Views, words: Callable[[str], list[str]], seed: str) -> None:
        self.library, self._views, self._words = library, views, words
        self._entries: dict[str, _Entry] = {}
        self._by_place: dict[tuple[str, str], str] = {}
        self.calculations: dict[str, Draft] = {}
        self.judged: dict[tuple[str, tuple[str, ...]], DraftSentence | Fault | None] = {}
        self._mark = hashlib.sha256(seed.encode()).hexdigest()[:8]
        self._units: dict[str, tuple[Unit, ...]] = {}

    @property
    def marks(self) -> tuple[str, str]:
        """How shown text begins and ends."""
        return f"⟦资料{self._mark}", f"⟦/资料{self._mark}⟧"

    def add(self, evidence: Sequence[Evidence], said: str = "") -> str:
        """The token of a place (the first of several), the same for the same clause."""
        key = (evidence[0].clause_id, said)
        token = self._by_place.get(key)
        if token is None:
            token = self._by_place[key] = f"E{len(self._entries) + 1}"
            self._entries[token] = _Entry(token, self.library.clause(evidence[0].clause_id), tuple(evidence), said)
        return token

    def add_calculation(self, draft: Draft) -> str:
        """The token of a calculation, the same for the same result."""
        for token, known in self.calculations.items():
            if known.calculations == draft.calculations:
                return token
        token = f"C{len(self.calculations) + 1}"
        self.calculations[token] = draft
        return token

    @property
    def given(self) -> tuple[str, ...]:
        """All evidence tokens given out, in order."""
        return tuple(self._entries)

    def knows(self, token: str) -> bool:
        """Whether the token was given out."""
        return token in self._entries or token in self.calculations

    def show(self, token: str) -> str:
        """The evidence as the model sees it: delimited, masked, without anything that looks like a token or mark."""
        entry = self._entries[token]
        document = self.library.document(entry.clause.doc_id)
        name = f"{document.number or ''}《{document.short_title}》{entry.clause.path}"
        text = self._views.of(entry.clause).text
        lead = self._lead(entry.clause)
        if lead is not None:
            text = f"{self._views.of(lead).text}\n{text}"
        if entry.said:
            text = f"登记：{entry.said}\n{text}"
        opened, closed = self.marks
        return f"[{token}] {_plain(name)}\n{opened} {token}⟧\n{_plain(text[:MAX_SHOWN])}\n{closed}"

    def units(self, token: str) -> tuple[Unit, ...]:
        """The sentences behind a token: of the clause, with the lead-in it hangs on, and the registry's line."""
        found = self._units.get(token)
        if found is None:
            made = self._make(self._entries[token])
            found = self._units[token] = tuple(dataclasses.replace(u, cuts=cuts(u.text, self._words)) for u in made)
        return found

    def join(self, first: DraftSentence, second: DraftSentence) -> DraftSentence | None:
        """Two quotes that follow each other in one clause as one quote; None when they are not such."""
        if not first.kind is second.kind is SentenceKind.QUOTE:
            return None
        one, two = first.evidence[0], second.evidence[0]
        start, middle = one.quotes[0].start, one.quotes[0].end
        view = self._views.of(self.library.clause(one.clause_id))
        gap = (
            self.library.clean_span(one.source, Span(middle, two.quotes[0].start))
            if middle <= two.quotes[0].start
            else None
        )
        if one.clause_id != two.clause_id or gap is None or not re.fullmatch(r"[，、；：]?", gap):
            return None
        quote = Span(start, two.quotes[0].end)
        text = self.library.clean_span(one.source, quote).replace("\t", " ")
        return DraftSentence(kind=SentenceKind.QUOTE, text=text, evidence=(_evidence(view, (quote,)),))

    def context(self, token: str) -> str:
        """What a sentence may name besides the evidence's words, folded."""
        clause = self._entries[token].clause
        document = self.library.document(clause.doc_id)
        return fold_chars(f"{document.number or ''}\n{document.title}\n{clause.path}")[0]

    def _make(self, entry: _Entry) -> list[Unit]:
        view = self._views.of(entry.clause)
        found = [Unit(fold_chars(entry.said)[0], backing=entry.evidence)] if entry.said else []
        whole = (
            [(view.body, len(view.text))]
            if entry.clause.kind is ClauseKind.ROW
            else [(u.start, u.end) for u in view.sentences]
        )
        lead = self._lead(entry.clause)
        above = self._views.of(lead) if lead is not None else None
        if above is None or not above.sentences:
            return [*found, *(_unit([(view, start, end)]) for start, end in whole)]
        last = above.sentences[-1]
        found += [_unit([(above, last.start, last.end), (view, start, end)]) for start, end in whole]
        if not turns(fold_chars(above.text[last.start : last.end])[0]):
            found += [_unit([(view, start, end)]) for start, end in whole]
        return found

    def _lead(self, clause: Clause) -> Clause | None:
        """The lead-in (ending with a colon) a clause hangs on."""
        if clause.parent_id is None or clause.kind in (ClauseKind.ROW, ClauseKind.LEAD):
            return None
        above = self.library.clause(clause.parent_id)
        before = [
            c for c in self.library.children(above.clause_id) if c.kind is ClauseKind.LEAD and c.order < clause.order
        ]
        lead = before[-1] if before else above
        return lead if lead.own and self._views.of(lead).text.rstrip().endswith(("：", ":")) else None


_NUMBERED_CELL = re.compile(r"(?:^|(?<=\t))\s*\d{1,2}([.．])(?:\s+|(?=[^\d\s]))")


def _unit(parts: Sequence[tuple[ClauseView, int, int]]) -> Unit:
    """The sentence of these stretches; the point of a number before a cell becomes a mark, so that no decimal is read."""
    text = ""
    places: list[tuple[int, int]] = []
    for k, (view, start, end) in enumerate(parts):
        raw = view.text[start:end]
        points = {m.start(1) for m in _NUMBERED_CELL.finditer(raw)}
        folded, at = fold_chars(raw)
        text += "".join("、" if i in points else c for c, i in zip(folded, at, strict=True))
        places += [(k, start + i) for i in at]
    return Unit(text, tuple(view for view, _, _ in parts), tuple(places))


def _plain(text: str) -> str:
    """For showing: masked, cells apart by commas, nothing that looks like a token or a mark of ours."""
    return re.sub(r"\[(?=\s*[ECec]\d)", "［", mask(text).replace("⟦", "〔").replace("⟧", "〕").replace("\t", "，"))

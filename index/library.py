"""The records of a loaded index, in memory, with the look-ups everything else needs.

A ``Library`` holds sources, issues, documents and clauses of one index folder and
answers "which clause is 第三条（二）1 of this document" without searching.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from index.errors import NotFoundError
from index.records import Clause, ClauseKind, Furniture, GazetteDocument, Issue, SourceText, Span

__all__ = ["Library", "squeeze"]

_RUN = re.compile(r"\S+|\s+")


def squeeze(text: str) -> str:
    """``text`` after NFKC without any white space: the form in which evidence is compared."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True, kw_only=True)
class Library:
    """All records of one index. Tuples are in source order."""

    sources: Mapping[str, SourceText]
    issues: tuple[Issue, ...]
    documents: tuple[GazetteDocument, ...]
    clauses: tuple[Clause, ...]
    furniture: Mapping[str, tuple[Furniture, ...]] = field(default_factory=dict)

    @cached_property
    def _by_id(self) -> dict[str, Clause]:
        return {c.clause_id: c for c in self.clauses}

    @cached_property
    def _docs(self) -> dict[str, GazetteDocument]:
        return {d.doc_id: d for d in self.documents}

    @cached_property
    def _children(self) -> dict[str, tuple[Clause, ...]]:
        found: dict[str, list[Clause]] = defaultdict(list)
        for clause in self.clauses:
            found[clause.parent_id or clause.doc_id].append(clause)
        return {k: tuple(v) for k, v in found.items()}

    @cached_property
    def _of_doc(self) -> dict[str, tuple[Clause, ...]]:
        found: dict[str, list[Clause]] = defaultdict(list)
        for clause in self.clauses:
            found[clause.doc_id].append(clause)
        return {k: tuple(v) for k, v in found.items()}

    def clause(self, clause_id: str) -> Clause:
        """The clause of that id. Raises NotFoundError."""
        try:
            return self._by_id[clause_id]
        except KeyError:
            raise NotFoundError(f"索引中没有条款 {clause_id}", hint="用 gongbao show 文号 查看该文件的条款") from None

    def document(self, doc_id: str) -> GazetteDocument:
        """The document of that id. Raises NotFoundError."""
        try:
            return self._docs[doc_id]
        except KeyError:
            raise NotFoundError(f"索引中没有文件 {doc_id}", hint="用 gongbao docs 查看已收录文件") from None

    def issue(self, issue_id: str) -> Issue:
        """The issue of that id."""
        return next(i for i in self.issues if i.issue_id == issue_id)

    def children(self, clause_id: str) -> tuple[Clause, ...]:
        """Direct children in order; of a document when a doc_id is given."""
        return self._children.get(clause_id, ())

    def clauses_of(self, doc_id: str) -> tuple[Clause, ...]:
        """All clauses of a document in order."""
        return self._of_doc.get(doc_id, ())

    def ancestors(self, clause: Clause) -> tuple[Clause, ...]:
        """Parents of a clause, nearest first."""
        found = []
        while clause.parent_id is not None:
            clause = self._by_id[clause.parent_id]
            found.append(clause)
        return tuple(found)

    def text(self, source: str, span: Span) -> str:
        """The raw slice of a source."""
        return self.sources[source].text[span.start : span.end]

    def clause_text(self, clause: Clause) -> str:
        """The raw slice of a clause, furniture inside it included."""
        return self.text(clause.source, clause.span)

    def clean_map(self, clause: Clause) -> tuple[str, tuple[int, ...]]:
        """The clause as one line, and the source offset of each character.

        Furniture inside the span and white space around line breaks are left out, a tab
        between two cells stays a tab. ``source_text[at[i]] == text[i]`` for every i.
        """
        cached = self._clean.get(clause.clause_id)
        if cached is None:
            cached = self._clean[clause.clause_id] = self._clean_span(clause.source, clause.span)
        return cached

    def clean_span(self, source: str, span: Span) -> str:
        """A slice as it is shown: without furniture and line breaks."""
        return self._clean_span(source, span)[0]

    def _clean_span(self, source: str, span: Span) -> tuple[str, tuple[int, ...]]:
        text = self.sources[source].text
        starts = self._furniture_starts.get(source, [])
        items = self.furniture.get(source, ())
        at: list[int] = []
        pieces: list[str] = []
        here = span.start
        k = max(0, bisect_left(starts, span.start) - 1)
        while k < len(items) and items[k].span.start < span.end:
            piece = items[k].span
            if piece.end > here:
                at.extend(range(here, max(here, piece.start)))
                pieces.append(text[here : max(here, piece.start)])
                here = piece.end
            k += 1
        at.extend(range(here, span.end))
        pieces.append(text[here : span.end])
        joined = "".join(pieces)
        shown: list[str] = []
        kept: list[int] = []
        for match in _RUN.finditer(joined):
            start, end = match.span()
            run = joined[start:end]
            if not run[0].isspace():
                shown.append(run)
                kept.extend(at[start:end])
            elif kept and end < len(joined) and "\n" not in run and "\r" not in run:
                gap = max(run.find("\t"), 0)
                shown.append(run[gap])
                kept.append(at[start + gap])
        return "".join(shown), tuple(kept)

    @cached_property
    def _clean(self) -> dict[str, tuple[str, tuple[int, ...]]]:
        return {}

    @cached_property
    def _furniture_starts(self) -> dict[str, list[int]]:
        return {name: [f.span.start for f in items] for name, items in self.furniture.items()}

    def clean_text(self, clause: Clause) -> str:
        """The clause's characters as one line, furniture left out."""
        return self.clean_map(clause)[0]

    def find_documents(self, number: str) -> tuple[GazetteDocument, ...]:
        """Documents whose 文号 equals ``number`` (spaces and bracket forms do not matter)."""
        key = number_key(number)
        return tuple(d for d in self.documents if d.number is not None and number_key(d.number) == key)

    def find_clauses(self, number: str, path: str) -> tuple[Clause, ...]:
        """Clauses with that path in any document of that 文号 (squeezed); else those whose path ends so (细则第十三条)."""
        key = squeeze(path)
        clauses = [c for d in self.find_documents(number) for c in self.clauses_of(d.doc_id)]
        exact = tuple(c for c in clauses if squeeze(c.path) == key)
        return exact or tuple(c for c in clauses if squeeze(c.path).endswith(key))

    def only(self, issue_ids: Iterable[str]) -> Library:
        """The part of the library that stands in these issues."""
        wanted = set(issue_ids)
        issues = tuple(i for i in self.issues if i.issue_id in wanted)
        sources = {i.source for i in issues}
        documents = tuple(d for d in self.documents if d.issue_id in wanted)
        doc_ids = {d.doc_id for d in documents}
        return Library(
            sources={name: s for name, s in self.sources.items() if name in sources},
            issues=issues,
            documents=documents,
            clauses=tuple(c for c in self.clauses if c.doc_id in doc_ids),
            furniture={name: f for name, f in self.furniture.items() if name in sources},
        )

    def leaves(self, kinds: Iterable[ClauseKind] | None = None) -> tuple[Clause, ...]:
        """Clauses that have characters of their own."""
        wanted = set(kinds) if kinds is not None else None
        return tuple(c for c in self.clauses if c.own and (wanted is None or c.kind in wanted))


def number_key(number: str) -> str:
    """A 文号 in comparable form: NFKC, no spaces, every bracket pair as 〔〕."""
    return re.sub(r"[\[【(]", "〔", re.sub(r"[\]】)]", "〕", squeeze(number)))

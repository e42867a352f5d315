"""The source texts and records an audit or a score is checked against.

Nothing here comes from the answering side: the texts and the spans of documents and clauses only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from index.errors import UsageError
from index.library import Library
from index.records import Clause, GazetteDocument

__all__ = ["EvidenceBase", "load_evidence", "parse_library"]


@dataclass(frozen=True)
class EvidenceBase:
    """A library with the look-ups the audit needs."""

    library: Library

    def source_key(self, name: str, clause: Clause | None = None) -> str | None:
        """The key of the source of that file name; of several with one name the clause's own."""
        sources = self.library.sources
        if clause is not None and clause.source in sources and name in (clause.source, sources[clause.source].name):
            return clause.source
        if name in sources:
            return name
        return next((key for key, source in sources.items() if source.name == name), None)

    def slice(self, key: str, start: int, end: int) -> str:
        """The raw characters; empty when the offsets make no sense."""
        text = self.library.sources[key].text
        return text[start:end] if 0 <= start <= end <= len(text) else ""

    def clean(self, key: str, start: int, end: int) -> str:
        """The characters without the declared furniture between them; a sign-off is no clause's, but citable."""
        text, out, at = self.library.sources[key].text, [], start
        for item in self.library.furniture.get(key, ()):
            if item.span.end <= at or item.kind == "signoff":
                continue
            if item.span.start >= end:
                break
            out.append(text[at : max(at, item.span.start)])
            at = item.span.end
        out.append(text[at:end] if at < end else "")
        return "".join(out)

    def find_clause(self, clause_id: str) -> Clause | None:
        """The clause of that id or ``None``."""
        return self._clauses.get(clause_id)

    def find_document(self, doc_id: str) -> GazetteDocument | None:
        """The document of that id or ``None``."""
        return self._documents.get(doc_id)

    @cached_property
    def _clauses(self) -> dict[str, Clause]:
        return {c.clause_id: c for c in self.library.clauses}

    @cached_property
    def _documents(self) -> dict[str, GazetteDocument]:
        return {d.doc_id: d for d in self.library.documents}

    @cached_property
    def coverage(self) -> str:
        """What may be said about the collection itself: issues, publishers, dates, how many documents."""
        lines = []
        for issue in self.library.issues:
            lines.append(f"{issue.title} {issue.publisher or ''} {issue.jurisdiction or ''}")
            if issue.year is not None:
                lines.append(f"{issue.year}年第{issue.number}期 {issue.year}年")
            if issue.published is not None:
                lines.append(issue.published.isoformat())
            count = sum(d.issue_id == issue.issue_id for d in self.library.documents)
            lines.append(f"{count}个 {count}份 {count}件 {count}篇")
        issued = [d.issued for d in self.library.documents if d.issued is not None]
        if issued:
            lines += [min(issued).isoformat(), max(issued).isoformat()]
        for count in (len(self.library.documents), len(self.library.issues)):
            lines.append(f"{count}个 {count}份 {count}件 {count}期 {count}篇")
        return "\n".join(lines)


def load_evidence(sources: Iterable[Path] = (), index: Path | None = None) -> EvidenceBase:
    """The evidence of an index folder, or of source files read afresh.

    Raises:
        UsageError: Neither or both were given.
    """
    files = tuple(sources)
    if bool(files) == (index is not None):
        raise UsageError(
            "请给出 --source 文件或 --index 目录之一", hint="例如 gongbao audit 答案.jsonl --index .gongbao/default"
        )
    if index is not None:
        from index.store import load_library

        return EvidenceBase(load_library(index))
    return EvidenceBase(parse_library(files))


def parse_library(files: Iterable[Path]) -> Library:
    """The records of source files (folders too), parsed afresh, with no index folder."""
    from index.parsing import parse_source
    from index.reading import find_sources, read_source
    from index.store import make_library

    return make_library([parse_source(read_source(path)) for path in find_sources(files)])

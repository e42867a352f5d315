"""Documents, clauses and hits as JSON objects, and the look-up behind ``gongbao show``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from index.errors import NotFoundError
from index.library import Library, number_key, squeeze
from index.numerals import format_cn_int
from index.records import Clause, GazetteDocument, Hit

__all__ = ["Found", "clause_json", "document_json", "find", "hit_json", "issue_json"]

Json = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What ``show`` was asked for: one document with clauses, or several documents to choose from."""

    documents: tuple[GazetteDocument, ...]
    clauses: tuple[Clause, ...] = ()


def find(library: Library, name: str, path: str | None = None) -> Found:
    """The documents that ``name`` fits and, where only one is left, its clauses of that path.

    Args:
        library: The records.
        name: A 文号, a doc_id, a clause_id, or words of a title.
        path: A clause as printed (第三条（二）1, 第3条); ``None`` for the whole document.

    Raises:
        NotFoundError: Nothing fits; the message says what is there.
    """
    clause = next((c for c in library.clauses if c.clause_id == name), None)
    if clause is not None:
        return Found(documents=(library.document(clause.doc_id),), clauses=(clause,))
    documents = _documents(library, name)
    if not documents:
        raise NotFoundError(f"库内没有 {name}", hint="用 gongbao docs 查看已收录文件")
    if path is None:
        return Found(
            documents=documents, clauses=library.clauses_of(documents[0].doc_id) if len(documents) == 1 else ()
        )
    fits = [(d, _clauses(library.clauses_of(d.doc_id), path)) for d in documents]
    fits = [(d, clauses) for d, clauses in fits if clauses]
    if not fits:
        names = "、".join(
            dict.fromkeys(c.path for c in library.clauses_of(documents[0].doc_id) if c.depth <= 1 and c.path)
        )
        raise NotFoundError(f"{name} 中没有 {path}", hint=f"该文件有：{names[:200]}")
    return Found(documents=tuple(d for d, _ in fits), clauses=fits[0][1] if len(fits) == 1 else ())


def _documents(library: Library, name: str) -> tuple[GazetteDocument, ...]:
    by_id = tuple(d for d in library.documents if d.doc_id == name)
    if by_id:
        return by_id
    exact = library.find_documents(name)
    if exact:
        return exact
    key = number_key(name).removesuffix("号")
    ends = tuple(d for d in library.documents if d.number and number_key(d.number).removesuffix("号").endswith(key))
    if ends and re.search(r"\d$", key):
        return ends
    words = squeeze(name).strip("《》")
    return tuple(d for d in library.documents if words and words in squeeze(d.title))


def _clauses(clauses: Iterable[Clause], path: str) -> tuple[Clause, ...]:
    """Clauses of that path; else those whose path ends so."""
    key = squeeze(re.sub(r"(?<=第)\d+(?=[编章节条款项])", lambda m: format_cn_int(int(m[0])), squeeze(path)))
    known = [(c, squeeze(c.path)) for c in clauses]
    return tuple(c for c, p in known if p == key) or tuple(c for c, p in known if p.endswith(key))


def issue_json(library: Library) -> list[Json]:
    """The loaded issues."""
    return [
        {
            "issue_id": issue.issue_id,
            "source": issue.source,
            "title": issue.title,
            "publisher": issue.publisher,
            "jurisdiction": issue.jurisdiction,
            "year": issue.year,
            "number": issue.number,
            "published": issue.published.isoformat() if issue.published else None,
        }
        for issue in library.issues
    ]


def document_json(library: Library, document: GazetteDocument) -> Json:
    """One document, its dates as ISO strings."""
    return {
        "doc_id": document.doc_id,
        "doc_number": document.number,
        "title": document.title,
        "issuer": document.issuer,
        "issued": document.issued.isoformat() if document.issued else None,
        "effective": document.effective.isoformat() if document.effective else None,
        "ends": document.ends.isoformat() if document.ends else None,
        "kind": document.kind,
        "source": document.source,
        "issue_id": document.issue_id,
        "clauses": len(library.clauses_of(document.doc_id)),
        "attachments": [a.value for a in document.attachments],
        "start": document.span.start,
        "end": document.span.end,
    }


def clause_json(library: Library, clause: Clause) -> Json:
    """One clause with its raw slice: ``source_text[start:end] == text``."""
    document = library.document(clause.doc_id)
    return {
        "clause_id": clause.clause_id,
        "clause": clause.path,
        "doc_id": clause.doc_id,
        "doc_number": document.number,
        "doc_title": document.title,
        "source": clause.source,
        "kind": clause.kind.value,
        "label": clause.label,
        "title": clause.title,
        "headings": list(clause.headings),
        "depth": clause.depth,
        "text": library.clause_text(clause),
        "start": clause.span.start,
        "end": clause.span.end,
        "cells": [
            {"column": c.column, "value": c.value, "inherited": c.inherited, "missing": c.missing} for c in clause.cells
        ],
    }


def hit_json(library: Library, hit: Hit) -> Json:
    """A ranked clause with its scores."""
    found = clause_json(library, library.clause(hit.clause_id))
    return {**found, "score": round(hit.score, 4), "parts": {k: round(v, 4) for k, v in hit.parts.items()}}

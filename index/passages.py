"""Stage 4: Clause → Passage, the unit of retrieval with its heading context.

A passage is the clean text of one leaf clause (its own characters, furniture out), or a
window of sentences of a long one; it always points back at the clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from index.records import Clause, ClauseKind, GazetteDocument

__all__ = ["Passage", "make_passages", "split_windows"]

_SENTENCE = re.compile(r"[^。；！？;!?\n]+[。；！？;!?\n”）]*|[。；！？;!?\n]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One unit of retrieval.

    ``text`` is the clause without furniture and line breaks, ``heading`` the document's
    title, the part and the heading chain, one per line. Passages of a clause are in order.
    """

    clause_id: str
    doc_id: str
    kind: ClauseKind
    text: str
    heading: str

    @property
    def embedded(self) -> str:
        """What the dense side encodes: the nearest heading, the document's title and the text."""
        return f"{self.heading}\n{self.text}"


def make_passages(
    text: str, documents: Mapping[str, GazetteDocument], clauses: Iterable[Clause], *, max_chars: int = 400
) -> tuple[Passage, ...]:
    """The passages of the leaf clauses of one source, in source order.

    Args:
        text: The source text.
        documents: Its documents by id.
        clauses: Its clauses.
        max_chars: Longer leaves are split into windows of whole sentences.
    """
    found: list[Passage] = []
    for clause in clauses:
        body = _body(text, clause)
        if not body:
            continue
        heading = _heading(documents[clause.doc_id], clause)
        for window in split_windows(body, max_chars):
            found.append(
                Passage(
                    clause_id=clause.clause_id, doc_id=clause.doc_id, kind=clause.kind, text=window, heading=heading
                )
            )
    return tuple(found)


def split_windows(text: str, max_chars: int) -> tuple[str, ...]:
    """``text`` as windows of whole sentences, each at most ``max_chars`` unless one sentence is longer.

    A window begins with the last sentence of the one before, so that a fact told in two
    sentences is whole in one of them.

    >>> split_windows("甲。乙。丙。", 4)
    ('甲。乙。', '乙。丙。')
    """
    if len(text) <= max_chars:
        return (text,)
    windows: list[str] = []
    current: list[str] = []
    for sentence in _SENTENCE.findall(text):
        if current and sum(map(len, current)) + len(sentence) > max_chars:
            windows.append("".join(current))
            tail = current[-1]
            current = [tail] if len(tail) + len(sentence) <= max_chars else []
        current.append(sentence)
    return (*windows, "".join(current))


def _body(text: str, clause: Clause) -> str:
    if not clause.own:
        return ""
    if clause.cells:
        return "；".join(
            f"{cell.column}：{_plain(cell.value)}" for cell in clause.cells if cell.value.strip() and not cell.missing
        )
    return _plain("\n".join(span.of(text) for span in clause.own))


def _plain(text: str) -> str:
    return re.sub(r"[\t\u3000 ]+", " ", re.sub(r"\s*[\r\n]+\s*", "\n", text)).strip()


def _heading(document: GazetteDocument, clause: Clause) -> str:
    title = re.sub(r"\s", "", document.title)
    chain = [title, *([document.number] if document.number else []), *([clause.part] if clause.part else [])]
    chain += clause.headings
    if clause.cells and clause.title:
        chain.append(clause.title)
    return "\n".join(dict.fromkeys(h for h in chain if h))

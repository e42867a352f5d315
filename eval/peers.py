"""Peers on the same machine in the same run: BM25 over 512-character windows, and the plain llama-index pipeline.

Both know nothing of documents, clauses or refusals: they take the nearest windows and answer
with the sentences of them that share most with the question. Their citations are exact spans.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from eval.cases import Case
from eval.evidence import EvidenceBase, load_evidence
from index.errors import UsageError

__all__ = ["Window", "open_peer"]

WINDOW = 512
TOP = 3
MAX_ANSWER = 560
_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？\n]*")


class Window(NamedTuple):
    """A slice of a source."""

    source: str
    start: int
    end: int
    text: str


class _Ranker(Protocol):
    def __call__(self, question: str, k: int) -> list[tuple[int, float]]: ...


class PeerSystem:
    """Windows, a ranker over them, and an extractive answer."""

    def __init__(
        self, evidence: EvidenceBase, windows: Sequence[Window], rank: _Ranker, terms: Callable[[str], list[str]]
    ) -> None:
        self._evidence, self._windows, self._rank, self._terms = evidence, windows, rank, terms

    def answer(self, case: Case, as_of: date) -> dict[str, Any]:
        """The best sentences of the three nearest windows."""
        asked = " ".join([*case.history, case.question])
        ranked = self._rank(asked, TOP)
        wanted = set(self._terms(asked))
        scored: list[tuple[float, int, str]] = []
        for marker, (at, _) in enumerate(ranked, 1):
            for sentence in _SENTENCE.findall(self._windows[at].text):
                shared = wanted & set(self._terms(sentence))
                if shared:
                    scored.append((-len(shared), marker, sentence.strip()))
        text = ""
        for _, marker, sentence in sorted(scored, key=lambda row: row[0]):
            piece = re.sub(r"\s+", "", sentence) + f"[{marker}]"
            if len(text) + len(piece) <= MAX_ANSWER:
                text += piece
        citations = [self._citation(marker, at, score) for marker, (at, score) in enumerate(ranked, 1)]
        return {
            "question": case.question, "answer": text, "status": "answered", "abstained": False, "reason": None,
            "citations": citations, "calculations": [], "composer": "extractive", "as_of": as_of.isoformat(),
        }  # fmt: skip

    def _citation(self, marker: int, at: int, score: float) -> dict[str, Any]:
        window = self._windows[at]
        library = self._evidence.library
        document = next(
            (d for d in library.documents if d.source == window.source and d.span.start <= window.start < d.span.end),
            None,
        )
        clause = next(
            (
                c
                for c in library.clauses
                if c.source == window.source and c.own and c.span.start <= window.start < c.span.end
            ),
            None,
        )
        return {
            "marker": marker, "source": window.source, "doc_number": document.number if document else None,
            "doc_title": document.title if document else "", "doc_id": document.doc_id if document else "",
            "clause": clause.path if clause else "", "clause_id": clause.clause_id if clause else "",
            "text": window.text, "start": window.start, "end": window.end, "score": round(float(score), 4),
        }  # fmt: skip


def _fixed_windows(evidence: EvidenceBase) -> list[Window]:
    return [
        Window(key, start, min(start + WINDOW, len(source.text)), source.text[start : start + WINDOW])
        for key, source in evidence.library.sources.items()
        for start in range(0, len(source.text), WINDOW)
    ]


def _bm25(windows: Sequence[Window], terms: Callable[[str], list[str]]) -> _Ranker:
    import bm25s

    engine = bm25s.BM25(method="lucene")
    engine.index([terms(w.text) for w in windows], show_progress=False)

    def rank(question: str, k: int) -> list[tuple[int, float]]:
        found = terms(question)
        if not found:
            return []
        rows, scores = engine.retrieve([found], k=min(k, len(windows)), show_progress=False)
        return [(int(at), float(score)) for at, score in zip(rows[0], scores[0], strict=True)]

    return rank


def _naive(evidence: EvidenceBase) -> tuple[list[Window], _Ranker]:
    """SentenceSplitter at 512 characters, the shipped embedding, a vector index, top k."""
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.core.schema import Document

    from index.dense import load_encoder
    from index.settings import load_settings

    splitter = SentenceSplitter(chunk_size=WINDOW, chunk_overlap=0, tokenizer=list)
    windows = []
    for key, source in evidence.library.sources.items():
        for node in splitter.get_nodes_from_documents([Document(text=source.text)]):
            start, end = getattr(node, "start_char_idx", None), getattr(node, "end_char_idx", None)
            if start is not None and end is not None:
                windows.append(Window(key, start, end, source.text[start:end]))
    encoder = load_encoder(load_settings())
    if encoder is None:
        raise UsageError("没有随附的向量模型，不能运行 naive 对照", hint="设置 dense_model")
    vectors = encoder.encode([w.text for w in windows])

    def rank(question: str, k: int) -> list[tuple[int, float]]:
        scores = vectors @ encoder.encode([question], query=True)[0]
        best = scores.argsort()[::-1][:k]
        return [(int(at), float(scores[at])) for at in best]

    return windows, rank


def open_peer(name: str, index: Path) -> PeerSystem:
    """The peer of that name over the sources of an index.

    Raises:
        UsageError: No peer of that name.
    """
    from index.tokens import grow_dictionary

    evidence = load_evidence(index=index)
    terms = grow_dictionary(()).words
    if name == "bm25":
        windows = _fixed_windows(evidence)
        return PeerSystem(evidence, windows, _bm25(windows, terms), terms)
    if name == "naive":
        windows, rank = _naive(evidence)
        return PeerSystem(evidence, windows, rank, terms)
    raise UsageError(f"没有名为 {name} 的对照系统", hint="可用：bm25、naive")

"""One answer under audit: its citations checked against the text, and the figures and words it may use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from eval.claims import Claim, bare, claims_of, simplified
from eval.evidence import EvidenceBase
from eval.faults import AuditReport, Fault, FaultKind
from eval.figures import FigurePool
from eval.tracing import TraceCheck, check_calculations

__all__ = ["ABSTAINED", "HARMLESS", "AnswerFacts"]

MAX_CITATION = 900
ABSTAINED = ("not_found", "out_of_scope")
HARMLESS = ("一个", "一年")
"""Words with a numeral that count nothing."""


class AnswerFacts:
    """What an answer brings and what it may lean on.

    ``cited`` holds the clean text of each citation that is verbatim and rightly attributed, by
    marker; ``about`` its number, title and clause. The pools hold the figures of the question
    (``asked``), of the collection (``covered``), of all cited spans (``everything``).
    """

    def __init__(
        self,
        answer: Mapping[str, Any],
        evidence: EvidenceBase,
        report: AuditReport,
        answer_id: str,
        history: Sequence[str],
    ) -> None:
        self.answer, self.evidence, self.report, self.id = answer, evidence, report, answer_id
        self.text = str(answer.get("answer") or "")
        self.status = str(answer.get("status") or "")
        self.citations: dict[int, Mapping[str, Any]] = {}
        self.cited: dict[int, str] = {}
        self.about: dict[int, str] = {}
        asked = [str(answer.get("question") or ""), *history, *map(str, answer.get("history") or ())]
        self.question = "\n".join(asked)
        self.calculations = list(
            answer.get("calculations") or ([answer["calculation"]] if answer.get("calculation") else [])
        )
        self.rows = list(answer.get("rows") or ())
        for citation in answer.get("citations") or ():
            self._citation(citation)
        self.claims: tuple[Claim, ...] = claims_of(answer)
        self.asked = FigurePool([self.question, simplified(self.question), _spell(str(answer.get("as_of") or ""))])
        self.covered = FigurePool([evidence.coverage])
        counts = "".join(f"{n}{unit}" for n in {len(self.rows), *_tallies(self.rows)} for unit in "项条个行件份")
        self.counted = FigurePool([counts] if self.rows else [])
        self.everything = FigurePool([*self.cited.values(), *self.about.values()])
        self.traced = self._calculations()

    def fault(self, kind: FaultKind, place: str, detail: str) -> None:
        """Note one fault."""
        self.report.faults.append(Fault(answer_id=self.id, kind=kind, place=place, detail=detail))

    def _citation(self, citation: Mapping[str, Any]) -> None:
        report, place = self.report, f"[{citation.get('marker')}]"
        report.citations += 1
        marker, start, end = citation.get("marker"), citation.get("start"), citation.get("end")
        if not isinstance(marker, int) or marker in self.citations:
            self.fault(FaultKind.MALFORMED, place, "引用编号缺失或重复")
            return
        self.citations[marker] = citation
        clause = self.evidence.find_clause(str(citation.get("clause_id")))
        key = self.evidence.source_key(str(citation.get("source")), clause)
        text = str(citation.get("text") or "")
        if not (isinstance(start, int) and isinstance(end, int)) or key is None:
            report.verdicts["fabricated"] += 1
            self.fault(FaultKind.FABRICATED, place, f"没有这个来源或位置：{citation.get('source')}")
            return
        if not text or self.evidence.slice(key, start, end) != text:
            report.verdicts["fabricated"] += 1
            self.fault(FaultKind.FABRICATED, place, f"与原文 {start}–{end} 不符：{bare(text)[:24]}")
            return
        if len(text) > MAX_CITATION:
            self.fault(FaultKind.TOO_LONG, place, f"引用 {len(text)} 字")
        wrong = self._attribution(citation, key, start, end)
        report.verdicts["misattributed" if wrong else "ok"] += 1
        if wrong:
            self.fault(FaultKind.MISATTRIBUTED, place, wrong)
            return
        self.cited[marker] = self.evidence.clean(key, start, end)
        self.about[marker] = (
            f"{citation.get('doc_number') or ''}\n{citation.get('doc_title') or ''}\n{citation.get('clause') or ''}"
        )

    def _attribution(self, citation: Mapping[str, Any], key: str, start: int, end: int) -> str:
        """What does not belong to the span, or nothing."""
        clause = self.evidence.find_clause(str(citation.get("clause_id")))
        document = self.evidence.find_document(str(citation.get("doc_id")))
        if document is None:
            return f"没有文件 {citation.get('doc_id')}"
        if clause is None:
            return f"没有条款 {citation.get('clause_id')}"
        if document.source != key or clause.source != key or clause.doc_id != document.doc_id:
            return f"条款 {clause.path} 不在文件 {document.number or document.title}"
        if not (document.span.start <= start and end <= document.span.end):
            return f"所引文字不在文件 {document.number or document.title}"
        if not (clause.span.start <= start and end <= clause.span.end):
            return f"所引文字不在 {clause.path}"
        if bare(citation.get("doc_number") or "") != bare(document.number or ""):
            return f"文号应为 {document.number}"
        if bare(str(citation.get("doc_title") or "")) not in (bare(document.title), bare(document.short_title)):
            return f"标题应为 {document.title}"
        if bare(str(citation.get("clause") or "")) != bare(clause.path):
            return f"条款应为 {clause.path}"
        return ""

    def _calculations(self) -> TraceCheck:
        checked = check_calculations(
            self.calculations, question=self.asked, cited=self.cited, as_of=str(self.answer.get("as_of") or ""),
            notices=[str(n.get("text")) for n in self.answer.get("notices") or ()],
        )  # fmt: skip
        for place, detail in checked.unbound:
            self.fault(FaultKind.UNBOUND, place, detail)
        for place, detail in checked.wrong:
            self.fault(FaultKind.ARITHMETIC, place, detail)
        for place, detail in checked.repeated:
            self.fault(FaultKind.RESULTS, place, detail)
        self.report.steps.update(checked.steps)
        return checked


def _tallies(rows: Sequence[Mapping[str, Any]]) -> set[int]:
    """How many rows share a department, a leader, a group or a deadline."""
    fields = ("leader", "lead", "main", "support", "departments", "group", "deadline")
    counter = Counter(
        (key, value)
        for row in rows
        for key in fields
        for found in (row.get(key),)
        for value in (found if isinstance(found, list) else [found])
    )
    return set(counter.values())


def _spell(as_of: str) -> str:
    """The date an answer holds for, also in Chinese, so that a notice may name it."""
    try:
        day = date.fromisoformat(as_of)
    except ValueError:
        return ""
    return f"{as_of} {day.year}年{day.month}月{day.day}日"

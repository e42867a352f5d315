"""``gongbao audit``: is every sentence and every number of an answer bound to the text?

Independent of the answering side: it reads the answers' JSON, the source texts and the spans of
documents and clauses. What the answer says about itself (``sentences``) is verified, not believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from eval.answer_facts import ABSTAINED, HARMLESS
from eval.claims import MARKER, text_agrees
from eval.evidence import EvidenceBase
from eval.faults import AuditReport, Fault, FaultKind
from eval.figures import FigurePool, find_figures, fold
from eval.sentence_checks import SentenceChecks

__all__ = ["AuditReport", "Fault", "FaultKind", "audit_answer", "audit_answers"]

MAX_CITATIONS = 6
MAX_ANSWER = 600
MAX_LIST = 4000
MAX_ROWS = 60
_STATUSES = ("answered", "calculated", "listed", "needs_facts", "not_found", "not_in_force", "out_of_scope", "error")
_COMPARES = re.compile(r"号和[^，。？]*号|号与[^，。？]*号|同一|一回事|分别|区别|不同|对比|相比|比较|各讲|哪些|有几")


def audit_answers(
    answers: Iterable[Mapping[str, Any]],
    evidence: EvidenceBase,
    histories: Mapping[str, Sequence[str]] | None = None,
) -> AuditReport:
    """The report over answers in the shape of DESIGN.md; ``histories`` gives earlier questions by id."""
    report = AuditReport()
    for ordinal, answer in enumerate(answers, 1):
        key = str(answer.get("id") or ordinal)
        audit_answer(answer, evidence, report, answer_id=key, history=(histories or {}).get(key, ()))
    return report


def audit_answer(
    answer: Mapping[str, Any],
    evidence: EvidenceBase,
    report: AuditReport | None = None,
    *,
    answer_id: str = "",
    history: Sequence[str] = (),
) -> AuditReport:
    """Check one answer and add what is found to ``report``."""
    report = report if report is not None else AuditReport()
    report.answers += 1
    key = answer_id or str(answer.get("id") or "")
    try:
        _Audit(answer, evidence, report, key, history).run()
    except (AttributeError, KeyError, TypeError, ValueError) as exc:
        detail = f"字段不合规：{type(exc).__name__}: {exc}"
        report.faults.append(Fault(answer_id=key, kind=FaultKind.MALFORMED, place="JSON", detail=detail))
    return report


class _Audit(SentenceChecks):
    """The checks of one answer as a whole."""

    def run(self) -> None:
        """All checks, in the order a reader would make them."""
        if not self._shape():
            return
        if not text_agrees(self.text, self.claims):
            self.fault(FaultKind.TEXT, "answer", "正文与 sentences 不一致")
        self.check_sentences()
        self._refusal()
        self._notices()
        self._size()
        self._rows()

    def _shape(self) -> bool:
        if self.status not in _STATUSES:
            self.fault(FaultKind.MALFORMED, "status", self.status or "缺 status")
            return False
        if not self.text.strip() and self.status != "error":
            self.fault(FaultKind.MALFORMED, "answer", "正文为空")
        if bool(self.answer.get("abstained")) != (self.status in ABSTAINED):
            self.fault(FaultKind.MALFORMED, "abstained", f"与 status {self.status} 不符")
        if self.status == "calculated" and not self.calculations:
            self.fault(FaultKind.MALFORMED, "calculations", "status 为 calculated 而没有计算")
        if self.status in ("answered", "calculated", "listed", "not_in_force") and not self.answer.get("citations"):
            self.fault(FaultKind.MALFORMED, "citations", "没有引用")
        return True

    def _refusal(self) -> None:
        if self.status not in ABSTAINED:
            return
        pool = self.asked + self.covered + FigurePool(self.about.values())
        for place, text in (("answer", MARKER.sub("", self.text)), ("reason", str(self.answer.get("reason") or ""))):
            for figure in find_figures(fold(text)):
                if figure.text not in HARMLESS and not pool.binds(figure):
                    self.fault(FaultKind.REFUSAL, place, f"拒答中有自己的数字：{figure.text}")
        if self.calculations or self.rows:
            self.fault(FaultKind.REFUSAL, "answer", "拒答不应带计算或清单")

    def _notices(self) -> None:
        documents = [
            self.evidence.find_document(str(c.get("doc_id"))) for m, c in self.citations.items() if m in self.cited
        ]
        days = [
            str(day) for d in documents if d is not None for day in (d.issued, d.effective, d.ends) if day is not None
        ]
        pool = self.asked + self.covered + self.everything + self.traced.pool + FigurePool(days)
        for at, notice in enumerate(self.answer.get("notices") or (), 1):
            for figure in find_figures(fold(MARKER.sub("", str(notice.get("text", ""))))):
                if figure.text not in HARMLESS and not pool.binds(figure):
                    self.fault(FaultKind.UNBOUND, f"提示{at}", f"没有出处的数字：{figure.text}")

    def _size(self) -> None:
        is_list = self.status == "listed" or bool(self.rows) or _COMPARES.search(self.question) is not None
        length, cites = len(self.text), len(self.citations)
        if is_list and (length > MAX_LIST or cites > MAX_ROWS or len(self.rows) > MAX_ROWS):
            self.fault(FaultKind.DUMP, "answer", f"{length} 字、{cites} 处引用、{len(self.rows)} 行")
        if not is_list and (length > MAX_ANSWER or cites > MAX_CITATIONS):
            self.fault(FaultKind.TOO_LONG, "answer", f"{length} 字、{cites} 处引用")

    def _rows(self) -> None:
        for at, row in enumerate(self.rows, 1):
            text, start, end = row.get("text"), row.get("start"), row.get("end")
            if text is None or not isinstance(start, int) or not isinstance(end, int):
                continue
            keys = (
                [row["source_file"]]
                if row.get("source_file") in self.evidence.library.sources
                else self.evidence.library.sources
            )
            if not any(self.evidence.slice(key, start, end) == text for key in keys):
                self.fault(FaultKind.FABRICATED, f"第{at}行", f"与原文 {start}–{end} 不符")

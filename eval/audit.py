"""``gongbao audit``: is every sentence and every number of an answer bound to the text?

Independent of the answering side: it reads the answers' JSON, the source texts and the spans of
documents and clauses. What the answer says about itself (``sentences``) is verified, not believed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from eval.claims import (
    MARKER,
    Claim,
    bare,
    claims_of,
    cover,
    in_text,
    question_holds,
    simplified,
    text_agrees,
    without_brackets,
)
from eval.evidence import EvidenceBase
from eval.figures import FigurePool, find_figures, fold
from eval.rulings import find_legal_statement, find_rulings, has_cue
from eval.tracing import TraceCheck, check_calculations

__all__ = ["AuditReport", "Fault", "FaultKind", "audit_answer", "audit_answers"]

MAX_CITATION = 900
MAX_CITATIONS = 6
MAX_ANSWER = 600
MAX_LIST = 4000
MAX_ROWS = 60
_STATUSES = ("answered", "calculated", "listed", "needs_facts", "not_found", "not_in_force", "out_of_scope", "error")
_ABSTAINED = ("not_found", "out_of_scope")
_NAMES = re.compile(
    r"(?:[区市县省镇乡州]|街道)[一-鿿]{1,10}?(?:局|委员会|委|办公室|中心|支队|大队|分局|公司|法院|检察院|管委会)(?![一-鿿]?[：:])"
)
_HARMLESS = ("一个", "一年")
_ASKED_FOR = frozenset(
    (
        "金额",
        "数量",
        "期限",
        "时间",
        "日期",
        "时限",
        "具体名称",
        "名称",
        "联系方式",
        "地点",
        "地址",
        "比例",
        "部门",
        "人员",
        "姓名",
        "条件",
    )
    + (
        "材料",
        "程序",
        "方式",
        "标准",
        "原因",
        "范围",
        "对象",
        "次数",
        "处罚",
        "具体数额",
        "数额",
        "责任单位",
        "办理地点",
        "电话",
        "数值",
        "时段",
    )
)
_COMPARES = re.compile(r"号和[^，。？]*号|号与[^，。？]*号|同一|一回事|分别|区别|不同|对比|相比|比较|各讲|哪些|有几")
"""Kinds of detail a question can ask for: a frame may name the one that the text does not give."""
_CUT = re.compile(r"(?:禁止|不得|严禁|不予|不再|不可|不能|未|不|无|非|免)$")


class FaultKind(StrEnum):
    """What can be wrong with an answer."""

    MALFORMED = "malformed"
    FABRICATED = "fabricated"
    MISATTRIBUTED = "misattributed"
    TEXT = "text"
    UNSUPPORTED = "unsupported"
    TRUNCATED = "truncated"
    UNBOUND = "unbound"
    RULING = "ruling"
    LEGAL = "legal"
    ARITHMETIC = "arithmetic"
    RESULTS = "results"
    REFUSAL = "refusal"
    TOO_LONG = "too_long"
    DUMP = "dump"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault of one answer: what, where in the answer, and the words concerned."""

    answer_id: str
    kind: FaultKind
    place: str
    detail: str

    def to_json(self) -> dict[str, str]:
        """The fault for ``--json``."""
        return {"id": self.answer_id, "kind": self.kind.value, "place": self.place, "detail": self.detail}


@dataclass(kw_only=True)
class AuditReport:
    """Faults and counts over all answers."""

    answers: int = 0
    citations: int = 0
    sentences: Counter[str] = field(default_factory=Counter)
    figures: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    frames: set[str] = field(default_factory=set)
    verdicts: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.faults

    def to_json(self) -> dict[str, Any]:
        """Counts and faults for ``--json``."""
        return {
            "answers": self.answers,
            "clean": self.answers - len({f.answer_id for f in self.faults}),
            "citations": self.citations,
            "citation_verdicts": dict(sorted(self.verdicts.items())),
            "sentences": dict(sorted(self.sentences.items())),
            "figures": self.figures,
            "steps": dict(sorted(self.steps.items())),
            "frames": len(self.frames),
            "faults_by_kind": dict(sorted(Counter(f.kind.value for f in self.faults).items())),
            "faults": [f.to_json() for f in self.faults],
        }


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
    _Audit(answer, evidence, report, answer_id or str(answer.get("id") or ""), history).run()
    return report


class _Audit:
    """The checks of one answer."""

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

    def fault(self, kind: FaultKind, place: str, detail: str) -> None:
        """Note one fault."""
        self.report.faults.append(Fault(answer_id=self.id, kind=kind, place=place, detail=detail))

    def run(self) -> None:
        """All checks, in the order a reader would make them."""
        if not self._shape():
            return
        for citation in self.answer.get("citations") or ():
            self._citation(citation)
        self.claims = claims_of(self.answer)
        if not text_agrees(self.text, self.claims):
            self.fault(FaultKind.TEXT, "answer", "正文与 sentences 不一致")
        self.asked = FigurePool([self.question, simplified(self.question), _spell(str(self.answer.get("as_of") or ""))])
        self.covered = FigurePool([self.evidence.coverage])
        self.counted = FigurePool(
            [f"{len(self.rows)}项{len(self.rows)}条{len(self.rows)}个{len(self.rows)}行"] if self.rows else []
        )
        self.everything = FigurePool([*self.cited.values(), *self.about.values()])
        self.traced = self._calculations()
        for at, claim in enumerate(self.claims):
            self._sentence(at, claim)
        self._refusal()
        self._notices()
        self._size()
        self._rows()

    # shape and citations ---------------------------------------------------
    def _shape(self) -> bool:
        if self.status not in _STATUSES:
            self.fault(FaultKind.MALFORMED, "status", self.status or "缺 status")
            return False
        if not self.text.strip() and self.status != "error":
            self.fault(FaultKind.MALFORMED, "answer", "正文为空")
        if bool(self.answer.get("abstained")) != (self.status in _ABSTAINED):
            self.fault(FaultKind.MALFORMED, "abstained", f"与 status {self.status} 不符")
        if self.status == "calculated" and not self.calculations:
            self.fault(FaultKind.MALFORMED, "calculations", "status 为 calculated 而没有计算")
        if self.status in ("answered", "calculated", "listed", "not_in_force") and not self.answer.get("citations"):
            self.fault(FaultKind.MALFORMED, "citations", "没有引用")
        return True

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

    # sentences -------------------------------------------------------------
    def _sentence(self, at: int, claim: Claim) -> None:
        place = f"第{at + 1}句"
        unknown = [m for m in claim.markers if m not in self.citations]
        if unknown:
            self.fault(FaultKind.MALFORMED, place, f"没有引用 {unknown}")
        kind = claim.kind if claim.declared else self._guess(claim)
        self.report.sentences[kind or "unknown"] += 1
        self.report.figures += len(find_figures(fold(claim.text)))
        match kind:
            case "quote":
                self._quote(place, claim)
            case "record":
                self._record(place, claim)
            case "calculation":
                self._figures(place, claim, self.traced.pool + self.everything)
                pools = [*self._trace(), *self.cited.values(), *self.about.values(), self.question, _frames()]
                lost = [words for words in cover(claim.text, pools) if len(words) > 1]
                if lost:
                    self.fault(FaultKind.UNSUPPORTED, place, f"计算中没有：{'、'.join(lost[:5])}")
                if not self.calculations:
                    self.fault(FaultKind.UNSUPPORTED, place, f"没有计算支持：{claim.text[:30]}")
            case "frame":
                self._frame(place, claim)
            case _:
                self.fault(FaultKind.UNSUPPORTED, place, f"不是引文、记录、计算或套话：{claim.text[:40]}")
        if kind != "quote" and self.status != "needs_facts":
            self._ruling(at, claim, kind)

    def _trace(self) -> list[str]:
        """The words of the calculations: inputs, steps, titles, assumptions."""
        fields = ("inputs", "steps", "title", "words", "unit", "result", "assumptions")
        return [str(calculation.get(field) or "") for calculation in self.calculations for field in fields]

    def _guess(self, claim: Claim) -> str:
        pools = [self.cited[m] for m in claim.markers if m in self.cited] or list(self.cited.values())
        if any(in_text(claim.text, p) for p in pools):
            return "quote"
        if self.calculations and find_figures(fold(claim.text)):
            return "calculation"
        if claim.markers and not cover(claim.text, pools):
            return "record"
        template, _ = without_brackets(claim.text, self._own_words)
        known = all(self.asked.binds(f) or self.covered.binds(f) for f in find_figures(fold(template)))
        return "frame" if known and (len(template) <= 30 or self.status in _ABSTAINED) else ""

    def _quote(self, place: str, claim: Claim) -> None:
        pools = [self.cited[m] for m in claim.markers if m in self.cited]
        if not claim.declared and not pools:
            pools = list(self.cited.values())
        if not any(in_text(claim.text, p) for p in pools):
            if not any(m in self.citations and m not in self.cited for m in claim.markers):
                self.fault(FaultKind.UNSUPPORTED, place, f"引文不在所引条款：{claim.text[:40]}")
            return
        if claim.span is None:
            return
        citation = self.citations[claim.markers[0]]
        clause = self.evidence.find_clause(str(citation.get("clause_id")))
        key = self.evidence.source_key(str(citation.get("source")), clause)
        start, end = claim.span
        if key is None or not (citation["start"] <= start and end <= citation["end"]):
            self.fault(FaultKind.FABRICATED, place, f"引文位置 {start}–{end} 不在引用之内")
            return
        said, source = (
            bare(claim.text).strip("。.;；,，"),
            bare(self.evidence.clean(key, start, end)).strip("。.;；,，"),
        )
        if said != source:
            self.fault(FaultKind.FABRICATED, place, f"引文与原文 {start}–{end} 不符：{claim.text[:24]}")
        before = self.evidence.clean(key, max(0, clause.span.start if clause else 0, start - 12), start)
        if _CUT.search(bare(before)) or (before[-1:].isdigit() and source[:1].isdigit()):
            self.fault(FaultKind.TRUNCATED, place, f"引文前被截去「{before[-4:]}」")
        after = self.evidence.clean(key, end, end + 3)
        if source[-1:].isdigit() and after[:1].isdigit():
            self.fault(FaultKind.TRUNCATED, place, f"引文末尾截断数字「{after[:1]}」")

    def _record(self, place: str, claim: Claim) -> None:
        own = [m for m in claim.markers if m in self.cited]
        pools = [x for m in own for x in (self.cited[m], self.about[m])]
        self._figures(place, claim, FigurePool(pools) + self.covered + self.counted + self.asked)
        template, _ = without_brackets(claim.text, self._own_words)
        lost = cover(template, [*pools, self.evidence.coverage, self.question])
        if lost:
            self.fault(FaultKind.UNSUPPORTED, place, f"所引条款没有：{'、'.join(lost[:5])}")

    def _frame(self, place: str, claim: Claim) -> None:
        template, strange = without_brackets(claim.text, self._own_words)
        self.report.frames.add(template)
        for part in strange:
            self.fault(FaultKind.UNSUPPORTED, place, f"套话中有来历不明的〈{part[:20]}〉")
        if self.status == "needs_facts":
            template = self._without_choices(template)
        asks = [str(m.get("question") or "") for m in self.answer.get("missing") or ()]
        known = self.asked + FigurePool(asks)
        strange_words = cover(template, [_frames(), self.question, self.evidence.coverage, *asks])
        if strange_words:
            self.fault(FaultKind.UNSUPPORTED, place, f"套话中有未登记的话：{'、'.join(strange_words[:5])}")
        for figure in find_figures(fold(re.sub(r"^\s*\d+[.、](?!\d)\s*", "", template))):
            if figure.text not in _HARMLESS and not known.binds(figure):
                self.fault(FaultKind.UNBOUND, place, f"套话中有数字：{figure.text}")
        for name in (*_NAMES.findall(template), *re.findall(r"《[^》]*》", template)):
            if not self._own_words(name.strip("《》")):
                self.fault(FaultKind.UNSUPPORTED, place, f"套话中有名称：{name}")

    def _without_choices(self, text: str) -> str:
        """The text without the choices it offers, as far as these are words of some source."""
        sources = [bare(source.text) for source in self.evidence.library.sources.values()]
        for missing in self.answer.get("missing") or ():
            for choice in missing.get("choices") or ():
                label = str(choice.get("label") or "")
                figures = find_figures(fold(label))
                if label and all(any(figure.text in source for source in sources) for figure in figures):
                    text = text.replace(label, "")
        return text

    def _own_words(self, part: str) -> bool:
        """Whether words in 〈…〉 come from the question, the coverage or a cited clause."""
        wanted = bare(part)
        if wanted in _ASKED_FOR or question_holds(part, self.question):
            return True
        known = [self.evidence.coverage, *self.cited.values(), *self.about.values()]
        if any(wanted in bare(text) for text in known):
            return True
        figures = find_figures(fold(part))
        return (
            bool(figures)
            and all(self.covered.binds(f) or self.asked.binds(f) for f in figures)
            and not cover(part, known)
        )

    def _figures(self, place: str, claim: Claim, pool: FigurePool) -> None:
        folded = fold(re.sub(r"^\s*\d+[.、](?!\d)\s*", "", claim.text))
        for figure in find_figures(folded):
            if not pool.binds(figure):
                self.fault(FaultKind.UNBOUND, place, f"没有出处的数字：{figure.text}")

    # rulings ---------------------------------------------------------------
    def _ruling(self, at: int, claim: Claim, kind: str) -> None:
        legal = find_legal_statement(claim.text)
        if legal and not any(legal in self.cited[m] for m in claim.markers if m in self.cited):
            self.fault(FaultKind.LEGAL, f"第{at + 1}句", f"不能断言「{legal}」")
        if kind == "calculation" and self.calculations or self.status in _ABSTAINED:
            return
        for ruling in find_rulings(claim.text):
            pools = self._near(at)
            if self.status == "calculated" and self.calculations:
                continue
            if not any(has_cue(ruling.direction, p) for p in pools):
                self.fault(FaultKind.RULING, f"第{at + 1}句", f"「{ruling.word}」在所引条款中没有依据")

    def _near(self, at: int) -> list[str]:
        """The cited words a ruling leans on: its own, else those of the sentences after it, else before it."""
        for stretch in ([at], range(at + 1, len(self.claims)), range(at)):
            found = [self.cited[m] for i in stretch for m in self.claims[i].markers if m in self.cited]
            if found:
                return found
        return []

    # calculations ----------------------------------------------------------
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

    # the rest --------------------------------------------------------------
    def _refusal(self) -> None:
        if self.status not in _ABSTAINED:
            return
        pool = self.asked + self.covered + FigurePool(self.about.values())
        for place, text in (("answer", MARKER.sub("", self.text)), ("reason", str(self.answer.get("reason") or ""))):
            for figure in find_figures(fold(text)):
                if figure.text not in _HARMLESS and not pool.binds(figure):
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
                if figure.text not in _HARMLESS and not pool.binds(figure):
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


@cache
def _frames() -> str:
    """The registered frames (``frames.txt``)."""
    lines = (Path(__file__).parent / "frames.txt").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("#"))


def _spell(as_of: str) -> str:
    """The date an answer holds for, also in Chinese, so that a notice may name it."""
    try:
        day = date.fromisoformat(as_of)
    except ValueError:
        return ""
    return f"{as_of} {day.year}年{day.month}月{day.day}日"

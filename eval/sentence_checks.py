"""The sentences of an answer, kind by kind: quote, record, calculation, frame – and what they rule."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from assistant.answer_types import AskedType
from assistant.details import detail_names
from eval.answer_facts import ABSTAINED, HARMLESS, AnswerFacts
from eval.claims import Claim, bare, cover, in_text, question_holds, without_brackets
from eval.faults import FaultKind
from eval.figures import FigurePool, find_figures, fold
from eval.rulings import find_legal_statement, find_rulings, has_cue

__all__ = ["SentenceChecks"]

_NAMES = re.compile(
    r"(?:[区市县省镇乡州]|街道)[一-鿿]{1,10}?(?:局|委员会|委|办公室|中心|支队|大队|分局|公司|法院|检察院|管委会)(?![一-鿿]?[：:])"
)
_KINDS_OF_DETAIL = """
金额 数量 期限 时间 日期 时限 时段 具体名称 名称 联系方式 电话 地点 地址 办理地点 比例 部门 责任单位 人员 姓名 条件
材料 程序 方式 标准 原因 范围 对象 次数 处罚 具体数额 数额 数值
"""
_ASKED_FOR = frozenset(_KINDS_OF_DETAIL.split()) | {t.value for t in AskedType} | detail_names()
"""Kinds of detail a question can ask for: a frame may name the one that the text does not give."""
_CUT = re.compile(r"(?:禁止|不得|严禁|不予|不再|不可|不能|未|不|无|非|免)$")
_ENUMERATOR = re.compile(r"^\s*\d+[.、](?!\d)\s*")


class SentenceChecks(AnswerFacts):
    """Checks of the sentences; each adds its faults to the report."""

    def check_sentences(self) -> None:
        """Check all sentences in order."""
        for at, claim in enumerate(self.claims):
            self._sentence(at, claim)

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
        return "frame" if known and (len(template) <= 30 or self.status in ABSTAINED) else ""

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
        for figure in find_figures(fold(_ENUMERATOR.sub("", template))):
            if figure.text not in HARMLESS and not known.binds(figure):
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
        folded = fold(_ENUMERATOR.sub("", claim.text))
        for figure in find_figures(folded):
            if not pool.binds(figure):
                self.fault(FaultKind.UNBOUND, place, f"没有出处的数字：{figure.text}")

    # rulings ---------------------------------------------------------------
    def _ruling(self, at: int, claim: Claim, kind: str) -> None:
        legal = find_legal_statement(claim.text)
        if legal and not any(legal in self.cited[m] for m in claim.markers if m in self.cited):
            self.fault(FaultKind.LEGAL, f"第{at + 1}句", f"不能断言「{legal}」")
        if kind == "calculation" and self.calculations or self.status in ABSTAINED:
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


@cache
def _frames() -> str:
    """The registered frames (``frames.txt``)."""
    lines = (Path(__file__).parent / "frames.txt").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("#"))

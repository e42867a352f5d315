"""The audit over hand-made sources: each way of being wrong is found, and right answers pass."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from eval.audit import FaultKind, audit_answer
from eval.evidence import EvidenceBase
from index.library import Library
from index.records import Clause, ClauseKind, Furniture, GazetteDocument, Issue, SourceText, Span

TEXT = """青禾区公报 2031年第2期
青禾区果园补助办法
青政发〔2031〕7号
第一条 退园农户按照每年每亩700元的
——5——
标准给予补助。禁止发放现金，可以分期申请。
第二条 由区林果局牵头，区财政局配合，2031年10月底前完成。
关于赛会的通知
青政发〔2031〕8号
一、一等奖4名，每名奖励3万元。
"""
FURNITURE = "——5——\n"


def _span(text: str, start: int = 0) -> Span:
    at = TEXT.index(text, start)
    return Span(at, at + len(text))


def _document(ordinal: int, number: str, title: str, first: str, last: str) -> GazetteDocument:
    start, end = TEXT.index(first), TEXT.index(last) + len(last)
    return GazetteDocument(
        doc_id=f"d-{ordinal}", source="tiny.txt", issue_id="i", ordinal=ordinal, number=number, number_span=_span(number),
        title=title, title_span=_span(title), short_title=title, issuer=None, issued=None, issued_span=None, kind="",
        span=Span(start, end),
    )  # fmt: skip


def _clause(key: str, doc: str, path: str, first: str, last: str) -> Clause:
    span = Span(TEXT.index(first), TEXT.index(last) + len(last))
    return Clause(
        clause_id=key, doc_id=doc, source="tiny.txt", parent_id=None, order=0, depth=0, kind=ClauseKind.ARTICLE,
        label=path, path=path, title="", headings=(), span=span, own=(span,),
    )  # fmt: skip


@pytest.fixture(scope="module")
def evidence() -> EvidenceBase:
    """Two documents, three clauses, one page break inside the first clause."""
    return EvidenceBase(
        Library(
            sources={"tiny.txt": SourceText(name="tiny.txt", text=TEXT, sha256="0" * 64)},
            issues=(
                Issue(
                    issue_id="i",
                    source="tiny.txt",
                    title="青禾区公报",
                    publisher="青禾区政府",
                    jurisdiction="青禾区",
                    year=2031,
                    number=2,
                ),
            ),  # fmt: skip
            documents=(
                _document(1, "青政发〔2031〕7号", "青禾区果园补助办法", "青禾区果园补助办法", "月底前完成。"),
                _document(2, "青政发〔2031〕8号", "关于赛会的通知", "关于赛会的通知", "奖励3万元。"),
            ),
            clauses=(
                _clause("c1", "d-1", "第一条", "第一条", "分期申请。"),
                _clause("c2", "d-1", "第二条", "第二条", "月底前完成。"),
                _clause("c3", "d-2", "一、", "一、一等奖", "奖励3万元。"),
            ),
            furniture={"tiny.txt": (Furniture(_span(FURNITURE), "page"),)},
        )
    )


def _citation(marker: int, clause: str) -> dict[str, Any]:
    doc, number, title, path, first, last = {
        "c1": ("d-1", "青政发〔2031〕7号", "青禾区果园补助办法", "第一条", "第一条", "分期申请。"),
        "c2": ("d-1", "青政发〔2031〕7号", "青禾区果园补助办法", "第二条", "第二条", "月底前完成。"),
        "c3": ("d-2", "青政发〔2031〕8号", "关于赛会的通知", "一、", "一、一等奖", "奖励3万元。"),
    }[clause]
    start, end = TEXT.index(first), TEXT.index(last) + len(last)
    return {
        "marker": marker, "source": "tiny.txt", "doc_id": doc, "doc_number": number, "doc_title": title, "clause_id": clause,
        "clause": path, "text": TEXT[start:end], "start": start, "end": end,
    }  # fmt: skip


def _answer(*sentences: tuple[str, str, list[int]], question: str = "退园补助怎么给？", **more: Any) -> dict[str, Any]:
    text = "".join(t + "".join(f"[{m}]" for m in ms) for _, t, ms in sentences)
    given: dict[str, Any] = {
        "id": "t", "question": question, "answer": text, "status": "answered", "abstained": False, "as_of": "2031-12-01",
        "sentences": [{"kind": k, "text": t, "citations": ms} for k, t, ms in sentences],
        "citations": [_citation(m, f"c{m}") for m in sorted({m for _, _, ms in sentences for m in ms})],
    }  # fmt: skip
    return given | more


QUOTE = ("quote", "退园农户按照每年每亩700元的标准给予补助。", [1])
Kinds = Callable[[dict[str, Any]], set[str]]


@pytest.fixture
def kinds(evidence: EvidenceBase) -> Kinds:
    """The kinds of fault found in an answer."""
    return lambda answer: {f.kind.value for f in audit_answer(answer, evidence).faults}


def test_quote_over_page_break_passes(kinds: Kinds) -> None:
    assert kinds(_answer(QUOTE)) == set()


def test_one_changed_character_is_fabricated(kinds: Kinds) -> None:
    answer = _answer(QUOTE)
    text = answer["citations"][0]["text"]
    answer["citations"][0]["text"] = text.replace("700", "900")
    assert kinds(answer) == {"fabricated"}


def test_shifted_offsets_are_fabricated(kinds: Kinds) -> None:
    answer = _answer(QUOTE)
    answer["citations"][0]["start"] += 1
    assert "fabricated" in kinds(answer)


@pytest.mark.parametrize(
    "field",
    ["doc_id", "doc_number", "doc_title", "clause_id", "clause"],
)
def test_swapped_document_is_misattributed(kinds: Kinds, field: str) -> None:
    answer = _answer(QUOTE)
    answer["citations"][0][field] = _citation(1, "c3")[field]
    assert kinds(answer) >= {"misattributed"}


def test_whole_citation_head_swapped_is_misattributed(kinds: Kinds) -> None:
    answer = _answer(QUOTE)
    other = _citation(1, "c3")
    answer["citations"][0] |= {k: other[k] for k in ("doc_id", "doc_number", "doc_title", "clause_id", "clause")}
    assert "misattributed" in kinds(answer)


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        (("quote", "退园农户按照每年每亩800元的标准给予补助。", [1]), FaultKind.UNSUPPORTED),
        (("quote", "发放现金，可以分期申请。", [1]), None),
        (("record", "牵头：区水务局", [2]), FaultKind.UNSUPPORTED),
        (("record", "牵头：区林果局；时限：2031年11月底前", [2]), FaultKind.UNBOUND),
        (("record", "每亩700亩", [1]), FaultKind.UNBOUND),
        (("frame", "补助是900元。", []), FaultKind.UNBOUND),
        (("frame", "这件事由区林果局管。", []), FaultKind.UNSUPPORTED),
        (("frame", "公报未写明〈灌溉水费〉。", []), FaultKind.UNSUPPORTED),
        (("frame", "这笔钱每年都会准时发放。", []), FaultKind.UNSUPPORTED),
        (("opinion", "很划算。", []), FaultKind.UNSUPPORTED),
        (("calculation", "共计1400元。", [1]), FaultKind.UNSUPPORTED),
        (("record", "第九条", [1]), FaultKind.UNBOUND),
    ],
)
def test_unbound_sentence(kinds: Kinds, sentence: tuple[str, str, list[int]], kind: FaultKind | None) -> None:
    found = kinds(_answer(sentence, QUOTE))
    assert (kind.value in found) if kind else not found - {"truncated"}


@pytest.mark.parametrize(
    "sentence",
    [
        ("record", "牵头：区林果局；配合：区财政局；完成时限：2031年10月底前", [2]),
        ("record", "《青禾区果园补助办法》（青政发〔2031〕7号）第二条", [2]),
        ("frame", "公报是这样写的：", []),
        ("frame", "公报未写明〈退园补助〉以外的内容。", []),
        ("record", "每亩0.07万元", [1]),
    ],
)
def test_bound_sentence_passes(kinds: Kinds, sentence: tuple[str, str, list[int]]) -> None:
    assert kinds(_answer(sentence, QUOTE)) == set()


def test_span_of_a_quote_that_cuts_off_the_ban(kinds: Kinds) -> None:
    answer = _answer(("quote", "发放现金", [1]))
    at = TEXT.index("发放现金")
    answer["sentences"][0]["span"] = [at, at + 4]
    assert kinds(answer) == {"truncated"}


def test_span_that_does_not_hold_the_quote(kinds: Kinds) -> None:
    answer = _answer(QUOTE)
    answer["sentences"][0]["span"] = [TEXT.index("第一条"), TEXT.index("第一条") + 3]
    assert "fabricated" in kinds(answer)


def test_answer_that_says_more_than_its_sentences(kinds: Kinds) -> None:
    answer = _answer(QUOTE)
    answer["answer"] += "另外还有奖励。"
    assert kinds(answer) == {"text"}


@pytest.mark.parametrize(
    ("frame", "clause", "wrong"),
    [
        ("可以。", 1, False),
        ("不可以。", 1, False),
        ("不可以。", 2, True),
        ("必须。", 3, True),
        ("无需。", 1, True),
        ("您可以向主管部门咨询。", 3, False),
        ("该规定现行有效。", 1, True),
    ],
)
def test_ruling_needs_its_cue(kinds: Kinds, frame: str, clause: int, wrong: bool) -> None:
    quote = {1: QUOTE, 2: ("quote", "由区林果局牵头", [2]), 3: ("quote", "一等奖4名", [3])}[clause]
    assert bool(kinds(_answer(("frame", frame, []), quote)) & {"ruling", "legal"}) is wrong


def _calculated(steps: list[str], result: str, **more: Any) -> dict[str, Any]:
    calculation = {
        "rule": "r",
        "title": "补助",
        "inputs": {"area": "2"},
        "result": result,
        "unit": "元",
        "steps": steps,
        "citations": [1],
    }
    return _answer(
        ("calculation", f"补助{result}元。", [1]), QUOTE, question="两亩一年补多少？",
        status="calculated", calculations=[calculation | more], calculation=calculation,
    )  # fmt: skip


def test_calculation_passes(kinds: Kinds) -> None:
    assert kinds(_calculated(["2 亩 × 700 元/亩 = 1,400 元"], "1400")) == set()


@pytest.mark.parametrize(
    ("steps", "result", "kind"),
    [
        (["2 亩 × 700 元/亩 = 1,500 元"], "1500", "arithmetic"),
        (["2 亩 × 900 元/亩 = 1,800 元"], "1800", "unbound"),
        (["2 亩 × 700 元/亩 = 1,400 元"], "1410", "unbound"),
    ],
)
def test_calculation_with_a_wrong_trace(kinds: Kinds, steps: list[str], result: str, kind: str) -> None:
    assert kind in kinds(_calculated(steps, result))


def test_input_nobody_gave(kinds: Kinds) -> None:
    answer = _calculated(["5 亩 × 700 元/亩 = 3,500 元"], "3500", inputs={"area": "5"})
    assert "unbound" in kinds(answer)


def test_two_results_for_one_quantity(kinds: Kinds) -> None:
    answer = _calculated(["2 亩 × 700 元/亩 = 1,400 元"], "1400")
    second = copy.deepcopy(answer["calculations"][0])
    answer["calculations"].append(second | {"result": "700", "steps": ["700 × 1 = 700 元"]})
    assert "results" in kinds(answer)


def _refusal(text: str, **more: Any) -> dict[str, Any]:
    frame = {"kind": "frame", "text": text, "citations": []}
    return _answer(question="2035年电梯补多少？") | {
        "answer": text, "status": "not_found", "abstained": True, "reason": text, "sentences": [frame],
    } | more  # fmt: skip


def test_refusal_may_name_the_coverage(kinds: Kinds) -> None:
    assert kinds(_refusal("公报未写明〈2035年电梯〉。库内收录〈青禾区公报2031年第2期〉。")) == set()


def test_refusal_with_a_figure_of_its_own(kinds: Kinds) -> None:
    assert "refusal" in kinds(_refusal("公报未写明，一般补700元。"))


def test_refusal_must_say_that_it_is_one(kinds: Kinds) -> None:
    assert "malformed" in kinds(_refusal("公报未写明。", abstained=False))


def test_dump_and_too_long(kinds: Kinds) -> None:
    answer = _answer(*[("frame", f"公报是这样写的：{'啊' * 90}", [])] * 7, QUOTE)
    assert "too_long" in kinds(answer)
    rows = [{"title": "x"}] * 61
    assert "dump" in kinds(_answer(QUOTE, status="listed", rows=rows))


def test_answer_without_sentences_is_read_by_trying(kinds: Kinds) -> None:
    answer = _answer(QUOTE)
    del answer["sentences"]
    assert kinds(answer) == set()
    answer["answer"] = "退园农户每亩补800元。[1]"
    assert kinds(answer) == {"unsupported"}


def test_invented_number_in_a_notice(kinds: Kinds) -> None:
    assert kinds(_answer(QUOTE, notices=[{"kind": "caution", "text": "另收50元", "citations": []}])) == {"unbound"}


def test_row_must_be_verbatim(kinds: Kinds) -> None:
    row = {"text": "区林果局带头", "start": TEXT.index("区林果局"), "end": TEXT.index("区林果局") + 6}
    assert "fabricated" in kinds(_answer(QUOTE, status="listed", rows=[row]))


@pytest.mark.parametrize("broken", [{"citations": ["x"]}, {"status": None}, {"sentences": [3]}, {"answer": ""}])
def test_broken_answer_is_malformed(kinds: Kinds, broken: dict[str, Any]) -> None:
    assert "malformed" in kinds(_answer(QUOTE) | broken)

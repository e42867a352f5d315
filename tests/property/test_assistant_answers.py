"""Normalising, follow-ups and answers under questions put together at random."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.answer_types import asked_types
from assistant.followups import merged
from assistant.pipeline import Assistant
from assistant.questions import normalise, read_question
from assistant.records import AnswerStatus, SentenceKind
from index.errors import UsageError
from index.library import squeeze

TOPICS = [
    "占道费", "五星级民宿", "柳塘夜市", "居家养老补贴", "充电桩", "烟花爆竹", "社区菜店", "生态休耕", "载货汽车", "清洁取暖", "区水务局", "区商务局",
    "首店落地", "高音喇叭", "地铁", "海淀区的民宿", "青政发〔2023〕11号", "第三条（二）", "2023年9月", "80周岁老人",
]  # fmt: skip
ASKS = ["多少钱？", "由谁负责？", "什么时候完成？", "可以吗？", "要不要申请？", "有哪些要求？", "怎么办理？", "多久一次？", "还有效吗？", "标准是多少？", "呢？", "100平方米30天多少钱？"]  # fmt: skip
questions = st.builds(lambda t, a: "".join(t) + "，".join(a), st.lists(st.sampled_from(TOPICS), min_size=1, max_size=2), st.lists(st.sampled_from(ASKS), min_size=1, max_size=2))  # fmt: skip
messy = st.text(st.sampled_from("占道费（）()？?！, 　\t\nＡa１1.%％門頭溝\u200b😀、。；~:：-"), max_size=40)
numbers = re.compile(r"\d+(?:\.\d+)?")


@given((messy | st.text(max_size=60)).map(lambda t: re.sub(r"[,;，；]\s+|\s+[,;，；]", "，", t)))
def test_normalising_twice_is_normalising_once(text: str) -> None:
    assume(
        not any(map(unicodedata.combining, unicodedata.normalize("NFKC", text)))
    )  # an accent may join its letter later
    assert normalise(normalise(text)) == normalise(text)


@given(messy | questions)
def test_reading_a_question_never_loses_a_word(text: str) -> None:
    try:
        read = read_question(text, date(2023, 9, 15))
    except UsageError:
        assert not re.search(r"[\u4e00-\u9fffA-Za-z0-9]", normalise(text))
        return
    kept = re.findall(r"[\u4e00-\u9fffA-Za-z0-9]", "".join(p.text for p in read.parts))
    assert kept == re.findall(r"[\u4e00-\u9fffA-Za-z0-9]", read.text)


@given(st.sampled_from(["", "那", "那么", "还有"]), questions, questions)
def test_follow_up_merging_never_loses_the_new_question(start: str, new: str, earlier: str) -> None:
    whole = merged(normalise(start + new), normalise(earlier))
    words = re.sub(r"呢$", "", normalise(new).rstrip("？。！ "))
    assert whole.endswith(words)
    assert {a.type for a in asked_types(words)} <= {a.type for a in asked_types(whole)}


@given(
    question=questions,
    history=st.lists(questions, max_size=2),
    day=st.sampled_from([date(2023, 3, 1), date(2023, 9, 15), date(2024, 6, 1)]),
)
def test_answers_cite_verbatim_and_hold_no_number_of_their_own(
    sample_assistant: Assistant, question: str, history: list[str], day: date
) -> None:
    answer = sample_assistant.answer(question, tuple(history), day)
    library = sample_assistant.library
    for citation in answer.citations:
        assert library.sources[citation.source].text[citation.start : citation.end] == citation.text
        assert library.clause(citation.clause_id).source == citation.source
        assert len(citation.text) <= 900
    covered = " ".join(f"{i.year}年第{i.number}期" for i in library.issues)
    cited = covered + " ".join(f"{c.text} {c.doc_number} {c.doc_title}" for c in answer.citations)
    trace = " ".join(step for c in answer.calculations for step in (*c.steps, c.result, c.words))
    known = squeeze(
        f"{cited} {trace} {question} {' '.join(history)} {answer.as_of} {len(answer.rows)} {len(answer.citations)}"
    ).replace(",", "")
    said = squeeze(re.sub(r"\[\d+\]", " ", answer.text)).replace(",", "")
    if answer.status is not AnswerStatus.LISTED:
        assert [n for n in numbers.findall(said) if n not in known] == []
    for sentence in answer.sentences:
        backed = (
            any(s in sentence.text for s in covered.split())
            or sentence.markers
            or sentence.kind is SentenceKind.FRAME
            or answer.status is AnswerStatus.LISTED
        )
        assert backed or not numbers.search(sentence.text)
    assert answer.abstained == (answer.status in (AnswerStatus.NOT_FOUND, AnswerStatus.OUT_OF_SCOPE))


@given(question=st.text(max_size=80) | messy)
def test_no_question_crashes(sample_assistant: Assistant, question: str) -> None:
    assume(len(question) <= 2000)
    try:
        answer = sample_assistant.answer(question, as_of=date(2023, 9, 15))
    except UsageError as exc:
        assert "\n" not in str(exc)
        return
    assert answer.text

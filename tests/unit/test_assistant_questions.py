"""What was typed → Question; follow-ups, rulings, the last gate."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.answer_types import AskedType, holds
from assistant.checks import gate
from assistant.composing import EXACT
from assistant.drafts import Draft, DraftSentence, Evidence
from assistant.followups import leans_back, merged
from assistant.questions import normalise, read_question
from assistant.records import AnswerStatus, SentenceKind
from assistant.references import find_reference
from assistant.rulings import ruling
from index.library import Library
from index.records import Clause, Span

DAY = date(2023, 9, 15)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param("占道费　怎么收?", "占道费怎么收？", id="全角空格半角问号"),
        pytest.param("２０２３年，ＰＭ２.５是多少", "2023年，PM2.5是多少", id="全角数字字母"),
        pytest.param("門頭溝收費標準", "门头沟收费标准", id="繁体"),
        pytest.param("占 道 费", "占道费", id="字间空格"),
        pytest.param("青政发(2023)5号", "青政发（2023）5号", id="半角括号"),
        pytest.param("夜市\x00几点\u200b关", "夜市几点关", id="控制字符"),
        pytest.param("收费,怎么收", "收费，怎么收", id="半角逗号"),
        pytest.param("电费1,000元", "电费1,000元", id="千分位不动"),
    ],
)
def test_normalise(raw: str, text: str) -> None:
    assert normalise(raw) == text


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("第十三条讲什么", "第十三条"),
        ("第13条", "第十三条"),
        ("第一百零五条", "第一百零五条"),
        ("第二十条之一", "第二十条之一"),
        ("第三条第二款", "第三条第二款"),
        ("第三条第一款", "第三条"),
        ("第三条（二）", "第三条（二）"),
        ("第三条第二项", "第三条（二）"),
        ("第三条第（二）项", "第三条（二）"),
        ("三条公交线路", None),
    ],
)
def test_article(sample_library: Library, text: str, path: str | None) -> None:
    """Named after a document, an article is looked up in every form people write it."""
    found = find_reference(read_question(f"青政发〔2023〕11号{text}", DAY), sample_library)
    assert (found.clauses[0].path.removeprefix("实施细则") if found.clauses else found.absent) == path


@pytest.mark.parametrize(
    ("text", "numbers", "loose"),
    [
        ("青政发〔2023〕5号", ("青政发〔2023〕5号",), ()),
        ("青政发[2023] 5 号和青政办发【2023】6号", ("青政发〔2023〕5号", "青政办发〔2023〕6号"), ()),
        ("44号文讲什么", (), (44,)),
        ("5月8号开始吗", (), ()),
    ],
)
def test_document_numbers(text: str, numbers: tuple[str, ...], loose: tuple[int, ...]) -> None:
    read = read_question(text, DAY)
    assert tuple(n.removeprefix("和") for n in read.numbers) == numbers
    assert read.loose_numbers == loose


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2023年的目标", (2023,)),
        ("2023-2025年", (2023, 2025)),
        ("今年生意不好", ()),
        ("20231号", ()),
    ],
)
def test_years(text: str, years: tuple[int, ...]) -> None:
    assert read_question(text, DAY).years == years


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("夜市几点关门？", {AskedType.CLOCK}),
        ("补贴多少钱？", {AskedType.MONEY}),
        ("哪个部门负责？", {AskedType.WHO}),
        ("什么时候完成？", {AskedType.DATE}),
        ("多久检查一次？", {AskedType.FREQUENCY}),
        ("可以占道吗？", {AskedType.YESNO}),
        ("占比是百分之几？", {AskedType.PERCENT}),
        ("文号是多少？", {AskedType.NUMBER}),
        ("治水要花几个亿？", {AskedType.MONEY}),
        ("要交够多少税？", {AskedType.MONEY}),
        ("一台造价多少？", {AskedType.MONEY}),
        ("总共有多少亩林地？", {AskedType.COUNT}),
        ("一学期上几节课？", {AskedType.COUNT}),
        ("领导要受啥处分？", {AskedType.PENALTY}),
        ("要怎么处罚店主？", {AskedType.PENALTY}),
        ("办卡带啥证件？", {AskedType.PAPERS}),
        ("打哪个电话？", {AskedType.PHONE}),
        ("要跑哪个窗口？", {AskedType.OFFICE}),
    ],
)
def test_asked_kind(text: str, kinds: set[AskedType]) -> None:
    assert {a.type for a in read_question(text, DAY).asked} == kinds


@pytest.mark.parametrize(
    ("question", "text", "held"),
    [
        ("有多少家企业？", "2 个工作日内填报", False),
        ("有多少家企业？", "遴选企业20家", True),
        ("几个工作日能办好？", "2020年6月底前完成", False),
        ("几个工作日能办好？", "30天内核定", True),
        ("补几年？", "2023年9月15日", False),
        ("补几年？", "连续支持三年", True),
        ("目标是多少？", "第3条 2023年", False),
        ("目标是多少？", "低于42微克", True),
        ("占地多大？", "共5处", False),
        ("占地多大？", "约2万平方米", True),
        ("领导要受啥处分？", "应优先购买", False),
        ("领导要受啥处分？", "依规问责", True),
        ("要带啥证件？", "办理爱心卡", False),
        ("要带啥证件？", "持身份证原件", True),
        ("是哪三个村，叫什么名？", "完成3个村的改造", False),
        ("是哪三个村，叫什么名？", "柳溪村、石桥村", True),
        ("起点在哪条路？", "新建管线7公里", False),
        ("起点在哪条路？", "从云水路起", True),
    ],
)
def test_text_holds_what_is_asked_for(question: str, text: str, held: bool) -> None:
    definite = [a for a in read_question(question, DAY).asked if a.type in EXACT]
    assert definite
    assert all(holds(a, text) for a in definite) is held


def test_several_questions_become_parts() -> None:
    assert [p.text for p in read_question("谁核定？几天缴清？谢谢", DAY).parts] == ["谁核定", "几天缴清", "谢谢"]
    assert [p.text for p in read_question("占道费由谁核定，几天内缴清？", DAY).parts] == [
        "占道费由谁核定",
        "几天内缴清",
    ]
    assert [p.text for p in read_question("在楼道里，可以充电吗？", DAY).parts] == ["在楼道里，可以充电吗"]


@pytest.mark.parametrize(
    ("text", "earlier", "whole"),
    [
        pytest.param("四星的呢？", "民宿评上五星政府奖多少钱？", "民宿评上政府奖多少钱，四星的", id="换星级"),
        pytest.param("那配合的是谁？", "这事由谁牵头？", "这事，配合的是谁", id="换角色"),
        pytest.param("几天缴清？", "占道费谁核定？", "占道费，几天缴清", id="换问法"),
        pytest.param("那住宅呢？", "占道费怎么收？", "占道费怎么收，住宅", id="补条件"),
    ],
)
def test_follow_up_replaces_the_value_it_changes(text: str, earlier: str, whole: str) -> None:
    assert merged(text, earlier) == whole


@pytest.mark.parametrize(
    ("text", "content", "leans"),
    [
        ("那电动车呢？", 2, True),
        ("它归谁管？", 1, True),
        ("多少钱？", 0, True),
        ("青禾区道路临时占用费由哪个部门负责核定？", 6, False),
    ],
)
def test_what_leans_on_the_earlier_question(text: str, content: int, leans: bool) -> None:
    assert leans_back(text, content) is leans


@pytest.mark.parametrize(
    ("question", "quote", "said"),
    [
        pytest.param("能停车吗？", "禁止停车。", "不可以。", id="禁止"),
        pytest.param("可以停车吗？", "可以在划线处停车。", "可以。", id="可以"),
        pytest.param("要缴费吗？", "应当缴费。", "需要。", id="应当"),
        pytest.param("要缴费吗？", "老旧小区免收占道费。", "不需要。", id="免收"),
        pytest.param("能停车吗？", "白天可以停车，夜间禁止停车。", None, id="两种说法不下结论"),
        pytest.param("能停车吗？", "停车位共80个。", None, id="没有说法不下结论"),
        pytest.param("停车费多少？", "禁止停车。", None, id="没有问可否"),
        pytest.param("要缴费吗？", "应收尽收、应急处置。", None, id="应急不是应当"),
    ],
)
def test_ruling_only_on_one_clear_cue(question: str, quote: str, said: str | None) -> None:
    assert ruling(question, [quote]) == said


@pytest.fixture(scope="module")
def article(sample_library: Library) -> Clause:
    return next(
        c
        for d in sample_library.find_documents("青政发〔2023〕12号")
        for c in sample_library.clauses_of(d.doc_id)
        if c.path == "第十条"
    )


def sentence(kind: SentenceKind, text: str, *evidence: Evidence) -> Draft:
    return Draft(status=AnswerStatus.ANSWERED, sentences=(DraftSentence(kind=kind, text=text, evidence=evidence),))


def test_gate_lets_a_true_quote_pass_and_stops_a_changed_one(sample_library: Library, article: Clause) -> None:
    quote = Evidence(
        clause_id=article.clause_id,
        doc_id=article.doc_id,
        source=article.source,
        span=article.span,
        quotes=(article.span,),
    )
    words = sample_library.clean_text(article)
    kept, dropped = gate(sentence(SentenceKind.QUOTE, words, quote), sample_library, "")
    assert (len(kept.sentences), dropped) == (1, 0)
    changed, dropped = gate(sentence(SentenceKind.QUOTE, words.replace("0.45", "0.54"), quote), sample_library, "")
    assert (changed.status, dropped) == (AnswerStatus.NOT_FOUND, 1)


@pytest.mark.parametrize(
    ("kind", "text", "question", "passes"),
    [
        pytest.param(SentenceKind.FRAME, "可以。", "", True, id="套话"),
        pytest.param(SentenceKind.FRAME, "共7项。", "", False, id="套话自带数"),
        pytest.param(SentenceKind.FRAME, "2035年的没有。", "2035年呢", True, id="问题里的数"),
        pytest.param(SentenceKind.RECORD, "上限0.45元", "", True, id="记录里的数在原文"),
        pytest.param(SentenceKind.RECORD, "上限0.99元", "", False, id="记录里的数不在原文"),
    ],
)
def test_gate_stops_numbers_without_a_source(
    sample_library: Library, article: Clause, kind: SentenceKind, text: str, question: str, passes: bool
) -> None:
    record = Evidence(clause_id=article.clause_id, doc_id=article.doc_id, source=article.source, span=article.span)
    _, dropped = gate(
        sentence(kind, text, *([record] if kind is SentenceKind.RECORD else [])), sample_library, question
    )
    assert (dropped == 0) is passes


def test_gate_stops_a_citation_of_more_than_900_characters(sample_library: Library, article: Clause) -> None:
    wide = Evidence(clause_id=article.clause_id, doc_id=article.doc_id, source=article.source, span=Span(0, 901))
    assert gate(sentence(SentenceKind.RECORD, "甲", wide), sample_library, "")[1] == 1

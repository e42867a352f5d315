"""Registry questions over the sample: who, which tasks, which leader, in force or not."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from assistant.citing import finish
from assistant.drafts import Draft
from assistant.questions import normalise
from assistant.records import AnswerStatus
from assistant.registry_answers import RegistryAnswers
from index.library import Library
from index.registry import Registry

SAMPLE = Path(__file__).parents[2] / "index" / "sample"
DAY = date(2023, 9, 15)


@pytest.fixture(scope="module")
def answers(sample_library: Library) -> RegistryAnswers:
    return RegistryAnswers(sample_library, Registry.of(sample_library))


def ask(answers: RegistryAnswers, text: str, day: date = DAY, history: tuple[str, ...] = ()) -> Draft | None:
    return answers.ask(normalise(text), tuple(normalise(h) for h in history), day)


def said(answers: RegistryAnswers, text: str, day: date = DAY, history: tuple[str, ...] = ()) -> str:
    draft = ask(answers, text, day, history)
    assert draft is not None, text
    answer = finish(draft, answers.library, question=text, as_of=day)
    for citation in answer.citations:
        source = answers.library.sources[citation.source].text
        assert source[citation.start : citation.end] == citation.text
        assert len(citation.text) <= 900
    if answer.status is AnswerStatus.LISTED:
        assert len(answer.text) <= 4000
        assert len(answer.citations) <= 60
    else:
        assert len(answer.citations) <= 6
    return answer.text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("居民二次供水设施改造谁牵头、谁配合？", ("牵头单位：区住房城乡建设委", "区卫生健康委", "区水务局")),
        ("饭店往下水道倒油水，谁牵头整治？几月底前装好隔油池？", ("区城管执法局", "2023年9月底前")),
        ("盖楼和修路要用低挥发涂料，这项谁牵头？", ("高岩", "区住房城乡建设委")),
        ("修古建筑要用低挥发涂料，区领导是谁、归哪个局？", ("白露", "区文旅局")),
        ("占道费谁核、谁收？", ("区城市管理委", "区税务局")),
        ("查老年餐桌饭菜卫生、打击坑老保健品是谁的职责？", ("区市场监管局",)),
        ("养老院的消防谁查？", ("养老服务场所消防安全检查",)),
        ("限制烟花爆竹燃放这项任务的协办单位有哪些？", ("区应急局", "区供销社")),
        ("表里有两条都叫“管控工地扬尘”，牵头部门分别是谁？", ("区公共工程服务中心", "区科信局")),
        ("餐饮油污直排谁牵头整治？居民二次供水设施改造又归谁？", ("区城管执法局", "区住房城乡建设委")),
        ("二次供水设施改造和整治餐饮油污直排，牵头的是同一家吗？", ("区城管执法局", "区住房城乡建设委")),
        ("二次供水设施改造是区水务局牵头的吗？", ("牵头单位：区住房城乡建设委",)),
        ("占道费是区财政局负责收的吗？", ("征缴——责任单位：区税务局",)),
        ("区水务局归谁管？", ("唐松年", "分管区水务局")),
        ("区水务局今年要干哪些事？", ("共11项",)),
    ],
)
def test_who_owns_it(answers: RegistryAnswers, question: str, words: tuple[str, ...]) -> None:
    text = said(answers, question)
    for word in words:
        assert word in text


def test_inherited_cells_cite_the_row_above(answers: RegistryAnswers) -> None:
    draft = ask(answers, "2023年10到12月各镇街PM2.5目标那一行没写部门，实际由谁牵头？")
    assert draft is not None
    paths = {answers.library.clause(e.clause_id).path for s in draft.sentences for e in s.evidence}
    assert {"序号3", "序号1"} <= paths


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("夏秋季污染防治任务清单里，区农业农村局牵头的有哪些？", {"16", "25"}),
        ("任务清单中牵头区领导是顾长河的任务有哪些？", {"19", "21", "24"}),
        ("清单里2023年9月底前要完成的任务有哪些？", None),
        ("便民生活圈任务里区科信局参与哪几项？", {"15", "16"}),
    ],
)
def test_lists_are_exhaustive(answers: RegistryAnswers, question: str, rows: set[str] | None) -> None:
    draft = ask(answers, question)
    assert draft is not None
    assert draft.status is AnswerStatus.LISTED
    text = said(answers, question)
    assert text.startswith(f"共{len(draft.rows)}项")
    if rows is not None:
        assert {re.sub(r"\D", "", str(r["seq"])) for r in draft.rows} == rows


def test_body_and_table_disagree(answers: RegistryAnswers) -> None:
    draft = ask(answers, "校门口小卖部和三无零食，整治校园周边网点归哪几家管？")
    assert draft is not None
    notice = next(n for n in draft.notices if n.kind == "caution")
    assert "区民政局" in notice.text
    assert "区教委" in notice.text
    assert len(notice.evidence) == 2


@pytest.mark.parametrize(
    ("question", "day", "words"),
    [
        ("区应急局由谁分管？谁协助分管？", DAY, ("许澄", "高岩")),
        ("顾长河分管哪些部门？", DAY, ("区公安分局", "区消防救援支队")),
        ("哪位副区长管学校和医院？", DAY, ("白露",)),
        ("2024年6月区生态环境局归谁分管？", DAY, ("梁书远",)),
    ],
)
def test_leaders(answers: RegistryAnswers, question: str, day: date, words: tuple[str, ...]) -> None:
    text = said(answers, question, day)
    for word in words:
        assert word in text


def test_he_is_the_one_before(answers: RegistryAnswers) -> None:
    assert "区税务局" in said(answers, "那他联系哪些单位？", history=("区财政局归哪位副区长分管？",))


@pytest.mark.parametrize(
    ("question", "day", "words"),
    [
        ("青政发〔2009〕14号现在还作数吗？", DAY, ("已废止", "青政发〔2023〕11号")),
        ("我手里有份青政发〔2009〕14号，现在还能照着收吗？", DAY, ("已废止", "青政发〔2023〕11号")),
        ("占道费办法哪天起施行？催缴归谁？", DAY, ("2023年8月1日", "区税务局")),
        ("2014年那个门前停车管理暂行办法还有效吗？", DAY, ("已废止", "青政办发〔2023〕12号")),
        ("2023年11月30日，新的烟花禁限放规定生效了没？", date(2023, 11, 30), ("尚未施行", "2023年12月1日")),
        ("充电桩那个办法管到什么时候？", DAY, ("2026年6月30日",)),
        ("路侧停车收费管理规定由谁解释？", date(2024, 6, 1), ("区城市管理委会同区发展改革委负责解释",)),
        ("2023年10月1日，青政发〔2023〕8号是否施行中？", date(2023, 10, 1), ("库内未见废止（截至2024年第1期）",)),
    ],
)
def test_life_of_documents(answers: RegistryAnswers, question: str, day: date, words: tuple[str, ...]) -> None:
    text = re.sub(r"\[\d+\]", "", said(answers, question, day))
    for word in words:
        assert word in text


@pytest.mark.parametrize("question", ["网约车管理办法还有效吗？", "集装箱堆场的规定废了没？"])
def test_a_document_the_library_does_not_have_is_refused(answers: RegistryAnswers, question: str) -> None:
    draft = ask(answers, question)
    assert draft is not None
    assert draft.status is AnswerStatus.NOT_FOUND


def test_two_numbers_side_by_side(answers: RegistryAnswers) -> None:
    text = said(answers, "青政办发〔2023〕11号和青政发〔2023〕11号是同一个文件吗？各讲什么？")
    assert "民宿" in text
    assert "占用" in text


def test_a_repealed_document_never_answers_silently(answers: RegistryAnswers) -> None:
    draft = ask(answers, "居家养老服务补贴由谁审批、谁初审？", date(2024, 6, 1))
    if draft is not None:
        cited = {answers.library.document(e.doc_id).number for s in draft.sentences for e in s.evidence}
        assert "青政办发〔2023〕18号" not in cited or any(n.kind == "repealed" for n in draft.notices)


@pytest.mark.parametrize(
    "question",
    [
        "五星民宿奖励多少钱？",
        "今天天气怎么样？",
        "顾长河是哪一年出生的？",
        "每亩补贴多少元？",
        "油品抽检不合格的是哪几家？",
        "幼儿园食堂的消防谁管？",
        "松岭镇2023年6-9月和10-12月的PM2.5目标分别是多少，差几微克？",
    ],
)
def test_other_questions_are_left_alone(answers: RegistryAnswers, question: str) -> None:
    assert ask(answers, question) is None

"""Questions about the sample gazette: what is answered, with which clause, and the ruling first."""

from __future__ import annotations

import re
from datetime import date

import pytest

from assistant.pipeline import Assistant
from assistant.records import Answer, AnswerStatus, SentenceKind
from index.library import squeeze

DAY = date(2023, 9, 15)
FOUND = {AnswerStatus.ANSWERED, AnswerStatus.CALCULATED, AnswerStatus.LISTED}

ROWS = [
    ("数量", "社区菜店要建多少家？", "24家", "青政办发〔2023〕6号", "二（一）1"),
    ("时刻", "早餐网点每天最晚几点开门？", "6时30分", "青政办发〔2023〕6号", "二（一）3"),
    ("营业时间", "柳塘夜市营业到几点？", "23时30分", "青政办发〔2023〕6号", "二（三）11"),
    ("频次", "区商务局多久组织一次现场核验？", "每半年", "青政办发〔2023〕6号", "三（三）"),
    ("比例", "区农业农村局对镇级核查结果抽查的比例不低于多少？", "20%", "青政办发〔2023〕9号", "实施细则第十二条"),
    ("年限", "虚报面积套补的多少年内不再受理申请？", "三年", "青政办发〔2023〕9号", "实施细则第二十五条"),
    ("金额", "养老服务专项资金每年安排多少？", "2800万元", "青政办发〔2023〕17号", "五（二）"),
    ("限额", "一次最多能买几箱烟花？", "2箱", "青政发〔2023〕9号", "第5段"),
    ("小数编号的指标", "家庭照护床位2023年不少于多少张？", "150张", "青政办发〔2023〕17号", "二2.1"),
    ("表格里的行", "清洁取暖改造多少户？", "670户", "青政办发〔2023〕15号", "序号25"),
    ("跨页的条", "公示期在村里要多少天？休耕地块登记公示", "5天", "青政办发〔2023〕9号", "实施细则第六条"),
    ("时长", "供水管线爆了抢修人员多久到场？", "30分钟", "青政办发〔2023〕8号", "二（二）6"),
    ("时长下限", "老年餐桌食品留样多少小时？", "48小时", "青政办发〔2023〕17号", "三（二）"),
    ("条文编号", "青政发〔2023〕11号第五条", "免收占道费", "青政发〔2023〕11号", "第五条"),
    ("细则条文编号", "青政办发〔2023〕9号第十五条", "不得同时享受", "青政办发〔2023〕9号", "实施细则第十五条"),
    ("条项编号", "青政办发〔2023〕18号第三条第二项规定什么", "每人每月300元", "青政办发〔2023〕18号", "第三条（二）"),
    ("书名号加条", "《青禾区居住区充电设施建设管理办法》第十条规定什么？", "0.45元", "青政发〔2023〕12号", "第十条"),
    ("半角方括号文号", "青政发[2023]12号 第四条", "18%", "青政发〔2023〕12号", "第四条"),
    ("全角数字", "青政发〔２０２３〕１２号第四条", "18%", "青政发〔2023〕12号", "第四条"),
    ("繁体", "柳塘夜市營業到幾點？", "23时30分", "青政办发〔2023〕6号", "二（三）11"),
    ("分管领导", "区水务局由哪位区领导分管？", "唐松年", "青政办发〔2023〕14号", None),
    ("废止", "青政发〔2009〕14号还有效吗？", "废止", "青政发〔2023〕11号", None),
]


def check_contract(answer: Answer, assistant: Assistant) -> None:
    """What DESIGN.md promises of every answer."""
    for citation in answer.citations:
        assert assistant.library.sources[citation.source].text[citation.start : citation.end] == citation.text
        assert 0 < len(citation.text) <= 900
        assert assistant.library.clause(citation.clause_id).path == citation.clause
    used = {int(m) for m in re.findall(r"\[(\d+)\]", answer.text)}
    assert used <= {c.marker for c in answer.citations}
    for sentence in answer.sentences:
        if sentence.kind is SentenceKind.QUOTE:
            assert sentence.span is not None
            source = answer.citations[sentence.markers[0] - 1].source
            assert squeeze(assistant.library.clean_span(source, sentence.span)) == squeeze(sentence.text)
        assert sentence.markers or sentence.kind is SentenceKind.FRAME or not re.search(r"\d", sentence.text)
    if answer.status is not AnswerStatus.LISTED:
        assert len(answer.citations) <= 6
        assert len(answer.text) <= 600
    assert answer.abstained == (answer.status in (AnswerStatus.NOT_FOUND, AnswerStatus.OUT_OF_SCOPE))


@pytest.mark.parametrize(("question", "say", "number", "clause"), [pytest.param(*r[1:], id=r[0]) for r in ROWS])
def test_answer(sample_assistant: Assistant, question: str, say: str, number: str, clause: str | None) -> None:
    answer = sample_assistant.answer(question, as_of=DAY)
    check_contract(answer, sample_assistant)
    assert answer.status in FOUND
    assert say in answer.text
    assert number in [c.doc_number for c in answer.citations]
    assert clause is None or (number, clause) in [(c.doc_number, c.clause) for c in answer.citations]


@pytest.mark.parametrize(
    ("question", "ruling", "words"),
    [
        pytest.param("物业能收安装充电桩的押金吗？", "不可以。", "不得收取押金", id="不得"),
        pytest.param("在楼道里给电动自行车充电可以吗？", "不可以。", "禁止在楼梯间", id="禁止"),
        pytest.param("村委会能代领复耕补贴吗？", "不可以。", "不得由村委会代领", id="代领"),
        pytest.param("禁放区开业庆典能放鞭炮吗？", "不可以。", "不得在禁放区燃放", id="口语鞭炮"),
    ],
)
def test_yes_no_question_gets_its_ruling_first(
    sample_assistant: Assistant, question: str, ruling: str, words: str
) -> None:
    answer = sample_assistant.answer(question, as_of=DAY)
    check_contract(answer, sample_assistant)
    assert answer.text.startswith(ruling)
    assert words in answer.text


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        pytest.param("社区药店要增设几家？其中24小时的几家？", ("10家", "4家"), id="同一条"),
        pytest.param("早餐网点几点开门？便民消费券一张面值多少？", ("6时30分", "20元"), id="两条"),
        pytest.param("占道费由谁核定，由谁征缴？", ("区城市管理委", "区税务局"), id="逗号隔开"),
    ],
)
def test_every_part_of_a_question_is_answered(
    sample_assistant: Assistant, question: str, parts: tuple[str, ...]
) -> None:
    answer = sample_assistant.answer(question, as_of=DAY)
    check_contract(answer, sample_assistant)
    assert all(p in answer.text for p in parts)


@pytest.mark.parametrize(
    ("history", "question", "say"),
    [
        pytest.param(("公共充电桩充电服务费上限是多少？",), "电动自行车的呢？", "0.3元", id="换对象"),
        pytest.param(("民宿设计竞赛一等奖奖金多少？",), "三等奖呢？", "2万元", id="换奖项"),
        pytest.param(("更新老旧供水管线由谁牵头？",), "那配合的是谁？", "区财政局", id="换角色"),
        pytest.param(("占道费由谁核定？",), "哪些不用交？", "免收占道费", id="从部门到免收"),
        pytest.param(("区里废止了哪些文件？",), "为什么废止？", "清理", id="从清单到原因"),
        pytest.param(("清洁取暖改造谁牵头？",), "改多少户？", "670户", id="从部门到数量"),
        pytest.param(("清洁取暖改造多少户？",), "哪家牵头？什么时候完？", "区农业农村局", id="从数量到部门"),
    ],
)
def test_follow_up_uses_the_earlier_question(
    sample_assistant: Assistant, history: tuple[str, ...], question: str, say: str
) -> None:
    answer = sample_assistant.answer(question, history, DAY)
    check_contract(answer, sample_assistant)
    assert answer.status in FOUND
    assert say in answer.text


@pytest.mark.parametrize("question", ["收占道费的是哪个部门？", "占道费谁来收？", "占道费收钱的是谁？"])
def test_who_does_an_act(sample_assistant: Assistant, question: str) -> None:
    answer = sample_assistant.answer(question, (), DAY)
    check_contract(answer, sample_assistant)
    assert "区税务局" in answer.text


@pytest.mark.parametrize("question", ["狗咬人了找谁？", "养狗一年交多少钱？"])
def test_a_list_of_repealed_documents_answers_nothing_else(sample_assistant: Assistant, question: str) -> None:
    answer = sample_assistant.answer(question, (), date(2024, 3, 1))
    assert not any("登记收费暂行规定" in c.text for c in answer.citations)


def test_follow_up_is_not_answered_by_the_earlier_record(sample_assistant: Assistant) -> None:
    answer = sample_assistant.answer("多久调整一次？", ("占道费由谁核定？",), DAY)
    assert answer.abstained


def test_follow_up_changes_the_day_of_a_calculation(sample_assistant: Assistant) -> None:
    answer = sample_assistant.answer("那正月初十呢？", ("双溪镇正月初一能放烟花吗？",), date(2024, 2, 1))
    check_contract(answer, sample_assistant)
    assert answer.status is AnswerStatus.CALCULATED
    assert "正月初十" in answer.text


def test_a_lead_at_the_end_of_a_notice_does_not_take_the_sign_off_along(sample_assistant: Assistant) -> None:
    answer = sample_assistant.answer("果树产业发展基金一共有几个亿？")
    check_contract(answer, sample_assistant)


def test_new_question_is_not_drawn_back_by_history(sample_assistant: Assistant) -> None:
    answer = sample_assistant.answer("柳塘夜市营业到几点？", ("社区菜店要建多少家？",), DAY)
    assert answer.text == sample_assistant.answer("柳塘夜市营业到几点？", as_of=DAY).text


def test_answer_over_an_old_gazette_carries_one_dated_notice(sample_assistant: Assistant) -> None:
    late = sample_assistant.answer("社区菜店要建多少家？", as_of=date(2026, 1, 1))
    assert [n.kind for n in late.notices].count("dated") == 1
    assert "dated" not in [
        n.kind for n in sample_assistant.answer("社区菜店要建多少家？", as_of=date(2023, 3, 1)).notices
    ]


def test_answers_repeat_exactly(sample_assistant: Assistant) -> None:
    first, second = (sample_assistant.answer("早餐网点每天最晚几点开门？", as_of=DAY).to_json() for _ in range(2))
    assert first | {"latency_ms": 0} == second | {"latency_ms": 0}

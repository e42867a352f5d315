"""What counts as a shortened form of a sentence: rows of evidence, wording, verdict."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from assistant.drafts import Evidence
from assistant.llm.checking import check_text
from assistant.llm.ledger import Ledger
from assistant.llm.support import Alignment, align, cuts, fold_chars, unknown_words
from assistant.pipeline import Assistant
from index.records import ClauseKind, SourceText

AID = "高龄补贴：80周岁至89周岁的，每人每月150元；"
BED = "重度失能老年人家庭购置护理床、移位机等设备的，按照购置费用的60%给予一次性补贴，最高不超过5000元。"
RATES = "新城每平方米160元，镇每平方米100元。"
WHO = "主要任务——牵头部门：区水务局；配合部门：区财政局、区农业农村局；完成时限：2023年12月底前"

ROWS = [
    ("整句", AID, "高龄补贴：80周岁至89周岁的，每人每月150元", True),
    ("略去开头的小标题", AID, "80周岁至89周岁的，每人每月150元", True),
    ("略去条件", AID, "高龄补贴每人每月150元", False),
    ("只剩数字", AID, "每人每月150元", False),
    ("数字改了", AID, "80周岁至89周岁的，每人每月180元", False),
    ("截断数字", AID, "80周岁至89周岁的，每人每月15元", False),
    ("略去并列的一项", BED, "重度失能老年人家庭购置护理床等设备的，按照购置费用的60%给予一次性补贴，最高不超过5000元", True),
    ("略去封顶", BED, "重度失能老年人家庭购置护理床等设备的，按照购置费用的60%给予一次性补贴", False),
    ("换掉比例", BED, "重度失能老年人家庭购置护理床等设备的，按照购置费用的6%给予一次性补贴，最高不超过5000元", False),
    ("错配", RATES, "镇每平方米160元", False),
    ("后一个并列项", RATES, "镇每平方米100元", True),
    ("没有主语的数字", RATES, "每平方米160元", False),
    ("否定在中间", "个人不得申请，企业可以申请。", "个人可以申请", False),
    ("否定在前面", "不符合条件的，可以补正材料。", "可以补正材料", False),
    ("除外在后面", "全天禁止货车通行，持通行证的除外。", "全天禁止货车通行", False),
    ("审批条件", "经区公安分局批准的，可以临时停放车辆。", "可以临时停放车辆", False),
    ("略去情态", "企业应当提交申请材料。", "企业提交申请材料", False),
    ("加情态", "企业提交申请材料。", "企业必须提交申请材料", False),
    ("角色对", WHO, "牵头部门是区水务局", True),
    ("角色错", WHO, "配合部门是区水务局", False),
    ("跳过牵头单位", WHO, "牵头部门是区财政局", False),
    ("配合单位", WHO, "配合部门：区财政局、区农业农村局", True),
    ("近义词", "对养殖户给予补贴。", "对养殖户给予奖励", False),
    ("加连接词", "区水务局负责巡查河道和整治排口。", "区水务局分别负责巡查河道和整治排口", True),
    ("词序颠倒", "区水务局监督区城管委巡查河道。", "区城管委监督区水务局巡查河道", False),
    ("中文数字截断", "补贴二十五万元。", "补贴二十万元", False),
    ("丢掉万字", "一次性奖励15万元。", "一次性奖励15元", False),
    ("丢掉以内", "在收到通知书之日起15日内缴纳费用。", "在收到通知书之日起15日缴纳费用", False),
    ("超过的部分", "面积超过50平方米部分，每平方米收取2元。", "每平方米收取2元", False),
    ("截断机关名", "区城市管理委负责核定缴费额，区税务局负责占道费的征缴。", "区务局负责占道费的征缴", False),
    ("拼出机关名", "责任部门：民政局、市场监管局、商务局", "责任部门：民政管局、商务局", False),
    ("截断词语", "负责老年餐桌食品安全监督检查。", "负责老年品安全监督检查", False),
    ("截断动词", "供水管线爆裂的，抢修人员接报后30分钟内到场。", "供水管线爆裂的，抢修人员接报后30分钟内场", False),
    ("略去中间的词", "不得在禁放区燃放烟花爆竹。", "不得在禁放燃放烟花爆竹", False),
    ("只有条件没有结果", "重度失能的，每人每月700元；", "重度失能的", False),
    ("粘连两格", "14\t2020年底前各镇街降尘量下降\t区环保局", "142020年底前各镇街降尘量下降", False),
    ("隔开两格", "14\t2020年底前各镇街降尘量下降\t区环保局", "2020年底前各镇街降尘量下降，区环保局", True),
    ("只有标点和虚词", "按照规定办理。", "的、和、为", False),
]  # fmt: skip


@pytest.mark.parametrize(("unit", "claim", "stands"), [r[1:] for r in ROWS], ids=[r[0] for r in ROWS])
def test_wording(sample_assistant: Assistant, unit: str, claim: str, stands: bool) -> None:
    text = fold_chars(unit)[0]
    found = align(fold_chars(claim)[0], text, "", cuts(text, sample_assistant.text.words))
    assert isinstance(found, Alignment) == stands, found


def test_document_may_be_named_from_the_context() -> None:
    context = fold_chars("青政发〔2024〕2号\n青禾区居家养老服务补贴管理办法\n第三条（一）")[0]
    unit = fold_chars("符合条件的老年人可以申请补贴。")[0]
    named = fold_chars("按照青政发〔2024〕2号，符合条件的老年人可以申请补贴")[0]
    assert isinstance(align(named, unit, context, frozenset((0, len(unit) - 1, len(unit)))), Alignment)
    other = fold_chars("按照青政发〔2024〕3号，符合条件的老年人可以申请补贴")[0]
    assert not isinstance(align(other, unit, context, frozenset((0, len(unit) - 1, len(unit)))), Alignment)


def test_used_ranges_slice_the_unit() -> None:
    unit = fold_chars(BED)[0]
    claim = fold_chars("重度失能老年人家庭购置护理床等设备的，按照购置费用的60%给予一次性补贴，最高不超过5000元")[0]
    found = align(claim, unit, "", frozenset(range(len(unit) + 1)))
    assert isinstance(found, Alignment)
    assert "".join(unit[a:b] for a, b in found.used) == claim


def test_unknown_words_are_named() -> None:
    assert unknown_words(fold_chars("养殖户领取奖金")[0], [fold_chars("养殖户领取补贴")[0]]) == ["奖金"]


def test_long_sentences_are_decided_quickly() -> None:
    unit = fold_chars("区水务局、区财政局、区农业农村局按照职责分工负责河道巡查工作，" * 20)[0]
    claim = fold_chars("区水务局、区财政局按照职责分工负责河道巡查工作，" * 12)[0]
    import time

    started = time.perf_counter()
    align(claim, unit, "", frozenset(range(len(unit) + 1)))
    assert time.perf_counter() - started < 2


def test_number_before_a_cell_is_no_decimal(
    gazette: Callable[..., str], assistant_over: Callable[..., Assistant]
) -> None:
    table = "序号\t任务\t牵头单位\n1\t8. 2024年6月底前，新建管线7公里\t县水务局\n2\t9.修复泵站3座\t县水务局\n3\t投资3.5亿元建设水厂\t县水务局"
    text = gazette("云河县", ("云政发〔2024〕6号", "关于印发云河县治水任务清单的通知", (table,)))
    source = SourceText(name="t.txt", text=text, sha256=hashlib.sha256(text.encode()).hexdigest())
    assistant = assistant_over(source)
    ledger = Ledger(assistant.library, assistant.text.views, assistant.text.words, "x")
    rows = [c for c in assistant.library.leaves() if c.kind is ClauseKind.ROW]
    for row, said, stands in (
        (rows[0], "2024年6月底前，新建管线7公里", True),
        (rows[1], "修复泵站3座", True),
        (rows[2], "投资3.5亿元建设水厂", True),
        (rows[2], "投资5亿元建设水厂", False),
    ):
        token = ledger.add((Evidence(clause_id=row.clause_id, doc_id=row.doc_id, source=row.source, span=row.own[0]),))
        assert bool(check_text(f"{said}[{token}]。", ledger).sentences) is stands, said

"""Everyday questions on the sample gazettes, as of their day (``asked_sample.txt``), and properties of its rules.

A line is ``day|question|words|words…``; ``>>`` separates earlier questions.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.records import AnswerStatus
from assistant.rules.cases import Case, run_case
from assistant.rules.engine import RuleBook
from assistant.rules.pack import load_packs
from index.parsing import parse_source
from index.reading import read_source
from index.store import make_library

SAMPLES = sorted((Path(__file__).parents[2] / "index/sample").glob("qinghe-*.txt"))
LINES = [
    x.split("|") for x in (Path(__file__).parent / "asked_sample.txt").read_text(encoding="utf-8").splitlines() if x
]
PACKS = {p.rule: p for p in load_packs() if p.area == "qinghe"}
SUMS = st.decimals(min_value=0, max_value=10**7, places=2)


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return RuleBook.load(make_library([parse_source(s) for s in map(read_source, SAMPLES)]))


def plain(text: str) -> str:
    squeezed = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    return re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", squeezed)


def value(rule: str, **facts: object) -> Decimal:
    work, needs = run_case(PACKS[rule], Case(name="", facts=facts))
    assert not needs
    return Decimal(work.results[0].value)


@pytest.mark.parametrize("line", LINES, ids=[f"{x[1]}@{x[0]}" for x in LINES])
def test_asked(book: RuleBook, line: list[str]) -> None:
    *history, question = line[1].split(">>")
    found = book.ask(question, tuple(history), date.fromisoformat(line[0]))
    assert found is not None
    text = plain(found.status.value + "".join(s.text for s in found.sentences))
    assert len(text) <= 600
    for words in line[2:]:
        assert plain(words) in text, text
    assert len({(e.source, e.span) for s in found.sentences for e in s.evidence}) <= 6


@pytest.mark.parametrize(
    "question",
    [
        "民宿评上五星奖多少钱？", "民宿设计竞赛二等奖奖金多少", "民宿最多能开几间房、多大面积还能申请扶持？", "民宿贷款贴息按几个点算？",
        "2023年民宿设计竞赛一等奖给了哪家？", "2022年的高龄补贴每月是多少？", "老太太84岁，想领高龄的钱，材料先交到哪？",
        "养老护理员一个月工资多少？", "婴幼儿托位补贴一年多少？", "老年餐桌的饭菜得比外头便宜多少？", "孵化基地房租补贴比例是多少",
        "第一次创业，一般人和毕业5年内的大学生奖励各多少？", "国际大牌来青禾开首店，落地奖励具体多少万？",
        "小区公共桩一度电的服务费封顶多少？电动自行车的呢？", "想在自家车位上装桩，物业最晚几天得给证明？能收押金吗？",
        "路侧停车欠费不交，滞纳金一天多少？", "饭店门口自己放锥桶占车位行吗？", "晚上把车停机关大院里收钱不？早上几点前得开走？",
        "举报有人囤烟花，能得多少赏金？", "在禁放区放炮要罚多少钱？", "烟花的禁放区、限放区各是哪些地方？",
        "外地车周六去老城一年能约几次、一次管几天？", "外地车没办老城通行证闯进去，罚多少、扣几分？", "老城通行证办一次多少天能审批下来？",
        "送菜的货车白天几点能进限行区？凭什么证？", "2025年夏天文澜街道PM2.5目标是多少？", "各镇街的PM10目标是多少？",
        "二次供水改造的钱会不会摊到住户头上？", "占道结束后多久内要申请验收？多交的钱几天退？", "充电桩那个办法管到什么时候？",
        "社区菜店一家至少得多大、要卖多少种菜？", "柳塘夜市摆到几点收？一共多少个摊儿？", "停车费标准2024年6月1号什么时候变",
        "民宿从五星掉到四星要退多少钱", "85岁老人住养老院了还能领补贴吗", "家里两个老人都重度失能，买护理床共花了1万，补多少",
        "90岁轻度失能老人在老年餐桌每天两餐，一个月高龄失能和餐补一共多少", "我创业5年了，毕业8年，能领首次创业奖励吗",
        "双溪镇初一到十五都能放炮吗", "外地车在老城停了4天会怎样", "PM2.5超过30的镇街有哪些",
    ],
)  # fmt: skip
def test_questions_for_the_text_are_not_computed(book: RuleBook, question: str) -> None:
    assert book.ask(question, (), date(2024, 6, 1)) is None


@pytest.mark.parametrize("rule", [p.rule for p in PACKS.values() if p.params.ends])
def test_the_last_day_counts_and_the_next_does_not(book: RuleBook, rule: str) -> None:
    ends = PACKS[rule].params.ends
    assert ends is not None
    after = date.fromordinal(ends.date.toordinal() + 1)
    assert book.calculate(rule, as_of=after, **_facts(rule)).status is AnswerStatus.NOT_IN_FORCE
    assert book.calculate(rule, as_of=ends.date, **_facts(rule)).status is not AnswerStatus.NOT_IN_FORCE


def _facts(rule: str) -> dict[str, object]:
    """The first choice of the step where a pack is nothing but steps."""
    item = PACKS[rule].slots.slots.get("item")
    return {"item": item.choices[0].value} if item and rule.endswith("_days") else {}


@given(st.integers(1, 5000), st.sampled_from(["文澜街道", "柳塘街道", "各镇"]), st.integers(0, 1439))
def test_parking_longer_never_costs_less_and_keeps_its_cap(minutes: int, place: str, start: int) -> None:
    fee = value("parking_fee", place=place, minutes=minutes, start=start)
    cap = {"文澜街道": 60, "柳塘街道": 36, "各镇": 18}[place]
    assert 0 <= fee <= cap * -(-minutes // 1440)
    assert fee <= value("parking_fee", place=place, minutes=minutes + 15, start=start)


@given(st.integers(80, 120), st.sampled_from(["轻度", "中度", "重度"]))
def test_both_allowances_never_exceed_their_cap(age: int, degree: str) -> None:
    both = value("elderly_allowance", age=age, disability=degree)
    assert (
        max(value("elderly_allowance", age=age), value("elderly_allowance", age=61, disability=degree)) <= both <= 1000
    )


@given(SUMS, SUMS)
def test_shares_are_monotone_and_capped(a: Decimal, b: Decimal) -> None:
    low, high = sorted((a, b))
    for rule, key, cap in (
        ("care_bed", "cost", 5000),
        ("homestay_rent", "rent", 60000),
        ("startup_rent", "rent", 30000),
        ("fair_subsidy", "fees", 10000),
    ):
        given_ = {"disability": "重度"} if rule == "care_bed" else {}
        one, two = (value(rule, **given_, **{key: f"{x}元"}) for x in (low, high))
        assert 0 <= one <= two <= cap


@given(SUMS, st.integers(0, 100))
def test_a_refund_is_never_more_than_was_received(subsidy: Decimal, months: int) -> None:
    assert 0 <= value("charger_refund", subsidy=f"{subsidy}元", months=months) <= subsidy

"""The rule book on the sample gazette: checks, questions, follow-ups, refusals, the figure that was changed."""

from __future__ import annotations

import hashlib
import random
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from assistant.records import AnswerStatus
from assistant.rules.engine import RuleBook
from assistant.rules.errors import Lapsed
from assistant.rules.pack import load_packs
from assistant.rules.params import resolve
from assistant.rules.period import lapsed
from assistant.rules.work import Work
from index.errors import NotFoundError, UsageError
from index.library import Library
from index.parsing import parse_source
from index.reading import read_source
from index.records import SourceText
from index.store import make_library

SAMPLE = Path(__file__).parents[2] / "index/sample/qinghe-2023-02.txt"
AMENDING = SAMPLE.with_name("qinghe-2024-01.txt")
REAL = Path(__file__).parents[3] / "shared/gazettes/mentougou-2021-01.txt"
DAY = date(2023, 12, 1)


def library(*sources: SourceText) -> Library:
    return make_library([parse_source(s) for s in sources])


def changed(path: Path, old: str, new: str, *others: Path) -> Library:
    text = read_source(path).text
    assert len(re.findall(old, text)) == 1
    text = re.sub(old, new, text)
    return library(
        SourceText(name=path.name, text=text, sha256=hashlib.sha256(text.encode()).hexdigest()),
        *map(read_source, others),
    )


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return RuleBook.load(library(read_source(SAMPLE), read_source(AMENDING)))


def test_all_packs_of_the_sample_are_on(book: RuleBook) -> None:
    states = {s.rule: s for s in book.check() if s.area == "qinghe"}
    assert len(states) >= 3
    assert all(s.on for s in states.values()), [s.reasons for s in states.values()]


def test_packs_without_documents_are_inactive(book: RuleBook) -> None:
    others = [s for s in book.check() if s.area == "mentougou"]
    assert others
    assert not any(s.active or s.on for s in others)


def test_a_changed_figure_turns_exactly_that_rule_off() -> None:
    held = RuleBook.load(changed(SAMPLE, "每年每亩增加补贴60元", "每年每亩增加补贴65元", AMENDING))
    off = [s for s in held.check() if s.active and not s.on]
    assert [s.rule for s in off] == ["fallow_subsidy"]
    assert "60" in off[0].reasons[0]
    assert held.ask("连成片复耕正好30亩，一年能拿多少补贴？", (), DAY) is None


@pytest.mark.parametrize(
    ("question", "result"),
    [
        ("在文澜街道施工占道100平方米、30天，占道费多少？", "4500"),
        ("松岭镇埋自来水管占了200平方米路面、15天，占道费多少？", "750"),
        ("連成片復耕正好三十畝，一年能拿多少補貼？", "23400"),
        ("2023年10月31日签的水源地流转合同，10亩，到2025年底一共拿多少？", "33750"),
        ("合作社帮人代耕了八百亩复耕地，能补多少？", "60000"),
        ("晚上十点半，2.9吨的货车走文澜路行吗？", "不禁止"),
    ],
)
def test_questions_in_everyday_words(book: RuleBook, question: str, result: str) -> None:
    found = book.ask(question, (), DAY)
    assert found is not None
    assert found.status is AnswerStatus.CALCULATED
    assert found.calculations[0].result == result
    assert len("".join(s.text for s in found.sentences)) <= 600
    spans = {(e.clause_id, e.span) for s in found.sentences for e in s.evidence}
    assert 1 <= len(spans) <= 6
    assert all(e.span.end - e.span.start <= 900 for s in found.sentences for e in s.evidence)


@pytest.mark.parametrize(
    "question", ["占道费的标准是多少？", "谁负责收占道费？", "占道费交到哪儿？", "今天天气怎么样？"]
)
def test_other_questions_go_to_the_text(book: RuleBook, question: str) -> None:
    assert book.ask(question, (), DAY) is None


def test_missing_facts_are_asked_for_and_the_answer_completes(book: RuleBook) -> None:
    asked = book.ask("施工占道100平方米、30天，占道费多少？", (), DAY)
    assert asked is not None
    assert asked.status is AnswerStatus.NEEDS_FACTS
    assert asked.missing[0].name == "zone"
    assert [c.value for c in asked.missing[0].choices][0] == "文澜街道"
    done = book.ask("双溪镇的", ("施工占道100平方米、30天，占道费多少？",), DAY)
    assert done is not None
    assert done.calculations[0].result == "1500"


def test_a_day_before_the_rule_is_not_in_force(book: RuleBook) -> None:
    found = book.calculate("road_fee", as_of=date(2023, 7, 31), zone="文澜街道", kind="施工", area="1", days=1)
    assert found.status is AnswerStatus.NOT_IN_FORCE
    assert (
        book.calculate("road_fee", as_of=date(2023, 8, 1), zone="文澜街道", kind="施工", area="1", days=1).status
        is AnswerStatus.CALCULATED
    )


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"area": "很大"}, ["面积", "5000平方米"]), ({"area": "-3"}, ["面积", "不能为负"]), ({"area": "10^18"}, ["面积", "最大"]),
        ({"zone": "海淀"}, ["地段", "文澜街道"]), ({"days": "半"}, ["天数", "整数"]), ({"colour": "红"}, ["没有输入项", "zone"]),
        ({"received": "2030年"}, ["2020-07-31"]),
    ],
)  # fmt: skip
def test_bad_facts_name_the_field(book: RuleBook, facts: dict[str, str], words: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        book.calculate("road_fee", **facts)
    for word in words:
        assert word in str(caught.value)


def test_unknown_rule(book: RuleBook) -> None:
    with pytest.raises(NotFoundError, match="road_fee"):
        book.calculate("nothing")


def test_every_rule_describes_its_fields(book: RuleBook) -> None:
    assert all(r.title and r.summary and r.fields for r in book.rules)
    road_fee = next(r for r in book.rules if r.rule == "road_fee")
    assert "zone" in road_fee.facts.model_json_schema()["properties"]


@pytest.mark.real
def test_all_packs_of_the_real_gazette_are_on() -> None:
    if not REAL.exists():
        pytest.skip("no ../shared/gazettes")
    states = [s for s in RuleBook.load(library(read_source(REAL))).check() if s.area == "mentougou"]
    assert all(s.on for s in states), [(s.rule, s.reasons) for s in states if not s.on]


@pytest.mark.real
@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("住宅按每建筑平方米 120 元", "住宅按每建筑平方米 130 元", "infrastructure_fee"),
        ("土地流转费按照每年每亩1000元", "土地流转费按照每年每亩1100元", "forest_subsidy"),
        ("四星级的精品民宿，给予一次性奖励8万元", "四星级的精品民宿，给予一次性奖励9万元", "homestay_award"),
        ("每年最多办理进京通行证12次", "每年最多办理进京通行证10次", "visitor_permit"),
        ("大台街道低于67微克", "大台街道低于66微克", "air_target"),
    ],
)
def test_a_changed_figure_of_the_real_gazette(old: str, new: str, rule: str) -> None:
    if not REAL.exists():
        pytest.skip("no ../shared/gazettes")
    off = [s.rule for s in RuleBook.load(changed(REAL, old, new)).check() if s.active and not s.on]
    assert off == [rule]


@pytest.mark.real
@pytest.mark.parametrize("name", [p.rule for p in load_packs() if p.area == "mentougou" and p.figures])
def test_one_figure_of_each_real_rule_changed_turns_off_the_rules_that_cite_it(name: str) -> None:
    if not REAL.exists():
        pytest.skip("no ../shared/gazettes")
    source = read_source(REAL)
    held = library(source)
    packs = [p for p in load_packs() if p.area == "mentougou"]
    found = {p.rule: resolve(p.params, held)[0] for p in packs}
    pack = next(p for p in packs if p.rule == name)
    key, row = next(
        (k, r)
        for k in pack.params.parameters
        for r in pack.params.current(date.max)[k]
        if r.value and r.value.isdigit()
    )
    span = found[name][key, row.evidence].phrase
    phrase = source.text[span.start : span.end]
    assert row.value
    digits = re.search(r"\s?".join(row.value), phrase)
    if digits is None:
        pytest.skip("the figure stands in words")
    other = str(int(row.value) + 1)
    text = (
        source.text[: span.start] + phrase[: digits.start()] + other + phrase[digits.end() :] + source.text[span.end :]
    )
    copy = SourceText(name=source.name, text=text, sha256=hashlib.sha256(text.encode()).hexdigest())
    at = span.start + digits.start()
    citing = {r for r, places in found.items() if any(p.phrase.start <= at < p.phrase.end for p in places.values())}
    off = {s.rule for s in RuleBook(tuple(packs), library(copy)).check() if s.active and not s.on}
    assert name in off
    assert off == citing


@pytest.mark.real
def test_no_question_breaks_the_reading() -> None:
    """Pieces of questions put together at random: an answer or none, never a failure."""
    if not REAL.exists():
        pytest.skip("no ../shared/gazettes")
    held = RuleBook.load(library(read_source(REAL)))
    lines = (Path(__file__).parent / "asked.txt").read_text(encoding="utf-8").splitlines()
    pieces = [p for line in lines for p in re.split("[，。？、|>]+", line.split("|")[0]) if p]
    odd = [
        "2021年2月30日签",
        "十几亩",
        "-5亩",
        "10^18平米",
        "七八万",
        "第0年",
        "100年",
        "2099年12月31日",
        "一亿二",
        "0平",
        "99999999999吨",
        "每户3亩40户",
        "25点",
        "月底",
        "零",
    ]
    draw = random.Random(20201229)
    for _ in range(1500):
        text = "，".join(draw.choices(pieces, k=draw.randint(1, 3)) + draw.choices(odd, k=draw.randint(0, 2)))
        earlier = tuple(draw.choices(pieces, k=draw.randint(0, 2)))
        held.ask(text + "？", earlier, date(2026, 11, 23))


def test_values_of_a_document_that_is_not_in_the_index_are_left_out() -> None:
    held = RuleBook.load(library(read_source(SAMPLE)))
    states = [s for s in held.check() if s.active]
    assert all(s.on for s in states), [s.reasons for s in states if not s.on]
    amended = next(s for s in states if s.rule == "care_bed")
    assert any("不在索引中" in w for w in amended.warnings)


def test_a_rule_past_its_stated_end_is_not_in_force(book: RuleBook) -> None:
    found = book.calculate("fair_subsidy", as_of=date(2026, 5, 1), fees="5000")
    assert found.status is AnswerStatus.NOT_IN_FORCE


def test_a_figure_that_has_ended_is_never_zero(book: RuleBook) -> None:
    pack = next(p for p in book.packs if p.rule == "tech_award")
    key = next(iter(pack.params.parameters))
    parameter = pack.params.parameters[key]
    day, last = max(parameter.values.items())
    later = parameter.model_copy(
        update={
            "values": {
                **parameter.values,
                date(2024, 1, 1): last.model_copy(
                    update={"value": None, "rows": tuple(r.model_copy(update={"value": None}) for r in last.rows)}
                ),
            }
        }
    )
    gone = replace(pack, params=pack.params.model_copy(update={"parameters": {**pack.params.parameters, key: later}}))
    assert day < date(2024, 1, 1)
    work = Work(gone.params, date(2024, 6, 1))
    with pytest.raises(Lapsed):
        work.number(key, next(iter(last.rows[0].keys)) if last.rows else "")
    lapsed(work, key)
    assert work.status is AnswerStatus.NOT_IN_FORCE


def test_a_question_for_a_missing_fact_names_no_figure() -> None:
    """The gate drops what names a figure that stands in nothing quoted beside it, so the question itself would be lost."""
    packs = load_packs(lambda _: True)
    assert packs
    said = {(p.name, name): slot.question for p in packs for name, slot in p.slots.slots.items() if slot.question}
    assert {key for key, question in said.items() if re.search(r"\d", question)} == set()

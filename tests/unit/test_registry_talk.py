"""Follow-ups, lists the text counts out, names of roles and notices side by side, over the sample."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.drafts import Draft
from assistant.questions import normalise
from assistant.records import AnswerStatus
from assistant.registry_answers import RegistryAnswers
from index.library import Library
from index.registry import Registry
from index.registry.topics import TopicIndex

SAMPLE = Path(__file__).parents[2] / "index" / "sample"


@pytest.fixture(scope="module")
def answers(sample_library: Library) -> RegistryAnswers:
    found = RegistryAnswers(sample_library, Registry.of(sample_library))
    # a stand-in for the search of the text: every clause fits as well as any other
    found.finder.search = lambda text: {c.clause_id: 1.0 for c in sample_library.clauses}
    return found


def ask(answers: RegistryAnswers, text: str, *history: str) -> Draft:
    draft = answers.ask(normalise(text), tuple(normalise(h) for h in history), date(2023, 9, 15))
    assert draft is not None, text
    return draft


def text_of(draft: Draft) -> str:
    return "\n".join(s.text for s in draft.sentences) + (draft.reason or "")


@pytest.mark.parametrize(
    ("history", "question", "words"),
    [
        (("居民二次供水设施改造谁牵头？",), "饭店隔油池呢", ("整治餐饮油污直排", "区城管执法局")),
        (("区政府废止了哪些文件？",), "里头管养犬的那件，文号是多少", ("共1件", "青政发〔2003〕8号")),
        (("区政府废止了哪些文件？",), "那2014年的呢", ("共1件", "青政发〔2014〕19号")),
        (("区政府废止了哪些文件？",), "是从哪天起废止的", ("青政办发〔2023〕12号", "2023年4月20日")),
        (("许澄分管哪些部门？",), "沈国安呢", ("沈国安", "审计")),
        (("养老领导小组组长是谁？",), "副的呢？", ("宋文岚", "邱立群")),
        (("区长是谁？",), "那副的都有谁？", ("许澄", "高岩")),
    ],
)
def test_follow_ups(answers: RegistryAnswers, history: tuple[str, ...], question: str, words: tuple[str, ...]) -> None:
    said = text_of(ask(answers, question, *history))
    assert all(w in said for w in words), said


def test_a_list_of_repeals_says_when_nothing_fits(answers: RegistryAnswers) -> None:
    draft = ask(answers, "有没有关于供暖的？", "区政府废止了哪些文件？")
    assert draft.status is AnswerStatus.NOT_FOUND
    assert "供暖" in (draft.reason or "")


def test_a_deadline_narrows_the_list_before(answers: RegistryAnswers) -> None:
    whole = ask(answers, "水务局牵头的任务有哪些？")
    some = ask(answers, "其中2024年底前完成的呢？", "水务局牵头的任务有哪些？")
    assert 0 < len(some.rows) < len(whole.rows)
    assert {r["clause_id"] for r in some.rows} < {r["clause_id"] for r in whole.rows}


@pytest.mark.parametrize(
    ("question", "count", "words"),
    [
        ("撂荒地扶持政策有哪几种？", 4, ("复耕种粮补贴", "水源地流转费")),
        ("验收包括哪几项内容？", 4, ("公示是否到位", "翻压还田")),
        ("养老实施步骤分哪几个阶段？", 3, ("启动阶段", "总结阶段")),
        ("居家养老服务提升行动分几个阶段实施？", 3, ("启动阶段", "总结阶段")),
    ],
)
def test_items_under_a_heading(answers: RegistryAnswers, question: str, count: int, words: tuple[str, ...]) -> None:
    draft = ask(answers, question)
    assert draft.trace == (f"list items {count}",)
    assert all(w in text_of(draft) for w in words)


def test_attachments_are_told_in_one_quote(answers: RegistryAnswers) -> None:
    draft = ask(answers, "撂荒地那份通知有几个附件，都是啥？")
    assert "生态休耕管护承诺书" in text_of(draft)
    assert len(draft.sentences) == 1


def test_notices_side_by_side_by_day(answers: RegistryAnswers) -> None:
    said = text_of(ask(answers, "养老服务方案和民宿办法哪个先印发？"))
    assert "2023年5月25日" in said
    assert "2023年4月12日" in said


def test_courts_are_known_without_their_full_name(answers: RegistryAnswers) -> None:
    assert "顾长河联系区人民法院" in text_of(ask(answers, "法院由哪位区领导联系？"))


def test_two_things_each_with_its_owner(answers: RegistryAnswers) -> None:
    said = text_of(ask(answers, "二次供水设施改造和整治餐饮油污直排分别归谁牵头？"))
    assert "区住房城乡建设委" in said
    assert "区城管执法局" in said


def test_words_that_only_ask_weigh_nothing(answers: RegistryAnswers) -> None:
    topics = TopicIndex(
        answers.library, answers.registry.tasks, lambda run: ["和田", "货郎"] if "和田" in run else [run]
    )
    assert not topics.pieces("派给谁，啥时候，最晚几号")
    assert [p.forms[0][0] for p in topics.pieces("和田货郎")] == ["和田", "货郎"]

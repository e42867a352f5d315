"""What registry questions ask for and name: roles, bodies, days, numbers, follow-ups."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.registry_followups import revised
from assistant.registry_reading import Asking, read_asking
from assistant.registry_words import asks_bodies, asks_role, asks_tasks, spelled
from index.registry.departments import Departments
from index.registry.lifecycle import numbers_in
from index.registry.records import Role

PLACE = Departments(places=("青禾区", "青禾"))


def read(text: str) -> Asking:
    return read_asking(text, PLACE, ("顾长河", "白露"), (), 2023, ("青政发", "青政办发"))


@pytest.mark.parametrize(
    "text",
    [
        "谁盯着渣土车？",
        "隔油池改造归口哪个部门",
        "这活派给了哪几个局？",
        "老年餐桌落到哪两家头上",
        "配合单位都有谁",
        "责任单位里有区水务局吗？",
        "占道费由哪家核定",
        "哪位副区长管这事",
    ],
)
def test_bodies_are_asked_for(text: str) -> None:
    assert asks_bodies(text)
    assert not asks_tasks(text)


@pytest.mark.parametrize(
    "text",
    [
        "区水务局牵头哪些任务？",
        "水务局牵头干的都有啥",
        "区教委参与了几项？",
        "顾长河名下有哪几条，列一下",
        "区商务局有什么任务",
        "便民生活圈里区科信局管啥",
        "9月底前到期的有哪些",
        "卫健委在哪几条的责任单位里？",
    ],
)
def test_tasks_are_asked_for(text: str) -> None:
    assert asks_tasks(text)


@pytest.mark.parametrize("text", ["几月底前完成？", "文号是啥", "第几条写的", "多久办完", "办理要什么材料"])
def test_neither_is_asked_for(text: str) -> None:
    assert not asks_tasks(text)
    assert not asks_bodies(text)


@pytest.mark.parametrize(
    "text",
    [
        "区财政局是牵头还是配合？",
        "区水务局在里头算什么角色",
        "公路分局担什么责任",
        "抽检是区市场监督管理局负责的吗？",
        "是不是区水务局主责",
    ],
)
def test_the_role_of_a_body_is_asked_for(text: str) -> None:
    assert asks_role(text)


def test_each_body_has_the_role_said_of_it() -> None:
    asking = read("区水务局牵头、区财政局配合的任务有哪些")
    assert [(m.canonical, m.roles) for m in asking.mentions] == [
        ("区水务局", (Role.LEAD,)),
        ("区财政局", (Role.SUPPORT,)),
    ]
    assert asking.together


def test_bodies_joined_share_the_role_that_follows() -> None:
    asking = read("区水务局和区财政局一起牵头的是什么任务？")
    assert [m.roles for m in asking.mentions] == [(Role.LEAD,), (Role.LEAD,)]
    assert asking.together


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("2023年9月底前要办完的任务", date(2023, 9, 30), date(2023, 10, 1)),
        ("9月底前弄好的有哪些", date(2023, 9, 30), date(2023, 10, 1)),
        ("2023年10月以后到期的任务", date(2023, 11, 1), date(2023, 10, 31)),
        ("时限是2024年的任务", date(2024, 6, 30), date(2023, 12, 31)),
        ("2023年9月到11月到期的", date(2023, 10, 31), date(2023, 12, 31)),
    ],
)
def test_days_filter(text: str, inside: date, outside: date) -> None:
    asked = read(text).deadline
    assert asked is not None

    def passes(day: date) -> bool:
        if asked.same is not None:
            return day == asked.same
        if asked.year is not None:
            return day.year == asked.year
        return (asked.after is None or day >= asked.after) and (asked.before is None or day <= asked.before)

    assert passes(inside)
    assert not passes(outside)


@pytest.mark.parametrize(
    ("typed", "meant"), [("迁头", "牵头"), ("佩合单位", "配合单位"), ("注责", "主责"), ("费止", "废止")]
)
def test_slips_of_the_keyboard(typed: str, meant: str) -> None:
    assert spelled(typed) == meant


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("青政发〔2023〕8号和9号都讲什么", ("青政发〔2023〕8号", "青政发〔2023〕9号")),
        ("青政办发2023年6号、8号", ("青政办发〔2023〕6号", "青政办发〔2023〕8号")),
        ("青政发〔2023〕8号第三条", ("青政发〔2023〕8号",)),
    ],
)
def test_numbers_that_lean_on_the_one_before(text: str, numbers: tuple[str, ...]) -> None:
    assert numbers_in(text, ("青政发", "青政办发")) == numbers


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("那公安呢？", "那区公安分局呢？"),
        ("财政是牵头还是配合", "区财政局是牵头还是配合"),
        ("财政资金怎么用", ""),
        ("公安机关怎么罚", ""),
    ],
)
def test_names_as_spoken(text: str, full: str) -> None:
    assert PLACE.spoken(text) == full


@pytest.mark.parametrize(
    ("earlier", "text", "whole"),
    [
        ("区水务局牵头哪些任务？", "区财政局呢？", "区财政局牵头哪些任务？"),
        ("区水务局牵头哪些任务？", "配合的有哪些？", "区水务局配合哪些任务？"),
        ("顾长河牵头的任务有哪些？", "那白露呢", "白露牵头的任务有哪些？"),
        ("隔油池改造谁牵头？", "那主责呢？", "隔油池改造谁主责？"),
        ("隔油池改造谁牵头？", "什么时候完成？", None),
    ],
)
def test_follow_ups_exchange_what_they_name(earlier: str, text: str, whole: str | None) -> None:
    assert revised(text, read(text), earlier, read(earlier)) == whole

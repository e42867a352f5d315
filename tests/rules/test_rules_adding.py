"""The example of ``docs/adding-a-rule.md``, tried as a new contributor would: files, check, cases, question."""

from __future__ import annotations

import hashlib
import re
from datetime import date
from pathlib import Path

import pytest

from assistant.records import AnswerStatus
from assistant.rules.cases import load_cases, run_case
from assistant.rules.engine import RuleBook
from assistant.rules.errors import RulePackError
from assistant.rules.pack import Pack, load_pack
from index.library import Library
from index.parsing import parse_source
from index.records import SourceText
from index.store import make_library

PAGE = Path(__file__).parents[2] / "docs/adding-a-rule.md"
NAMES = ("params.yaml", "formula.py", "slots.yaml", "cases.yaml")
GAZETTE = """青禾区人民政府公报
2024年第2期

青禾区人民政府
关于印发青禾区养犬登记费管理办法的通知

青政发〔2024〕9号

各镇政府、各街道办事处：

现将《青禾区养犬登记费管理办法》印发给你们，请遵照执行。

青禾区人民政府
2024年4月10日

青禾区养犬登记费管理办法

第一条 为规范养犬登记费的收取，制定本办法。

第二条 在本区养犬的，应当缴纳登记费。

第三条 登记费按每只每年120元收取。

第四条 导盲犬免收登记费。

第十条 本办法自2024年5月1日起施行。
"""


def blocks() -> list[str]:
    return re.findall(r"```(?:yaml|python)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = tmp_path_factory.mktemp("packs") / "qinghe/dog_fee"
    made.mkdir(parents=True)
    for name, text in zip(NAMES, blocks(), strict=True):
        (made / name).write_text(text, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def pack(folder: Path) -> Pack:
    return load_pack(folder)


def library(text: str) -> Library:
    source = SourceText(name="dogs.txt", text=text, sha256=hashlib.sha256(text.encode()).hexdigest())
    parsed = parse_source(source)
    return make_library([parsed])


def test_the_cases_of_the_page_hold(pack: Pack) -> None:
    for case in load_cases(pack):
        if case.refused:
            with pytest.raises(ValueError, match=case.refused):
                run_case(pack, case)
            continue
        work, needs = run_case(pack, case)
        assert needs == case.needs
        assert tuple(f"{r.value} {r.unit}" for r in work.results) == case.results


def test_the_rule_is_found_in_its_clauses_and_answers(pack: Pack) -> None:
    book = RuleBook((pack,), library(GAZETTE))
    state = book.check()[0]
    assert state.on, state.reasons
    found = book.ask("养两只狗一年要交多少登记费？", (), date(2026, 1, 1))
    assert found is not None
    assert found.status is AnswerStatus.CALCULATED
    assert found.calculations[0].result == "240"
    assert book.calculate("dog_fee", dogs=2).calculations[0].result == "240"
    asked = book.ask("养狗要交多少登记费？", (), date(2026, 1, 1))
    assert asked is None or asked.status is AnswerStatus.NEEDS_FACTS


def test_another_figure_in_the_text_turns_the_rule_off(pack: Pack) -> None:
    state = RuleBook((pack,), library(GAZETTE.replace("120元", "150元"))).check()[0]
    assert state.active
    assert not state.on
    assert "120" in state.reasons[0]


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("params.yaml", "title: 养犬登记费", "titel: 养犬登记费", ["params.yaml", "titel", "允许的键"]),
        (
            "params.yaml",
            "evidence: 导盲犬免收",
            "evidence: 导盲犬免收导盲犬免收导盲犬免收导盲犬免收导",
            ["params.yaml", "evidence"],
        ),
        ("slots.yaml", "  dogs:", "  cats:", ["slots.yaml", "cats", "不是公式的输入"]),
        ("formula.py", "formula_2024_05_01", "compute", ["formula.py", "formula_年_月_日"]),
        ("cases.yaml", "facts: {dogs: 2}", "fact: {dogs: 2}", ["cases.yaml", "允许的键"]),
    ],
)
def test_a_bad_file_is_named(folder: Path, tmp_path: Path, name: str, old: str, new: str, words: list[str]) -> None:
    made = tmp_path / "qinghe/bad_fee"
    made.mkdir(parents=True)
    for file in NAMES:
        text = (folder / file).read_text(encoding="utf-8")
        assert file != name or old in text
        (made / file).write_text(text.replace(old, new) if file == name else text, encoding="utf-8")
    with pytest.raises(RulePackError) as caught:
        load_cases(load_pack(made))
    for word in words:
        assert word in f"{caught.value} {caught.value.hint}"

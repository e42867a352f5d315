"""Names, deadlines, tasks, people and events of the sample gazette."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from index.library import Library
from index.parsing import parse_source
from index.reading import read_bytes
from index.registry import Registry
from index.registry.deadlines import deadline_date, read_deadline
from index.registry.departments import Departments, split_names
from index.registry.lifecycle import numbers_in, status_at
from index.registry.people import current_people
from index.registry.procedures import find_procedures
from index.registry.records import Role, Task
from index.store import make_library

SAMPLE = Path(__file__).parents[2] / "index" / "sample"


@pytest.fixture(scope="module")
def registry(sample_library: Library) -> Registry:
    return Registry.of(sample_library)


def of(registry: Registry, number: str, source: str | None = None) -> list[Task]:
    ids = {d.doc_id for d in registry.library.find_documents(number)}
    return [t for t in registry.tasks if t.doc_id in ids and source in (None, t.source)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("区商务局、各镇街", ["区商务局", "各镇街"], id="顿号"),
        pytest.param("区 规自分局", ["区规自分局"], id="词内空格"),
        pytest.param("区生态环境局 各镇街", ["区生态环境局", "各镇街"], id="空格分开两家"),
        pytest.param("区发展改革 委、区科信 局", ["区发展改革委", "区科信局"], id="断词"),
        pytest.param("区公路分局及各相关镇政府及街道办事处", ["区公路分局", "各相关镇政府及街道办事处"], id="及"),
        pytest.param(
            "区科信局等行业主管部门、各镇街及其他相关部门", ["区科信局", "各镇街", "其他相关部门"], id="等部门"
        ),
        pytest.param("各镇街（含石坝管 委）", ["各镇街（含石坝管委）"], id="括号随名"),
        pytest.param("区发改、科信、水务等部门", ["区发改", "科信", "水务"], id="简称连写"),
        pytest.param("韩知远 许澄", ["韩知远", "许澄"], id="两个人名"),
        pytest.param("—", [], id="无"),
        pytest.param("区人力资源和社会保障局", ["区人力资源和社会保障局"], id="名字里有和"),
    ],
)
def test_split_names(text: str, names: list[str]) -> None:
    found = split_names(text)
    assert [n.text for n in found] == names
    assert all(re.sub(r"\s", "", text[n.start : n.end]).startswith(n.text[:2]) for n in found)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("区发展改革委", "区发改委", True),
        ("区发展改革委", "区发展和改革委员会", True),
        ("区卫生健康委", "卫健委", True),
        ("区住房城乡建设委", "区住建委", True),
        ("市规划自然资源委青禾分局", "区规自分局", True),
        ("青禾区文化和旅游局", "区文旅局", True),
        ("区公安分局交通支队", "区公安交通支队", True),
        ("区公安交通支队", "区公安分局", False),
        ("区城管委", "区城管执法局", False),
        ("区水务局", "市水务局", False),
        ("区水务局", "水务局", True),
        ("区市场监管局", "市场监管局", True),
        ("区市场监管局", "市场监督管理局", True),
    ],
)
def test_same_body(one: str, other: str, same: bool) -> None:
    departments = Departments(places=("云州市青禾区", "青禾区", "青禾"))
    assert (departments.canonical(one) == departments.canonical(other)) is same


@pytest.mark.parametrize(
    ("text", "day", "kind"),
    [
        ("2024年10月底前", date(2024, 10, 31), "date"),
        ("2024年底前；长期坚持", date(2024, 12, 31), "date"),
        ("2023年11月10日前", date(2023, 11, 10), "date"),
        ("2023年6-10月", date(2023, 10, 31), "date"),
        ("长期坚持", None, "long_term"),
        ("每月25日前", None, "periodic"),
        ("立行立改；长期坚持", None, "immediate"),
        ("按时间节点完成", None, "scheduled"),
        ("秋冬季期间", None, "period"),
    ],
)
def test_deadline(text: str, day: date | None, kind: str) -> None:
    assert read_deadline(text)[:2] == (day, kind)


def test_deadline_takes_the_year_of_the_document() -> None:
    assert deadline_date("9月底前", 2023) == date(2023, 9, 30)
    assert deadline_date("9月底前") is None


def test_every_party_and_deadline_slices_back(registry: Registry) -> None:
    library = registry.library
    for task in registry.tasks:
        source = library.sources[task.text_source].text
        for party in (*(p for _, p in task.bodies()), *task.leader):
            raw = re.sub(r"\s", "", party.span.of(source))
            assert raw == party.name, (task.task_id, party)
            assert library.clause(party.clause_id).span.contains(party.span)
        if task.deadline is not None:
            assert re.sub(r"\s", "", task.deadline.span.of(source)).startswith(task.deadline.text[:4])
    for person in registry.people:
        for duty in person.duties:
            source = library.sources[library.clause(duty.clause_id).source].text
            assert re.sub(r"\s", "", duty.span.of(source)) == duty.name


def test_counts_of_the_sample(registry: Registry) -> None:
    assert len(of(registry, "青政办发〔2023〕6号", "body")) == 18
    assert len(of(registry, "青政办发〔2023〕6号", "table")) == 18
    assert len(of(registry, "青政办发〔2023〕8号", "body")) == 11
    assert len(of(registry, "青政办发〔2023〕15号", "table")) == 28
    assert len(of(registry, "青政办发〔2023〕17号", "duties")) == 13


def test_labelled_lines(registry: Registry) -> None:
    task = next(t for t in of(registry, "青政办发〔2023〕8号") if t.title == "建设雨水调蓄设施")
    assert [p.name for p in task.lead] == ["区规自分局"]
    assert [p.name for p in task.support] == ["区水务局", "区园林绿化局"]
    assert [p.name for p in task.main] == ["区公共工程服务中心"]
    assert task.deadline is not None
    assert task.deadline.date == date(2025, 6, 30)


def test_merged_cells_are_inherited_and_marked(registry: Registry) -> None:
    rows = of(registry, "青政办发〔2023〕15号", "table")
    second = next(t for t in rows if t.seq == "2")
    assert {"title", "deadline", "lead", "support"} <= set(second.inherited)
    assert [p.name for p in second.lead] == ["区生态环境局"]
    assert second.origins
    assert second.origins[0] == next(t.clause_id for t in rows if t.seq == "1")


def test_row_cut_by_a_page_keeps_its_last_body(registry: Registry) -> None:
    row = next(t for t in of(registry, "青政办发〔2023〕15号", "table") if t.seq == "21")
    assert [p.name for p in row.support][-1] == "区供销社"


def test_sentences_of_articles(registry: Registry) -> None:
    found = {p.canonical for t in of(registry, "青政发〔2023〕11号", "article") for _, p in t.bodies()}
    assert {"区城市管理委", "区税务局", "区财政局", "区城管执法局"} <= found


def test_people(registry: Registry) -> None:
    gu = next(p for p in registry.people if p.name == "顾长河")
    assert [d.name for d in gu.of("分管")] == ["区公安分局", "区司法局", "区信访办", "区退役军人局", "区消防救援支队"]
    tang = next(p for p in registry.people if p.name == "唐松年")
    assert [d.name for d in tang.of("协助分管")] == ["区信访办"]
    assert [d.name for d in tang.of("协助负责")] == ["信访"]


def test_a_later_division_of_work_replaces_the_earlier(registry: Registry) -> None:
    def overseer(day: date) -> str:
        people = current_people(registry.library, registry.people, day)
        return next(p.name for p in people for d in p.of("分管") if d.canonical == "区生态环境局")

    assert overseer(date(2023, 12, 31)) == "韩知远"
    assert overseer(date(2024, 6, 1)) == "梁书远"


@pytest.mark.parametrize(
    ("number", "day", "kind"),
    [
        ("青政发〔2023〕8号", date(2023, 6, 20), "not_yet"),
        ("青政发〔2023〕8号", date(2023, 10, 1), "in_force"),
        ("青政发〔2023〕8号", date(2024, 2, 8), "repealed"),
        ("青政办发〔2023〕18号", date(2024, 3, 31), "in_force"),
        ("青政办发〔2023〕18号", date(2024, 4, 1), "repealed"),
        ("青政发〔2023〕12号", date(2026, 6, 30), "in_force"),
        ("青政发〔2023〕12号", date(2026, 7, 1), "expired"),
        ("青政发〔2009〕14号", date(2023, 9, 15), "repealed"),
        ("青政发〔2009〕14号", date(2023, 7, 1), "unknown"),
        ("青政发〔2024〕3号", date(2024, 4, 30), "not_yet"),
        ("青政办发〔2023〕11号", date(2024, 6, 1), "in_force"),
    ],
)
def test_status(registry: Registry, number: str, day: date, kind: str) -> None:
    assert status_at(registry.library, registry.events, number, day).kind.value == kind


def test_status_texts(registry: Registry) -> None:
    now = status_at(registry.library, registry.events, "青政发〔2023〕7号", date(2024, 3, 1))
    assert now.text == "库内未见废止（截至2024年第1期）"
    revised = status_at(registry.library, registry.events, "青政办发〔2023〕11号", date(2024, 6, 1))
    assert revised.revised
    over = status_at(registry.library, registry.events, "青政办发〔2023〕17号", date(2026, 1, 1))
    assert over.period_over
    assert over.kind.value == "in_force"


def test_events_carry_their_words(registry: Registry) -> None:
    for event in registry.events:
        document = registry.library.document(event.by_doc_id)
        assert registry.library.text(document.source, event.span).strip()


def test_numbers_after_a_conjunction() -> None:
    text = "青政发〔2023〕11号和青政办发〔2023〕11号是一个文件吗"
    assert numbers_in(text, ("青政发", "青政办发")) == ("青政发〔2023〕11号", "青政办发〔2023〕11号")


def test_procedure_names_what_is_missing(registry: Registry) -> None:
    library = registry.library
    lost = find_procedures(library, library.find_documents("青政办发〔2023〕11号")[0], registry.departments)
    assert "流程图" in lost[0].missing
    steps = find_procedures(library, library.find_documents("青政办发〔2023〕18号")[0], registry.departments)[0].steps
    assert [s.title for s in steps] == ["申请", "初审", "审核", "审批"]
    assert [v.value for v in steps[3].who] == ["区民政局"]
    assert any("7个工作日" in v.value for v in steps[3].deadlines)


def test_roles_have_labels() -> None:
    assert all(role.label for role in Role)


@pytest.mark.parametrize("mark", ["；", "，", "。"])
def test_roles_in_one_bracket(mark: str) -> None:
    text = f"云河省数字经济行动计划\n\n一、重点任务\n\n1.建设数据中心。支持各市建设数据中心，每年新建三座。（牵头单位：省科技厅、省大数据局{mark}配合单位：省财政厅、省发展改革委）\n"
    parsed = parse_source(read_bytes(text.encode(), "plan.txt"))
    library = make_library([parsed])
    (task,) = Registry.of(library).tasks
    assert [p.name for p in task.lead] == ["省科技厅", "省大数据局"]
    assert [p.name for p in task.support] == ["省财政厅", "省发展改革委"]

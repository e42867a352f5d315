"""A list answer holds exactly the tasks of the body in the role asked for, however it is asked."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from assistant.records import AnswerStatus
from assistant.registry_answers import RegistryAnswers
from index.parsing import parse_source
from index.reading import read_source
from index.registry import Registry
from index.registry.records import Role
from index.store import make_library

SAMPLE = Path(__file__).parents[2] / "index" / "sample"
TABLE = "青政办发〔2023〕15号"
ROLES = {"牵头": Role.LEAD, "主责": Role.MAIN, "协办": Role.SUPPORT}
SAYINGS = (
    "{n}里{b}{r}的任务有哪些？",
    "{n}中{b}{r}几项，列一下",
    "{b}在{n}里{r}了哪几条",
    "{n}里{b}{r}的都有啥？",
    "{n}：由{b}{r}的事项都是什么",
)


@cache
def answers() -> RegistryAnswers:
    parsed = [parse_source(read_source(p)) for p in sorted(SAMPLE.glob("*.txt"))]
    library = make_library(parsed)
    return RegistryAnswers(library, Registry.of(library))


def owned(body: str, role: Role) -> set[str]:
    registry = answers().registry
    wanted = registry.departments.canonical(body)
    return {
        t.seq
        for t in registry.tasks
        if registry.library.document(t.doc_id).number == TABLE
        and t.source == "table"
        and any(p.canonical == wanted for p in t.parties(role))
    }


@given(
    st.sampled_from(
        ["区水务局", "区生态环境局", "区城管执法局", "区公安分局", "区科信局", "区住建委", "文旅局", "农业农村局"]
    ),
    st.sampled_from(sorted(ROLES)),
    st.sampled_from(SAYINGS),
)
def test_a_list_is_the_set_asked_for_or_says_none(body: str, role: str, saying: str) -> None:
    draft = answers().ask(saying.format(n=TABLE, b=body, r=role), (), date(2023, 9, 15))
    assert draft is not None
    gold = owned(body, ROLES[role])
    if gold:
        assert draft.status is AnswerStatus.LISTED
        assert {str(r["seq"]) for r in draft.rows} == gold
    else:
        assert not draft.rows
        assert "没有" in "".join(s.text for s in draft.sentences) + (draft.reason or "")

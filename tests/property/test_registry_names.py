"""Properties of names and deadlines of the registry."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from index.lexicon.aliases import load_aliases
from index.registry.deadlines import deadline_date
from index.registry.departments import Departments, split_names

STEMS = sorted(load_aliases().stems)
NAMES = st.lists(st.sampled_from([f"区{s}" for s in STEMS]), min_size=1, max_size=8, unique=True)


@given(NAMES)
def test_a_list_splits_into_its_names(names: list[str]) -> None:
    assert [n.text for n in split_names("、".join(names))] == names


@given(NAMES, st.booleans())
def test_spaces_inside_a_name_do_not_split_it(names: list[str], deng: bool) -> None:
    text = "、".join(f"{n[:1]} {n[1:]}" for n in names) + ("等部门" if deng else "")
    found = split_names(text)
    assert [n.text for n in found] == names
    assert found[-1].open_ended is deng
    for name in found:
        assert text[name.start : name.end].replace(" ", "") == name.text


@given(st.sampled_from(STEMS))
def test_canonical_twice_is_canonical_once(stem: str) -> None:
    departments = Departments()
    once = departments.canonical(f"区{stem}")
    assert departments.canonical(once) == once
    assert all(departments.canonical(f"区{alias}") == once for alias in load_aliases().stems[stem])


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_a_written_day_reads_back(day: date) -> None:
    assert deadline_date(f"{day.year}年{day.month}月{day.day}日前") == day
    assert deadline_date(f"{day.month}月{day.day}日前", day.year) == day
    end = deadline_date(f"{day.year}年{day.month}月底前")
    assert end is not None
    assert end >= day

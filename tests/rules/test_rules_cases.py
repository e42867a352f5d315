"""Every worked case of every pack, and the shape of the packs."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.rules.cases import Case, load_cases, run_case
from assistant.rules.errors import FactError
from assistant.rules.pack import Pack, load_packs
from assistant.rules.params import Params, printed_forms

PACKS = load_packs()
CASES = [pytest.param(p, c, id=f"{p.name}-{c.name}") for p in PACKS for c in load_cases(p)]


@pytest.mark.parametrize(("pack", "case"), CASES)
def test_case(pack: Pack, case: Case) -> None:
    if case.refused:
        with pytest.raises((ValidationError, FactError), match=case.refused):
            run_case(pack, case)
        return
    work, needs = run_case(pack, case)
    assert needs == case.needs
    if needs:
        return
    assert tuple(f"{r.value} {r.unit}".strip() for r in work.results) == case.results
    text = "".join(s.text for s in work.sayings)
    assert len(text) <= 600
    for words in case.says:
        assert words in text
    assert all(r.steps for r in work.results)
    assert all(s.places for s in work.sayings)


@pytest.mark.parametrize("pack", PACKS, ids=lambda p: p.name)
def test_every_figure_is_used_by_a_case(pack: Pack) -> None:
    used = set()
    for case in load_cases(pack):
        try:
            work, _ = run_case(pack, case)
        except (ValidationError, FactError):
            continue
        used |= set(work.used)
    rows = {
        (key, row.evidence)
        for key, parameter in pack.params.parameters.items()
        if not parameter.title.endswith("目标") or len(pack.params.current(date.max)[key]) == 1
        for row in pack.params.current(date.max)[key]
    }
    assert rows <= used


@pytest.mark.parametrize("pack", PACKS, ids=lambda p: p.name)
def test_dates_ascend_and_figures_stand_in_their_phrases(pack: Pack) -> None:
    params: Params = pack.params
    for parameter in params.parameters.values():
        assert list(parameter.values) == sorted(parameter.values)
    for key in params.parameters:
        for row in params.current(date.max)[key]:
            plain = re.sub(r"\s", "", row.evidence)
            assert row.value is None or any(form in plain for form in printed_forms(row.value))
    assert min(pack.formulas) == params.effective.date


@pytest.mark.parametrize("pack", PACKS, ids=lambda p: p.name)
def test_every_input_has_a_chinese_title(pack: Pack) -> None:
    for name, info in pack.facts.model_fields.items():
        title = pack.slots.slots[name].title if name in pack.slots.slots else info.description or ""
        assert re.search("[一-鿿]", title), name


MEASURED = """
import coverage
measured = coverage.Coverage(branch=True, include=["*/assistant/rules/packs/mentougou/*/formula.py"], data_file=None)
measured.start()
from assistant.rules.cases import load_cases, run_case
from assistant.rules.pack import load_packs
for pack in load_packs():
    for case in load_cases(pack):
        try:
            run_case(pack, case)
        except ValueError:
            pass
measured.stop()
raise SystemExit(measured.report(show_missing=True, skip_covered=True) < 100)
"""


def test_the_cases_take_every_branch_of_every_formula_of_the_real_gazette() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEASURED], capture_output=True, text=True, cwd=Path(__file__).parents[2], check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr

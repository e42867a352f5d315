"""The consistency report finds the planted faults of the sample and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.parsing import parse_source
from index.reading import read_source
from index.registry import Registry
from index.store import make_library

SAMPLE = Path(__file__).parents[2] / "index" / "sample"
PLANTED = [
    ("body_table", "青政办发〔2023〕6号", "区教委", "区民政局"),
    ("deadline", "青政办发〔2023〕8号", "2024年10月底前", "2024年6月底前"),
    ("attachment", "青政办发〔2023〕9号", "附件6", "附件"),
    ("article", "青政办发〔2023〕9号", "第二十九条", "第二十六条"),
    ("count", "青政办发〔2023〕12号", "废止12件", "11"),
    ("prefix", "青政办发〔2023〕12号", "青政发〔2016〕9号", "区政府办"),
    ("place", "青政办发〔2023〕15号", "双西镇", "双溪镇"),
    ("repeat", "青政办发〔2023〕15号", "区水务局", "区水务局"),
    ("cell", "青政办发〔2023〕15号", "区公安分局", "牵头区领导"),
    ("date", "青政发〔2023〕5号", "2023年5月1日", "2023年5月8日"),
    ("place", "青政发〔2023〕7号", "永峰桥", "永丰桥"),
]


def build(names: list[str]) -> Registry:
    parsed = [parse_source(read_source(SAMPLE / name)) for name in names]
    return Registry.of(make_library(parsed))


@pytest.fixture(scope="module")
def registry() -> Registry:
    return build(["qinghe-2023-02.txt", "qinghe-2024-01.txt"])


def test_every_planted_fault_and_nothing_else(registry: Registry) -> None:
    found = [(f.kind, registry.library.document(f.doc_id).number) for f in registry.findings]
    assert sorted(found) == sorted((kind, number) for kind, number, _, _ in PLANTED)


@pytest.mark.parametrize(("kind", "number", "first", "second"), PLANTED)
def test_finding_quotes_both_places(registry: Registry, kind: str, number: str, first: str, second: str) -> None:
    finding = next(
        f
        for f in registry.findings
        if f.kind == kind and registry.library.document(f.doc_id).number == number and first in f.first.text
    )
    assert second in finding.second.text
    for quote in (finding.first, finding.second):
        clause = registry.library.clause(quote.clause_id)
        assert registry.library.text(clause.source, quote.span) == quote.text
    assert finding.to_json(number)["quotes"][0]["text"] == finding.first.text


def test_an_issue_without_faults() -> None:
    assert build(["qinghe-2024-01.txt"]).findings == ()

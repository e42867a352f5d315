"""The registry of the real issue against the list made from its text alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.evidence import parse_library
from eval.registry_scoring import score_registry
from index.registry import Registry

REAL = Path(__file__).parents[3] / "shared" / "gazettes" / "mentougou-2021-01.txt"

pytestmark = [pytest.mark.real, pytest.mark.skipif(not REAL.is_file(), reason="the real issue is not here")]


def test_precision_and_recall() -> None:
    figures = score_registry(parse_library([REAL])).to_json()
    assert figures["tasks"]["found"] == figures["tasks"]["gold"] == 229
    assert figures["departments"]["precision"] >= 0.99
    assert figures["departments"]["recall"] >= 0.99
    assert figures["deadlines"]["right"] == figures["deadlines"]["gold"]
    assert figures["repeals"] == {"gold": 18, "found": 18, "extra": 0}
    for role in ("charge", "assist_charge", "oversee", "assist_oversee", "contact"):
        assert figures["roles"][role]["precision"] == figures["roles"][role]["recall"] == 1.0


def test_findings_of_the_real_issue() -> None:
    registry = Registry.of(parse_library([REAL]))
    kinds = [f.kind for f in registry.findings]
    assert {"body_table", "cell", "prefix", "place", "repeat", "deadline"} <= set(kinds)
    assert len(kinds) <= 10

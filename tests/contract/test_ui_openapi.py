"""The API against its own description (schemathesis): no 5xx, no undocumented status, one error shape."""

from __future__ import annotations

from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from index.freshness import sample_sources
from index.ingesting import ingest_sources
from index.settings import IndexSettings
from ui.opening import FolderSource
from ui.settings import load_web_settings
from ui.site import build_site
from ui.store import open_store

pytestmark = pytest.mark.timeout(900)

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


@pytest.fixture
def described(tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    """The schema of a site over the sample."""
    folder: Path = tmp_path_factory.mktemp("described")
    ingest_sources(sample_sources(), folder / "index", IndexSettings())
    chosen = load_web_settings(env={}, data=folder / "web", rate_limit="1000000/minute", ask_processes=0)
    site = build_site(FolderSource(folder / "index"), open_store(chosen.data), chosen)
    return schemathesis.openapi.from_asgi("/openapi.json", site.app)


_QUICK = {"deadline": None, "suppress_health_check": list(HealthCheck), "phases": (Phase.explicit, Phase.generate)}
_KINDS = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


def _holds(case: schemathesis.Case) -> None:
    """No server error, no undocumented status or type, the body as described, errors in their one shape."""
    response = case.call()
    too_large = response.status_code == 413  # a rejection, too, though not on the list of the check
    case.validate_response(response, checks=[c for c in CHECKS if c is not negative_data_rejection or not too_large])
    if response.status_code >= 400 and case.path != "/readyz":
        assert set(response.json()) == {"error"}
        assert set(response.json()["error"]) == {"code", "message", "hint"}


def _try(described: schemathesis.BaseSchema, examples: int) -> int:
    """Every operation with valid and invalid input, the same at every run; gives the number of operations."""
    count = 0
    for found in described.get_all_operations():
        operation = found.ok()
        for mode in _KINDS:
            try:
                strategy = operation.as_strategy(generation_mode=mode)
                run = given(case=strategy)(lambda case: _holds(case))
                settings(max_examples=examples, derandomize=True, **_QUICK)(run)()  # type: ignore[arg-type]
            except Unsatisfiable:
                continue  # an operation without input has no invalid input
        count += 1
    return count


def test_every_operation_a_little(described: schemathesis.BaseSchema) -> None:
    assert _try(described, 4) >= 14


def test_stream_is_as_described(described: schemathesis.BaseSchema) -> None:
    body = {"messages": [{"role": "user", "content": "示例区居民养犬要办什么手续"}], "stream": True}
    operation = described["/v1/chat/completions"]["POST"]
    _holds(operation.Case(body=body, media_type="application/json"))


@pytest.mark.slow
def test_every_operation_at_length(described: schemathesis.BaseSchema) -> None:
    assert _try(described, 80) >= 14

"""Fixtures of the language-model tests: a scripted endpoint and the sample's assistant in front of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from assistant.llm.mode import LanguageAssistant
from assistant.llm.scripted import ScriptedEndpoint
from assistant.llm.settings import LlmSettings
from assistant.pipeline import Assistant


@pytest.fixture
def endpoint() -> Iterator[ScriptedEndpoint]:
    """A scripted endpoint on a free port."""
    made = ScriptedEndpoint()
    yield made
    made.close()


@pytest.fixture(params=[True, False], ids=["stream", "whole"])
def stream(request: pytest.FixtureRequest) -> bool:
    """Whether the endpoint is asked to stream."""
    return bool(request.param)


@pytest.fixture
def with_model(endpoint: ScriptedEndpoint, sample_assistant: Assistant) -> Callable[..., LanguageAssistant]:
    """Settings → the sample's assistant with the scripted model."""

    def make(assistant: Assistant | None = None, **settings: Any) -> LanguageAssistant:
        given = {"base_url": endpoint.url, "model": "scripted", "deadline_s": 20.0, "cooldown_s": 0.0, **settings}
        return LanguageAssistant(assistant or sample_assistant, LlmSettings(**given))

    return make

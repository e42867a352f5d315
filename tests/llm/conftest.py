"""Fixtures of the language-model tests: a small gazette without calculators, a scripted endpoint, the two together."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from assistant.llm.mode import LanguageAssistant
from assistant.llm.scripted import ScriptedEndpoint
from assistant.llm.settings import LlmSettings
from assistant.pipeline import Assistant
from index.records import SourceText

OLD = (
    "第一条 具有本县户籍的80周岁以上老年人，可以申请居家养老服务补贴。",
    "第二条 高龄补贴：80周岁至89周岁的，每人每月120元；90周岁至99周岁的，每人每月220元。",
)
NEW = (
    "第一条 具有本县户籍的80周岁以上老年人，以及60周岁以上经评估为失能的老年人，可以申请居家养老服务补贴。",
    "第二条 补贴标准：",
    "（一）高龄补贴：80周岁至89周岁的，每人每月150元；90周岁至99周岁的，每人每月280元；100周岁以上的，每人每月800元。",
    "（二）失能补贴：轻度失能的，每人每月200元；中度失能的，每人每月400元；重度失能的，每人每月700元。",
    "（三）助餐补贴：70周岁以上老年人在老年餐桌就餐的，每餐补贴4元，每人每天不超过2餐。",
    "第三条 县民政局应在5个工作日内作出审批决定。",
    "第四条 本办法自2024年4月1日起施行。《云河县居家养老服务补贴办法（试行）》（云政发〔2023〕1号）同时废止。",
)
MARKET = (
    "第一条 柳岸夜市每日17时开市，23时30分闭市，由柳岸街道办事处负责管理。",
    "第二条 摊主应当在取得摊位证后经营，不得占用盲道。",
    "第三条 摊位费按照每平方米每日2元收取，残疾人摊主免收摊位费。",
)


@pytest.fixture(scope="session")
def county(gazette: Callable[..., str]) -> SourceText:
    """A gazette of our own: an old rule, the one that repeals it, and a market."""
    text = gazette(
        "云河县",
        ("云政发〔2023〕1号", "关于印发云河县居家养老服务补贴办法（试行）的通知", OLD),
        ("云政发〔2024〕2号", "关于印发云河县居家养老服务补贴管理办法的通知", NEW),
        ("云政发〔2023〕7号", "关于印发云河县夜市管理办法的通知", MARKET),
    )
    return SourceText(name="county.txt", text=text, sha256=hashlib.sha256(text.encode()).hexdigest())


@pytest.fixture(scope="session")
def plain(county: SourceText, assistant_over: Callable[..., Assistant]) -> Assistant:
    """The assistant over that gazette, without a model."""
    return assistant_over(county)


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
def with_model(endpoint: ScriptedEndpoint, plain: Assistant) -> Callable[..., LanguageAssistant]:
    """Settings → an assistant (that of the small gazette by default) with the scripted model."""

    def make(assistant: Assistant | None = None, **settings: Any) -> LanguageAssistant:
        given = {"base_url": endpoint.url, "model": "scripted", "deadline_s": 60.0, "cooldown_s": 0.0, **settings}
        found = LanguageAssistant(assistant or plain, LlmSettings(**given))
        found.warm()
        return found

    return make

"""Settings of the language model, from ``GONGBAO_LLM_*``; the key comes from the environment only."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from assistant.llm.errors import ModelSettingsError

__all__ = ["LlmSettings", "load_llm_settings"]

PREFIX = "GONGBAO_LLM_"


class LlmSettings(BaseModel):
    """Everything that can be set about the model. Frozen; ``repr`` never shows the key."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    base_url: str = Field("", description="兼容 OpenAI 的接口地址，如 http://127.0.0.1:8000/v1")
    model: str = Field("", description="模型名称")
    api_key: SecretStr = Field(SecretStr(""), description="密钥（只从环境变量读取）")
    allow_remote: bool = Field(False, description="允许把问题发给本机以外的地址")
    tools: Literal["auto", "native", "prompt"] = Field(
        "auto", description="工具调用方式：模型自带，或写在提示词里；auto 先试自带"
    )
    stream: bool = Field(True, description="以流的方式接收")
    deadline_s: float = Field(12.0, gt=0, le=600, description="一个问题最多等多少秒，到时改用摘录的答案")
    max_steps: int = Field(6, ge=2, le=20, description="一个问题最多几步")
    max_tokens: int = Field(700, ge=50, le=8000, description="每次最多生成的词元数")
    token_budget: int = Field(40000, ge=1000, description="一个问题最多用的词元数")
    context_window: int = Field(16000, ge=2000, description="模型的上下文长度")
    cooldown_s: float = Field(30.0, ge=0, le=3600, description="接口出错后多少秒内不再调用")
    record: Path | None = Field(None, description="把每次往来记到这个文件（JSONL），供评测重放")
    replay: Path | None = Field(None, description="不连接口，重放记录的往来")

    @property
    def configured(self) -> bool:
        """Whether a model is there at all."""
        return bool(self.model and (self.base_url or self.replay))

    @property
    def host(self) -> str:
        """Host and port the questions go to."""
        return urlsplit(self.base_url).netloc.rpartition("@")[2]

    @property
    def remote(self) -> bool:
        """Whether questions leave this machine."""
        if self.replay is not None:
            return False
        name = urlsplit(self.base_url).hostname or ""
        try:
            return not ipaddress.ip_address(name).is_loopback
        except ValueError:
            return name != "localhost"

    def named(self) -> str:
        """What the page says about the model in use."""
        here = "重放记录" if self.replay is not None else f"本机 {self.host}"
        where = f"，问题会发送到 {self.host}" if self.remote else f"（{here}）"
        return f"语言模型：{self.model}{where}"


def load_llm_settings(env: Mapping[str, str] | None = None, **flags: object) -> LlmSettings:
    """The settings of the environment, flags winning; ``None`` flags are left out.

    Raises:
        ModelSettingsError: A value cannot be used, or the address is not this machine and that was not allowed.
    """
    environment = os.environ if env is None else env
    values: dict[str, object] = {
        n: environment[k] for n in LlmSettings.model_fields if environment.get(k := PREFIX + n.upper(), "") != ""
    }
    values |= {n: v for n, v in flags.items() if v is not None}
    try:
        found = LlmSettings.model_validate(values)
    except ValidationError as exc:
        first = exc.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise ModelSettingsError(f"设置 {PREFIX}{name.upper()} 的值不可用", hint=str(first["msg"])) from None
    if found.base_url and urlsplit(found.base_url).scheme not in ("http", "https"):
        raise ModelSettingsError(f"{PREFIX}BASE_URL 不是网址：{found.base_url}", hint="形如 http://127.0.0.1:8000/v1")
    if found.base_url and found.remote and not found.allow_remote:
        raise ModelSettingsError(
            f"语言模型地址 {found.host} 不在本机，问题会离开这台机器", hint=f"确认后设 {PREFIX}ALLOW_REMOTE=true"
        )
    return found

"""Settings of the web application: the one reader of environment and files here.

Defaults < ``config.toml`` (table ``web``) < ``GONGBAO_*`` < flags of ``gongbao serve``.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, ValidationError, field_validator

from index.errors import UsageError
from index.settings import DEFAULT_FOLDER, PREFIX

__all__ = ["WebSettings", "load_web_settings"]

REPORTS = Path(__file__).parent.parent / "eval" / "reports" / "figures.json"


def _several(value: object) -> object:
    """A list given as one string (environment): words parted by commas or white space."""
    return tuple(w for w in re.split(r"[,，、\s]+", value) if w) if isinstance(value, str) else value


_Words = Annotated[tuple[str, ...], BeforeValidator(_several)]


class WebSettings(BaseModel):
    """Everything that can be set for ``gongbao serve``. Frozen; unknown keys fail."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data: Path = Field(DEFAULT_FOLDER.parent / "web", description="会话、反馈、审计和上传文件所在的文件夹")
    reports: Path = Field(REPORTS, description="已发布的评测数字（JSON）")
    site_name: str = Field("公报通", min_length=1, max_length=30, description="页面上的名称")
    logo: Path | None = Field(None, description="页首的标识图片（PNG 或 SVG）")
    organiser: str = Field("", max_length=60, description="主办单位")
    icp: str = Field("", max_length=60, description="备案号")
    hotline: str = Field("", max_length=60, description="咨询电话；为空则不显示")
    root_path: str = Field("", pattern=r"^(/[\w.~-]+)*$", description="放在子路径下时的前缀，如 /gongbao")
    frame_origins: _Words = Field((), description="允许嵌入本站的来源，如 https://www.example.gov.cn")
    trusted_proxies: _Words = Field((), description="可信的反向代理地址；只有它们转来的客户端地址才算数")
    retention_days: int = Field(30, ge=0, le=3650, description="会话和反馈保存的天数；0 为不保存")
    admin_password_hash: SecretStr | None = Field(
        None, description="管理员口令的散列（gongbao admin hash 生成）；不设则没有管理页"
    )
    session_minutes: int = Field(30, ge=1, le=1440, description="管理员会话的分钟数")
    rate_limit: str = Field("120/minute", description="每个客户端的提问次数上限")
    ask_processes: int = Field(2, ge=0, le=64, description="作答的子进程数；0 为在本进程的线程中作答")
    ask_threads: int = Field(2, ge=1, le=64, description="不用子进程时同时作答的线程数；用语言模型时至少 16")
    llm: str = Field("none", max_length=200, description="语言模型：none、auto 或模型名（同 gongbao ask --llm）")
    ask_waiting: int = Field(120, ge=1, le=10000, description="等候作答的问题数上限，超过即答 503")
    ask_timeout_s: float = Field(20.0, gt=0, le=600, description="一个问题最长等候的秒数")
    max_upload_mb: int = Field(30, ge=1, le=64, description="上传文件的大小上限")
    job_timeout_s: int = Field(900, ge=5, le=86400, description="解析、发布、评测子进程的最长秒数")
    job_memory_mb: int = Field(2048, ge=256, le=65536, description="解析上传文件的子进程的内存上限")
    reload_s: float = Field(1.0, ge=0, le=3600, description="多久看一次索引是否有新版本")
    danger_words: _Words = Field(
        ("自杀", "自残", "不想活", "轻生", "救命", "家暴", "被打了", "着火了", "起火了", "煤气中毒"),
        description="问题中出现这些词时，先显示紧急提示",
    )
    danger_notice: str = Field(
        "如果您或身边的人正处在危险中，请立即拨打 110（报警）、120（急救）或 119（火警）。", description="紧急提示"
    )

    @field_validator("frame_origins")
    @classmethod
    def _origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if bad := [v for v in value if not re.fullmatch(r"https?://[\w.-]+(:\d+)?", v)]:
            raise ValueError(f"不是来源（协议加域名）：{bad[0]}")
        return value

    @field_validator("rate_limit")
    @classmethod
    def _rate(cls, value: str) -> str:
        from limits import parse

        try:
            parse(value)
        except ValueError:
            raise ValueError("应写成 120/minute 这样的形式") from None
        return value


def load_web_settings(config: Path | None = None, env: Mapping[str, str] | None = None, **flags: object) -> WebSettings:
    """Settings from defaults, a TOML file, ``GONGBAO_*`` and flags, later ones winning; ``None`` flags are left out.

    Raises:
        UsageError: A value or a key of the TOML file is not allowed.
    """
    values: dict[str, Any] = {}
    if config is not None:
        try:
            values.update(tomllib.loads(config.read_text(encoding="utf-8")).get("web", {}))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
            raise UsageError(f"无法读取设置文件：{config}", hint=str(exc)) from exc
    environment = os.environ if env is None else env
    for name in WebSettings.model_fields:
        if found := environment.get(PREFIX + name.upper(), ""):
            values[name] = found
    values.update({name: value for name, value in flags.items() if value is not None})
    try:
        return WebSettings(**values)
    except ValidationError as exc:
        first = exc.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        if first["type"] == "extra_forbidden":
            raise UsageError(f"没有设置项 {name}", hint=f"可用的设置：{'、'.join(WebSettings.model_fields)}") from exc
        said = first.get("ctx", {}).get("error") or first["msg"]
        raise UsageError(f"设置 {name} 的值不可用：{said}", hint=f"环境变量 {PREFIX}{name.upper()}") from exc

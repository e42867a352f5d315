"""Settings of the index package: the one reader of environment and files here.

Defaults < ``config.toml`` < ``GONGBAO_*`` < flags. Fields marked ``build`` change what
an index holds, so their hash goes into the manifest; the others act at question time.
"""

from __future__ import annotations

import hashlib
import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.errors import UsageError

__all__ = ["SHIPPED_MODEL", "IndexSettings", "load_settings", "setting_origins"]

SHIPPED_MODEL = Path(__file__).parent / "model"
PREFIX = "GONGBAO_"
DEFAULT_FOLDER = Path(".gongbao") / "default"


class IndexSettings(BaseModel):
    """Everything that can be set in index/. Frozen; unknown keys fail."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    index: Path = Field(DEFAULT_FOLDER, description="索引目录")
    dense_model: str = Field(
        "",
        description="向量模型：空为随附的静态模型；可写 sentence-transformers 名称或路径；none 为不用向量",
        json_schema_extra={"build": True},
    )
    query_prefix: str = Field("", description="向量模型要求的问句前缀（bge、e5 等）")
    passage_prefix: str = Field("", description="向量模型要求的正文前缀", json_schema_extra={"build": True})
    bm25_k1: float = Field(1.2, ge=0, le=10, description="BM25 词频饱和", json_schema_extra={"build": True})
    bm25_b: float = Field(0.75, ge=0, le=1, description="BM25 长度归一", json_schema_extra={"build": True})
    passage_chars: int = Field(
        400, ge=80, le=5000, description="超过这个字数的条款分窗检索", json_schema_extra={"build": True}
    )
    heading_weight: float = Field(0.3, ge=0, le=5, description="文件标题与各级小标题的 BM25 权重")
    bigram_weight: float = Field(0.8, ge=0, le=5, description="字二元组相对于词的权重")
    dense_weight: float = Field(0.4, ge=0, le=10, description="词面覆盖很低时向量得分的最大权重")
    gate_middle: float = Field(0.22, ge=0, le=1, description="词面覆盖率到此值时向量权重减半")
    gate_slope: float = Field(20.0, ge=0, le=200, description="向量权重随词面覆盖率下降的陡度")
    rerank_from: int = Field(10_000, ge=0, description="段落不少于此数时，用学得的权重重排；0 为不重排")
    candidates: int = Field(100, ge=1, le=10000, description="每路召回进入融合的条数")

    def build_hash(self) -> str:
        """Sixteen hex digits over the fields that change what an index holds."""
        fields = type(self).model_fields
        kept = {n: getattr(self, n) for n, f in fields.items() if _is_build(f.json_schema_extra)}
        text = json.dumps(kept, ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def model_folder(self) -> Path | None:
        """The folder of the dense model when it is one on disk, else ``None``."""
        if not self.dense_model:
            return SHIPPED_MODEL if (SHIPPED_MODEL / "modules.json").is_file() else None
        path = Path(self.dense_model)
        return path if path.is_dir() else None


def load_settings(config: Path | None = None, env: Mapping[str, str] | None = None, **flags: object) -> IndexSettings:
    """Settings from defaults, a TOML file (table ``index``), ``GONGBAO_*`` and flags, later ones winning.

    Args:
        config: A TOML file, or ``None``.
        env: The environment; ``None`` reads that of the process.
        flags: Values from the command line; ``None`` values are left out.

    Raises:
        UsageError: A value or a key of the TOML file is not allowed.
    """
    values = _layers(config, env, flags)
    try:
        return IndexSettings(**{name: value for name, (value, _) in values.items()})
    except ValidationError as exc:
        first = exc.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        origin = values[name][1] if name in values else "config"
        allowed = "、".join(IndexSettings.model_fields)
        raise UsageError(
            f"设置 {name} 的值不可用（来自 {origin}）：{first['msg']}", hint=f"可用的设置：{allowed}"
        ) from exc


def setting_origins(
    config: Path | None = None, env: Mapping[str, str] | None = None, **flags: object
) -> dict[str, str]:
    """Where each setting's value comes from: 默认, the TOML file, the variable or 命令行."""
    found = dict.fromkeys(IndexSettings.model_fields, "默认")
    found.update({name: origin for name, (_, origin) in _layers(config, env, flags).items()})
    return found


def _layers(
    config: Path | None, env: Mapping[str, str] | None, flags: Mapping[str, object]
) -> dict[str, tuple[Any, str]]:
    found: dict[str, tuple[Any, str]] = {}
    if config is not None:
        try:
            table = tomllib.loads(config.read_text(encoding="utf-8")).get("index", {})
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
            raise UsageError(f"无法读取设置文件：{config}", hint=str(exc)) from exc
        found.update({name: (value, str(config)) for name, value in table.items()})
    environment = os.environ if env is None else env
    for name in IndexSettings.model_fields:
        key = PREFIX + name.upper()
        if environment.get(key, "") != "":
            found[name] = (environment[key], key)
    found.update({name: (value, "命令行") for name, value in flags.items() if value is not None})
    return found


def _is_build(extra: object) -> bool:
    return isinstance(extra, dict) and bool(extra.get("build"))

"""Why a model did not give an answer that could be used."""

from __future__ import annotations

from index.errors import GongbaoError

__all__ = ["ModelError", "ModelSettingsError"]


class ModelSettingsError(GongbaoError):
    """The settings of the language model cannot be used."""

    code = "llm_settings"


class ModelError(GongbaoError):
    """The endpoint gave nothing to work with.

    ``kind``: slow, unreachable, rate_limited, refused, broken, cut_off, endless, over_budget, empty.
    """

    code = "llm"

    def __init__(self, kind: str, detail: str = "", *, wait_s: float = 0.0) -> None:
        super().__init__(
            f"{_SAID.get(kind, '语言模型没有可用的回答')}{f'：{detail}' if detail else ''}", retryable=True
        )
        self.kind = kind
        self.wait_s = wait_s


_SAID = {
    "slow": "语言模型没有在限时内回答", "unreachable": "连接不到语言模型", "rate_limited": "语言模型限流", "refused": "语言模型拒绝了请求",
    "broken": "语言模型出错", "cut_off": "语言模型的回答中断", "endless": "语言模型一直在查询而不作答", "over_budget": "语言模型用量超出上限",
    "empty": "语言模型没有写出答案",
}  # fmt: skip

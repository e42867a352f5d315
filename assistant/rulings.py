"""Yes/no questions: the ruling that a cue in the quoted words gives, or none.

Only where question and cue speak about the same thing: may (可以吗) against 禁止/不得/可以,
must (要不要) against 应当/须/无需. Everything else is quoted without a ruling.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["ruling"]

_MAY = re.compile(
    r"能不能|可不可以|可以\w{0,12}[吗么不]|能\w{0,14}[吗么不]|行吗|行不行|成吗|让不让|许不许|准不准|能否|可否|允许\w{0,8}吗|还能|得不得|可以么|能行"
)
_MUST = re.compile(
    r"要不要|用不用|需不需要|需要\w{0,14}[吗么]|必须\w{0,12}[吗么]|要\w{0,14}[吗么]|得\w{0,10}[吗么]|是否需要|还[得要用]\w{0,14}[吗么]|非得|用\w{0,8}吗|应否|该不该"
)
_NO = re.compile(r"禁止|严禁|不得|不准|不予|不重复|不能|不允许|不享受|不可以|杜绝|取消")
_NO_NEED = re.compile(r"无需|不需要|无须|不必|免收|免于|不再|免征|豁免")
_NEED = re.compile(r"应当|必须|(?<!无)须|应(?!急|用|对|诉|届|变|激|收|付|税|付)|(?<![无不])需(?!求|要求)|一律")
_YES = re.compile(r"可以|可(?!持续|追溯|视|靠|能|行|见|查|考|观|再生)|允许|享受|有权|鼓励")


def ruling(question: str, quotes: Sequence[str]) -> str | None:
    """The ruling for a yes/no question over the quoted words; None when no single cue decides."""
    text = "".join(quotes)
    may, must = _MAY.search(question) is not None, _MUST.search(question) is not None
    no, no_need = _NO.search(text), _NO_NEED.search(text)
    need, yes = _NEED.search(text), _YES.search(text)
    if must and not may:
        if no_need and not need:
            return "不需要。"
        if need and not no_need and not no:
            return "需要。"
        return None
    if may and not must:
        if no and not yes:
            return "不可以。"
        if yes and not no and not no_need:
            return "可以。"
    return None

"""Yes/no rulings: where an answer rules, and whether the cited words carry the ruling.

A ruling is allowed only when a cue of the same direction stands in the cited span, or a
calculation decided it. ``不能`` over a span that only says 可以 is as wrong as no cue at all.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple

__all__ = ["Direction", "Ruling", "find_legal_statement", "find_rulings", "has_cue"]


class Direction(StrEnum):
    """Which way a ruling goes."""

    PERMIT = "permit"
    FORBID = "forbid"
    REQUIRE = "require"
    EXEMPT = "exempt"


class Ruling(NamedTuple):
    """A ruling word of an answer with its direction."""

    word: str
    direction: Direction


_NOT_RULINGS = re.compile(
    r"[〈《“「『][^〉》”」』]*[〉》”」』]"
    r"|可以?(?:向|咨询|换|查|参考|参见|补充|告诉|再|试|问|联系|点|提供|改|在|拨打|说明|看)"
    r"|(?:不能|无法|未能)(?:回答|确定|判断|给出|答复|据此|作为|代替|替代|认定|计算|断定|确认|核实|核对|用于|查到|找到|得出)"
    r"|(?:还|仍)?需要?(?:先|您|你|知道|补充|确认|更多|以下|提供|再|说明|下列)"
    r"|未(?:写明|载明|提及|规定|见|说明|列明)|以[^，。]{0,12}为准|请[^，。；]*|是否[^，。；]*|能否|可否|可能|功能|能力|能源|能效|性能|智能|职能|节能|技能"
)
_WORDS = {
    Direction.EXEMPT: r"无需|无须|不需要?|不用|不必|免[交缴征]",
    Direction.FORBID: r"不可以|不能|不得|不可|禁止|严禁|不允许|不准|不许|不行|不予|不重复|不再享受|不享受|领不了|办不了",
    Direction.PERMIT: r"可以|能够|允许|准许|(?:^|[，。：:；])可(?=[，。：:；]|$)|(?:^|[，。：:；])(?:能|行)(?=[，。：:；的领办]|$)",
    Direction.REQUIRE: r"必须|应当|需要|(?:^|[，。：:；])(?:须|需|要)(?=[，。：:；]|$)",
}
_CUES = {
    Direction.PERMIT: r"可以|(?<!不)可(?![靠能])|允许|准许|准予|不受|不限|给予|予以|享受|无需|不需|除外|不适用|免|鼓励|支持|(?<!不)能(?![力源耗效])",
    Direction.FORBID: r"禁止|不得|严禁|不予|不重复|不再|不可|不能|不享受|不准|不许|取消|停止|不允许|不纳入|不符合|除外|不适用|废止|不予|未经|方可|仅限|不应|不宜|收回|杜绝|避免|防止|严控|停办",
    Direction.REQUIRE: r"应|须|必须|需|要|不得|禁止|凭|方可|方能|由.{1,20}(?:审批|审核|批准)|提交|提供|办理",
    Direction.EXEMPT: r"无需|无须|不需|不用|免|不收|不征|不缴|不再|不必|除外|不受|不适用|减",
}
_LEGAL = re.compile(r"现行|仍然?有效|继续有效|目前有效|依然有效")


def find_rulings(text: str) -> tuple[Ruling, ...]:
    """The rulings a sentence makes in its own words; advice and questions are none.

    >>> [r.direction.value for r in find_rulings("不可以。")], find_rulings("您可以向区住建委咨询。")
    (['forbid'], ())
    """
    rest = _NOT_RULINGS.sub("＿", text)
    found = []
    for direction, pattern in _WORDS.items():
        for match in re.finditer(pattern, rest):
            found.append(Ruling(match.group(0).strip("，。：:；"), direction))
        rest = re.sub(pattern, "＿", rest)
    return tuple(found)


def has_cue(direction: Direction, evidence: str) -> bool:
    """Whether the cited words hold a cue of that direction."""
    return re.search(_CUES[direction], re.sub(r"\s", "", evidence)) is not None


def find_legal_statement(text: str) -> str | None:
    """A bare statement of legal force (现行, 仍有效) in the answer's own words, which we cannot make."""
    found = _LEGAL.search(_NOT_RULINGS.sub("＿", text))
    return found.group(0) if found else None

"""Who acts in a sentence: bodies that begin it, or follow 由 经 报, and a verb of duty."""

from __future__ import annotations

import re
from typing import NamedTuple

__all__ = ["Subject", "subjects"]

_VERB = (
    "负责(?!人)|承担|牵头|统筹|会同|组织|协调|制定|核定|核实|核查|核验|核发|审核|审定|审批|检查|验收|监督|指导|编制|拨付|安排|筹措|提供|建立|指定|落实|利用|开展|配合|协助"
    "|做好|加强|完成|派|委托|印发|应|要|须|需|必须|不得|每年|每月|每季度|每半年|每两年|定期|统一|共同|制发|受理|办理|公布|发布|通报|汇总|抄送|作出|责令|是|为|依法|根据|按照|依据|结合|对|将|于|主管|严格|研究|推进|支持|逐|填写|填报|报送|开具|设立|召开|选派|摸清|分类|确定|认定|核算|汇编|宣传|申请|收集|牵总|管理"
)
_FIRST = frozenset(chr(c) for c in range(0x4E00, 0x9FFF))
_SEP = re.compile(r"、|和|及|以及|与|会同|联合")
_SHORTS = re.compile(r"[\u4e00-\u9fff]{2,4}(?=[、等])")
_LONGER = re.compile(r"[\u4e00-\u9fff]{1,8}?(?:分局|支队|委员会|管委会|中心|公司|办公室|局|委|办|站|会)")
_ETC = re.compile(r"等(?:相关|有关)?(?:部门|单位)?")
_ACTS = re.compile(rf"(?:{_VERB})")
_REVIEW = re.compile(r"审核|核查|核定|批准|备案|确认|审批|核准|汇总")


class Subject(NamedTuple):
    """Bodies at ``start`` to ``end`` of a text; ``by`` the word before them (由, 经, 报)."""

    start: int
    end: int
    by: str


def subjects(text: str, starts: list[int], body: re.Pattern[str]) -> list[Subject]:
    """Bodies that stand where a sentence or a part of it begins, or after 由/经/报, and act."""
    found: list[Subject] = []
    for at in starts:
        if found and at < found[-1].end or text[at : at + 1] not in _FIRST:
            continue
        by = text[at - 1 : at] if text[at - 1 : at] in ("由", "经", "报") else ""
        if text.startswith(("一是", "二是", "三是", "四是", "五是", "六是"), at):
            continue
        end = _list_end(text, at, body)
        if end is None:
            continue
        follow = _REVIEW if by == "报" else _ACTS
        joint = "会同" in text[at:end] and text[end : end + 1] == "，" and _ACTS.match(text, end + 1)
        if follow.match(text, end) or joint:
            found.append(Subject(at, end, by))
    return found


def _list_end(text: str, at: int, body: re.Pattern[str]) -> int | None:
    """The end of the list of bodies that starts here."""
    m = body.match(text, at)
    end: int | None = None
    while m is not None:
        end = m.end()
        # the general shape is lazy: 区…会 may go on
        sep = _SEP.match(text, end)
        if sep is None:
            while (
                _ACTS.match(text, end) is None
                and text[end : end + 1] not in "等"
                and text[end : end + 1] not in "报由经对的在"
                and (longer := _LONGER.match(text, end))
            ):
                end = longer.end()
                if _SEP.match(text, end):
                    break
            sep = _SEP.match(text, end)
        if sep is None:
            break
        m = body.match(text, sep.end())
        if m is None and (short := _SHORTS.match(text, sep.end())):
            m = short
    if end is None:
        return None
    rest = _ETC.match(text, end)
    return rest.end() if rest else end

"""The name of a document that carries no heading: what it issues, else what its first sentence is about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.lines import Line, squeezed
from index.markers import find_marker
from index.paragraphs import Block

__all__ = ["KIND", "announced_title", "opening_title", "whole_title"]

KIND = re.compile(
    r"(通知|通告|公告|决定|意见|办法|规定|方案|批复|通报|命令|公报|规划|指南|措施|细则|条例|要点|函)(?:[（(][^）)]*[）)])?$"
)
"""What kind of document a title says it is."""
_STAGE = re.compile(r"[（(](?:试行|暂行|征求意见稿|公开征求意见稿|修订稿?|草案|送审稿)[）)]")
_ISSUED = re.compile(
    r"(?P<b>[^《》。]{0,12})《(?P<t>(?:[^《》]|《[^《》]*》)+)》(?P<a>[^《》。]{0,80}?(?:印发|下发|转发|公布|发布))"
)
_TOLD = re.compile(r"(?:印发|发布|出台|公布)了?《(?P<t>(?:[^《》]|《[^《》]*》)+)》[（(]以下简称")
_NOT_ISSUED = re.compile(r"(?:根据|按照|依据|依照|遵照|落实|贯彻|执行|(?:印发|公布|发布|制定|联合)的)$")
_NOW = re.compile(r"现|给你|给你们|予以")
_RUN_ON = re.compile(
    r"(?P<t>[^，。；：、《》]{4,40}?(?:意见|办法|方案|规划|计划|规定|细则|措施|指南|通知))(?=为(?:了|认真|贯彻|深入|全面|进一步|加快|落实|推动|规范))"
)
_PURPOSE = re.compile(
    r"为(?:了|推|加|促|进一步|[\u4e00-\u9fff]).{8,}?(?=，(?:根据|按照|依据|依照|结合|经|现|特|我)|制[定订]本|提出)"
)
_STARTED = re.compile(r"，现(?:就|对|启动|开展|组织开展|发布)(?P<t>[^，。]{8,40}?)(?:的?有关|的?相关|事项|通知|提出|$)")
_ADDRESSED = re.compile(r"^(?!为)(?!.*如下).*[：:]$")
_LONGEST = 70


def announced_title(lines: Sequence[Line]) -> str:
    """The title of what a notice without a heading of its own issues: 《…》…现印发给你们; not of what it rests on."""
    head = squeezed("".join(line.text for line in lines[:12]))
    if told := _TOLD.search(head):
        return told["t"]
    for found in _ISSUED.finditer(head):
        before = found["b"]
        if not _NOT_ISSUED.search(before) and (_NOW.search(found["a"]) or re.search(r"现(?:将|把)?$", before)):
            return found["t"]
    return ""


def opening_title(blocks: Sequence[Block]) -> str:
    """What the first sentence says a document is about; its addressees, chapters and headings say nothing of that.

    >>> from index.lines import read_lines
    >>> from index.paragraphs import build_blocks
    >>> opening_title(build_blocks(read_lines("第一章总则\\n第一条 为加快旱厕改造，制定本办法。")))
    '为加快旱厕改造'
    """
    first = ""
    for block in blocks[:6]:
        body = squeezed(block.text[block.marker.end :] if block.marker else block.text)
        if block.kind != "para" or len(body) < 12 or _ADDRESSED.match(body) or block.headlike:
            continue
        if run_on := _RUN_ON.match(body):
            return run_on["t"]
        sentences = [s for s in re.split(r"[。；]", body) if len(s) >= 12]
        for sentence in sentences[:6]:
            if started := _STARTED.search(sentence):
                return started["t"]
            if sentence.startswith("为") and (purpose := _PURPOSE.match(sentence)):
                return _tail(purpose.group())
        first = first or next(iter(sentences), "")
    return first if len(first) <= _LONGEST else _cut(first)


def _cut(sentence: str) -> str:
    """As much of a sentence as a title may hold, whole parts if it can be."""
    end = sentence.rfind("，", 12, _LONGEST)
    return sentence[: end if end != -1 else _LONGEST]


def _tail(purpose: str) -> str:
    """The last parts of a purpose: they name the matter, the first ones what it serves."""
    parts = purpose.split("，")
    kept = parts[-1]
    for part in reversed(parts[:-1]):
        if len(kept) + len(part) >= _LONGEST - 10:
            break
        kept = f"{part}，{kept}"
    return kept.rstrip("，")


def whole_title(lines: Sequence[Line], first: int, width: int) -> tuple[int, ...]:
    """The lines of a title that starts at ``first``; none when that line is the first of a wrapped paragraph.

    Args:
        lines: Of the file.
        first: Index of the line that may be a title.
        width: At which the file is hard-wrapped; 0 when it is not.
    """
    line = lines[first]
    if width and not line.marked and len(line.text) >= 0.85 * width and first + 1 < len(lines):
        return ()
    end = first + 1
    if KIND.search(line.text) is None and not line.marked:
        for k in range(first + 1, min(first + 3, len(lines))):
            text = lines[k].text.strip()
            if (
                lines[k].blank_before
                or find_marker(text) is not None
                or len(text) > 40
                or re.search(r"[，。；：]", text)
            ):
                break
            if KIND.search(text):
                end = k + 1
                break
    while end < len(lines) and _STAGE.fullmatch(squeezed(lines[end].text)):
        end += 1
    return tuple(range(first, end))

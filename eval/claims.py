"""The sentences of an answer as claims to be verified.

An answer may bring ``sentences`` with their kinds; they are read as claims, never as proof. An
answer without them is cut at its sentence ends, and the kind is found by trying.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from eval.figures import find_figures, fold

__all__ = [
    "MARKER",
    "Claim",
    "bare",
    "claims_of",
    "cover",
    "in_text",
    "question_holds",
    "simplified",
    "text_agrees",
    "without_brackets",
]

MARKER = re.compile(r"\[(\d{1,3})\]")
_BRACKETS = re.compile(r"〈([^〈〉]*)〉")
_MARKUP = re.compile(r"\*\*|<[^<>]{1,80}>?|[|#`]")
_PUNCTUATION = re.compile(r"[\W_]+")
_TEMPLATE_WORDS = """
牵头部门 牵头单位 牵头区领导 牵头领导 牵头人 牵头 主责部门 主责单位 主责 主要负责 责任部门 责任单位 责任人 责任 配合部门 配合单位 配合
协办部门 协办单位 协办 区领导 领导 分管 协助分管 协助负责 协助 联系 负责 完成时限 完成期限 完成时间 时限 期限 截止 任务 主要任务
具体措施 措施 序号 部门 单位 文件 标题 文号 印发 施行 成文日期 成文 发布机关 发文机关 日期 状态 截至 库内未见废止 尚未施行 已过期
已废止 效力不明 库内 未见 废止 附件 之日 起施行 自 共有 共计 以下 如下 其中 分别 另有 还有 包括 没有写明 未写明 未列 空白 承上
同上 沿用 上一行 合并 单元格 原文 写作 两者 不是 同一 一个 均为 都是 内容 关于 有效期 有效期至 表格 正文 所在 条款 出自 依据
根据 按照 参与 涉及 以及 之外 列为 担任 职务 姓名 修订 不同 相同 文件名 解释机关 机关 附表 正文 多列 多写 少列 比 没有 相差 多于 少于 列入 目录 不在 牵头的有 配合的有 协办的有 主责的有
"""
_LOOSE = frozenset(
    "的为是由和与及在于等共各也至到按以其该有无区个项条人家行第起前后内外日年月一二三四五六七八九十并或而则即"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One sentence of an answer: what it says it is and which markers it carries."""

    kind: str
    text: str
    markers: tuple[int, ...] = ()
    span: tuple[int, int] | None = None
    declared: bool = True


def bare(text: str) -> str:
    """``text`` for verbatim comparison: NFKC, no white space, no stray markup.

    >>> bare("每 亩**1000**元\\n")
    '每亩1000元'
    """
    return re.sub(r"\s", "", _MARKUP.sub("", unicodedata.normalize("NFKC", text)))


def in_text(sentence: str, evidence: str) -> bool:
    """Whether the sentence is a slice of the evidence; closing punctuation may differ."""
    wanted = bare(sentence).strip("。.;；，,、：:!！?？")
    return bool(wanted) and wanted in bare(evidence)


def claims_of(answer: Mapping[str, Any]) -> tuple[Claim, ...]:
    """The claims of an answer, in order."""
    given = answer.get("sentences")
    if given:
        return tuple(
            Claim(
                kind=str(s.get("kind")),
                text=str(s.get("text", "")),
                markers=tuple(int(m) for m in s.get("citations", ())),
                span=(int(s["span"][0]), int(s["span"][1])) if s.get("span") else None,
            )
            for s in given
        )
    found = []
    for part in re.findall(r"[^。！？；\n]*(?:[。！？；\n]+(?:\s*\[\d{1,3}\])*|$)", str(answer.get("answer", ""))):
        text = MARKER.sub("", part).strip()
        if _PUNCTUATION.sub("", text):
            markers = tuple(int(m) for m in MARKER.findall(part))
            found.append(Claim(kind="", text=text, markers=markers, declared=False))
    return tuple(found)


def text_agrees(answer: str, claims: Iterable[Claim]) -> bool:
    """Whether the answer is the claims' texts in order and carries their markers."""
    claims = tuple(claims)
    written = bare(MARKER.sub("", answer))
    said = bare("".join(MARKER.sub("", c.text) for c in claims))
    if written != said:
        return False
    return set(map(int, MARKER.findall(answer))) == {m for c in claims for m in c.markers}


@lru_cache(maxsize=256)
def simplified(text: str) -> str:
    """``text`` in simplified characters."""
    import opencc

    return str(opencc.OpenCC("t2s").convert(text))


def without_brackets(text: str, allowed: Callable[[str], bool]) -> tuple[str, list[str]]:
    """The template without its 〈…〉 parts, and the parts that are nobody's words."""
    strange = []
    for match in _BRACKETS.finditer(text):
        parts = [p for p in re.split(r"[、，,；;]", match[1]) if p.strip()]
        if not allowed(match[1]) and not all(allowed(p) for p in parts):
            strange.append(match[1])
    return _BRACKETS.sub("〈〉", text), strange


def question_holds(part: str, question: str) -> bool:
    """Whether the words stand in the question; 繁體 questions are compared in 简体."""
    wanted, asked = bare(part).lower(), bare(question).lower()
    return wanted in asked or simplified(wanted) in simplified(asked)


def cover(text: str, pools: Iterable[str]) -> list[str]:
    """The runs of ``text`` that neither the evidence nor a template word accounts for.

    Evidence accounts for pieces of two characters and more; figures are left out, since
    they are checked by value.

    >>> cover("牵头部门为区水务局、区财政局", ["区水务局牵头"])
    ['财政局']
    """
    evidence = "\n".join(bare(p) for p in pools)
    folded = fold(text)
    free = {at for figure in find_figures(folded) for at in range(figure.start, figure.end)}
    left = []
    for match in re.finditer(r"\w+", folded):
        run, start = match.group(0), match.start()
        if len(run) > 1 or run not in evidence:
            left += _uncovered(run, evidence, {at - start for at in free})
    return left


def _uncovered(run: str, evidence: str, free: set[int]) -> list[str]:
    """Shortest uncovered characters of one run, joined where they touch (dynamic programme from the right)."""
    size = len(run)
    best: list[tuple[int, int]] = [(0, 0)] * (size + 1)
    for at in range(size - 1, -1, -1):
        cost, step = best[at + 1][0] + (at not in free and run[at] not in _LOOSE and not run[at].isdigit()), 1
        for length in range(2, min(size - at, 40) + 1):
            piece = run[at : at + length]
            known = piece in evidence
            if (known or piece in _TEMPLATE_SET) and best[at + length][0] <= cost:
                cost, step = best[at + length][0], length
            if not known and length > 8:
                break
        best[at] = (cost, step)
    found, at = [], 0
    piece = ""
    while at < size:
        cost, step = best[at]
        lost = cost != best[at + step][0]
        if lost:
            piece += run[at]
        elif piece:
            found.append(piece)
            piece = ""
        at += step
    if piece:
        found.append(piece)
    return found


_TEMPLATE_SET = frozenset(_TEMPLATE_WORDS.split())

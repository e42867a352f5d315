"""Whether a worded sentence says only what one sentence of its evidence says.

A sentence is supported when it is a shortened form of one sentence of the text: its words stand
there in the same order, cut only beside a mark or a particle, and what was left out holds no
negation, condition, exception, role or figure that would change what is left. A figure brings along
its clause part up to the figure, with its unit. Wording may add only particles and the document's own name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from index.tokens import STOP_WORDS

__all__ = ["Alignment", "Refusal", "align", "cuts", "fold_chars", "turns", "unknown_words"]

_FREE = (
    "根据",
    "按照",
    "依据",
    "其中",
    "分别",
    "以及",
    "包括",
    "还有",
    "另有",
    *"的为是由和与及在于等也按以其该并或而则即",
)
_MARKS = ",:;、。.!?()“”\"'‘’《》〈〉-—·"
_NUMERAL = "0123456789.〇零一二三四五六七八九十百千万亿两半"
_UNITS = "%‰元角分亩米吨克升公平方立里厘毫千百十万亿年月日天时点钟周星期岁家名位人户次项件个套辆条座级倍成级工作日季度以之上下内外前后底初中旬起止间余多含不/每a-zμ³²"
_NEGATION = r"不(?!动产|锈|断|同|仅|限于)|未|无(?!障碍|线|人机|偿|纸)|非(?!物质|机动|遗)|免(?!疫)|除(?!尘|雪|险|夕)|但|仅(?!仅)|只(?!要)|勿|禁|拒|停止|废止|否则|暂缓|方可|方能|才能"
_MODAL = r"应(?!急|用|对|届|变)|必须|须|可以|可(?!持续|追溯|视|靠|能)|宜|需|鼓励|允许"
_ROLE = r"牵头|主责|责任|配合|协办|分管|协助|联系|负责"
_CONDITION = r"[的时后者],|如果|如(?=[需有遇])|若|经(?!济|费|营|过|开)|自行|有下列"
_FIGURE = r"\d|[〇零一二三四五六七八九十百千万亿两半]+(?=[元角分亩米吨年月日天时周岁家名人户次项件个套辆条座级星倍成])"
_LEFT_OUT = re.compile("|".join((_NEGATION, _MODAL, _ROLE, _CONDITION, _FIGURE)))
_NEGATED, _CONDITIONED = re.compile(_NEGATION), re.compile(_CONDITION)
_DANGLING = re.compile(r"(?:的|时|后|者|期间|之日起)$")
_TURN = re.compile(r"^(?:但|除|不|未|仅|最高|最低|上限|且|其中)|除外|不含|不包括")
_WHOLE_FIGURE = re.compile(
    rf"(?:\d+(?:\.\d+)?|[〇零一二三四五六七八九十百千万亿两半]+(?=[元角分亩米吨年月日天时周岁家名人户次项件个套辆条座级星倍成]))[{_UNITS}]*"
)
_PART = re.compile(r"[,;:。、\t]")
_CUT_WORDS = re.compile(r"[^\W_]+")
MIN_WORDS, NEARBY = 4, 12


@dataclass(frozen=True, slots=True)
class Alignment:
    """The ranges of the unit's folded text that a sentence is made of, in order; ``free`` counts added particles."""

    used: tuple[tuple[int, int], ...]
    free: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a sentence is not supported, in words for the model: ``kind`` unknown, order or figure."""

    kind: str
    detail: str


def fold_chars(text: str) -> tuple[str, tuple[int, ...]]:
    """``text`` for comparison, and the place of each kept character.

    NFKC character by character, lower case, without white space (a tab stays), emphasis marks and
    the commas inside figures.

    >>> fold_chars("每 亩**1,000元")[0]
    '每亩1000元'
    """
    out: list[str] = []
    at: list[int] = []
    for i, raw in enumerate(text):
        if raw == "\t":
            out.append(raw)
            at.append(i)
            continue
        if raw.isspace() or raw in "*#":
            continue
        if raw == "," and i and text[i - 1].isdigit() and re.match(r"\d{3}(?!\d)", text[i + 1 : i + 5]):
            continue
        folded = unicodedata.normalize("NFKC", raw).lower()
        out.append(folded if len(folded) == 1 else raw)
        at.append(i)
    return "".join(out), tuple(at)


def cuts(unit: str, words: Callable[[str], Sequence[str]]) -> frozenset[int]:
    """Where a folded sentence may be cut: at its ends, and beside whatever is no content word.

    Args:
        unit: The folded sentence.
        words: Its content words in order, particles and marks left out.
    """
    inside = bytearray(len(unit) + 1)
    at = 0
    for word in words(unit):
        start = unit.find(word, at)
        if start < 0 or any(c.isalnum() and c not in STOP_WORDS for c in unit[at:start]):
            continue  # a part of the word before, named again
        if start == at and at:
            inside[at] = 1
        for i in range(start + 1, start + len(word)):
            inside[i] = 1
        at = start + len(word)
    return frozenset(i for i in range(len(unit) + 1) if not inside[i])


def align(claim: str, unit: str, context: str, allowed: frozenset[int]) -> Alignment | Refusal:
    """How ``claim`` is made of ``unit``; all three folded.

    Args:
        claim: The worded sentence, without tokens.
        unit: One sentence of the evidence.
        context: What the sentence may name besides: number and title of the document, path of the clause.
        allowed: Where the unit may be cut, see ``cuts``.
    """
    found = _align(claim, unit, context, allowed)
    if found is None:
        lost = unknown_words(claim, (unit, context))
        if lost:
            return Refusal("unknown", "、".join(lost[:4]))
        return Refusal("order", "词序不同，或截断了词语，或略去了条件、否定、数字")
    used, free = found
    if sum(b - a for a, b in used) < MIN_WORDS:
        return Refusal("unknown", "没有原文的内容")
    before = unit[: used[0][0]]
    for pattern, gap in (
        (_NEGATED, before),
        (_CONDITIONED, _since_peer(before)),
        (_NEGATED, _PART.split(unit[used[-1][1] :], maxsplit=1)[0]),
    ):
        if hit := pattern.search(gap):
            return Refusal("order", f"略去了“{gap[max(0, hit.start() - 6) : hit.end() + 6]}”")
    if _DANGLING.search(unit[: used[-1][1]]) and unit[used[-1][1] : used[-1][1] + 1] == ",":
        return Refusal("order", "句子没有写完")
    for part in _PART.split(unit[used[-1][1] :])[1:]:
        if _TURN.search(part):
            return Refusal("order", f"略去了“{part[:16]}”")
    return _with_figures(used, free, unit)


def _with_figures(used: tuple[tuple[int, int], ...], free: int, unit: str) -> Alignment | Refusal:
    """A used figure must bring its unit and the part of the sentence before it."""
    figures = [m for m in _WHOLE_FIGURE.finditer(unit) if any(a < m.end() and m.start() < b for a, b in used)]
    for figure in figures:
        start = max((m.end() for m in _PART.finditer(unit, 0, figure.start())), default=0)
        whole = unit[start : figure.end()]
        missing = [
            i
            for i in range(start, figure.end())
            if not any(a <= i < b for a, b in used) and unit[i] not in _MARKS and unit[i] not in "的"
        ]
        if missing:
            return Refusal("figure", f"“{whole}”要照抄")
    qualifier = _since_peer(unit[: used[0][0]])
    if figures and _WHOLE_FIGURE.search(qualifier):
        return Refusal("figure", f"略去了“{qualifier[:24]}”")
    return Alignment(used, free)


def _since_peer(before: str) -> str:
    """What stands before a piece since the last part that ends with a figure: that part is complete in itself."""
    ends = [m.end() for m in _WHOLE_FIGURE.finditer(before) if _PART.match(before, m.end())]
    return before[ends[-1] + 1 :] if ends else before


def _align(
    claim: str, unit: str, context: str, allowed: frozenset[int]
) -> tuple[tuple[tuple[int, int], ...], int] | None:
    """Pieces of ``unit`` in order that make up ``claim``, with what may stand free between them; None when there are none."""
    size = len(claim)

    @cache
    def rest(i: int, j: int) -> tuple[int, tuple[tuple[int, int], ...]] | None:
        """(free characters, pieces) for claim[i:], pieces at or after ``j`` (−1: none yet)."""
        if i == size:
            return (0, ()) if j < 0 or j in allowed else None
        best: tuple[int, tuple[tuple[int, int], ...]] | None = None
        for step, piece, cost in options(i, j):
            after = rest(i + step, piece[1] if piece else j)
            if after is not None and (
                best is None or (cost + after[0], len(after[1]) + bool(piece)) < (best[0], len(best[1]))
            ):
                best = (cost + after[0], ((piece, *after[1]) if piece else after[1]))
        return best

    def options(i: int, j: int) -> Iterable[tuple[int, tuple[int, int] | None, int]]:
        start, left = unit.find(claim[i], max(j, 0)), NEARBY
        while start != -1 and left:
            left -= 1
            length = _run(claim, i, unit, start)
            whole = start == j or (start in allowed and (j < 0 or j in allowed))
            if (
                whole
                and (length > 1 or start == j or claim[i] in _MARKS)
                and not _splits_number(unit, start, start + length)
            ):
                gap = unit[j:start] if j >= 0 else ""
                glued = "\t" in gap and i > 0 and claim[i - 1] not in _MARKS
                if not glued and not _LEFT_OUT.search(gap):
                    yield length, (start, start + length), 0
            start = unit.find(claim[i], start + 1)
        if claim[i] in _MARKS:
            yield 1, None, 0
        for word in _FREE:
            if claim.startswith(word, i):
                yield len(word), None, len(word)
        for length in range(min(size - i, 40), 1, -1):
            if claim[i : i + length] in context and claim[i : i + length] not in unit:
                yield length, None, 0
                break

    found = rest(0, -1)
    if found is None or not found[1]:
        return None
    joined: list[tuple[int, int]] = []
    for a, b in found[1]:
        if joined and joined[-1][1] == a:
            joined[-1] = (joined[-1][0], b)
        else:
            joined.append((a, b))
    return tuple(joined), found[0]


def _run(claim: str, i: int, unit: str, at: int) -> int:
    length = 0
    while i + length < len(claim) and at + length < len(unit) and claim[i + length] == unit[at + length]:
        length += 1
    return length


def _splits_number(unit: str, start: int, end: int) -> bool:
    """Whether a piece begins or ends inside a number."""
    inside = start > 0 and unit[start] in _NUMERAL and unit[start - 1] in _NUMERAL
    return inside or (end < len(unit) and unit[end - 1] in _NUMERAL and unit[end] in _NUMERAL + "%‰")


def turns(text: str) -> bool:
    """Whether a folded text holds a negation or condition, so that what follows it may not stand without it."""
    return _NEGATED.search(text) is not None or _CONDITIONED.search(text) is not None


def unknown_words(claim: str, texts: Sequence[str]) -> list[str]:
    """The runs of a folded sentence that stand in none of the folded texts, in whatever order."""
    whole = "\n".join(texts)
    lost: list[str] = []
    for match in _CUT_WORDS.finditer(claim):
        run, at, piece = match.group(), 0, ""
        while at < len(run):
            step = next((n for n in range(len(run) - at, 1, -1) if run[at : at + n] in whole), 0)
            step = step or next((len(w) for w in _FREE if run.startswith(w, at)), 0) or (len(run) == 1 and run in whole)
            if step:
                lost += [piece] if piece else []
                piece = ""
            piece += "" if step else run[at]
            at += step or 1
        lost += [piece] if piece else []
    return lost

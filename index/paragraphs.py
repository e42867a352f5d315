"""Stage 2b: lines → blocks: a paragraph, a table, or a sign-off.

Sentences cut by a page break or by hard wrapping are one paragraph; its pieces keep
their source spans.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from index.lines import Line, squeezed
from index.markers import Marker, find_marker
from index.numerals import is_date_line
from index.records import Span

__all__ = ["Block", "build_blocks", "wrap_width"]

_TERMINAL = re.compile(r"(?:[。！？；：:;!?]|…|[。！？；][”’」』）)》]+)$")
_BRACKET_END = re.compile(r"[）)】〕]$")
_PROSE = re.compile(r"[，。、；,]")
_SIGNER = re.compile(r"(?:政府|办公室|委员会|局|委|部|厅|院|会|办|中心|公司|支队|大队|处|署|行|集团|办公厅)$")
_LABELLED = re.compile(r"^[\u4e00-\u9fff（）()\s]{2,16}[：:]")
_BLANKS = re.compile(r"_{2,}")


@dataclass(frozen=True)
class Block:
    """A paragraph, a table or a sign-off: the lines it is made of."""

    kind: str
    lines: tuple[Line, ...]

    @cached_property
    def text(self) -> str:
        """The lines joined without line breaks."""
        return "".join(line.text for line in self.lines)

    @cached_property
    def at(self) -> tuple[int, ...]:
        """Source offset of each character of ``text``."""
        return tuple(i for line in self.lines for i in line.at)

    @property
    def pieces(self) -> tuple[Span, ...]:
        """Source spans of the content."""
        return tuple(p for line in self.lines for p in line.pieces)

    @cached_property
    def marker(self) -> Marker | None:
        """What the paragraph starts with."""
        return find_marker(self.text) if self.kind == "para" else None

    @property
    def headlike(self) -> bool:
        """A short line without sentence punctuation: a heading, not prose."""
        text = self.text.strip()
        body = text[self.marker.end :] if self.marker else text
        return len(body) <= 45 and not _TERMINAL.search(text) and not re.search(r"[。；]", text)


def build_blocks(lines: Sequence[Line]) -> tuple[Block, ...]:
    """Group the lines of one document."""
    width = wrap_width(lines)
    groups: list[tuple[str, list[Line]]] = []
    i = 0
    while i < len(lines):
        line = lines[i]
        if line.is_table:
            j = i + 1
            while j < len(lines) and (lines[j].is_table or _inside_table(lines, j)):
                j += 1
            groups.append(("table", list(lines[i:j])))
            i = j
            continue
        if groups and groups[-1][0] == "para" and _joins(groups[-1][1], line, width):
            groups[-1][1].append(line)
        else:
            groups.append(("para", [line]))
        i += 1
    return tuple(_signoffs(Block(kind, tuple(part)) for kind, part in groups))


def _inside_table(lines: Sequence[Line], j: int) -> bool:
    """A line without a tab that a stray newline, or a page after an open 、, cut off inside a cell."""
    if j + 1 >= len(lines) or not lines[j + 1].is_table or find_marker(lines[j].text) is not None:
        return False
    if lines[j].blank_before == 0 and lines[j + 1].blank_before == 0:
        return True
    return lines[j - 1].text.rstrip().endswith(("、", "，")) and len(lines[j].text) <= 60


def wrap_width(lines: Sequence[Line]) -> int:
    """The width at which the file is hard-wrapped; 0 when it is not.

    Hard-wrapped means: many lines of nearly equal length follow each other without
    ending a sentence.
    """
    lengths = [len(line.text) for line in lines if not line.is_table]
    if len(lengths) < 8:
        return 0
    counts: dict[int, int] = {}
    for n in lengths:
        counts[n] = counts.get(n, 0) + 1
    peak = max(counts, key=lambda n: sum(counts.get(n + d, 0) for d in (-2, -1, 0, 1, 2)))
    near = sum(counts.get(peak + d, 0) for d in (-2, -1, 0, 1, 2))
    longer = sum(v for n, v in counts.items() if n > peak + 4)
    return peak if peak >= 16 and near >= 0.3 * len(lengths) and longer <= 0.08 * len(lengths) else 0


def _joins(group: list[Line], line: Line, width: int) -> bool:
    """Whether ``line`` continues the paragraph whose lines are ``group``."""
    prev = group[-1]
    text, head = prev.text.rstrip(), line.text
    if _TERMINAL.search(text):
        return False
    whole = "".join(x.text for x in group)
    marker = find_marker(head)
    if marker is not None and not (marker.level in ("shi", "dec") and not _TERMINAL.search(text) and _open(whole)):
        return False
    if is_date_line(head) or line.marked or line.bullet or prev.marked:
        return False
    if _LABELLED.match(head) and not _open(whole):
        return False
    if _BLANKS.search(text) and line.blank_before:
        return False
    if _open(whole[-200:]) and len(whole) >= 15:
        return True
    if line.blank_before == 0 and width:
        return len(text) >= width * 0.85 and not line.indent
    if _BRACKET_END.search(text) and not _open(whole):
        return False
    if line.indent and line.blank_before == 0 and not prev.indent:
        return False
    if (
        re.match(r"[^，。；、]{2,14}[：:]", whole)
        and re.search(r"单位|部门|时限|成员|组\s*长|电话|地址", whole[:14])
        and line.blank_before
    ):
        return _open(whole)
    prose = len(_PROSE.findall(whole)) >= 1 and len(whole) >= 20
    if find_marker(whole) is not None and len(whole) <= 42 and not re.search(r"[，。；,]", whole):
        prose = False
    return prose


def _open(text: str) -> bool:
    """Whether a bracket or quotation mark is still open."""
    return any(
        text.count(a) > text.count(b) + (text.count('"') if a == "“" else 0)
        for a, b in ("（）", "《》", "“”", "〔〕", "()")
    )


def _signoffs(blocks: Iterable[Block]) -> list[Block]:
    """Turn issuer lines followed by a date line into one sign-off block."""
    result: list[Block] = []
    for block in blocks:
        if block.kind == "para" and is_date_line(block.text) and not block.text.strip().startswith(("（", "(")):
            signers: list[Line] = []
            while result and _is_signer(result[-1]) and len(signers) < 14:
                signers = list(result.pop().lines) + signers
            if signers:
                result.append(Block("signoff", (*signers, *block.lines)))
                continue
        result.append(block)
    return result


def _is_signer(block: Block) -> bool:
    text = squeezed(block.text)
    return (
        block.kind == "para"
        and block.marker is None
        and 3 <= len(text) <= 60
        and not re.search(r"[，。：；、《》]", text)
        and _SIGNER.search(re.sub(r"[（(].*?[）)]$", "", text)) is not None
    )

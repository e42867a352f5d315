"""Stage 3b: the blocks of one part of a document → a tree of nodes.

Levels nest in the order in which they appear; a marker of a level that is already open
closes everything below it. Missing levels, restarts and a lost first number do not break
the tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from index.markers import Marker
from index.paragraphs import Block
from index.records import ClauseKind

__all__ = ["Node", "build_outline"]

_CLOSING = re.compile(r"特此(?:通知|通告|公告|函告|告知|承诺|批复|声明|报告)")
_FIXED = {"part": 0, "chapter": 1, "section": 2, "article": 3}
_RANK = {
    "cn": 10,
    "head": 11,
    "person": 11,
    "duty": 11,
    "cnp": 12,
    "num": 13,
    "dec": 14,
    "dec3": 15,
    "nump": 16,
    "circ": 17,
    "shi": 18,
}
_KINDS = {
    "part": ClauseKind.CHAPTER,
    "chapter": ClauseKind.CHAPTER,
    "section": ClauseKind.SECTION,
    "article": ClauseKind.ARTICLE,
    "head": ClauseKind.HEADING,
}


@dataclass(slots=True, eq=False)
class Node:
    """A clause in the making. ``blocks`` are its own paragraphs in source order."""

    kind: ClauseKind
    level: str = ""
    label: str = ""
    number: int | None = None
    sub: int | None = None
    implied: bool = False
    blocks: list[Block] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    table: Block | None = None
    title: str = ""
    path: str = ""

    def walk(self) -> Iterator[Node]:
        """This node and everything below, in order."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def text(self) -> str:
        """Own text."""
        return "".join(b.text for b in self.blocks)


def build_outline(blocks: Sequence[Block]) -> list[Node]:
    """The top-level nodes of the blocks, in order."""
    root = Node(ClauseKind.TEXT, level="root")
    stack: list[Node] = [root]
    for block in blocks:
        if block.kind == "table":
            stack[-1].children.append(Node(ClauseKind.TABLE, level="table", table=block))
            continue
        marker = block.marker
        if _CLOSING.match(block.text):
            del stack[1:]
        if marker is None or marker.level == "attachment":
            stack[-1].children.append(Node(ClauseKind.TEXT, level="text", blocks=[block]))
        elif marker.level == "label":
            _attach_label(stack[-1], block)
        elif marker.level == "note":
            stack[-1].children.append(Node(ClauseKind.NOTE, level="note", label="注", blocks=[block]))
        elif marker.level == "shi" and marker.number != 1 and not any(n.level == "shi" for n in stack):
            stack[-1].children.append(Node(ClauseKind.TEXT, level="text", blocks=[block]))
        else:
            _push(stack, marker, block)
    for node in list(root.walk()):
        _merge_heading(node)
        _mark_leads(node)
    for node in root.walk():
        node.title = _title(node)
    return root.children


def _attach_label(top: Node, block: Block) -> None:
    """牵头单位：… belongs to the item above it."""
    if top.level == "root":
        last = top.children[-1] if top.children else None
        if last is not None and last.level == "text" and last.blocks and last.blocks[-1].marker is not None:
            last.blocks.append(block)
        else:
            top.children.append(Node(ClauseKind.TEXT, level="text", blocks=[block]))
        return
    if top.children and all(c.level == "text" for c in top.children) and len(top.children) == 1:
        top.blocks.extend(top.children.pop().blocks)
    top.blocks.append(block)


def _push(stack: list[Node], marker: Marker, block: Block) -> None:
    node = Node(
        _KINDS.get(marker.level, ClauseKind.ITEM),
        level=marker.level,
        label=marker.label,
        number=marker.number,
        sub=marker.sub,
        blocks=[block],
    )
    if marker.level in _FIXED:
        while len(stack) > 1 and (stack[-1].level not in _FIXED or _FIXED[stack[-1].level] >= _FIXED[marker.level]):
            stack.pop()
    else:
        floor = max((i for i, n in enumerate(stack) if n.level in _FIXED), default=0)
        same = next((i for i in range(len(stack) - 1, floor, -1) if _same_level(stack[i], marker)), None)
        if same is not None:
            del stack[same:]
        else:
            while len(stack) - 1 > floor and _outranks(marker, stack[-1]):
                stack.pop()
            _revive_first(stack[-1], marker)
    stack[-1].children.append(node)
    stack.append(node)


def _same_level(node: Node, marker: Marker) -> bool:
    if node.level == marker.level:
        return True
    return {node.level, marker.level} <= {"head", "person", "duty"}


def _outranks(marker: Marker, top: Node) -> bool:
    """Whether a marker not seen before stands above the open item by convention."""
    if re.search(r"[：:]\s*$|下列|如下", top.text[-12:]):
        return False
    return _RANK[marker.level] < _RANK.get(top.level, 0)


def _revive_first(parent: Node, marker: Marker) -> None:
    """「2.」 follows an unnumbered line: that line is 1. and its number was lost."""
    if marker.number != 2 or not parent.children or parent.children[-1].level != "text":
        return
    before = parent.children[-2].text if len(parent.children) > 1 else parent.text
    first = parent.children[-1]
    if len(first.blocks) == 1 and re.search(r"[：:]\s*$", before) and not re.search(r"[：:]\s*$", first.text):
        first.kind, first.level, first.number, first.implied = ClauseKind.ITEM, marker.level, 1, True


def _merge_heading(node: Node) -> None:
    """A heading with one paragraph below it is one clause."""
    if node.level in ("root", "text", "table", "note", "part", "chapter", "section") or not node.blocks:
        return
    texts = [c for c in node.children if c.level == "text"]
    first = node.blocks[0]
    short = first.headlike or (
        node.level != "article"
        and len(first.text) <= 48
        and len(re.findall(r"[。；]", first.text)) == 1
        and first.text.endswith("。")
    )
    if len(node.children) == 1 and len(texts) == 1 and short:
        node.blocks = sorted([*node.blocks, *texts[0].blocks], key=lambda b: b.at[0])
        node.children = []


def _mark_leads(node: Node) -> None:
    for child, following in zip(node.children, node.children[1:], strict=False):
        if child.level == "text" and following.level not in ("text", "note"):
            child.kind = ClauseKind.LEAD


def _title(node: Node) -> str:
    """The heading of a node: a short line, or the short first sentence of an item."""
    if node.level in ("text", "table", "note", "root") or not node.blocks:
        return ""
    block = node.blocks[0]
    text = block.text
    if node.level in ("person", "duty"):
        return node.label
    if node.level == "head":
        return text.strip().strip("【】")
    body = text[block.marker.end :].strip() if block.marker and not node.implied else text.strip()
    if block.headlike:
        return re.sub(r"\s+", "", body)
    m = re.match(r"([^。；，：]{2,30})[。：]", body)
    return re.sub(r"\s+", "", m[1]) if m else ""

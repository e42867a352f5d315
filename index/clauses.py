"""Stage 3: one document's lines → its clause tree, its sign-off and declared furniture.

A document is a notice and what it carries: the text it issues or forwards and its
attachments. Each such part has its own numbering; paths of attachments carry a prefix.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from index.lines import Line, squeezed
from index.numerals import format_cn_int, is_date_line, parse_date
from index.outline import Node, build_outline
from index.paragraphs import Block, build_blocks
from index.records import Cell, Clause, ClauseKind, Furniture, Span, Valued
from index.splitting import Section
from index.tables import read_table
from index.titles import announced_title, opening_title

__all__ = ["ParsedDocument", "parse_section"]

_ATTACHMENT_LIST = re.compile(r"附\s*件\s*[:：]\s*\S")
_OPENING = re.compile(r"[：:]$")
_ADDRESSEE = re.compile(
    r"(?:各|省、自治区|[\u4e00-\u9fff]{2,12}(?:人民政府|大学|委员会|政府)(?=[：:]$))(?!.*(?:如下|[。；])).*[：:]$"
)
_PREAMBLE = re.compile(r"如下|根据|决定|为(?:了|进一步|加强|保证|保障|规范)|按照|依据")
_FORM_TITLE = re.compile(
    r"(?:申请表|登记表|汇总表|报名表|审批表|备案表|统计表|承诺书|缴费函|告知函|委托书|协议书|回执|样本|函)(?:[（(].*?[）)])?$"
)
_SHORT = re.compile(
    r"(实施细则|细则|办法|规定|规则|实施方案|工作方案|行动方案|方案|意见|措施|标准|指南|规程|章程|目录|清单|一览表|分工表|任务表)(?:[（(].*?[）)])?$"
)


@dataclass(slots=True)
class _Part:
    """A stretch of blocks with its own numbering."""

    kind: str
    label: str = ""
    head: Block | None = None
    title: list[Line] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    lists: list[Block] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedDocument:
    """What parsing found in one document."""

    clauses: tuple[Clause, ...]
    furniture: tuple[Furniture, ...]
    issuer: str | None
    issued: date | None
    signoff: Span | None
    issued_span: Span | None
    attachments: tuple[Valued, ...]
    addressees: Span | None
    title: str
    title_span: Span


def parse_section(lines: Sequence[Line], section: Section, source: str, doc_id: str) -> ParsedDocument:
    """Build the clauses of one document. Every line of the section ends in a clause or in furniture."""
    builder = _Builder(source, doc_id)
    own = set(section.title_lines) | set(section.meta_lines)
    if section.number_line is not None:
        own.add(section.number_line)
    title_lines = [lines[i] for i in section.title_lines]
    if title_lines:
        builder.simple(ClauseKind.TITLE, title_lines, "标题")
    for i in section.meta_lines:
        builder.line_furniture(lines[i], "metadata")
    if section.number_line is not None:
        builder.simple(ClauseKind.NUMBER, [lines[section.number_line]], "文号")
    rest = [lines[i] for i in range(section.first, section.last) if i not in own]
    blocks = build_blocks(rest)
    parts, attachments = _parts(blocks, has_notice=section.number_line is not None)
    builder.parts(parts)
    signs = [b for p in parts for b in p.blocks if b.kind == "signoff"]
    first = signs[0] if signs else None
    title = (
        squeezed("".join(line.text for line in title_lines))
        or announced_title(rest)
        or opening_title(blocks)
        or (squeezed(rest[0].text)[:60] if rest else doc_id)
    )
    fallback = rest[0].span if rest else Span(0, 0)
    issued = parse_date(first.text) if first else None
    issued_span = first.lines[-1].span if first else None
    if issued is None:
        for block in blocks[:6]:
            if is_date_line(block.text):
                issued, issued_span = parse_date(block.text), block.lines[0].span
                break
    return ParsedDocument(
        clauses=tuple(builder.clauses),
        furniture=tuple(builder.furniture),
        issuer=" ".join(re.sub(r"\s+", "", line.text) for line in first.lines[:-1]) if first else None,
        issued=issued,
        signoff=Span(first.at[0], first.at[-1] + 1) if first else None,
        issued_span=issued_span,
        attachments=attachments,
        addressees=builder.addressees,
        title=title,
        title_span=Span(title_lines[0].span.start, title_lines[-1].span.end) if title_lines else fallback,
    )


def _parts(blocks: Sequence[Block], *, has_notice: bool) -> tuple[list[_Part], tuple[Valued, ...]]:
    """Cut the blocks of a document into notice, main text and attachments."""
    parts = [_Part("notice" if has_notice else "main")]
    attachments: list[Valued] = []
    names: dict[str, str] = {}
    listing = False
    after_signoff = False
    for block in blocks:
        text = squeezed(block.text)
        if block.kind == "para" and _ATTACHMENT_LIST.match(block.text):
            attachments += _attachment_entries(block)
            listing = True
            parts[-1].lists.append(block)
        elif listing and block.kind == "para" and block.marker and block.marker.level == "num" and block.headlike:
            attachments += _attachment_entries(block)
            parts[-1].lists.append(block)
        elif block.kind == "para" and block.marker is not None and block.marker.level == "attachment":
            listing = after_signoff = False
            parts.append(_Part("attachment", label=text.rstrip("：:"), head=block))
        elif block.kind == "signoff":
            listing = False
            parts[-1].blocks.append(block)
            after_signoff = True
        elif names and block.kind == "para" and block.headlike and text in names:
            listing = after_signoff = False
            part = _Part("attachment", label=names[text])
            part.title = list(block.lines)
            parts.append(part)
        else:
            listing = False
            if after_signoff and block.kind in ("para", "table"):
                parts.append(_Part("main"))
                after_signoff = False
            parts[-1].blocks.append(block)
        names = {
            squeezed(a.value): f"附件{i}" if len(attachments) > 1 else "附件" for i, a in enumerate(attachments, 1)
        }
    for part in parts:
        if part.kind != "notice" and not part.title:
            _take_title(part)
    return _split_titled(parts, names), tuple(attachments)


def _split_titled(parts: list[_Part], names: dict[str, str]) -> list[_Part]:
    """An attachment whose title stands on several lines inside another part."""
    result: list[_Part] = []
    for part in parts:
        current = part
        pending = list(part.blocks)
        current.blocks = []
        result.append(current)
        i = 0
        while i < len(pending):
            block = pending[i]
            matched = None
            if block.kind == "para" and names and block.headlike:
                joined, j = "", i
                while j < len(pending) and j < i + 4 and pending[j].kind == "para" and pending[j].headlike:
                    joined += squeezed(pending[j].text)
                    if joined in names and not (
                        current.title and joined == squeezed("".join(x.text for x in current.title))
                    ):
                        matched = (joined, j)
                        break
                    if not any(n.startswith(joined) for n in names):
                        break
                    j += 1
            if matched:
                current = _Part("attachment", label=names[matched[0]])
                current.title = [line for b in pending[i : matched[1] + 1] for line in b.lines]
                result.append(current)
                i = matched[1] + 1
                continue
            current.blocks.append(block)
            i += 1
    return result


def _attachment_entries(block: Block) -> list[Valued]:
    result = []
    for line in block.lines:
        text = re.sub(r"^附\s*件\s*[:：]\s*", "", line.text)
        text = re.sub(r"^\s*\d{1,2}\s*[.．、]\s*", "", text).strip("《》 ；;。")
        if text:
            result.append(Valued(text, line.span))
    return result


def _take_title(part: _Part) -> None:
    """The title of a part: the first group of short lines without sentence punctuation."""
    taken: list[Line] = []
    while part.blocks and part.blocks[0].kind == "para":
        block = part.blocks[0]
        text = block.text.strip()
        if (
            (block.marker is not None and block.marker.level not in ("shi",))
            or re.search(r"[。；：:]", text)
            or len(text) > 60
            or "_" in text
        ):
            break
        if taken and block.lines[0].blank_before and not _title_open(taken):
            break
        taken += block.lines
        part.blocks.pop(0)
        if len(taken) >= 5:
            break
    part.title = taken


def _title_open(lines: Sequence[Line]) -> bool:
    text = squeezed("".join(line.text for line in lines))
    return (
        text.endswith(("关于", "的", "暨"))
        or text.count("（") > text.count("）")
        or text.count("《") > text.count("》")
    )


class _Builder:
    """Collects clauses and furniture of one document in source order."""

    def __init__(self, source: str, doc_id: str) -> None:
        self.source, self.doc_id = source, doc_id
        self.clauses: list[Clause] = []
        self.furniture: list[Furniture] = []
        self.addressees: Span | None = None
        self._paths: dict[str, int] = {}

    def line_furniture(self, line: Line, kind: str) -> None:
        """Declare a whole line furniture."""
        for span in line.pieces:
            self.furniture.append(Furniture(span, kind))
        self._markup(line)

    def _markup(self, line: Line) -> None:
        for span in line.markup:
            self.furniture.append(Furniture(span, "markup"))

    def simple(
        self,
        kind: ClauseKind,
        lines: Sequence[Line],
        path: str,
        *,
        label: str = "",
        part: str = "",
        parent: str | None = None,
        headings: tuple[str, ...] = (),
    ) -> Clause:
        """A clause that owns whole lines."""
        return self._add(
            kind,
            lines,
            path=path,
            label=label,
            title=squeezed("".join(x.text for x in lines)),
            part=part,
            parent=parent,
            depth=0 if parent is None else 1,
            headings=headings,
        )

    def _add(
        self,
        kind: ClauseKind,
        lines: Sequence[Line],
        *,
        path: str,
        label: str,
        title: str,
        part: str,
        parent: str | None,
        depth: int,
        headings: tuple[str, ...],
        cells: tuple[Cell, ...] = (),
        span: Span | None = None,
    ) -> Clause:
        pieces = tuple(p for line in lines for p in line.pieces)
        for line in lines:
            self._markup(line)
        if span is None:
            span = Span(pieces[0].start, pieces[-1].end) if pieces else lines[0].span
        clause = Clause(
            clause_id=f"{self.doc_id}.{len(self.clauses):04d}",
            doc_id=self.doc_id,
            source=self.source,
            parent_id=parent,
            order=len(self.clauses),
            depth=depth,
            kind=kind,
            label=label,
            path=self._unique(path),
            title=title,
            headings=headings,
            span=span,
            own=pieces,
            cells=cells,
            part=part,
        )
        self.clauses.append(clause)
        return clause

    def _unique(self, path: str) -> str:
        count = self._paths.get(path, 0) + 1
        self._paths[path] = count
        return path if count == 1 else f"{path}〔{count}〕"

    def parts(self, parts: Sequence[_Part]) -> None:
        """All parts in order."""
        mains = [p for p in parts if p.kind == "main"]
        for part in parts:
            blocks = [b for b in part.blocks if b.kind != "signoff"]
            title = squeezed("".join(line.text for line in part.title))
            name = title or part.label or ("通知" if mains and part.kind == "notice" else "")
            prefix, parent = "", None
            heads: tuple[str, ...] = ()
            if part.kind == "notice":
                blocks = self._addressee(blocks)
                prefix = "通知" if mains and blocks else ""
            elif part is parts[0] and blocks and _ADDRESSEE.match(squeezed(blocks[0].text)):
                blocks = self._addressee(blocks)
            elif part.kind == "attachment" or (mains and part is not mains[0]):
                prefix = _prefix(part.label or "附", title)
            if part.head is not None:
                clause = self.simple(ClauseKind.ATTACHMENT, part.head.lines, part.label, label=part.label, part=name)
                parent = clause.clause_id
            if part.title:
                path = f"{part.label}标题" if part.label else f"{prefix}正文标题"
                clause = self.simple(ClauseKind.TITLE, part.title, path, part=name, parent=parent)
                heads = (title,) if part.kind == "attachment" else ()
            form = part.kind == "attachment" and _is_form(title, blocks)
            self._nodes(build_outline(blocks), prefix, name, parent, heads, form)
            if part.lists:
                lines = [line for b in part.lists for line in b.lines]
                self.simple(ClauseKind.ATTACHMENT, lines, f"{prefix}附件清单", label="附件", part=name)
            for block in part.blocks:
                if block.kind == "signoff":
                    self._signoff(block)
        self._widen()
        self.clauses.sort(key=lambda c: (c.span.start, c.order))

    def _addressee(self, blocks: list[Block]) -> list[Block]:
        """The opening paragraph that ends in a colon: whom a document is sent to, or the preamble of a public notice."""
        if (
            blocks
            and blocks[0].kind == "para"
            and _OPENING.search(blocks[0].text)
            and len(blocks[0].text) <= (400 if "。" not in blocks[0].text else 200)
            and blocks[0].marker is None
        ):
            if _PREAMBLE.search(blocks[0].text):
                self.simple(ClauseKind.LEAD, blocks[0].lines, "引言")
                return blocks[1:]
            clause = self.simple(ClauseKind.ADDRESSEE, blocks[0].lines, "主送")
            self.addressees = clause.span
            return blocks[1:]
        return blocks

    def _signoff(self, block: Block) -> None:
        for line in block.lines:
            self.line_furniture(line, "signoff")
        span = Span(block.at[0], block.at[-1] + 1)
        self.clauses.append(
            Clause(
                clause_id=f"{self.doc_id}.{len(self.clauses):04d}",
                doc_id=self.doc_id,
                source=self.source,
                parent_id=None,
                order=len(self.clauses),
                depth=0,
                kind=ClauseKind.SIGNATURE,
                label="",
                path=self._unique("落款"),
                title=squeezed(block.text),
                headings=(),
                span=span,
            )
        )

    def _nodes(
        self,
        nodes: Sequence[Node],
        prefix: str,
        part: str,
        parent: str | None,
        heads: tuple[str, ...],
        form: bool,
        base: str = "",
        depth: int = 1,
        owner: Node | None = None,
    ) -> None:
        texts = 0
        prose = owner is not None and owner.level == "article" and owner.blocks and not owner.blocks[0].headlike
        for node in nodes:
            if node.level == "table":
                self._table(node, prefix, part, parent, heads, form, base, depth)
                continue
            if node.level in ("text", "note"):
                texts += 1
                if node.level == "note":
                    path = f"{base}注"
                elif owner is not None and owner.level == "article":
                    path = f"{base}第{format_cn_int(texts + (1 if prose else 0))}款"
                else:
                    path = f"{base}第{texts}段"
            else:
                path = _path(node, base)
            kind = node.kind
            if form and kind not in (ClauseKind.NOTE,):
                kind = ClauseKind.FORM
            lines = sorted({id(x): x for b in node.blocks for x in b.lines}.values(), key=lambda x: x.number)
            clause = self._add(
                kind,
                lines,
                path=_joined(prefix, path),
                label=node.label,
                title=node.title,
                part=part,
                parent=parent,
                depth=depth,
                headings=heads,
            )
            if node.children:
                below = heads
                if node.title:
                    below = (
                        *heads,
                        f"{node.label}{node.title}" if node.level not in ("head", "person", "duty") else node.title,
                    )
                self._nodes(
                    node.children,
                    prefix,
                    part,
                    clause.clause_id,
                    below,
                    form,
                    base=_base(node, path),
                    depth=depth + 1,
                    owner=node,
                )

    def _table(
        self,
        node: Node,
        prefix: str,
        part: str,
        parent: str | None,
        heads: tuple[str, ...],
        form: bool,
        base: str,
        depth: int,
    ) -> None:
        assert node.table is not None
        table = read_table(node.table.lines)
        if form or (not table.columns and len(node.table.lines) < 2):
            for k, line in enumerate(node.table.lines, 1):
                if line.pieces:
                    self._add(
                        ClauseKind.FORM,
                        [line],
                        path=f"{prefix}{base}表第{k}行",
                        label="",
                        title="",
                        part=part,
                        parent=parent,
                        depth=depth,
                        headings=heads,
                    )
            return
        if table.header_lines:
            clause = self._add(
                ClauseKind.TABLE,
                table.header_lines,
                path=f"{prefix}{base}表头",
                label="",
                title="",
                part=part,
                parent=parent,
                depth=depth,
                headings=heads,
            )
            parent, depth = clause.clause_id, depth + 1
        for line in table.repeated:
            self.line_furniture(line, "repeated_header")
        numbered = bool(table.columns) and re.search(r"序号|编号", table.columns[0]) is not None
        for k, row in enumerate(table.rows, 1):
            pieces = [p for line in row.lines for p in line.pieces]
            if not pieces:
                continue
            key = squeezed(row.cells[0].value) if numbered and row.cells[0].value else ""
            path = f"序号{key}" if key else f"{base}表第{k}行"
            if path in self._paths:
                path = f"{prefix}{base}{path}"
            title = row.cells[1].value if numbered and len(row.cells) > 1 else ""
            self._add(
                ClauseKind.ROW,
                row.lines,
                path=path,
                label=f"序号{key}" if key else "",
                title=squeezed(title),
                part=part,
                parent=parent,
                depth=depth,
                headings=heads,
                cells=row.cells,
            )

    def _widen(self) -> None:
        """The span of a clause reaches to the end of its last descendant."""
        ends: dict[str, int] = {c.clause_id: c.span.end for c in self.clauses}
        for clause in reversed(self.clauses):
            if clause.parent_id is not None:
                ends[clause.parent_id] = max(ends[clause.parent_id], ends[clause.clause_id])
        self.clauses = [
            c
            if ends[c.clause_id] == c.span.end or c.kind in (ClauseKind.ATTACHMENT, ClauseKind.TABLE)
            else dataclasses.replace(c, span=Span(c.span.start, ends[c.clause_id]))
            for c in self.clauses
        ]


def _joined(prefix: str, path: str) -> str:
    """Prefix and path, kept apart where two numbers would run together."""
    return f"{prefix}·{path}" if prefix[-1:].isdigit() and path[:1].isdigit() else f"{prefix}{path}"


def _prefix(label: str, title: str) -> str:
    m = _SHORT.search(title)
    return m[1] if m else label


def _is_form(title: str, blocks: Sequence[Block]) -> bool:
    if _FORM_TITLE.search(title):
        return True
    text = "".join(b.text for b in blocks)
    return text.count("___") >= 2


def _path(node: Node, base: str) -> str:
    number = node.number or 0
    if node.level == "article":
        sub = f"之{format_cn_int(node.sub)}" if node.sub else ""
        return f"第{format_cn_int(number)}条{sub}"
    if node.level in ("part", "chapter", "section"):
        unit = {"part": "编", "chapter": "章", "section": "节"}[node.level]
        return (
            f"{base}第{format_cn_int(number)}{unit}" if node.level == "section" else f"第{format_cn_int(number)}{unit}"
        )
    if node.level == "cn":
        return f"{base}{format_cn_int(number)}"
    if node.level == "cnp":
        return f"{base}（{format_cn_int(number)}）"
    if node.level == "num":
        # 「二 1」 would read as one number after a digit
        return f"{base}{'.' if base[-1:].isdigit() else ''}{number}"
    if node.level in ("dec", "dec3"):
        printed = re.sub(r"\s", "", node.label).replace("．", ".").strip(".")
        head = printed.rsplit(".", 1)[0]
        if base.endswith(head):
            return f"{base[: -len(head)]}{printed}"
        return f"{base}{'·' if base[-1:].isdigit() else ''}{printed}"
    if node.level == "nump":
        return f"{base}（{number}）"
    if node.level == "circ":
        return f"{base}{node.label}"
    if node.level == "shi":
        return f"{base}{node.label}"
    if node.level == "head":
        return f"{base}{node.label}"
    if node.level == "person":
        return f"{base}{node.label}同志"
    return f"{base}{'·' if base else ''}{node.label}"


def _base(node: Node, path: str) -> str:
    """What the paths of the children start with: articles are counted through, chapters are not repeated."""
    return "" if node.level in ("part", "chapter") else path

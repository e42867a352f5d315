"""Stages 2–3 together: SourceText → issue, documents, clauses, furniture."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.clauses import parse_section
from index.lines import Line, read_lines, squeezed
from index.numerals import DOCUMENT_NUMBER_RE
from index.records import Clause, Furniture, GazetteDocument, Issue, SourceText, Span
from index.splitting import IssueHead, split_lines
from index.titles import KIND

__all__ = ["ParsedSource", "parse_source"]

_PLACE = re.compile(r"[\u4e00-\u9fff]{2,12}?(?:自治州|自治县|自治区|特别行政区|地区|新区|[省市区县旗盟州])")
_PAGE_NUMBER = re.compile(r"[-—–－·•]+\s*\d{1,4}\s*[-—–－·•]+|第\s*\d{1,4}\s*页(?:[，,/\s]*共\s*\d{1,4}\s*页)?")
_LINK = re.compile(
    r"!?\[[^\]]*\]\([^)]*\)(?:\s*\(\w{2,4}\))?|【(?:原文|附件|全文)?下载】|【(?:相关|政策)(?:附件|链接|阅读|解读)】"
)
_RUNNING = re.compile(r"公报|第[\d一二三四五六七八九十]+期")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedSource:
    """Everything parsing found in one file."""

    source: SourceText
    issue: Issue
    documents: tuple[GazetteDocument, ...]
    clauses: tuple[Clause, ...]
    furniture: tuple[Furniture, ...]


def parse_source(source: SourceText) -> ParsedSource:
    """Parse one file. Documents and clauses come in source order; furniture is sorted by start."""
    lines, furniture = _without_page_furniture(read_lines(source.text), source.text)
    head, sections, ranges = split_lines(lines, source.name)
    issue_id = source.source_id
    documents: list[GazetteDocument] = []
    clauses: list[Clause] = []
    for first, last, kind in ranges:
        for line in lines[first:last]:
            furniture += [Furniture(s, kind) for s in (*line.pieces, *line.markup)]
    for ordinal, section in enumerate(sections, 1):
        doc_id = f"{source.source_id}-{ordinal:02d}"
        parsed = parse_section(lines, section, source.name, doc_id)
        clauses += parsed.clauses
        furniture += parsed.furniture
        number = section.number.value if section.number else None
        last_line = lines[section.last - 1].span
        documents.append(
            GazetteDocument(
                doc_id=doc_id,
                source=source.name,
                issue_id=issue_id,
                ordinal=ordinal,
                number=number,
                number_span=section.number.span if section.number else None,
                title=parsed.title,
                title_span=parsed.title_span,
                short_title=short_title(parsed.title),
                issuer=parsed.issuer or _issuer_from_title(parsed.title) or head.publisher,
                issued=parsed.issued or (head.published if len(sections) == 1 else None),
                issued_span=parsed.issued_span,
                kind=m[1] if (m := KIND.search(parsed.title)) else "",
                span=Span(lines[section.first].span.start, last_line.end),
                attachments=parsed.attachments,
                addressees=parsed.addressees,
            )
        )
    return ParsedSource(
        source=source,
        issue=_issue(head, issue_id, source, documents),
        documents=tuple(documents),
        clauses=tuple(clauses),
        furniture=tuple(sorted(furniture, key=lambda f: f.span)),
    )


def _without_page_furniture(lines: Sequence[Line], text: str) -> tuple[tuple[Line, ...], list[Furniture]]:
    """The lines without page numbers, running heads, links and lines that are markup only, and these as furniture.

    A running head is a short line that names the 公报 and comes again page after page;
    on the cover (the first lines, above any 文号) it stays.
    """
    words = [squeezed(line.text) for line in lines]
    cover = next((k for k, w in enumerate(words[:12]) if DOCUMENT_NUMBER_RE.fullmatch(w)), 12)
    often = {
        w
        for w, n in Counter(words).items()
        if n >= 3 and len(w) <= 40 and _RUNNING.search(w) and not re.search(r"[。；：《]", w)
    }
    kept: list[Line] = []
    furniture: list[Furniture] = []
    for k, (line, word) in enumerate(zip(lines, words, strict=True)):
        if not line.at:
            kind = "markup"
        elif _PAGE_NUMBER.fullmatch(line.span.of(text).strip()) or _PAGE_NUMBER.fullmatch(
            f"{'-' if line.bullet else ''}{line.text.strip()}"
        ):
            kind = "page_number"
        elif word in often and k >= cover:
            kind = "running_head"
        elif _LINK.fullmatch(line.text.strip()):
            kind = "link"
        else:
            kept.append(line)
            continue
        furniture += [Furniture(s, kind) for s in line.pieces] + [Furniture(s, "markup") for s in line.markup]
    return tuple(kept), furniture


def _issue(head: IssueHead, issue_id: str, source: SourceText, documents: list[GazetteDocument]) -> Issue:
    publisher = head.publisher or (documents[0].issuer if len(documents) == 1 else None)
    return Issue(
        issue_id=issue_id,
        source=source.name,
        title=documents[0].title if head.title == source.name and len(documents) == 1 else head.title,
        publisher=publisher,
        jurisdiction=jurisdiction_of(publisher or ""),
        year=head.year,
        number=head.number,
        published=head.published,
        source_url=head.source_url,
    )


def jurisdiction_of(publisher: str) -> str | None:
    """The place a publisher governs: 北京市门头沟区人民政府 → 北京市门头沟区; None for a ministry."""
    name = squeezed(publisher)
    m = re.match(r"(?P<p>[\u4e00-\u9fff]+?)(?:人民政府|政府|委员会|办公室|办公厅)", name)
    place = m["p"] if m else name
    parts = _PLACE.findall(place)
    joined = "".join(parts)
    return joined if parts and place.startswith(joined) else None


def short_title(title: str) -> str:
    """The title without issuer and 关于印发…的通知 around it: what people call the document."""
    text = title
    m = re.search(
        r"(?:关于印发|关于转发|关于发布|印发|转发[^关]{2,20}?关于|转发)(?P<t>.+?)的?通知(?:[（(].*[）)])?$", text
    )
    if m:
        inner = m["t"].strip()
        return inner.strip("《》") if inner.count("《") == 1 and inner.startswith("《") else inner
    m = re.search(r"关于(?P<t>.+)$", text)
    return m["t"] if m else text


def _issuer_from_title(title: str) -> str | None:
    m = re.match(
        r"(?P<i>国务院|[\u4e00-\u9fff]{2,24}?(?:人民政府办公室|人民政府|办公厅|委员会|局|厅|部|总署|国务院))(?=关于|转发|印发|对[“《])",
        title,
    )
    return m["i"] if m else None

"""Stage 2: lines → issue head, 目录 and the line ranges of the documents.

A document starts at its title, which stands above a line that is a 发文字号 and nothing
else; a document without one is found by its title in the 目录. A file that is no gazette
(one notice, one plan) is one document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from index.lines import Line, squeezed
from index.markers import find_marker
from index.numerals import DOCUMENT_NUMBER_RE, cn_int, is_date_line, normal_number, parse_date
from index.paragraphs import wrap_width
from index.records import Valued
from index.titles import whole_title

__all__ = ["IssueHead", "Section", "split_lines"]

_TOC_HEAD = re.compile(r"目\s*[录次]")
_LEADER = re.compile(r"(?:[.．·…‥]{2,}|\t|\s{2,}|-{3,}|—{2,})\s*[(（-]?\s*\d{1,4}\s*[)）-]?\s*$")
_END = re.compile(r"[。；：！？:;]$")
_ISSUER = re.compile(
    r"^(?!关于|转发|印发|批转|发布)[\u4e00-\u9fff\s]{2,24}?(?:人民政府|办公室|委员会|办公厅|政府|局|厅|部|院|委)"
)
_ABOUT = re.compile(r"关于|印发|转发|发布|公布|通告|公告|决定")
_LINK = re.compile(r"(?:[-*]\s*)?!?\[[^\]]*\]\(|(?:相关)?附件\s*[:：]?$")
_RULE = re.compile(r"[-=_*]{3,}|[-=_*]*\s*政策全文\s*[-=_*]*")
_PAGE_HEAD = re.compile(r"基本信息|政策原文|正文")
_NO_VALUE = re.compile(r"暂无|无|未知|[-—/]+")
_META = re.compile(
    r"(?P<k>文档类型|文件名称|文件编号|公开日期|发布时间|发文日期|生成日期|索引号|主题词|主题分类|发布日期|发布机构|发布单位|原文链接|来源|分类|检索时间|检索关键词|成文日期|发文机关|发文字号|链接|文号)\s*[:：]\s*(?P<v>.*)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueHead:
    """What the cover says. ``lines`` are the cover lines (furniture)."""

    title: str
    publisher: str | None
    year: int | None
    number: int | None
    published: date | None = None
    source_url: str | None = None


@dataclass(slots=True, kw_only=True)
class Section:
    """The lines of one document: ``first`` inclusive, ``last`` exclusive, indexes into the line list."""

    first: int
    last: int
    title_lines: tuple[int, ...]
    number_line: int | None
    number: Valued | None
    meta: dict[str, Valued] = field(default_factory=dict)
    meta_lines: tuple[int, ...] = ()


def split_lines(
    lines: Sequence[Line], name: str
) -> tuple[IssueHead, tuple[Section, ...], tuple[tuple[int, int, str], ...]]:
    """The issue head, the sections in order and furniture line ranges ``(first, last, kind)``."""
    toc = _toc_range(lines)
    body = toc[1] if toc else 0
    numbers = [i for i in range(body, len(lines)) if _is_number_line(lines[i].text)]
    starts: list[tuple[int, tuple[int, ...], int | None]] = []
    low = body
    for i in numbers:
        titles = _title_above(lines, i, low)
        if titles:
            starts.append((titles[0], titles, i))
            low = i + 1
    if toc:
        starts = _add_toc_titles(lines, toc, starts)
    starts.sort()
    if not starts or (not toc and not _is_cover(lines[: starts[0][0]])):
        return _single(lines, name, starts, range(*toc) if toc else range(0))
    furniture: list[tuple[int, int, str]] = []
    head = _head(lines[: (toc[0] if toc else starts[0][0])], name)
    if toc:
        if toc[0] > 0:
            furniture.append((0, toc[0], "cover"))
        furniture.append((toc[0], toc[1], "toc"))
        if toc[1] < starts[0][0]:
            furniture.append((toc[1], starts[0][0], "cover"))
    elif starts[0][0] > 0:
        furniture.append((0, starts[0][0], "cover"))
    sections = []
    for k, (first, titles, number_line) in enumerate(starts):
        last = starts[k + 1][0] if k + 1 < len(starts) else len(lines)
        number = _number_of(lines[number_line]) if number_line is not None else None
        sections.append(Section(first=first, last=last, title_lines=titles, number_line=number_line, number=number))
    return head, tuple(sections), tuple(furniture)


def _is_number_line(text: str) -> bool:
    m = DOCUMENT_NUMBER_RE.fullmatch(re.sub(r"^[（(]|[）)]$", "", text.strip()))
    return m is not None and len(squeezed(text)) <= 30


def _number_of(line: Line) -> Valued:
    value = normal_number(line.text)
    assert value is not None
    return Valued(value, line.span)


def _toc_range(lines: Sequence[Line]) -> tuple[int, int] | None:
    """Line range of the 目录, heading included."""
    for i, line in enumerate(lines[:200]):
        if not _TOC_HEAD.fullmatch(line.text.strip("【】 ")):
            continue
        last = None
        gap = 0
        for j in range(i + 1, min(len(lines), i + 400)):
            if _LEADER.search(lines[j].text):
                last, gap = j, 0
            else:
                gap += 1
                if gap > 6:
                    break
        if last is not None:
            return i, last + 1
        # a 目录 without page numbers: a run of short numbered lines
        j = i + 1
        while (
            j < len(lines)
            and len(lines[j].text) <= 80
            and not _END.search(lines[j].text)
            and not _is_number_line(lines[j].text)
        ):
            j += 1
        return i, i + 1 if j == len(lines) else i + 1
    return None


def _plain(line: Line) -> bool:
    text = line.text.strip()
    return not (
        line.is_table
        or _END.search(text)
        or is_date_line(text)
        or len(text) > 60
        or re.search(r"[。；]", text)
        or text.startswith(("附件", "注", "（注", "(注"))
        or ("，" in text and len(text) > 30)
        or re.search(r"_{2,}", text)
        or text.endswith(("）", ")"))
        and ("、" in text and "通知" not in text)
        or _META.match(text.replace("**", ""))
        or _LINK.match(text.replace("**", ""))
        or _RULE.fullmatch(text)
    )


def _title_above(lines: Sequence[Line], i: int, low: int) -> tuple[int, ...]:
    """Indexes of the title lines above a 文号 line."""
    found: list[int] = []
    j = i - 1
    while j >= low and len(found) < 7:
        line = lines[j]
        text = line.text.strip()
        if not _plain(line):
            break
        if found and lines[found[0]].blank_before > 3:
            break
        marker = find_marker(text)
        if marker is not None and marker.level not in ("shi", "duty"):
            break
        found.insert(0, j)
        if _ISSUER.match(text) and (len(found) > 1 or _ABOUT.search(text)):
            joined = squeezed("".join(lines[x].text for x in found))
            if _ABOUT.search(joined):
                break
        j -= 1
    # drop a lone issuer line of the previous sign-off that was swallowed
    return tuple(found)


def _add_toc_titles(
    lines: Sequence[Line], toc: tuple[int, int], starts: list[tuple[int, tuple[int, ...], int | None]]
) -> list[tuple[int, tuple[int, ...], int | None]]:
    """Documents that the 目录 names but that carry no 文号."""
    text = "\n".join(lines[i].text for i in range(toc[0] + 1, toc[1]))
    entries = [squeezed(_LEADER.sub("", re.sub(r"^\s*\d{1,3}\s*[.．、]?\s*", "", e))) for e in re.split(r"\n", text)]
    # A numbered entry (一、现状与形势) is a heading of one document, not a document.
    entries = [e for e in entries if len(e) >= 10 and not DOCUMENT_NUMBER_RE.search(e) and find_marker(e) is None]
    taken = {squeezed("".join(lines[x].text for x in titles)) for _, titles, _ in starts}
    for entry in entries:
        if any(entry in t or t in entry for t in taken):
            continue
        for i in range(toc[1], len(lines)):
            head = squeezed(lines[i].text)
            if not head or not entry.startswith(head) or not _plain(lines[i]):
                continue
            joined, j = head, i
            while j + 1 < len(lines) and entry.startswith(joined + squeezed(lines[j + 1].text)):
                j += 1
                joined += squeezed(lines[j].text)
            if joined == entry:
                starts.append((i, tuple(range(i, j + 1)), None))
                break
    return starts


def _is_cover(lines: Sequence[Line]) -> bool:
    text = squeezed("".join(line.text for line in lines))
    return "公报" in text and re.search(r"第[\d一二三四五六七八九十]+[期号]", text) is not None


def _head(lines: Sequence[Line], name: str) -> IssueHead:
    """Read the cover."""
    title, year, number, published = name, None, None, None
    for line in lines:
        text = squeezed(line.text)
        if "公报" in text and title == name and len(text) <= 40:
            title = text
        if m := re.search(r"((?:19|20)\d{2}|[一二][〇○零一二三四五六七八九]{3})年", text):
            year = year or cn_int(m[1])
        if m := re.search(r"第([\d〇一二三四五六七八九十]+)[期号]", text):
            number = number or cn_int(m[1])
        published = published or parse_date(text)
    publisher = re.sub(r"^《|》$", "", title if title != name else "")
    publisher = re.sub(r"公报.*$", "", publisher)
    return IssueHead(title=title, publisher=publisher or None, year=year, number=number, published=published)


def _single(
    lines: Sequence[Line], name: str, starts: list[tuple[int, tuple[int, ...], int | None]], toc: range
) -> tuple[IssueHead, tuple[Section, ...], tuple[tuple[int, int, str], ...]]:
    """A file that is one document: metadata lines at the top, then the title; its 目录 is no text of it."""
    meta: dict[str, Valued] = {}
    meta_lines: list[int] = []
    for i, line in enumerate(lines[:25]):
        text = line.text.replace("**", "")
        if m := _META.match(text):
            value = m["v"].strip()
            if value and not _NO_VALUE.fullmatch(value):
                meta[m["k"]] = Valued(value, line.span)
            meta_lines.append(i)
        elif _RULE.fullmatch(line.text.strip()) or (line.marked and _PAGE_HEAD.fullmatch(line.text.strip())):
            meta_lines.append(i)
    if starts and starts[0][0] <= 40:
        titles, number_line = tuple(i for i in starts[0][1] if i not in meta_lines), starts[0][2]
        if meta_lines and titles and titles[0] > 0 and lines[0].marked:
            meta_lines.append(0)  # the heading of the page, above the document's own
    else:
        number_line = next((i for i in range(min(25, len(lines))) if _is_number_line(lines[i].text)), None)
        titles = ()
    if not titles:
        for i, line in enumerate(lines[:15]):
            if i in meta_lines or i in toc or i == number_line:
                continue
            text = line.text.strip()
            if (
                (
                    find_marker(text) is None
                    and not re.search(r"[。；]", text)
                    and not line.is_table
                    and not text.endswith(("：", ":"))
                )
                and len(text) <= 80
                and (line.marked or "，" not in text or i == 0)
            ):
                titles = whole_title(lines, i, wrap_width(lines))
            break
    section = Section(
        first=0,
        last=len(lines),
        title_lines=titles,
        number_line=number_line,
        number=_number_of(lines[number_line]) if number_line is not None else None,
        meta=meta,
        meta_lines=tuple(i for i in sorted({*meta_lines, *toc}) if i not in titles),
    )
    if (
        section.number is None
        and (found := next((meta[k] for k in ("发文字号", "文号", "文件编号") if k in meta), None))
        and (value := normal_number(found.value))
    ):
        section.number = Valued(value, found.span)
    publisher = next((meta[k].value for k in ("发布机构", "发布单位", "发文机关") if k in meta), None)
    title = "".join(lines[i].text for i in titles).strip() or name
    published = next((d for k in ("发布日期", "成文日期") if k in meta and (d := _any_date(meta[k].value))), None)
    url = next(
        (
            m.group()
            for k in ("原文链接", "来源", "链接")
            if k in meta and (m := re.search(r"https?://[^\s)\]]+", meta[k].value))
        ),
        None,
    )
    head = IssueHead(
        title=title,
        publisher=publisher,
        year=published.year if published else None,
        number=None,
        published=published,
        source_url=url,
    )
    return head, (section,), ()


def _any_date(text: str) -> date | None:
    found = parse_date(text)
    if found is None and (m := re.search(r"((?:19|20)\d\d)[-/.](\d{1,2})[-/.](\d{1,2})", text)):
        try:
            return date(int(m[1]), int(m[2]), int(m[3]))
        except ValueError:
            return None
    return found

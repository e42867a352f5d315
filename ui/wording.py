"""The usual wording of names, numbers, dates, citations and addresses on the pages (pure)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from urllib.parse import quote, urlencode

from index.library import Library
from index.records import Issue, Span
from ui import text as t

__all__ = [
    "CoverageView",
    "chinese_day",
    "citation_text",
    "clause_name",
    "coverage",
    "doc_href",
    "format_result",
    "issue_label",
    "tidy",
]

_LOOSE = re.compile(r"(?<![A-Za-z0-9])\s+|\s+(?![A-Za-z0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageView:
    """What is loaded: issues by name, number of documents, first and last 成文日期."""

    issues: tuple[str, ...]
    documents: int
    first: date | None
    last: date | None

    @property
    def line(self) -> str:
        """One sentence for the page head and for refusals."""
        if not self.documents:
            return t.COVERAGE_EMPTY
        found = t.COVERAGE.format(issues="、".join(self.issues), count=self.documents)
        if self.first and self.last:
            found += "；" + t.COVERAGE_DATES.format(first=chinese_day(self.first), last=chinese_day(self.last))
        return found


def tidy(text: str) -> str:
    """``text`` on one line, white space kept only between Latin letters or digits.

    >>> tidy("关于\\n印发 VOCs limit 的 通知")
    '关于印发VOCs limit的通知'
    """
    return re.sub(r"\s+", " ", _LOOSE.sub("", text))


def clause_name(path: str) -> str:
    """A clause path as shown: a bare 一 gets its 顿号 back, so that it does not read as a dash.

    >>> clause_name("一"), clause_name("二（一）1"), clause_name("第三条")
    ('一、', '二（一）1', '第三条')
    """
    found = tidy(path)
    return f"{found}、" if re.fullmatch("[一二三四五六七八九十]{1,3}", found) else found


def doc_href(doc_id: str, clause_id: str = "", spans: Iterable[Span] = ()) -> str:
    """Address of a document, relative to the application root, with words to mark and a clause to go to."""
    marks = urlencode([pair for s in spans for pair in (("start", s.start), ("end", s.end))])
    target = f"#{quote(clause_id, safe='')}" if clause_id else ""
    return f"doc/{quote(doc_id, safe='')}{'?' + marks if marks else ''}{target}"


def citation_text(title: str, number: str | None, clause: str) -> str:
    """A citation in the usual form, 《标题》（文号）第×条.

    >>> citation_text("关于印发《停车办法》的通知", "云政发〔2020〕3号", "第三条（二）1")
    '《关于印发〈停车办法〉的通知》（云政发〔2020〕3号）第三条（二）1'
    """
    inner = tidy(title).replace("《", "〈").replace("》", "〉")
    return f"《{inner}》{f'（{number}）' if number else ''}{clause_name(clause)}"


def format_result(result: str) -> str:
    """A plain decimal with thousands separators; a word unchanged.

    >>> format_result("800000"), format_result("16409.02"), format_result("不需缴纳")
    ('800,000', '16,409.02', '不需缴纳')
    """
    try:
        number = Decimal(result)
    except InvalidOperation:
        return result
    return f"{number:,f}" if number.is_finite() else result


def chinese_day(day: date) -> str:
    """A date in Chinese, without leading zeros.

    >>> chinese_day(date(2023, 2, 24))
    '2023年2月24日'
    """
    return t.DAY.format(year=day.year, month=day.month, day=day.day)


def issue_label(issue: Issue) -> str:
    """Name and number of an issue, or its title when the number is unknown."""
    name, number = _issue_parts(issue)
    return name + number


def _issue_parts(issue: Issue) -> tuple[str, str]:
    if issue.year and issue.number:
        name = f"《{issue.title}》" if "公报" in issue.title else issue.publisher or issue.title
        return name, t.ISSUE_NUMBER.format(year=issue.year, number=issue.number)
    return issue.title or issue.publisher or issue.source, ""


def coverage(library: Library) -> CoverageView:
    """What a library holds."""
    dates = sorted(d.issued for d in library.documents if d.issued)
    issues: dict[str, list[str]] = {}
    for issue in library.issues:
        name, number = _issue_parts(issue)
        issues.setdefault(name, []).append(number)
    return CoverageView(
        issues=tuple(name + "、".join(numbers) for name, numbers in issues.items()),
        documents=len(library.documents),
        first=dates[0] if dates else None,
        last=dates[-1] if dates else None,
    )

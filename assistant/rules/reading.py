"""Question text → what a calculator needs of it: amounts with units, dates, clock times, years.

Stage 6 for the rule packs. ``Reading`` works on a normalised copy (NFKC, 繁→简, no spaces);
nothing read here is ever quoted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property

from assistant.rules.amounts import Amount, amounts, cn_number, normalise
from assistant.rules.units import UNITS, tidy
from assistant.rules.whens import Clock, When, clocks, dates, weekday

__all__ = ["Amount", "Clock", "Reading", "When", "cn_number", "pattern"]

_HOW_MUCH = r"多少|几(?!乎)|多久|多大|多长|啥时|什么时候|何时|哪|谁|啥|什么|算|[合总共]计|剩|差|啥数|最多|最少|至少|起码|顶多|大写|[怎咋]么?(?:算|写|交|个|缴)"
_WHETHER = (
    r"吗|么(?=[？?。！，]|$)|(?:没有?|不|否|成|行|吧|咋样|怎样|怎么样|咋办|怎么办)(?=[？?。！]|$)|能否|可否|是否|会不会"
    r"|([一-鿿]{1,2})(?:不|没)\1|(?:达|超|违|过|合|符|够|及|完)([一-鿿])?(?:不|没)(?:达|超|违|过|合|符|够|及|完)|(?:能|可以|行|够|算|达标|合格|过关|超标|完成)[^，。；]{0,6}[？?]"
    r"|达标|合格|过关|过线|及格|合规|够不|算不|来得及|让不|准不|违规|违章|违反|符合|满足"
)


@cache
def pattern(text: str) -> re.Pattern[str]:
    """A pattern of a pack, compiled once: together they are more than ``re`` keeps."""
    return re.compile(text)


@dataclass(frozen=True)
class Reading:
    """One question, read. ``text`` is normalised; ``as_of`` the day 今天 and 今年 mean,
    ``hint`` the year that dates without one take (from an earlier question)."""

    raw: str
    as_of: date
    hint: int | None = None

    @cached_property
    def text(self) -> str:
        """The normalised text."""
        return normalise(self.raw)

    @cached_property
    def masked(self) -> str:
        """The text with 文号, ordinals of clauses and dates blanked, for reading amounts."""
        text = re.sub(
            r"[一-鿿]{1,6}[〔\[(（]20\d\d[〕\])）]\d+号|第[\d一二三四五六七八九十]+[条款项行]",
            lambda m: "□" * len(m[0]),
            self.text,
        )
        for when in self.dates:
            text = text[: when.start] + "□" * (when.end - when.start) + text[when.end :]
        for clock in self.clocks:
            text = text[: clock.start] + "□" * (clock.end - clock.start) + text[clock.end :]
        text = re.sub(r"20\d\d(?=年|[到至~—-]20\d\d)", "□□□□", text)
        text = re.sub(
            r"\d{1,2}月?(?:-|—|~|至|到|、)+(?=(?:\d{1,2}月?(?:-|—|~|至|到|、)*)?\d{0,2}(?:月|□))",
            lambda m: "□" * len(m[0]),
            text,
        )
        return re.sub(
            r"(?<![有共才只就是种退])一(?=(?:亩|平方米|平|公斤|米)(?!半|多|[一二三四五六七八九](?:分|[的地])))",
            "□",
            text,
        )

    @cached_property
    def dates(self) -> tuple[When, ...]:
        """Dates and parts of dates, in order."""
        return dates(self.text, self.as_of)

    def full(self, when: When) -> date | None:
        """The date, a missing year taken from the only year named or from ``as_of``."""
        if when.date is not None or when.month is None or when.day is None:
            return when.date
        named = {w.year for w in self.dates if w.year} or {int(m[1]) for m in re.finditer(r"(20\d\d)年", self.text)}
        try:
            return date(named.pop() if len(named) == 1 else self.hint or self.as_of.year, when.month, when.day)
        except ValueError:
            return None

    @cached_property
    def clocks(self) -> tuple[Clock, ...]:
        """Clock times, in order."""
        return clocks(self.text)

    @cached_property
    def amounts(self) -> tuple[Amount, ...]:
        """Amounts, in order."""
        found = amounts(self.masked)
        stated = re.search(r"单位(?:都|均|全|一律|统一)?(?:是|为|：)?(平方米|平|亩|公顷|万元|元|吨|公里|米)", self.text)
        if stated is None:
            return found
        bare = {
            a: tidy(a.value * UNITS[a.unit].factor)
            for a in found
            if a.kind in ("number", "money") and not re.search("[元块]", a.text)
        }
        kind, unit = UNITS[stated[1]].kind, stated[1]
        return tuple(
            Amount(kind, bare[a], unit, f"{bare[a]:f}{unit}", a.start, a.end, a.ordinal) if a in bare else a
            for a in found
        )

    @property
    def how_much(self) -> bool:
        """Whether a number, a date or one of several is asked for."""
        return self.has(_HOW_MUCH)

    @property
    def whether(self) -> bool:
        """Whether yes or no is asked for."""
        return self.has(_WHETHER)

    @property
    def asks(self) -> bool:
        """Whether anything is asked that a calculator could answer."""
        return self.how_much or self.whether or self.text.endswith(("呢", "呢？"))

    @cached_property
    def weekday(self) -> str | None:
        """The only day of the week named, as 星期四."""
        return weekday(self.text)

    def of(self, *kinds: str) -> tuple[Amount, ...]:
        """Amounts of these kinds, ordinals left out."""
        return tuple(a for a in self.amounts if a.kind in kinds and not a.ordinal)

    def has(self, *patterns: str) -> bool:
        """Whether any of the patterns is found."""
        return any(pattern(p).search(self.text) for p in patterns)

    def find(self, wanted: str) -> tuple[re.Match[str], ...]:
        """All matches of a pattern."""
        return tuple(pattern(wanted).finditer(self.text))

    def near(self, amount: Amount, before: int = 12, after: int = 12) -> str:
        """The text around an amount."""
        return self.text[max(0, amount.start - before) : amount.end + after]

    def times(self, amount: Amount) -> int:
        """How often an amount counts: twice in 前两年各拿了120万, else once."""
        before = re.split("[，。；]", self.text[max(0, amount.start - 16) : amount.start])[-1]
        match = re.search(r"([两二三四2-9])(?:个)?年(?:里|内|中)?(?:各|每年|都|分别|均)", before)
        return int(cn_number(match[1])) if match else 1

    @cached_property
    def years(self) -> tuple[int, int] | None:
        """First and last year of a span or of a single year that the text names."""
        span = re.search(
            r"(20\d\d)年?(?:底|末|初)?(?:\d+月)?(?:到|至|~|-|—|起?直?到|一直到)+(20\d\d|\d\d(?=年))", self.text
        )
        if span:
            end = int(span[2])
            return int(span[1]), end + 2000 if end < 100 else end
        single = {int(m[1]) for m in re.finditer(r"(?<!\d)(20\d\d)(?=年|[^\d.])", self.text)}
        return (min(single), max(single)) if len(single) == 1 else None

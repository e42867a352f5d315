"""Reads a registry question: which roles, bodies, leaders, documents and dates it names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.registry_words import (
    asks_bodies,
    asks_role,
    asks_tasks,
    asks_when,
    compares,
    jointly,
    of_duty,
    roles_in,
)
from index.numerals import cn_int
from index.registry.deadlines import deadline_date
from index.registry.departments import Departments
from index.registry.lifecycle import numbers_in, without_numbers
from index.registry.records import Role, Task

__all__ = ["Asking", "DeadlineFilter", "read_asking"]

_SAYS = re.compile(
    r"写(?:的|明|着|作|为|成)?|(?:时限|期限|时间)(?:是|为|标|填|列|都是|在|落在|写)|到期|标(?:的|注)?|那?[几些]行"
)
_KIND_WORDS = ("长期坚持", "长期实施", "持续推进", "立行立改", "按时间节点完成", "按时间节点", "秋冬季期间", "长期")


@dataclass(frozen=True, slots=True)
class DeadlineFilter:
    """Which deadlines pass: ``same`` that day; from ``after`` to ``before``, both inclusive; in ``year``; ``words`` said."""

    same: date | None = None
    before: date | None = None
    after: date | None = None
    year: int | None = None
    words: str = ""
    printed: str = ""

    def allows(self, task: Task) -> bool:
        """Whether a task's deadline passes."""
        deadline = task.deadline
        if deadline is None:
            return False
        if self.words:
            return self.words in deadline.text
        day = deadline.date
        if day is None:
            return False
        if self.same is not None:
            return day == self.same
        if self.year is not None:
            return day.year == self.year
        return (self.after is None or day >= self.after) and (self.before is None or day <= self.before)


@dataclass(frozen=True, slots=True)
class Mention:
    """A body a question names: ``canonical`` name, the ``word`` used, the roles said of it (none: any)."""

    canonical: str
    word: str
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True)
class Asking:
    """What a question names and asks for.

    ``who`` bodies are asked for, ``lists`` tasks, ``role`` the role of a named body, ``when`` a day.
    ``together`` every body named must have its part in a task; ``alone`` no other body has the
    role; ``every`` a body has all roles said of it; ``first`` the body stands first in its role; ``without`` roles the text leaves empty.
    """

    text: str
    roles: tuple[Role, ...] = ()
    mentions: tuple[Mention, ...] = ()
    leaders: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    deadline: DeadlineFilter | None = None
    loose: tuple[int, ...] = ()
    rows: tuple[int, ...] = ()
    first_rows: int | None = None
    who: bool = False
    when: bool = False
    role: bool = False
    lists: bool = False
    duty: bool = False
    compares: bool = False
    together: bool = False
    every: bool = False
    alone: bool = False
    first: bool = False
    without: tuple[Role, ...] = ()
    in_table: bool = False
    in_body: bool = False

    @property
    def bodies(self) -> tuple[tuple[str, str], ...]:
        """Canonical names with the words used."""
        return tuple((m.canonical, m.word) for m in self.mentions)

    @property
    def drop(self) -> tuple[str, ...]:
        """Words of the question that are filters, not topic."""
        return tuple(m.word for m in self.mentions) + self.leaders


_TABLE = re.compile(r"表(?:中|里|内|上|前|的|$|第)|任务表|分工表|清单|哪[几两三四]?行|那一?行")
_EVERY = re.compile(
    r"既[^，。？]{1,8}又|(?:牵头|主责|配合|协办|责任单位)[^，。？]{0,4}(?:和|与|、|跟|同时)[^，。？]{0,4}(?:牵头|主责|配合|协办|责任单位)[^，。？]{0,4}(?:都|同时|全)(?:是|有|由|归|写)"
)
_ALONE = re.compile(r"单独|独自|独家|只有[^，。？]{0,4}一家|唯一")
_FIRST = re.compile(r"排(?:在)?(?:第一|首位|头一?[个位]?|最前)|打头的|(?:列|放)在?(?:首位|第一|最前)|头一位")
_WITHOUT = re.compile(
    r"(?:没有?|未|没)(?:写|列|标|填|明确|安排|设)?明?(?:出)?(?P<r>[^，。？]{0,3}(?:配合|协办|主责|牵头|责任)(?:单位|部门)?)|(?P<s>(?:配合|协办|主责|牵头|责任)(?:单位|部门)?)(?:是|为)?(?:空|缺)"
)
_CONNECT = re.compile(r"^(?:、|和|与|跟|同|及|以及|还有)(?:[区市县]|$)?")


def read_asking(
    text: str,
    departments: Departments,
    names: Iterable[str],
    bodies: Iterable[str],
    base_year: int | None,
    prefixes: Iterable[str] = (),
) -> Asking:
    """Read a normalised question.

    Args:
        text: The question.
        departments: The resolver.
        names: Names of the leaders the library knows.
        bodies: Names of bodies as the library writes them.
        base_year: Stands in for a year the question leaves out.
        prefixes: Prefixes of the 文号 the library knows.
    """
    prefixes = tuple(prefixes)
    bare = without_numbers(text, prefixes)
    plain = re.sub(r"（[^（）]{2,20}）", "", bare)  # an aside cuts the words that ask: 牵头（并列的也算）了什么
    first = re.search(r"前\s*(\d{1,3}|[一二三四五六七八九十]{1,3})\s*[行项条]", bare)
    mentions = _mentions(bare, departments, bodies)
    who = asks_bodies(plain)
    deadline = _deadline(bare, base_year)
    without = tuple(dict.fromkeys(r for m in _WITHOUT.finditer(bare) for r in roles_in(m["r"] or m["s"])))
    return Asking(
        text=text,
        roles=roles_in(bare),
        mentions=mentions,
        leaders=tuple(n for n in names if n in bare),
        numbers=numbers_in(text, prefixes),
        deadline=deadline,
        loose=tuple(int(n) for n in re.findall(r"(?<![\d月第〕])(\d{1,3})号(?:文|方案|通知|那个|里|中|附件)", bare)),
        rows=_rows(bare),
        first_rows=cn_int(first[1]) if first else None,
        who=who,
        when=asks_when(bare),
        role=bool(mentions) and asks_role(bare),
        lists=asks_tasks(plain)
        or (
            (bool(mentions) or deadline is not None)
            and not who
            and re.search(r"的?(?:任务|事项|活儿?)[？。]?$", bare) is not None
        ),
        duty=of_duty(bare),
        compares=compares(bare),
        together=jointly(bare) or len({m.roles for m in mentions if m.roles}) > 1,
        every=_EVERY.search(bare) is not None,
        alone=_ALONE.search(bare) is not None,
        first=_FIRST.search(bare) is not None,
        without=without,
        in_table=_TABLE.search(bare) is not None,
        in_body=re.search(r"正文", bare) is not None and "比正文" not in bare,
    )


def _rows(bare: str) -> tuple[int, ...]:
    found = tuple(
        int(n)
        for n in re.findall(r"(?:序号|第)\s*(\d{1,3})\s*(?:行|项|条|号|个)?", bare)
        if not re.search(rf"第\s*{n}\s*条", bare)
    )
    if "表" in bare and "第二行" not in bare:
        words = re.findall(r"第([一二三四五六七八九十]{1,3})(?:行|项)", bare)
        found += tuple(n for w in words if (n := cn_int(w)) is not None)
    return found


def _mentions(bare: str, departments: Departments, bodies: Iterable[str]) -> tuple[Mention, ...]:
    """The bodies named, each with the role words that belong to it.

    A role word belongs to the bodies before it in the same part of the sentence (甲、乙共同牵头，
    丙配合); one before the only body (牵头的是甲吗) to that body.
    """
    found = departments.names_in(bare, bodies)
    mentions: list[Mention] = []
    following: tuple[Role, ...] = ()
    after = len(bare)
    for canonical, start, end in reversed(found):
        between = bare[end:after]
        part = re.split(r"[，。？；]", between)[0]
        roles: tuple[Role, ...] = tuple(r for r in roles_in(part) if r is not Role.LEADER)
        if not roles and _CONNECT.match(between) and after < len(bare):
            roles = following
        following, after = tuple(roles), start
        mentions.append(Mention(canonical, bare[start:end], roles))
    mentions.reverse()
    once: dict[str, Mention] = {}
    for m in mentions:
        known = once.get(m.canonical)
        once[m.canonical] = m if known is None else Mention(m.canonical, known.word, known.roles or m.roles)
    if len(once) == 1:
        only = next(iter(once.values()))
        said = tuple(r for r in roles_in(bare) if r is not Role.LEADER)
        return (Mention(only.canonical, only.word, only.roles or said),)
    return tuple(once.values())


_PHRASE = re.compile(
    r"(?:(?P<y>(?:19|20)\d{2})年)?(?:(?P<m>\d{1,2})月(?:份)?(?:(?P<d>\d{1,2})[日号])?)?(?P<e>年?底)?(?P<tail>之?前|以前|(?:之|以)?后|内|当年|之内)?"
)


def _deadline(text: str, base_year: int | None) -> DeadlineFilter | None:
    for words in _KIND_WORDS:
        if words in text:
            return DeadlineFilter(words=words.replace("按时间节点完成", "按时间节点"), printed=words)
    if not _about_deadlines(text):
        return None
    found: list[tuple[date, str, str, int]] = []
    for m in _PHRASE.finditer(text):
        phrase = m.group()
        if not re.search(r"\d", phrase) or re.match(r"年(?:度|期|行动|攻坚|第)", text[m.end() :]):
            continue
        if m["m"] is None and m["e"] is None:
            if m["y"] and _whole_year(text, m.start(), m.end("y")):
                return DeadlineFilter(year=int(m["y"]), printed=phrase)
            if m["y"] and (re.search(r"(?:过了?|晚于)$", text[: m.start()]) or "后" in (m["tail"] or "")):
                return DeadlineFilter(after=date(int(m["y"]) + 1, 1, 1), printed=phrase)
            if m["y"] and "前" in (m["tail"] or ""):
                return DeadlineFilter(before=date(int(m["y"]) - 1, 12, 31), printed=phrase)
            continue
        year = int(m["y"]) if m["y"] else (found[-1][0].year if found else base_year)
        if year is None:
            continue
        bare = phrase[: m.start("tail") - m.start()] if m["tail"] else phrase
        value = deadline_date(bare.replace("份", "").replace("号", "日"), year)
        if value is not None:
            found.append((value, phrase, text[m.end() : m.end() + 8], m.start()))
    if not found:
        return None
    value, phrase, tail, start = found[0]
    if len(found) == 2 and re.search(
        r"到|至|[-—～]|之间", text[start + len(phrase) : found[1][3] + len(found[1][1]) + 3]
    ):
        first = value if re.search(r"\d[日号]", phrase) else value.replace(day=1)
        return DeadlineFilter(after=first, before=found[1][0], printed=phrase)
    if re.search(r"后", phrase) or re.match(r"(?:以|之)?后|才", tail) or re.search(r"晚于$|过了$", text[:start]):
        return DeadlineFilter(after=value + timedelta(days=1), printed=phrase)
    exact = _SAYS.search(text) is not None or not re.search(r"前|早于", phrase + tail + text[max(0, start - 3) : start])
    return DeadlineFilter(same=value, printed=phrase) if exact else DeadlineFilter(before=value, printed=phrase)


def _whole_year(text: str, start: int, end: int) -> bool:
    """Whether a year alone is a deadline (时限是2020年的, 2020年内到期的)."""
    if re.search(r"(?:时限|期限|时间)[^，。？]{0,6}$", text[:start]):
        return True
    return re.match(r"年?(?:以?内|当年|(?:要|应|须|得|就)?(?:到期|完成|落在|截止|干完|办完))", text[end:]) is not None


def _about_deadlines(text: str) -> bool:
    if re.search(
        r"时限|期限|到期|完成|截止|落在|卡在|赶在|压在|截至|交差|交账|收尾|完工|搞定|利索|(?:办|做|弄|干|建|装|查|修)(?:完|好|成)",
        text,
    ):
        return True
    dated = re.search(r"\d{1,2}(?:月|月底|[日号]|年底)(?:之?前|以前)", text)
    return dated is not None and re.search(r"施行|印发|发布|废止|颁布|生效|出台|成文", text) is None

"""Reads a registry question: which roles, bodies, leaders, documents and dates it names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from index.numerals import DOCUMENT_NUMBER_RE, cn_int
from index.registry.deadlines import deadline_date
from index.registry.departments import Departments
from index.registry.lifecycle import numbers_in
from index.registry.records import Role, Task

__all__ = ["Asking", "DeadlineFilter", "read_asking"]

_WHO = re.compile(
    r"谁(?!拿|得|获|中了|赢)|哪(?:一|两|二|三|四|几|些)?(?:个|家|位)?(?![年月天日])[^，。？；]{0,6}?(?:部门|单位|机构|机关|局|委|办|中心|领导|副区长|区长|支队|镇街|街道)|哪(?:一|两|二|三|四|几)?家(?=[^，。？]*(?:牵头|负责|管|归|派|配合|协办|责任|主责|抓|来|审|批|备案|核|惩戒|当|干|定|打分|张罗|办|推|挑|带|建|联手|实施))|(?<=[由归给找])哪(?:一|两|二|三|四|几)?家|(?:牵头|负责|配合|协办|责任|主责|管|派)[^，。？]{0,8}哪(?:一|两|二|三|四|几)?家|归哪|什么(?:部门|单位|机构)|啥(?:部门|单位)|派给|哪几个局|哪个来|哪边|(?:责任|牵头|配合|协办|主责)(?:单位|部门)?(?:有|是|都|写)|还是[^，。]{2,12}(?:牵头|管|负责)|什么角色|角色|找[^，。]{2,10}还是"
)
_LIST = re.compile(
    r"哪(?:些|几|两|三|四|五|六|七|八)(?:项|条|行|件|个任务|个事项)?(?:任务|事项|工作|事|活|职责)?(?!个?(?:部门|单位|局|委|家|人|领导|镇|街道))|(?:有|牵头|参与|配合|负责|主责|协办)(?:了)?(?:几|多少)(?:项|条|件|个)|(?:任务|事项|工作)(?:都)?(?:有|是)(?:哪些|啥|什么)|列(?:出|一下|举)|清单有|出现在哪|在哪几|都(?:有|是)哪些|全部任务|所有任务|(?:干|做|管)(?:些)?(?:什么|啥|哪些)|各管|分别是哪|是哪几|(?:参与|参加|牵头|配合|协办|负责|主责|承担)(?:了|的)?[^，。？]{0,10}?哪(?:一)?(?:项|条|件|个任务)|任务是哪"
)
_UNITS = re.compile(
    r"(?:单位|部门|机构)(?:都|又|还)?(?:有|是|包括|写)?(?:了)?(?:哪些|哪几|几家|谁)(?!任务|事项|项|条|行)"
)
_COMPARE = re.compile(
    r"不同|不一样|一样吗|一样不|差在哪|区别|差别|有什么差|有啥差|相同|是不是同|是否相同|同不同|对比|相比|两行|多写了|少写了|比正文|比表|是一回事|同一个文件|一个文件|各讲|各是|分别"
)
_DEADLINE = re.compile(
    r"什么时候|啥时候|何时|什么时间|哪天|几月|几号|最晚|最迟|时限|期限|截止|哪年|多久|到哪一天|何日|什么节点|之前完成|前完成"
)
_ROLE_WORDS: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.LEADER, re.compile(r"(?:区|市|县|牵头|分管|哪位|哪个|主管)领导|副[区市县]长|[区市县]长|领导(?:是|里|牵头)")),
    (Role.LEAD, re.compile(r"牵头|带头|打头|排头|挑头|领衔|主抓|总负责")),
    (Role.SUPPORT, re.compile(r"配合|协办|协助|打下手|搭把手")),
    (Role.MAIN, re.compile(r"主责|责任单位|责任部门|具体干|承办|实施单位|落实单位")),
)
_ANY_ROLE = re.compile(r"参与|参加|涉及|有份")
_SAYS = re.compile(
    r"写(?:的|明|着|作|为|成)?|(?:时限|期限|时间)(?:是|为|标|填|列|都是|在|落在|写)|到期|标(?:的|注)?|那?[几些]行"
)
_KIND_WORDS = ("长期坚持", "长期实施", "持续推进", "立行立改", "按时间节点完成", "按时间节点", "秋冬季期间", "长期")
_DAY = re.compile(r"(?:(?P<y>(?:19|20)\d{2})年)?(?:(?P<m>\d{1,2})月(?:份)?(?:(?P<d>\d{1,2})[日号])?)?(?P<e>年?底)?")


@dataclass(frozen=True, slots=True)
class DeadlineFilter:
    """``same``: the deadline falls on that day; ``before``: on or before; ``year``: in that year; ``words``: says so."""

    same: date | None = None
    before: date | None = None
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
        if deadline.date is None:
            return False
        if self.same is not None:
            return deadline.date == self.same
        if self.before is not None:
            return deadline.date <= self.before
        return deadline.date.year == self.year


@dataclass(frozen=True)
class Asking:
    """What a question names and asks for. ``bodies`` are canonical names with the words used."""

    text: str
    roles: tuple[Role, ...] = ()
    any_role: bool = False
    bodies: tuple[tuple[str, str], ...] = ()
    leaders: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    deadline: DeadlineFilter | None = None
    loose: tuple[int, ...] = ()
    rows: tuple[int, ...] = ()
    first_rows: int | None = None
    who: bool = False
    when: bool = False
    lists: bool = False
    compares: bool = False
    in_table: bool = False
    in_body: bool = False

    @property
    def drop(self) -> tuple[str, ...]:
        """Words of the question that are filters, not topic."""
        return tuple(word for _, word in self.bodies) + self.leaders


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
    numbers = numbers_in(text, prefixes)
    bare = DOCUMENT_NUMBER_RE.sub(" ", text)
    found = departments.names_in(bare, bodies)
    named = tuple(dict.fromkeys((canonical, bare[a:b]) for canonical, a, b in found))
    rows = tuple(
        int(n)
        for n in re.findall(r"(?:序号|第)\s*(\d{1,3})\s*(?:行|项|条|号|个)?", bare)
        if not re.search(rf"第\s*{n}\s*条", bare)
    )
    rows += (
        tuple(n for w in re.findall(r"第([一二三四五六七八九十]{1,3})(?:行|项)", bare) if (n := cn_int(w)) is not None)
        if "表" in bare and "第二行" not in bare
        else ()
    )
    first = re.search(r"前\s*(\d{1,3}|[一二三四五六七八九十]{1,3})\s*[行项条]", bare)
    return Asking(
        text=text,
        roles=tuple(role for role, pattern in _ROLE_WORDS if pattern.search(bare)),
        any_role=_ANY_ROLE.search(bare) is not None
        or not any(p.search(bare) for r, p in _ROLE_WORDS if r is not Role.LEADER),
        bodies=named,
        leaders=tuple(n for n in names if n in bare),
        numbers=numbers,
        deadline=_deadline(bare, base_year),
        loose=tuple(int(n) for n in re.findall(r"(?<![\d月第〕])(\d{1,3})号(?:文|方案|通知|那个|里|中|附件)", bare)),
        rows=rows,
        first_rows=cn_int(first[1]) if first else None,
        who=_WHO.search(bare) is not None,
        when=_DEADLINE.search(bare) is not None,
        lists=_LIST.search(bare) is not None and _UNITS.search(bare) is None,
        compares=_COMPARE.search(bare) is not None,
        in_table=re.search(r"表(?:中|里|内|上|前|的|$|第)|任务表|分工表|清单|哪[几两三四]?行|那一?行", bare)
        is not None,
        in_body=re.search(r"正文", bare) is not None and "比正文" not in bare,
    )


def _deadline(text: str, base_year: int | None) -> DeadlineFilter | None:
    for words in _KIND_WORDS:
        if words in text:
            return DeadlineFilter(words=words.replace("按时间节点完成", "按时间节点"), printed=words)
    if _about_deadlines(text) is False:
        return None
    for m in re.finditer(
        r"(?:(?:19|20)\d{2}年)?(?:\d{1,2}月(?:份)?(?:\d{1,2}[日号])?|)(?:年?底)?(?:之?前|以前|内|当年|之内)?", text
    ):
        phrase = m.group()
        if not re.search(r"\d", phrase):
            continue
        day = _DAY.match(phrase)
        if day is None:
            continue
        if day["m"] is None and day["e"] is None:
            if day["y"] and re.search(r"(?:时限|期限|时间)[^，。？]{0,6}$", text[: m.start()]):
                return DeadlineFilter(year=int(day["y"]), printed=phrase)
            if (
                day["y"]
                and re.search(r"内|当年|年?(?:要|应|须|得)?(?:到期|完成|落在)", text[m.start() :])
                and re.search(r"时限|到期|完成|截止|落在|期限", text)
            ):
                return DeadlineFilter(year=int(day["y"]), printed=phrase)
            continue
        year = int(day["y"]) if day["y"] else base_year
        if year is None:
            continue
        value = deadline_date(re.sub(r"(?:之?前|以前|内|份|当年)", "", phrase).replace("号", "日"), year)
        if value is None:
            continue
        tail = text[m.end() : m.end() + 8]
        exact = _SAYS.search(text) is not None or not re.search(r"前|以前|之前", phrase + tail)
        return DeadlineFilter(same=value, printed=phrase) if exact else DeadlineFilter(before=value, printed=phrase)
    return None


def _about_deadlines(text: str) -> bool:
    return re.search(r"时限|期限|到期|完成|截止|办完|做完|落在|弄完|搞定|交差", text) is not None

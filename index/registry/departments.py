"""Names of government bodies: splitting a list of them and telling which are the same.

The canonical name is the level (区) and a stem from the alias table; a name the table does
not know stands for itself. No place stands here: places come from the issues' jurisdictions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from index.lexicon.aliases import AliasTable, load_aliases
from index.lexicon.names import NameFinder
from index.library import Library
from index.registry.flat import Flat

__all__ = ["COLLECTIVE", "ORG_END", "Departments", "Name", "is_organisation", "org_pattern", "split_names"]

ORG_END = (
    "分局|支队|总队|大队|中队|委员会|管委会|委会|办事处|办公室|工委|党委|法院|检察院|公司|集团|银行|支行|中心|协会|学会|总会|联合会"
    "|政府|镇街|街道|乡镇|部门|单位|机构|企业|学校|医院|主体|干部|居委|村委|管委|纪委|监委|总社|供销社|委办|残联|妇联|文联|科协|工商联|侨联|社联|团区委|团市委|团县委"
    "|局|委|办|会|部|厅|院|站|行|处|室|队|所|镇|乡|馆|社|党组"
)
COLLECTIVE = re.compile(
    r"^(?:各|相关|有关|其他|其它|所有|沿线|属地|驻[区市县]|区属|[区市县]?各|本市|全区|全市|行业主管|具体|项目|建设|产权|供源|成员|责任|牵头|参与)"
    r"|(?:成员单位|主管部门|相关部门|有关部门|相关单位|有关单位|企业|挂职干部|村集体|各单位)$"
)
_END = re.compile(rf"(?:{ORG_END})$")
_BRACKETS = re.compile(r"[（(][^（）()]*[）)]")
_OPEN = re.compile(r"等(?:(?:相关|有关|行业|职能|主管|区级|成员|各)*(?:部门|单位|机构))?$")
_HEADS = "区市县各"
_QUANT = r"(?:[区市县镇州](?!场|民|区)|各|其他|其它|相关|有关|所有|驻|沿线|村|居|行业|项目|成员单位)"


class Name(NamedTuple):
    """A name in a list: ``start`` inclusive, ``end`` exclusive in the given text; ``open_ended`` when 等 follows."""

    text: str
    start: int
    end: int
    open_ended: bool


def is_organisation(name: str) -> bool:
    """Whether a name looks like a body, a collective or a rank of them."""
    bare = _BRACKETS.sub("", squeeze_name(name))
    return 2 <= len(bare) <= 24 and (_END.search(bare) is not None or COLLECTIVE.search(bare) is not None)


def squeeze_name(name: str) -> str:
    """A name without white space, in NFKC, brackets full width."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", name))
    return text.replace("(", "（").replace(")", "）")


def split_names(value: str) -> tuple[Name, ...]:
    """The names in a list as written in a cell, a labelled line or a bracket.

    Cuts at 、 commas and line ends, at a space between two whole names, and at 及/和 between
    two; keeps brackets; takes 等部门 off and marks it.

    >>> [n.text for n in split_names("区 规自分局、区公路分局及各相关镇政府及街道办事处等部门")]
    ['区规自分局', '区公路分局', '各相关镇政府及街道办事处']
    """
    found: list[Name] = []
    for start, end in _pieces(value):
        found += _joined(value, start, end)
    return tuple(found)


def _pieces(value: str) -> list[tuple[int, int]]:
    cuts: list[tuple[int, int]] = []
    depth, start = 0, 0
    for i, c in enumerate(value):
        if c in "（(":
            depth += 1
        elif c in "）)":
            depth = max(0, depth - 1)
        elif depth == 0 and c in "、，,；;。/":
            cuts.append((start, i))
            start = i + 1
        elif (
            depth == 0
            and c == "等"
            and (m := re.match(r"等(?:相关|有关|行业|主管|职能)*(?:部门|单位)(?=[\s]*(?:及|和|以及|$))", value[i:]))
        ):
            end = i + m.end()
            cuts.append((start, end))
            start = end
        elif depth == 0 and c.isspace() and _parts_names(value[start:i], value[i:]):
            cuts.append((start, i))
            start = i + 1
    cuts.append((start, len(value)))
    return [(a, b) for a, b in cuts if value[a:b].strip()]


def _parts_names(left: str, right: str) -> bool:
    """Whether a space stands between two whole names, not inside one."""
    head = re.sub(r"\s+", "", left)
    tail = re.sub(r"\s+", "", right)
    if not head or not tail or len(head) < 2:
        return False
    bare = _BRACKETS.sub("", head)
    if _END.search(bare) is None:
        # two persons side by side
        other = re.match(r"\s*([\u4e00-\u9fff]{2,3})(?=[\s、，,]|$)", right)
        return (
            re.fullmatch(r"[^区市县各镇\W][\u4e00-\u9fff]{1,2}", head) is not None
            and other is not None
            and _END.search(other[1]) is None
        )
    first = re.split(r"[、，,；;]", tail)[0]
    return re.match(_QUANT, first) is not None or (
        re.match(r"[（(]", first) is None
        and len(bare) >= 4
        and is_organisation(first)
        and len(_BRACKETS.sub("", first)) >= 4
        and first[0] not in "分支"
    )


def _joined(value: str, start: int, end: int) -> list[Name]:
    """A piece, cut once more at 及/和/以及 between two bodies."""
    text = value[start:end]
    text_head = re.match(r"\s*(?:以及|及|和|与)?", text)
    offset = (
        text_head.end()
        if text_head and re.match(r"\s*(?:以及|及|和|与)(?=[区市县各其相有行项])", text)
        else len(text) - len(text.lstrip())
    )
    for m in re.finditer(r"以及|会同|及|和|与", text):
        left, right = text[offset : m.start()], text[m.end() :]
        left_name, right_name = squeeze_name(left), squeeze_name(right)
        if not is_organisation(left_name) or not is_organisation(_OPEN.sub("", right_name) or right_name):
            continue
        shared = re.match(r"^各.*(?:镇政府|乡政府|镇)$", left_name) and re.match(r"^(?:街道|乡)", right_name)
        if shared:
            continue
        if (
            re.match(_QUANT, right_name)
            or right_name.startswith(left_name[:2])
            or re.match(r"[^各]{2,6}各", right_name)
        ):
            return [*_one(value, start + offset, start + m.start()), *_joined(value, start + m.end(), end)]
    return _one(value, start + offset, end)


def _one(value: str, start: int, end: int) -> list[Name]:
    raw = value[start:end]
    tight = re.sub(r"\s+", "", raw)
    open_ended = False
    m = re.search(r"等\s*(?:[\u4e00-\u9fff\s]{0,10}(?:部门|单位|机构))?\s*$", raw)
    if m and _OPEN.search(tight) and len(re.sub(r"\s+", "", raw[: m.start()])) >= 2:
        end = start + m.start()
        raw, open_ended = value[start:end], True
    trailing = re.search(r"(?:按照?(?:各自)?职责分工(?:负责)?|分工负责|共同负责|负责)\s*$", raw)
    if trailing and is_organisation(raw[: trailing.start()]):
        end = start + trailing.start()
        raw = value[start:end]
    while raw.rstrip().endswith(("）", ")")) and raw.count("）") + raw.count(")") > raw.count("（") + raw.count("("):
        end = start + len(raw.rstrip()) - 1
        raw = value[start:end]
    text = re.sub(r"\s+", "", raw).strip("：:。；;")
    if not text or text in ("—", "-", "——", "无", "/"):
        return []
    lead = len(raw) - len(raw.lstrip())
    return [Name(text, start + lead, start + len(raw.rstrip()), open_ended)]


@dataclass(frozen=True)
class Departments:
    """Tells names apart: ``level`` is 区, 市 or 县; ``places`` the names of the place, longest first."""

    level: str = "区"
    places: tuple[str, ...] = ()
    table: AliasTable = field(default_factory=load_aliases)

    @classmethod
    def of(cls, library: Library) -> Departments:
        """The resolver for the places of a library."""
        names: dict[str, None] = {}
        level = "区"
        for place in dict.fromkeys(i.jurisdiction for i in library.issues if i.jurisdiction):
            level = place[-1] if place[-1] in "区市县旗州" else level
            tail = re.split(r"(?<=[市州盟])(?=.)", place)[-1]
            for name in (place, tail, tail[:-1]):
                if len(name) >= 2:
                    names[name] = None
        return cls(level, tuple(sorted(names, key=len, reverse=True)))

    @cached_property
    def _stems(self) -> dict[str, str]:
        return {name: stem for stem, others in self.table.stems.items() for name in (stem, *others)}

    @cached_property
    def _rows(self) -> dict[str, str]:
        return {squeeze_name(row.name): row.canonical for row in self.table.names}

    @cached_property
    def _memo(self) -> dict[str, str]:
        return {}

    def canonical(self, name: str) -> str:
        """The one name of a body.

        >>> d = Departments(places=("青禾区", "青禾"))
        >>> [d.canonical(n) for n in ("区住建委", "住房和城乡建设委员会", "市规划自然资源委青禾分局", "青禾区文化和旅游局", "各镇街")]
        ['区住房城乡建设委', '区住房城乡建设委', '区规自分局', '区文化和旅游局', '各镇街']
        """
        known = self._memo.get(name)
        if known is None:
            known = self._memo[name] = self._canonical(squeeze_name(name))
        return known

    def _canonical(self, name: str) -> str:
        base = _BRACKETS.sub("", name)
        if COLLECTIVE.search(base) is None:  # the body of a town or a street office is known by the place
            base = re.sub(r"(?<=[\u4e00-\u9fff]{2}街道)办事处$|(?<=[\u4e00-\u9fff]{2}[镇乡])(?:人民)?政府$", "", base)
        if base in self._rows:
            return self._rows[base]
        if base in self._stems:  # 市场监管局: its 市 is no level
            return f"{self.level}{self._stems[base]}"
        level, rest = self._cut_place(base)
        if rest in self._stems:
            return f"{level or self.level}{self._stems[rest]}"
        short = self._shorten(rest)
        if short in self._stems:
            return f"{level or self.level}{self._stems[short]}"
        for end in ("局", "委", "办"):  # the text lost the last character
            if level and _END.search(rest) is None and f"{rest}{end}" in self._stems:
                return f"{level}{self._stems[f'{rest}{end}']}"
        if not level and COLLECTIVE.search(base) is None and f"{self.level}{rest}" in self._rows:
            return self._rows[f"{self.level}{rest}"]
        return f"{level}{short}" if level else base

    def _cut_place(self, name: str) -> tuple[str, str]:
        for place in self.places:
            if name.startswith(place) and len(name) > len(place) + 1:
                rest = name[len(place) :]
                return self.level, rest[1:] if rest[0] == self.level else rest
            m = re.match(rf"市(?P<w>[\u4e00-\u9fff]+?)(?:委|委员会|局)?(?:{re.escape(place)})(?P<b>分局|支队)$", name)
            if m:
                return self.level, f"{m['w']}{m['b']}"
        if name[:1] in "区市县旗" and len(name) > 2:
            return name[0], name[1:]
        return "", name

    @staticmethod
    def _shorten(rest: str) -> str:
        text = re.sub(r"管理委员会$", "管委会", rest)
        return re.sub(r"委员会$", "委", text) if not text.endswith(("村民委员会", "居民委员会")) else text

    def also(self, name: str) -> tuple[str, ...]:
        """Canonical names in the brackets of a name (加挂牌子); 含… is no such name."""
        found = []
        for m in _BRACKETS.finditer(squeeze_name(name)):
            inner = m.group()[1:-1]
            inner = re.sub(r"^(?:以下)?简称", "", inner).strip("“”")
            if not inner.startswith("含"):
                found += [self.canonical(n.text) for n in split_names(inner) if is_organisation(n.text)]
        return tuple(found)

    def known(self, name: str) -> bool:
        """Whether the table knows a name (with or without its level)."""
        base = _BRACKETS.sub("", squeeze_name(name))
        return (
            base in self._rows
            or self._cut_place(base)[1] in self._stems
            or self._shorten(self._cut_place(base)[1]) in self._stems
        )

    @cached_property
    def _short(self) -> dict[str, str]:
        """Names as spoken, without 局 or 委 (公安, 财政): only those that mean one body."""
        found: dict[str, set[str]] = {}
        for name, stem in self._stems.items():
            short = re.sub(r"(?:分局|局|委|办|支队)$", "", name)
            if short != name and 2 <= len(short) <= 4:
                found.setdefault(short, set()).add(stem)
        return {short: f"{self.level}{next(iter(stems))}" for short, stems in found.items() if len(stems) == 1}

    @cached_property
    def _spoken(self) -> re.Pattern[str]:
        names = "|".join(re.escape(n) for n in sorted(self._short, key=lambda n: (-len(n), n)))
        role = "牵头|配合|协办|主责|参与|责任"
        return re.compile(
            rf"(?:(?<![\u4e00-\u9fff])|(?<=[那和与跟同由归是让找]))(?P<n>{names})"
            rf"(?=(?:那边|这边|那头|部门|方面|系统|口子?)|(?:的|他们)?呢|(?:又|还|也)?(?:是|算|当|担|属)?(?:{role})|(?:又|还|也)?(?:是什么|算什么|算啥|管(?:什么|啥|哪)|负责|干(?:什么|啥)|有(?:哪|什么|啥|几)))"
        )

    def spoken(self, text: str) -> str:
        """The text with names as spoken (公安呢, 财政是牵头还是配合) made full; empty when it has none.

        >>> Departments().spoken("那公安呢？"), Departments().spoken("财政资金怎么用")
        ('那区公安分局呢？', '')
        """
        full = self._spoken.sub(lambda m: self._short[m["n"]], text)
        return full if full != text else ""

    def short_in(self, text: str) -> set[str]:
        """Canonical names of bodies a text names as spoken (水务归谁), where no fuller name stands."""
        rest = self._pool(()).replace(text, "|")
        return {name for short, name in self._short.items() if short in rest}

    def names_in(self, text: str, extra: Iterable[str] = ()) -> tuple[tuple[str, int, int], ...]:
        """Bodies named in a free text, longest first: canonical name, start, end."""
        pool = self._pool(tuple(extra))
        found: list[tuple[str, int, int]] = []
        for start, end in pool.find(text):
            found.append((self.canonical(text[start:end]), start, end))
        return tuple(found)

    @cached_property
    def _pools(self) -> dict[tuple[str, ...], NameFinder]:
        return {}

    def _pool(self, extra: tuple[str, ...]) -> NameFinder:
        if extra not in self._pools:
            stems = [s for s in self._stems if len(s) >= 3 or _END.search(s)]
            names = {*stems, *(f"{lv}{s}" for s in self._stems for lv in "区市县"), *self._rows, *extra}
            names |= {f"{p}{s}" for s in stems for p in self.places}
            self._pools[extra] = NameFinder(n for n in names if len(n) >= 2)
        return self._pools[extra]


def org_pattern(departments: Departments) -> re.Pattern[str]:
    """Matches one body at a place in running text: known stems first, then general shapes."""
    stems = {n for stem, others in departments.table.stems.items() for n in (stem, *others) if len(n) >= 2}
    known = "|".join(re.escape(s) for s in sorted(stems, key=lambda s: (-len(s), s)))
    places = "|".join(re.escape(p) for p in departments.places)
    head = rf"(?:(?:{places})区?|[区市县])" if places else "[区市县]"
    general = (
        rf"{head}[\u4e00-\u9fff]{{1,14}}?(?:分局|支队|委员会|管委会|中心|公司|政府|办公室|局|委|办|部|院|站|处|室|社|馆|会)"
        r"|(?:各|相关)*(?:镇|乡)(?:人民)?政府(?:、?街道办事处|及街道办事处)?|各镇（街）|各镇财政所|各镇街|各镇|各村委会|各村|村委会|居委会|街道办事处"
        r"|各?(?:有关|相关)(?:部门|单位|镇街|镇)|行业主管部门|项目单位|供电企业|建设单位"
        r"|[\u4e00-\u9fff]{2,3}(?:街道办事处|镇政府)"
    )
    return re.compile(rf"(?:{head}(?:{known})|{general})(?:[（(][^（）()]{{1,20}}[）)])?")


def name_flat(flat: Flat) -> tuple[tuple[Name, Flat], ...]:
    """Names of a list with the characters each stands on."""
    return tuple((n, flat.cut(n.start, n.end)) for n in split_names(flat.text))

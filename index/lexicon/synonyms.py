"""Everyday words → official words, and the words that only ask (used at question time, before search).

``synonyms.yaml`` holds one row a line; :func:`expand` finds its ``say`` forms in a question.
``asking.yaml`` holds the words that only ask or fill; :func:`asking` gives them.
Both work on text that is already NFKC and simplified; case does not matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

import yaml

from index.errors import UsageError

__all__ = [
    "Asking",
    "Expansion",
    "SynonymRow",
    "Synonyms",
    "asking",
    "expand",
    "load_asking",
    "load_synonyms",
    "synonyms",
]

_FOLDER = Path(__file__).parent
_KEYS = ("say", "means", "weight", "not_in", "area")
_DEFAULT_WEIGHT = 0.8
# The usual row, read without YAML (a thousand rows in milliseconds); any other line goes through YAML.
# An item of it is one that YAML, too, reads as this very string: it holds a Chinese character, or is
# quoted and needs no escape.
_ITEM = r"""(?:[a-zA-Z0-9]*[\u3400-\u9fff][a-zA-Z0-9\u3400-\u9fff]*|"[^\s",\]\\]+")"""
_ITEMS = rf"\[({_ITEM}(?:, {_ITEM})*)\]"
_USUAL_ROW = re.compile(
    rf"- \{{say: {_ITEMS}, means: {_ITEMS}(?:, weight: (0?\.\d+|1|1\.0))?(?:, not_in: {_ITEMS})?(?:, area: ({_ITEM}))?\}}"
)
_PARTICLES = frozenset("的了着")
_AFTER_WORD = frozenset("不没别都也还就才能会要得应该可有是在到由给被把让按归谁哪多少几怎咋吗呢吧啊呀么和跟与或的了")
"""What may follow a word that was put together over a particle: nothing that could go on with it."""
_ALNUM = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_YAML_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Expansion(NamedTuple):
    """One everyday expression found in a text.

    Args:
        say: The expression, Latin letters in lower case.
        means: Official words to search for, alternatives; never empty, none of them in the text already.
        weight: How far the expression stands for them, above 0, at most 1.
        start: Offset of its first character in the text.
        end: Offset after its last character.
    """

    say: str
    means: tuple[str, ...]
    weight: float
    start: int
    end: int


class SynonymRow(NamedTuple):
    """One row of ``synonyms.yaml``; ``not_in`` are longer words in which ``say`` is not meant; ``line`` counts from 1."""

    say: tuple[str, ...]
    means: tuple[str, ...]
    weight: float
    not_in: tuple[str, ...]
    area: str
    line: int


class Synonyms:
    """The rows of a lexicon, ready to be looked up.

    Args:
        rows: Checked rows.

    Attributes:
        rows: The same rows.
        size: How many different ``say`` forms they hold.

    >>> rows = [SynonymRow(("鞭炮", "炮仗"), ("烟花爆竹",), 0.8, (), "安全", 1)]
    >>> Synonyms(rows).expand("除夕让放鞭炮吗")
    (Expansion(say='鞭炮', means=('烟花爆竹',), weight=0.8, start=4, end=6),)
    """

    def __init__(self, rows: Iterable[SynonymRow]) -> None:
        self.rows = tuple(rows)
        said = {_fold(say): row for row in self.rows for say in row.say}
        self.size = len(said)
        self._row_of: dict[str, SynonymRow | None] = {_fold(word): None for row in self.rows for word in row.not_in}
        self._row_of.update(said)
        self._finder = _Finder(self._row_of)

    def expand(self, text: str) -> tuple[Expansion, ...]:
        """The longest ``say`` forms in ``text`` that do not overlap, in order; longer ones go first.

        An official word that already stands in the text is left out of ``means``; an
        expression with none left is left out too.

        Args:
            text: A question, NFKC and simplified (offsets are those of this text).
        """
        low = _lower(text)
        found = {span: low[slice(*span)] for span in self._finder.spans(low)}
        kept = [i for i, letter in enumerate(low) if letter not in _PARTICLES]
        short = "".join(low[i] for i in kept)
        for start, end in self._finder.spans(short):  # 落的灰 is 落灰, 盖好了的楼 is 盖好楼
            span = kept[start], kept[end - 1] + 1
            whole = span[1] == len(low) or low[span[1]] in _AFTER_WORD or not "一" <= low[span[1]] <= "鿿"
            if span not in found and span[1] - span[0] == end - start + 1 and whole:
                found[span] = short[start:end]
        chosen: list[Expansion] = []
        for span in _longest(found, len(low)):
            row = self._row_of[found[span]]
            if row is None:
                continue
            means = tuple(word for word in row.means if word.lower() not in low)
            if means:
                chosen.append(Expansion(found[span], means, row.weight, *span))
        return tuple(chosen)


@dataclass(frozen=True)
class Asking:
    """The contents of ``asking.yaml``.

    Args:
        words: Words of a cut question, and everyday expressions, that only ask or fill.
        fillers: Expressions that carry no content, wherever they stand.
        filler_patterns: Regular expressions of the same sort.
    """

    words: frozenset[str]
    fillers: tuple[str, ...]
    filler_patterns: tuple[str, ...]

    @cached_property
    def _finder(self) -> _Finder:
        return _Finder(map(_fold, self.fillers))

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        return (
            re.compile("|".join(f"(?:{pattern})" for pattern in self.filler_patterns)) if self.filler_patterns else None
        )

    def strip(self, text: str) -> str:
        """``text`` without fillers; each becomes one space, so that its neighbours do not join into a new word."""
        low = _lower(text)
        spans = self._finder.spans(low)
        if self._pattern is not None:
            spans += [match.span() for match in self._pattern.finditer(low) if match[0]]
        kept, last = [], 0
        for start, end in _longest(spans, len(low)):
            kept.append(text[last:start])
            last = end
        return " ".join(" ".join([*kept, text[last:]]).split())


@lru_cache(maxsize=16)  # the readings of one question expand the same text again and again
def expand(text: str) -> tuple[Expansion, ...]:
    """Everyday expressions of ``text`` with the official words for them; see :meth:`Synonyms.expand`."""
    return synonyms().expand(text)


@lru_cache(maxsize=1)
def synonyms() -> Synonyms:
    """The lexicon that ships with the package, loaded once."""
    return load_synonyms(_FOLDER / "synonyms.yaml")


@lru_cache(maxsize=1)
def asking() -> Asking:
    """The asking words that ship with the package, loaded once."""
    return load_asking(_FOLDER / "asking.yaml")


def load_synonyms(path: Path) -> Synonyms:
    """The lexicon of a file with one row ``- {say: […], means: […], …}`` a line.

    Raises:
        UsageError: A row that is no such row, an unknown key, an empty list, a weight out of
            range, or a ``say`` that two rows have; the message names file and line.
    """
    name = path.name
    rows = [
        _read_row(line, number, f"{name} 第 {number} 行")
        for number, line in enumerate(map(str.rstrip, path.read_text(encoding="utf-8").splitlines()), start=1)
        if line and line[0] != "#"
    ]
    if not rows:
        raise UsageError(f"{name} 里一行同义词也没有")
    found = Synonyms(rows)
    if found.size < sum(len(row.say) for row in rows):
        _refuse_doubled(rows, name)
    return found


def _refuse_doubled(rows: Iterable[SynonymRow], name: str) -> None:
    line_of: dict[str, int] = {}
    for row in rows:
        for say in row.say:
            before = line_of.setdefault(_fold(say), row.line)
            if before != row.line:
                raise UsageError(
                    f"{name} 第 {row.line} 行：“{say}”在第 {before} 行已经有了",
                    hint="一个说法只能在一行里，请并到一行",
                )


def load_asking(path: Path) -> Asking:
    """The asking words of a file.

    Raises:
        UsageError: Not YAML, unknown or missing keys, an empty or doubled word, a pattern that
            does not compile; the message names file and list.
    """
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), _YAML_LOADER)
    except yaml.YAMLError as exc:
        raise UsageError(f"{path.name} 不是合法的 YAML：{exc}") from exc
    top = _mapping(data, ("words", "fillers", "filler_patterns"), path.name)
    return Asking(
        frozenset(_words(top["words"], f"{path.name} 的 words")),
        _words(top["fillers"], f"{path.name} 的 fillers"),
        _patterns(top["filler_patterns"], f"{path.name} 的 filler_patterns"),
    )


class _Finder:
    """Finds words of a set in a text, by first letter and length."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        lengths: dict[str, set[int]] = {}
        for word in self._words:
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {first: tuple(sizes) for first, sizes in lengths.items()}

    def spans(self, low: str) -> list[tuple[int, int]]:
        """Every occurrence in a lower-case text, overlapping ones too; no Latin word or number is cut."""
        return [
            (start, start + size)
            for start, first in enumerate(low)
            for size in self._lengths.get(first, ())
            if start + size <= len(low)
            and low[start : start + size] in self._words
            and _whole(low, start, start + size)
        ]


def _longest(spans: Iterable[tuple[int, int]], size: int) -> list[tuple[int, int]]:
    """Those of ``spans`` that do not overlap, longer ones chosen first, in order of place."""
    taken = bytearray(size)
    chosen = []
    for start, end in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            chosen.append((start, end))
    return sorted(chosen)


def _lower(text: str) -> str:
    low = text.lower()
    return low if len(low) == len(text) else text  # a letter such as "İ" grows; offsets count more than its case


def _fold(word: str) -> str:
    if not unicodedata.is_normalized("NFKC", word):
        word = unicodedata.normalize("NFKC", word)
    return word.lower()


def _whole(text: str, start: int, end: int) -> bool:
    """Whether no Latin word or number is cut at ``start`` or ``end`` (“120” is not in “2120”)."""
    if text[start] in _ALNUM and start and text[start - 1] in _ALNUM:
        return False
    return not (text[end - 1] in _ALNUM and end < len(text) and text[end] in _ALNUM)


def _read_row(line: str, number: int, where: str) -> SynonymRow:
    usual = _USUAL_ROW.fullmatch(line)
    if usual is not None:
        say, means, weight, not_in, area = usual.groups()
        return _checked(
            _items(say),
            _items(means),
            _items(not_in) if not_in else (),
            float(weight or _DEFAULT_WEIGHT),
            area or "",
            number,
            where,
        )
    try:
        parsed = yaml.load(line, _YAML_LOADER)
    except yaml.YAMLError as exc:
        raise UsageError(
            f"{where}不是合法的一行：{line[:40]}", hint="一行一条，形如 - {say: [甲], means: [乙]}"
        ) from exc
    if not (isinstance(parsed, list) and len(parsed) == 1 and isinstance(parsed[0], dict)):
        raise UsageError(f"{where}不是合法的一行：{line[:40]}", hint="一行一条，形如 - {say: [甲], means: [乙]}")
    row: dict[object, object] = parsed[0]
    unknown = [str(key) for key in row if key not in _KEYS]
    if unknown:
        raise UsageError(f"{where}有不认识的键：{'、'.join(unknown)}", hint=f"可用的键：{'、'.join(_KEYS)}")
    missing = [key for key in ("say", "means") if key not in row]
    if missing:
        raise UsageError(f"{where}缺少：{'、'.join(missing)}")
    weighed = row.get("weight", _DEFAULT_WEIGHT)
    if isinstance(weighed, bool) or not isinstance(weighed, int | float):
        raise UsageError(f"{where}的 weight 不是数：{weighed}")
    area_value = row.get("area", "")
    if not isinstance(area_value, str):
        raise UsageError(f"{where}的 area 不是文字：{area_value}")
    return _checked(
        _strings(row["say"], f"{where}的 say"),
        _strings(row["means"], f"{where}的 means"),
        _strings(row["not_in"], f"{where}的 not_in") if "not_in" in row else (),
        float(weighed),
        area_value,
        number,
        where,
    )


def _items(words: str) -> tuple[str, ...]:
    return tuple((words.replace('"', "") if '"' in words else words).split(", "))


def _checked(
    say: tuple[str, ...],
    means: tuple[str, ...],
    not_in: tuple[str, ...],
    weight: float,
    area: str,
    number: int,
    where: str,
) -> SynonymRow:
    if len(set(say)) != len(say) or len(set(means)) != len(means):
        raise UsageError(f"{where}的 say 或 means 里有重复的词")
    if not 0 < weight <= 1:
        raise UsageError(f"{where}的 weight 应大于 0、不超过 1：{weight}")
    for longer in not_in:
        if not any(word in longer and word != longer for word in say):
            raise UsageError(f"{where}的 not_in “{longer}”不含任何一个 say")
    if len(say) == 1 and say == means:
        raise UsageError(f"{where}的 say 与 means 相同，没有用处")
    return SynonymRow(say, means, weight, not_in, area, number)


def _mapping(value: object, keys: tuple[str, ...], where: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise UsageError(f"{where}应是键值表")
    unknown = [str(key) for key in value if key not in keys]
    missing = [str(key) for key in keys if key not in value]
    if unknown or missing:
        raise UsageError(
            f"{where}有不认识的键：{'、'.join(unknown) or '无'}；缺少：{'、'.join(missing) or '无'}",
            hint=f"应有的键：{'、'.join(keys)}",
        )
    return {str(key): item for key, item in value.items()}


def _strings(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise UsageError(f"{where}应是不空的列表")
    words: list[str] = []
    for word in value:
        if not isinstance(word, str):
            raise UsageError(f"{where}里“{word}”不是文字", hint="数字要加引号")
        if not word.strip() or word != word.strip():
            raise UsageError(f"{where}里有空的词或首尾带空格的词")
        words.append(word)
    if len(set(words)) != len(words):
        doubled = sorted({word for word in words if words.count(word) > 1})
        raise UsageError(f"{where}里有重复的词：{'、'.join(doubled)}")
    return tuple(words)


def _words(value: object, where: str) -> tuple[str, ...]:
    """Words of a text, parted by white space (YAML reads one long text much faster than a long list)."""
    if not isinstance(value, str):
        raise UsageError(f"{where}应是以空格分隔的词")
    return _strings(value.split(), where)


def _patterns(value: object, where: str) -> tuple[str, ...]:
    if value == []:
        return ()
    found = _strings(value, where)
    for pattern in found:
        try:
            re.compile(pattern)
        except re.error as exc:
            raise UsageError(f"{where}里“{pattern}”不是合法的正则表达式：{exc}") from exc
    return found

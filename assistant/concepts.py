"""The content of a question as weighted concepts, and how much of it a text covers.

A concept is a word of the question or an everyday expression that the lexicon maps to
official words; it counts as present when one of its forms stands in a text. Words that
only ask (谁、多少、能不能) are no concepts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from index.lexicon.formal import formality
from index.tokens import fold

__all__ = ["Concept", "Coverage", "cover", "found_in", "make_concepts", "strip_asking"]

ASKING = frozenset(
    "谁 哪 哪个 哪些 哪家 哪里 哪儿 哪位 哪种 哪几个 哪几 哪天 哪年 什么 什么样 啥 咋 咋样 怎么 怎么样 怎样 如何 多少 多久 多大 多高 多长 几 几个 几次 几天 几年 何时 何 为什么 为啥 为何 "
    "吗 呢 吧 啊 呀 么 嘛 哦 呗 啦 了 的 地 得 着 过 之 所 而 且 也 都 还 还是 就 才 又 再 很 太 最 更 挺 只 仅 不 没 没有 无 别 甭 "
    "能 能不能 能否 可以 可不可以 可否 可 是 是不是 是否 有 有没有 会 会不会 要 要不要 需要 需 得 应 应该 应当 该 必须 行 行不行 让 使 把 被 给 对 对于 关于 从 由 向 往 到 在 于 以 为 为了 与 和 跟 同 及 或 或者 按 按照 根据 依据 "
    "我 我们 咱 咱们 你 你们 他 她 它 他们 俺 自己 人家 家里 大家 这 那 这个 那个 这些 那些 这事 那事 这样 那样 这儿 那儿 里 里面 里头 上 下 中 内 外 前 后 时 时候 时间 "
    "请问 请 问 想 想问 问问 问一下 一下 帮 帮我 麻烦 查 查查 查一下 看看 告诉 说 说说 讲 介绍 知道 了解 清楚 到底 究竟 具体 一般 大概 大约 差不多 现在 目前 如今 已经 正在 刚 刚刚 马上 直接 另外 分别 各 每个 一个 一些 一共 总共 合计 全部 所有 其他 其它 "
    "东西 事 事情 事儿 情况 方面 问题 地方 办 弄 搞 做 干 进行 实行 开展 一种 个 些 样 点 块 次 回 份 名 家 位 件 项 条 种 类 等 等等 规定 政策 文件 公报 内容 要求 相关 有关 单位 部门 机构 机关 区里 区 市 咱区 本区 我区 全区 门 多 少 大 小 高 低 长 短 好 快 慢 新 老 去 来 用 拿 放 算 说是 比如 如果 要是 假如 的话 那么 因为 所以 但 但是 不过 并 并且 而且 以及 即 则 若 最多 最少 至少 最晚 最迟 最早 达到 属于 叫 叫做".split()
)
_ASKS = re.compile(r"哪|几[个家年月天次台条名号]|多少|何[时处]|啥|什么|怎|咋|之内|以内|之前|之后|以后|以前")
DOCUMENT_SHARE = 0.6
_LIGHT = re.compile(r"^[\u4e00-\u9fff]$")
_QUANTITY = re.compile(r"[一二两三四五六七八九十几俩仨半每哪\d]+(?:个|家|位|名|样|回|次|趟|行|块|条|项|件|种|份|年|月|天|日|号|点|类|处|家子)*(?:月|多|来)?")
_LIMIT = re.compile(r"(?:最|至|顶|不)(?:高|多|大|长|少|低|小|短|晚|迟|早|超过|低于|高于|少于)|上限|下限|封顶")
EVERYDAY = 0.25
_PATTERNS = re.compile(
    r"能不能|可不可以|是不是|要不要|有没有|会不会|该不该|用不用|需不需要|行不行|算不算|让不让|许不许|准不准|多长时间|什么时候|啥时候|多少钱|百分之几|百分之多少|"
    r"多久一次|哪个部门|哪些部门|哪个单位|哪些单位|哪几个部门|哪几家单位|哪家单位|什么部门|怎么办理?|有哪些|有什么|是什么|是多少|有多少|请问一?下?|帮我查?一?下?|我想问一?下?|想问一?下?|问一下|麻烦问下"
)


@dataclass(frozen=True, slots=True)
class Concept:
    """One piece of content. ``forms`` are ``(text, strength)``, the surface first; ``weight`` its idf; ``found`` what was looked up."""

    surface: str
    forms: tuple[tuple[str, float], ...]
    weight: float
    known: bool = True
    strict: bool = False
    found: dict[str, tuple[float, float]] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of the concepts a text covers: ``share`` of the weight, and the strength per concept."""

    share: float
    each: tuple[float, ...]


def strip_asking(text: str) -> str:
    """The question without the words that only ask."""
    return _PATTERNS.sub(" ", text)


def make_concepts(
    text: str,
    words: Callable[[str], list[str]],
    expansions: Sequence[tuple[str, Sequence[str], float, int, int]],
    frequency: Callable[[Iterable[str]], tuple[int, int]],
    size: int,
    documents: int,
) -> tuple[Concept, ...]:
    """The concepts of a normalised question.

    Args:
        text: The normalised question.
        words: Cuts a text into words.
        expansions: Lexicon hits in ``fold(text)``: say, means, strength, start, end.
        frequency: In how many clauses, and in how many documents, one of some forms occurs.
        size: Number of clauses.
        documents: Number of documents.
    """
    folded = re.sub(r"[“”\"'‘’]", "", fold(text))
    covered = [False] * len(folded)
    concepts: list[Concept] = []
    seen: set[str] = set()
    for say, means, strength, start, end in expansions:
        for i in range(start, end):
            covered[i] = True
        if say in seen:
            continue
        seen.add(say)
        forms = ((say, 1.0), *((fold(m), strength) for m in means if fold(m) != say))
        concepts.append(_concept(say, forms, frequency, size, documents))
    rest = "".join(" " if covered[i] else c for i, c in enumerate(folded))
    for word in words(strip_asking(rest)):
        if word in ASKING or word in seen or not re.search(r"\w", word) or _ASKS.match(word):
            continue
        seen.add(word)
        concepts.append(_concept(word, ((word, 1.0),), frequency, size, documents))
    return tuple(concepts)


def _concept(surface: str, forms: tuple[tuple[str, float], ...], frequency: Callable[[Iterable[str]], tuple[int, int]], size: int, documents: int) -> Concept:
    df, held = frequency(f for f, _ in forms)
    weight = math.log1p((size - df + 0.5) / (df + 0.5))
    # a word that tells one document from the others counts even when that document is full of it
    top = math.log1p(2 * documents + 1)
    weight = max(weight, DOCUMENT_SHARE * math.log1p(2 * size + 1) * math.log1p((documents - held + 0.5) / (held + 0.5)) / top)
    if _LIGHT.match(surface) and len(forms) == 1:
        weight *= 0.3
    elif _QUANTITY.fullmatch(surface):
        weight *= 0.2
    elif _LIMIT.fullmatch(surface):
        weight *= 0.3
    elif df == 0:
        # an everyday word cannot be expected in a document; an official one could stand there and does not
        weight *= EVERYDAY + (1 - EVERYDAY) * min(1.0, 2 * formality(surface))
    elif re.fullmatch(r"\d+(?:\.\d+)?", surface):
        weight *= 0.6
    latin = re.fullmatch(r"[a-z][a-z0-9.]*\d*[a-z0-9.]*", surface) is not None and len(surface) >= 2
    return Concept(surface, forms, weight, df > 0, latin)


def cover(concepts: Sequence[Concept], *fields: tuple[str, float]) -> Coverage:
    """How much of the concepts stands in the fields.

    Args:
        concepts: The question's concepts.
        fields: ``(folded text, factor)``: a match counts the factor of the best field.
    """
    total = 0.0
    mass = 0.0
    each: list[float] = []
    for concept in concepts:
        whole = part = 0.0
        known = concept.found
        for text, factor in fields:
            found = known.get(text) or found_in(concept, text)
            if found is _NOTHING:
                continue
            if found[0] * factor > whole:
                whole = found[0] * factor
            elif found[1] * factor > part:
                part = found[1] * factor
        best = whole or part
        total += concept.weight
        mass += best * concept.weight
        each.append(best)
    return Coverage(mass / total if total else 0.0, tuple(each))


def found_in(concept: Concept, text: str) -> tuple[float, float]:
    """The strength of the best form in a text, and that of half or more of the surface's character pairs; looked up once."""
    found = concept.found.get(text)
    if found is None:
        found = concept.found[text] = _found(concept, text)
    return found


_NOTHING = (0.0, 0.0)


def _found(concept: Concept, text: str) -> tuple[float, float]:
    best = 0.0
    for form, strength in concept.forms:
        if strength > best and form in text and _stands(form, text):
            best = strength
    if best:
        return best, 0.0
    surface = concept.surface
    if concept.strict or len(surface) < 3 or surface.isascii():
        return _NOTHING
    share = sum(surface[i : i + 2] in text for i in range(len(surface) - 1)) / (len(surface) - 1)
    return (0.0, 0.6 * share) if share >= 0.5 else _NOTHING


def _stands(form: str, text: str) -> bool:
    """Whether a form stands in a text; a number not inside a longer one, a Latin word as a whole."""
    if form not in text:
        return False
    if not (form[0].isascii() or form[-1].isascii()):
        return True
    at = text.find(form)
    while at != -1:
        before, after = text[at - 1 : at] if at else "", text[at + len(form) : at + len(form) + 2]
        if not _inside(before, "abcdefghijklmnopqrstuvwxyz0123456789.") and not _inside(after[:1], "abcdefghijklmnopqrstuvwxyz0123456789"):
            if not (after[:1] == "." and after[1:].isdigit()):
                return True
        at = text.find(form, at + 1)
    return False


def _inside(character: str, set_: str) -> bool:
    return character != "" and character in set_

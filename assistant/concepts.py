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
from operator import mul

from index.lexicon.formal import formality
from index.lexicon.synonyms import asking
from index.tokens import fold

__all__ = [
    "Concept",
    "Coverage",
    "Reach",
    "cover",
    "coverage",
    "found_in",
    "make_concept",
    "make_concepts",
    "reach",
    "strip_asking",
]

_ASKS = re.compile(r"哪|几[个家年月天次台条名号点时]|多少|何[时处]|啥|什么|怎|咋|之内|以内|之前|之后|以后|以前")
DOCUMENT_SHARE = 0.6
_LIGHT = re.compile(r"^[\u4e00-\u9fff]$")
_QUANTITY = re.compile(
    r"[一二两三四五六七八九十几俩仨半每哪\d]+(?:个|家|位|名|样|回|次|趟|行|块|条|项|件|种|份|年|月|天|日|号|点|类|处|家子)*(?:月|多|来)?"
)
_LIMIT = re.compile(r"(?:最|至|顶|不)(?:高|多|大|长|少|低|小|短|晚|迟|早|超过|低于|高于|少于)|上限|下限|封顶")
EVERYDAY = 0.25
WEAK = 0.5
GAP = "|"
MOST_FOUND = 4096
"""So many texts a concept remembers at most."""
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
    """The question without what only asks; a bar stands for it, so that its neighbours do not join into a new word."""
    return GAP.join(asking().strip(_PATTERNS.sub(GAP, text)).split())


def make_concepts(
    text: str,
    words: Callable[[str], list[str]],
    expansions: Sequence[tuple[str, Sequence[str], float, int, int]],
    concept: Callable[[str, tuple[tuple[str, float], ...]], Concept],
) -> tuple[Concept, ...]:
    """The concepts of a normalised question.

    Args:
        text: The normalised question.
        words: Cuts a text into words.
        expansions: Lexicon hits in ``fold(text)``: say, means, strength, start, end.
        concept: Makes the concept of a surface and its forms (:func:`make_concept`).
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
        concepts.append(concept(say, forms))
    rest = "".join(GAP if covered[i] else c for i, c in enumerate(folded))
    fillers = asking().words
    for word in words(strip_asking(rest)):
        if word in fillers or word in seen or not re.search(r"\w", word) or _ASKS.match(word):
            continue
        seen.add(word)
        concepts.append(concept(word, ((word, 1.0),)))
    return tuple(concepts)


def make_concept(
    surface: str,
    forms: tuple[tuple[str, float], ...],
    frequency: Callable[[Iterable[str]], tuple[int, int]],
    size: int,
    documents: int,
) -> Concept:
    """A concept weighted by how rare it is.

    Args:
        surface: The word or expression of the question.
        forms: ``(text, strength)``, the surface first.
        frequency: In how many clauses, and in how many documents, one of some forms occurs.
        size: Number of clauses.
        documents: Number of documents.
    """
    df, held = frequency(f for f, _ in forms)
    weight = math.log1p((size - df + 0.5) / (df + 0.5))
    # a word that tells one document from the others counts even when that document is full of it
    top = math.log1p(2 * documents + 1)
    weight = max(
        weight, DOCUMENT_SHARE * math.log1p(2 * size + 1) * math.log1p((documents - held + 0.5) / (held + 0.5)) / top
    )
    if _LIGHT.match(surface) if len(forms) == 1 else forms[1][1] <= WEAK and surface in asking().words:
        weight *= 0.3
    elif _QUANTITY.fullmatch(surface):
        weight *= 0.2
    elif _LIMIT.fullmatch(surface):
        weight *= 0.3
    elif df == 0:
        # an everyday word cannot be expected in a document; an official one could stand there and does not
        weight *= EVERYDAY + (1 - EVERYDAY) * min(1.0, 2 * max(formality(form) * strength for form, strength in forms))
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
    return coverage(concepts, reach(concepts, *fields))


Reach = Sequence[tuple[float, float]]
"""Per concept the strength of the best whole form, and of the best part of its surface, over some fields."""


def reach(concepts: Sequence[Concept], *fields: tuple[str, float]) -> Reach:
    """What stands in the fields, for each concept."""
    if len(fields) == 1 and fields[0][1] == 1.0:
        only = fields[0][0]
        return [concept.found.get(only) or found_in(concept, only) for concept in concepts]
    found = []
    for concept in concepts:
        whole = part = 0.0
        known = concept.found
        for text, factor in fields:
            one = known.get(text) or found_in(concept, text)
            if one is _NOTHING:
                continue
            if one[0] * factor > whole:
                whole = one[0] * factor
            elif one[1] * factor > part:
                part = one[1] * factor
        found.append((whole, part))
    return found


def coverage(concepts: Sequence[Concept], inside: Reach, around: Reach = ()) -> Coverage:
    """The coverage of all fields together whose reach is given apart; a whole form goes before any part."""
    weights = [concept.weight for concept in concepts]
    each = [whole or part for whole, part in inside]
    if around:
        each = [
            (whole if whole >= whole2 else whole2) or (part if part >= part2 else part2)
            for (whole, part), (whole2, part2) in zip(inside, around, strict=True)
        ]
    total = sum(weights)
    return Coverage(sum(map(mul, each, weights)) / total if total else 0.0, tuple(each))


def found_in(concept: Concept, text: str) -> tuple[float, float]:
    """The strength of the best form in a text, and that of half or more of the surface's character pairs; looked up once."""
    found = concept.found.get(text)
    if found is None:
        if len(concept.found) >= MOST_FOUND:
            concept.found.clear()
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
        if (
            not _inside(before, "abcdefghijklmnopqrstuvwxyz0123456789.")
            and not _inside(after[:1], "abcdefghijklmnopqrstuvwxyz0123456789")
            and not (after[:1] == "." and after[1:].isdigit())
        ):
            return True
        at = text.find(form, at + 1)
    return False


def _inside(character: str, set_: str) -> bool:
    return character != "" and character in set_

"""Training pairs of the embedding model: question (or heading) and the text that answers it.

Public sets are read from a folder; four more kinds are made here, by rule and seed: an
official sentence said in everyday words, everyday words with official words (both from
``lexicon/synonyms.yaml`` and ``everyday_law.tsv``), short names of offices with full names,
and headings and sentences of our sample gazette with the clause they belong to.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

__all__ = [
    "Pair",
    "Saying",
    "alias_pairs",
    "everyday_pairs",
    "gazette_pairs",
    "read_pairs",
    "read_sayings",
    "word_pairs",
]

MAX_QUERY, MAX_TEXT = 300, 600
# How often one official word may be replaced: common words must not crowd out the rest.
PER_WORD = 40

_FRAGMENT = re.compile(r"[，、；：。,;:\n（）()《》“”]+")
_FORMAL = re.compile(
    r"应当|依法|依照|按照|有关|规定|予以|进行|及其|以及|或者|下列|前款|本办法|本条例|本法|所称|其他|给予|对|的"
)
_OPENINGS = ("", "", "", "请问", "想问下", "我家", "我们这儿", "单位", "听说", "要是")
_ENDINGS = (
    *("", "", "怎么办", "可以吗", "行不行", "有什么规定"),
    *("归谁管", "要什么条件", "怎么处理", "怎么算", "合法吗"),
)


class Pair(NamedTuple):
    """A question (or title) and a text that answers it."""

    query: str
    positive: str


class Saying(NamedTuple):
    """Everyday words and the official words that mean the same."""

    say: tuple[str, ...]
    means: tuple[str, ...]


def read_pairs(path: Path) -> list[Pair]:
    """The pairs of one JSONL file with ``query`` and ``positive``."""
    with path.open(encoding="utf-8") as lines:
        rows = (json.loads(line) for line in lines)
        return [Pair(row["query"][:MAX_QUERY], row["positive"][:MAX_TEXT]) for row in rows]


def read_sayings() -> list[Saying]:
    """The rows of the lexicon and of ``everyday_law.tsv``."""
    from index.lexicon.synonyms import synonyms

    found = [Saying(row.say, row.means) for row in synonyms().rows]
    text = (Path(__file__).parent / "everyday_law.tsv").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            say, means = line.split("\t")
            found.append(Saying(tuple(say.split("|")), tuple(means.split("|"))))
    return found


def everyday_pairs(texts: Sequence[str], rows: Iterable[Saying], seed: int) -> list[Pair]:
    """Fragments of official texts with official words put into everyday ones ↔ the whole text.

    Each official word is replaced in at most ``PER_WORD`` texts, rare words as often as they occur.
    """
    rng = random.Random(seed)  # noqa: S311 - no secret
    say: dict[str, list[str]] = {}
    for row in rows:
        for word in row.means:
            say.setdefault(word, []).extend(s for s in row.say if s not in word and word not in s)
    say = {word: sorted(set(forms)) for word, forms in say.items() if forms and len(word) > 1}
    finder = re.compile("|".join(sorted(map(re.escape, say), key=lambda w: (-len(w), w))))
    used: Counter[str] = Counter()
    found: list[Pair] = []
    order = list(range(len(texts)))
    rng.shuffle(order)
    for at in order:
        text = texts[at]
        fragments = [f for f in _FRAGMENT.split(text[:MAX_TEXT]) if 4 <= len(f) <= 40]
        rng.shuffle(fragments)
        made = 0
        for fragment in fragments:
            words = [w for w in dict.fromkeys(finder.findall(fragment)) if used[w] < PER_WORD]
            if not words:
                continue
            used.update(words)
            spoken = finder.sub(lambda m: rng.choice(say[m.group()]), fragment)
            if rng.random() < 0.7:
                spoken = _FORMAL.sub("", spoken)
            found.append(Pair(rng.choice(_OPENINGS) + spoken + rng.choice(_ENDINGS), text[:MAX_TEXT]))
            made += 1
            if made == 2:
                break
    return found


def word_pairs(rows: Iterable[Saying]) -> list[Pair]:
    """Everyday word ↔ official word, every combination of a row."""
    return [Pair(s, m) for row in rows for s in row.say for m in row.means if s != m]


def alias_pairs(stems: Mapping[str, Sequence[str]]) -> list[Pair]:
    """Short name ↔ full name of an office, alone and in a question."""
    found = []
    for name, others in stems.items():
        for other in others:
            found += [Pair(other, name), Pair(f"归{other}管吗", f"由区{name}负责")]
    return found


def gazette_pairs(paths: Iterable[Path]) -> list[Pair]:
    """Of each gazette file: nearest headings ↔ clause, and the last sentence ↔ the rest of its clause."""
    from index.parsing import parse_source
    from index.passages import make_passages
    from index.reading import read_source

    found = []
    for path in paths:
        source = read_source(path)
        parsed = parse_source(source)
        documents = {d.doc_id: d for d in parsed.documents}
        for passage in make_passages(source.text, documents, parsed.clauses):
            if len(passage.text) < 20:
                continue
            heads = passage.heading.split("\n")
            nearest = (heads[0], *heads[-2:]) if len(heads) > 2 else heads
            found.append(Pair("".join(nearest)[:MAX_QUERY], passage.text[:MAX_TEXT]))
            sentences = [s for s in re.split(r"(?<=[。；\n])", passage.text) if len(s) > 8]
            if len(sentences) > 1:
                found.append(Pair(sentences[-1], f"{heads[0]}：{''.join(sentences[:-1])}"[:MAX_TEXT]))
    return found

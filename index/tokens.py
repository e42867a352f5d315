"""Index terms of a text: jieba words, character bigrams, numbers kept whole (stages 4 and 7).

One text gives the same terms at ingest and at question time. jieba is used through an
instance of our own (never the global one), over a dictionary grown from the corpus.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from index.errors import IndexDamagedError
from index.wordtable import Frequencies, WordTable, jieba_table

if TYPE_CHECKING:
    import jieba

__all__ = ["BIGRAM", "GrownWord", "TermMaker", "fold", "grow_dictionary", "is_bigram", "lexicon_words"]

BIGRAM = "~"
NUMBER = "#"
STOP_WORDS = frozenset([*"的了和与及或是在等把被之其吗呢吧啊呀么", "请问", "什么", "怎么", "哪些", "哪个"])

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3007"
_TOKEN = re.compile(rf"\d[\d,]*(?:\.\d+)?[%‰]?|[a-z][a-z0-9]*(?:[.\-][a-z0-9]+)*|[{_HAN}]+")
_DOCUMENT_NUMBER = re.compile(rf"([{_HAN}]{{1,2}})\s*[〔\[【(]\s*(\d{{4}})\s*[〕\]】)]\s*第?\s*(\d{{1,4}})\s*号")
_LOOSE_SPACE = re.compile(r"(?<![a-z0-9])\s+|\s+(?![a-z0-9])")

_BODY = "局|委|办|委员会|办公室|中心|公司|集团|管委会|服务中心|支队|大队|总队|分局|法院|检察院|工会|妇联|团委|残联"
_EDGE = r"[、，,；;。：:（）()\s“”《》]"
_DEPARTMENT = re.compile(rf"(?<={_EDGE})((?:区|市|县|镇|省|州|旗)[{_HAN}]{{1,10}}?(?:{_BODY}))(?={_EDGE})")
_ROAD = re.compile(rf"(?<={_EDGE})([{_HAN}]{{2,5}}?(?:路|大街|街|大道|胡同|立交桥|大桥|桥|高速|国道))(?={_EDGE})")
_TITLE = re.compile(r"《([^《》\n]{4,40})》")


class GrownWord(NamedTuple):
    """A word of the corpus: its frequency for jieba and what jieba would cut it into without it."""

    word: str
    freq: int
    parts: tuple[str, ...]


def fold(text: str) -> str:
    """``text`` in the form that is compared: NFKC, lower case, spaces inside Chinese text gone.

    >>> fold("2020年12 月底前，区 规自分局（ＶＯＣｓ）")
    '2020年12月底前,区规自分局(vocs)'
    """
    text = unicodedata.normalize("NFKC", text).lower()
    # Once more: lower case can undo the first, and a removed space can bring a mark to its letter.
    return unicodedata.normalize("NFKC", _LOOSE_SPACE.sub("", unicodedata.normalize("NFKC", text)))


def is_bigram(term: str) -> bool:
    """Whether an index term is a pair of neighbouring characters, not a word."""
    return term.startswith(BIGRAM)


class TermMaker:
    """Makes index terms. Cheap to construct; jieba is imported at the first text.

    Args:
        table: jieba's dictionary as arrays.
        total: Sum of the table's frequencies.
        grown: Words of the corpus over it.
    """

    def __init__(self, table: WordTable, total: int, grown: Iterable[GrownWord] = ()) -> None:
        self._table = table
        self._total = total
        self.grown: Mapping[str, GrownWord] = {g.word: g for g in grown}

    @cached_property
    def _jieba(self) -> jieba.Tokenizer:
        return _make_jieba(self._table, self._total, self.grown.values())

    def words(self, text: str) -> list[str]:
        """jieba's cut of the Chinese runs, numbers and Latin words whole; stop words left out."""
        return [w for w in self._cut(fold(text)) if w not in STOP_WORDS]

    def _cut(self, folded: str) -> list[str]:
        found: list[str] = []
        for run in _TOKEN.findall(folded):
            if run[0].isdigit():
                found.append(run.replace(",", ""))
            elif run.isascii():
                found.append(run)
            else:
                for word in self._jieba.cut(run, HMM=False):
                    found.append(word)
                    if word in self.grown:
                        found.extend(self.grown[word].parts)
        return found

    def terms(self, text: str) -> list[str]:
        """Every index term of ``text``, repeated as often as it occurs.

        Words as they are; ``~`` and two neighbouring characters; ``~`` and a number with the
        character after it; ``#`` and the end of a 文号 (so 门政发〔2020〕20号 differs from 门政办发).
        """
        folded = fold(text)
        found = [w for w in self._cut(folded) if w not in STOP_WORDS]
        end = -1
        number = ""
        for match in _TOKEN.finditer(folded):
            run = match.group()
            if run[0].isdigit():
                number = run.replace(",", "")
            elif not run.isascii():
                if number and match.start() == end:
                    found.append(BIGRAM + number + run[0])
                found.extend(BIGRAM + run[i : i + 2] for i in range(len(run) - 1))
                number = ""
            else:
                number = ""
            end = match.end()
        found.extend(f"{NUMBER}{tail}{year}-{int(n)}" for tail, year, n in _DOCUMENT_NUMBER.findall(folded))
        return found

    def query_terms(self, text: str, weight: float = 1.0) -> tuple[tuple[str, float], ...]:
        """Distinct index terms of a question, each with ``weight``, for ``Query.terms``."""
        return tuple((term, weight) for term in dict.fromkeys(self.terms(text)))

    def save(self, folder: Path) -> None:
        """Write the dictionary (arrays) and the grown words (tab-separated text) into a folder."""
        self._table.save(folder)
        lines = [f"{self._total}\n", *(f"{g.word}\t{g.freq}\t{' '.join(g.parts)}\n" for g in self.grown.values())]
        (folder / "words.grown.tsv").write_text("".join(lines), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> TermMaker:
        """The TermMaker saved in a folder. Raises IndexDamagedError."""
        try:
            total, *lines = (folder / "words.grown.tsv").read_text(encoding="utf-8").splitlines()
            rows = [line.split("\t") for line in lines]
            grown = [GrownWord(word, int(freq), tuple(parts.split(" "))) for word, freq, parts in rows]
            return cls(WordTable.load(folder), int(total), grown)
        except (OSError, ValueError) as exc:
            raise IndexDamagedError(f"索引词典损坏：{folder}", hint="请重新执行 gongbao ingest") from exc


def grow_dictionary(texts: Iterable[str], extra: Iterable[str] = ()) -> TermMaker:
    """A TermMaker whose dictionary knows the departments, roads and titles of the texts.

    The words are added in sorted order with jieba's suggested frequency, so the same
    texts in any order give the same dictionary.

    Args:
        texts: Source texts as on disk.
        extra: More words (the lexicon's).
    """
    found = {fold(word) for word in extra}
    for text in texts:
        normal = unicodedata.normalize("NFKC", text)
        normal = re.sub(rf"(?<=[{_HAN}])[ \t]+(?=[{_HAN}])", "", normal)
        for pattern in (_DEPARTMENT, _ROAD, _TITLE):
            found.update(fold(word) for word in pattern.findall(normal))
    table, total = jieba_table()
    han = re.compile(rf"[{_HAN}]{{2,30}}")
    cutter = _make_jieba(table, total, ())
    grown = []
    for word in sorted(w for w in found if han.fullmatch(w)):
        parts = tuple(cutter.cut(word, HMM=False))
        if len(parts) > 1:
            grown.append(GrownWord(word, cutter.suggest_freq(word), parts))
    return TermMaker(table, total, grown)


@lru_cache(maxsize=1)
def lexicon_words() -> tuple[str, ...]:
    """The first column of ``lexicon/words.txt``, if the file is there."""
    path = Path(__file__).parent / "lexicon" / "words.txt"
    if not path.is_file():
        return ()
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return tuple(line.split()[0] for line in lines if line and not line.startswith("#"))


def _make_jieba(table: WordTable, total: int, grown: Iterable[GrownWord]) -> jieba.Tokenizer:
    import jieba

    tokenizer = jieba.Tokenizer()
    words = [(word.word, word.freq) for word in grown]
    # What initialize() and add_word() would leave behind. Never call initialize(): it unmarshals
    # a cache from the shared temporary folder.
    tokenizer.FREQ = Frequencies(table, words)
    tokenizer.total = total + sum(freq for _, freq in words)
    tokenizer.initialized = True
    return tokenizer

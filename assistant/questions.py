"""Stage 6: text → Question: normalised, split into parts, with what each part asks for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, lru_cache

from assistant.answer_types import Asked, asked_types
from index.errors import UsageError
from index.numerals import DOCUMENT_NUMBER_RE, find_dates, normal_number

__all__ = ["MAX_QUESTION", "Question", "normalise", "read_question"]

MAX_QUESTION = 2000


@lru_cache(maxsize=1)
def _t2s() -> object:
    import opencc

    return opencc.OpenCC("t2s")


def normalise(text: str) -> str:
    """NFKC, traditional → simplified, no control characters, single spaces, Chinese punctuation.

    >>> normalise("門頭溝　ＴＳＰ標準?")
    '门头沟 TSP标准？'
    """
    text = unicodedata.normalize("NFKC", text)
    text = "".join(
        " " if c in "\n\r\t\u3000" else c for c in text if c in "\n\r\t" or unicodedata.category(c)[0] != "C"
    )
    if re.search(r"[\u4e00-\u9fff]", text):
        text = str(_t2s().convert(text))  # type: ignore[attr-defined]
    text = text.replace("?", "？").replace("!", "！")
    text = re.sub(r"(?<=[\u4e00-\u9fff]) ?,|, ?(?=[\u4e00-\u9fff])", "，", text)
    text = re.sub(r"(?<=[\u4e00-\u9fff]) ?;", "；", text).replace("~", "～")
    text = re.sub(r"\(", "（", re.sub(r"\)", "）", text))
    return re.sub(
        r"(?<![A-Za-z0-9]) +| +(?![A-Za-z0-9])",
        lambda m: " " if m.group() and _latin(text, m.start(), m.end()) else "",
        text,
    ).strip()


def _latin(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return bool(
        (before.isascii() and before.isalnum()) != (after.isascii() and after.isalnum())
        and re.search(r"[A-Za-z]", before + after)
    )


_BARE_NUMBER = re.compile(r"(?<![\u4e00-\u9fff）)])[〔\[［]\s*((?:19|20)\d\d)\s*[〕\]］]\s*第?\s*(\d{1,5})\s*号")


@dataclass(frozen=True)
class Part:
    """One question of a text that may hold several."""

    text: str

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """What this part asks for."""
        return asked_types(self.text)


@dataclass(frozen=True)
class Question:
    """A question ready for the pipeline. ``text`` is normalised, ``raw`` as typed."""

    raw: str
    text: str
    as_of: date
    history: tuple[str, ...] = ()
    parts: tuple[Part, ...] = field(default=())

    @cached_property
    def asked(self) -> tuple[Asked, ...]:
        """What the whole question asks for."""
        return tuple(dict.fromkeys(a for p in self.parts for a in p.asked))

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """The 文号 named, in normal form; one without the words before its year as 〔2020〕37号."""
        whole = [n for m in DOCUMENT_NUMBER_RE.finditer(self.text) if (n := normal_number(m.group()))]
        bare = [f"〔{y}〕{int(n)}号" for y, n in _BARE_NUMBER.findall(self.text)]
        return tuple(dict.fromkeys((*whole, *bare)))

    @cached_property
    def loose_numbers(self) -> tuple[int, ...]:
        """Serial numbers named without a prefix: 44号文, 第28号."""
        text = DOCUMENT_NUMBER_RE.sub("", self.text)
        return tuple(
            int(n) for n in re.findall(r"(?<![\d月])第?(\d{1,3})号(?:文件?|通知|通告|令|办法|方案|细则)", text)
        )

    @cached_property
    def years(self) -> tuple[int, ...]:
        """Years named by number. 今年 and 去年 colour a story more often than they narrow a question."""
        found = [int(y) for y in re.findall(r"(?<!\d)((?:19|20)\d{2})(?=年|[-—~～至到]|版|度)", self.text)]
        found += [d.value.year for d in find_dates(self.text)]
        return tuple(dict.fromkeys(found))


def read_question(raw: str, as_of: date, history: tuple[str, ...] = ()) -> Question:
    """A Question from what was typed.

    Raises:
        UsageError: Nothing to read (empty, only symbols), or longer than MAX_QUESTION characters.
    """
    if len(raw) > MAX_QUESTION:
        raise UsageError(
            f"问题过长（{len(raw)} 字）", hint=f"请压缩到 {MAX_QUESTION} 字以内再问", code="question_too_long"
        )
    text = normalise(raw)
    if not re.search(r"[\u4e00-\u9fffA-Za-z0-9]", text):
        raise UsageError("没有读到问题内容", hint="请输入一句中文问题", code="question_empty")
    return Question(
        raw=raw, text=text, as_of=as_of, history=tuple(normalise(h) for h in history if h.strip()), parts=_parts(text)
    )


def _parts(text: str) -> tuple[Part, ...]:
    """Cut at question marks, and at commas where both sides ask something of their own."""
    pieces = [p.strip("，。！ ") for p in re.split(r"[？；。！]", text)]
    result: list[str] = []
    for piece in (p for p in pieces if p):
        current = ""
        for bit in re.split(r"(?<=，)", piece):
            if current and asked_types(current) and asked_types(bit):
                result.append(current.strip("，"))
                current = bit
            else:
                current += bit
        if current.strip("，"):
            result.append(current.strip("，"))
    return tuple(Part(p) for p in result) or (Part(text),)

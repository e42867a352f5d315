"""The model's text → sentences of a draft, each supported by what its token stands for, and the faults of the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.drafts import DraftSentence
from assistant.llm.ledger import Fault, Ledger, Unit
from assistant.llm.support import Alignment, Refusal, align, fold_chars, unknown_words
from index.library import squeeze

__all__ = ["Checked", "check_text", "without_thoughts"]

NOTHING = "无依据"
_TOKEN = re.compile(r"[\[【〔［]\s*([ECec]\s*\d+(?:\s*[,，、]\s*[ECec]?\s*\d+)*)\s*[\]】〕］]")
_ENDS = re.compile(r"(?<=[。！？；\n])(?!\s*[\[【〔［]\s*[ECec]\s*\d)")
_POLITE = re.compile(
    r"^(?:登记[：:]|您好[，,！!。]?|你好[，,！!。]?|(?:因此|所以|综上(?:所述)?|也就是说|具体来说|另外|此外|同时|需要注意的是|请注意)[，,：:])+|(?<![\u4e00-\u9fff])(?:根据|按照|依据)(?:相关|有关|上述|以上|该|公报|现行)*(?:规定|内容|文件|原文)[，,：:]|^(?:[-*•]|\d{1,2}[.、)）](?!\d))\s*"
)
_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_TRIES = 4
MAX_CLAIMS, MAX_CHARS = 14, 320
"""A text has at most so many sentences, a sentence so many characters; what is over does not stand."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What may stand, in order; tokens of calculations the text placed; the faults; how many sentences did not stand."""

    sentences: tuple[DraftSentence, ...] = ()
    calculations: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    dropped: int = 0

    @property
    def clean(self) -> bool:
        """Whether every sentence of a text with sentences stands."""
        return not self.faults and bool(self.sentences or self.calculations)


def without_thoughts(text: str) -> str:
    """The text without a model's private reasoning (``<think>…</think>``), also an unfinished one.

    >>> without_thoughts("<think>嗯</think>每亩补贴[E1]。")
    '每亩补贴[E1]。'
    """
    return re.sub(r"<think>.*?(?:</think>|$)", "", text, flags=re.S).strip()


def check_text(text: str, ledger: Ledger) -> Checked:
    """Check a text sentence by sentence.

    A sentence goes with the tokens that follow it. It stands when every token was given out and
    one sentence behind one of them supports it; a token that does not support it is not cited.
    """
    sentences: list[DraftSentence] = []
    calculations: list[str] = []
    faults: list[Fault] = []
    dropped = 0
    body = without_thoughts(text)
    if squeeze(body).strip("。") == NOTHING:
        return Checked()
    claims = _claims(body)
    for words, tokens in claims[:MAX_CLAIMS]:
        placed = [t for t in tokens if t in ledger.calculations]
        found: DraftSentence | Fault | None
        if placed:
            calculations += [t for t in placed if t not in calculations]
            found = _figures_of_trace(words, placed, tokens, ledger)
        else:
            key = (words, tokens)
            if key not in ledger.judged:
                ledger.judged[key] = _sentence(words, tokens, ledger)
            found = ledger.judged[key]
        if isinstance(found, Fault):
            faults.append(found)
            dropped += not placed
        elif found is not None and not any(_same(found, s) for s in sentences):
            joined = ledger.join(sentences[-1], found) if sentences else None
            sentences[-1:] = [joined] if joined is not None else [*sentences[-1:], found]
    if len(claims) > MAX_CLAIMS:
        faults.append(Fault("long", f"写了 {len(claims)} 句，最多四句"))
        dropped += len(claims) - MAX_CLAIMS
    return Checked(tuple(sentences), tuple(calculations), tuple(faults), dropped)


def _claims(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """Stretches of text with the tokens right after them."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for line in _ENDS.split(text):
        at = 0
        for match in re.finditer(rf"(?:{_TOKEN.pattern}\s*)+", line):
            names = [f"{n[0].upper()}{n[1:]}" for m in _TOKEN.finditer(match.group()) for n in _names(m.group(1))]
            words = _tidy(line[at : match.start()])
            if words or not found:
                found.append((words, tuple(names)))
            else:
                found[-1] = (found[-1][0], (*found[-1][1], *names))
            at = match.end()
        if rest := _tidy(line[at:]):
            found.append((rest, ()))
    return found


def _names(inside: str) -> list[str]:
    letter = inside.strip()[0]
    return [n if n[0] in "ECec" else letter + n for n in re.split(r"\s*[,，、]\s*", re.sub(r"\s+", "", inside))]


def _tidy(text: str) -> str:
    before = ""
    while before != text:
        before, text = text, _POLITE.sub("", text.strip().lstrip("，,、；;。：:"))
    return re.sub(r"[*#`>]", "", text).strip().rstrip("，,、；;。：: ")


def _sentence(words: str, tokens: Sequence[str], ledger: Ledger) -> DraftSentence | Fault | None:
    if not words:
        return None
    shown = words[:40]
    strange = [t for t in tokens if not ledger.knows(t)]
    if strange:
        return Fault("unknown_token", f"“{shown}”后面的 [{strange[0]}] 不是给过你的令牌")
    if not tokens:
        return Fault("no_token", f"“{shown}”没有令牌")
    claim = fold_chars(words)[0]
    if len(claim) > MAX_CHARS:
        return Fault("long", f"“{shown}”太长，请分句")
    refusals: list[Refusal] = []
    for token in tokens:
        context = ledger.context(token)
        for unit in _nearest(claim, ledger.units(token)):
            result = align(claim, unit.text, context, unit.cuts)
            if isinstance(result, Alignment):
                found = unit.sentence(f"{words}。", result.used, result.free)
                return found
            refusals.append(result)
    texts = [t for token in tokens for t in (ledger.context(token), *(u.text for u in ledger.units(token)))]
    lost = unknown_words(claim, texts)
    figures = [
        n
        for n in _FIGURE.findall(claim)
        if not any(re.search(rf"(?<![\d.]){re.escape(n)}(?![\d]|\.\d)", t) for t in texts)
    ]
    if figures or any(re.search(r"\d|〔", w) for w in lost):
        return Fault("figure", f"“{shown}”里的 {'、'.join([*figures, *lost][:4])} 不在 [{tokens[0]}] 的原文里")
    if lost:
        return Fault("words", f"“{shown}”里的“{'、'.join(lost[:4])}”不在 [{tokens[0]}] 的原文里")
    best = next((r for kind in ("figure", "order") for r in refusals if r.kind == kind), None)
    return Fault("order", f"“{shown}”：{best.detail if best else '与原文不符'}")


def _figures_of_trace(words: str, placed: Sequence[str], tokens: Sequence[str], ledger: Ledger) -> Fault | None:
    """The words around a calculation are not used; a figure in them that the calculation does not have is a fault."""
    known = ""
    for token in placed:
        draft = ledger.calculations[token]
        known += "\n".join(s.text for s in draft.sentences)
        for c in draft.calculations:
            known += "\n".join(("", *c.steps, c.result, c.words, str(c.inputs)))
    for token in tokens:
        if token not in placed and ledger.knows(token):
            known += "".join(u.text for u in ledger.units(token))
    folded = fold_chars(known)[0]
    strange = [
        n
        for n in _FIGURE.findall(fold_chars(words)[0])
        if not re.search(rf"(?<![\d.]){re.escape(n)}(?!\d|\.\d)", folded)
    ]
    return Fault("figure", f"“{words[:40]}”里的 {'、'.join(strange[:4])} 不是计算的结果") if strange else None


def _nearest(claim: str, units: Sequence[Unit]) -> list[Unit]:
    """The sentences that share most with the claim, shortest first among equals."""
    pairs = {claim[i : i + 2] for i in range(len(claim) - 1)}
    shared = [(sum(p in u.text for p in pairs), -len(u.text), -k) for k, u in enumerate(units)]
    order = sorted(range(len(units)), key=lambda k: shared[k], reverse=True)
    return [units[k] for k in order[:_TRIES] if shared[k][0]]


def _same(a: DraftSentence, b: DraftSentence) -> bool:
    first, second = squeeze(a.text).rstrip("。；"), squeeze(b.text).rstrip("。；")
    return first in second

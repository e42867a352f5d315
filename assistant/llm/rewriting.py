"""Follow-ups, vague wording and several questions at once: the model restates them, code decides what of it may be used."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from llama_index.core.base.llms.types import ChatMessage, MessageRole

from assistant.concepts import Concept
from assistant.llm.agent import Meter, ask_model, read_json
from assistant.llm.checking import without_thoughts
from assistant.llm.prompts import prompt
from assistant.llm.support import fold_chars, unknown_words
from assistant.masking import mask
from assistant.questions import Question, normalise
from index.lexicon.synonyms import asking
from index.library import squeeze

__all__ = ["Restated", "faithful", "ours", "restate"]

MAX_QUESTIONS, MAX_CHARS = 4, 120
_FIGURE = re.compile(
    r"\d+(?:\.\d+)?|[〇零一二三四五六七八九十百千万亿两半]+(?=[元角分亩米吨年月日天时周岁家名人户次项件个套辆条座级星倍成号])"
)


@dataclass(frozen=True, slots=True)
class Restated:
    """The questions, each to be understood alone; ``unclear`` when the model cannot tell what is meant."""

    questions: tuple[str, ...] = ()
    unclear: bool = False


async def restate(llm: Any, question: Question, meter: Meter, *, stream: bool) -> Restated:
    """The question restated. Empty when the model gave nothing that may be used: figures, 文号 and dates must be the user's own."""
    before = "\n".join(f"- {mask(h)}" for h in question.history) or "（无）"
    text = prompt("rewrite", history=before, question=mask(question.raw))
    response = await ask_model(llm, [ChatMessage(role=MessageRole.USER, content=text)], meter, "rewrite", stream=stream)
    found = read_json(without_thoughts(response.message.content or "")) or {}
    given = found.get("questions")
    said = squeeze(" ".join((question.raw, question.text, *question.history)))
    kept = (
        [normalise(q)[:MAX_CHARS] for q in given if isinstance(q, str) and q.strip()] if isinstance(given, list) else []
    )
    kept = [q for q in kept if re.search(r"[\u4e00-\u9fff]", q) and all(n in said for n in _FIGURE.findall(q))]
    return Restated(tuple(dict.fromkeys(kept[:MAX_QUESTIONS])), found.get("unclear") is True and not kept)


def faithful(questions: Sequence[str], asked: Sequence[Concept], before: Sequence[Concept]) -> bool:
    """Whether restated questions still ask what was asked: each known concept of the question is there, and one of the turns before."""
    text = "".join(questions).lower()

    def there(concept: Concept) -> bool:
        return any(form in text for form, _ in concept.forms) or concept.surface.lower() in text

    return all(there(c) for c in asked if c.known) and (not before or any(there(c) for c in before))


def ours(questions: Sequence[str], known: Sequence[str]) -> bool:
    """Whether restated questions may be shown: every word is the user's, of the cited text, or one that only asks."""
    pools = [fold_chars(text)[0] for text in (*known, "\n".join(asking().words))]
    return not any(unknown_words(fold_chars(q)[0], pools) for q in questions)

"""Questions to start with, chosen from what is loaded: only those the assistant answers are shown."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from assistant.records import AnswerStatus
from index.library import Library
from ui import text as t
from ui.ports import Answerer
from ui.wording import tidy

__all__ = ["choose_examples"]

_log = logging.getLogger(f"gongbao.{__name__}")
_GOOD = (AnswerStatus.ANSWERED, AnswerStatus.CALCULATED, AnswerStatus.LISTED)
_TRIES = 40
_LONGEST_TITLE = 24


def choose_examples(assistant: Answerer, count: int = 4) -> tuple[str, ...]:
    """Up to ``count`` example questions that this assistant answers from its library."""
    found: list[str] = []
    for tries, question in enumerate(_candidates(assistant.library)):
        if len(found) == count or tries == _TRIES:
            break
        try:
            status = assistant.answer(question).status
        except Exception:  # noqa: BLE001 - an example that fails is left out; the page still opens
            _log.warning("example question failed", exc_info=True)
            continue
        if status in _GOOD:
            found.append(question)
    return tuple(found)


def _candidates(library: Library) -> Iterator[str]:
    """The sample's own questions when it is loaded, then each kind of question over different documents."""
    if any(name.startswith(t.SAMPLE_PREFIX) for name in library.sources):
        yield from t.SAMPLE_EXAMPLES
    titles = [d.short_title or tidy(d.title) for d in library.documents]
    titles = [title for title in dict.fromkeys(titles) if len(title) <= _LONGEST_TITLE] or titles[:4]
    for shift in range(len(titles)):
        for n, form in enumerate(t.TITLE_EXAMPLES):
            if shift * len(t.TITLE_EXAMPLES) + n < len(titles):
                yield form.format(title=titles[shift * len(t.TITLE_EXAMPLES) + n])

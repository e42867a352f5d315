"""Questions to start with, chosen from what is loaded: only those the assistant answers are shown."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from itertools import zip_longest

from assistant.records import AnswerStatus
from index.library import Library
from index.registry.registry import Registry
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
    """The sample's own questions when it is loaded, then one kind of question after the other."""
    if any(name.startswith(t.SAMPLE_PREFIX) for name in library.sources):
        yield from t.SAMPLE_EXAMPLES
    for questions in zip_longest(*_kinds(library)):
        yield from (q for q in questions if q)


def _kinds(library: Library) -> Iterator[list[str]]:
    registry = Registry.of(library)
    leads = Counter(p.name for task in registry.tasks for p in task.lead if not p.collective)
    yield [t.EXAMPLE_LEAD.format(name=name) for name, _ in leads.most_common(3)]
    for endings, form in t.TITLE_EXAMPLES:
        titles = dict.fromkeys(d.short_title or tidy(d.title) for d in library.documents)
        yield [
            form.format(title=x) for x in titles if x.rstrip("（试行）").endswith(endings) and len(x) <= _LONGEST_TITLE
        ]
    yield [t.EXAMPLE_PERSON.format(name=person.name) for person in registry.people[1:3]]

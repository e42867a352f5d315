"""Questions to start with and to go on with, made from what is loaded: only those that are answered are shown."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from assistant.records import Answer, AnswerStatus
from index.library import Library
from index.records import GazetteDocument
from index.registry.registry import Registry
from ui import text as t
from ui.ports import Answerer
from ui.wording import tidy

__all__ = ["choose_examples", "followups"]

_log = logging.getLogger(f"gongbao.{__name__}")
_GOOD = (AnswerStatus.ANSWERED, AnswerStatus.CALCULATED, AnswerStatus.LISTED)
_TRIES = 40
_LONGEST_TITLE = 24


def choose_examples(assistant: Answerer, count: int = 4) -> tuple[str, ...]:
    """Up to ``count`` example questions that this assistant answers from its library."""
    return _answered(assistant, _candidates(assistant.library), count)


def followups(assistant: Answerer, answer: Answer, count: int = 3) -> tuple[str, ...]:
    """Up to ``count`` further questions that the documents of an answer answer, other than the one asked."""
    library = assistant.library
    wanted = dict.fromkeys(c.doc_id for c in answer.citations)
    documents = [d for d in library.documents if d.doc_id in wanted][:2]
    questions = [q for d in documents for q in _about(d)]
    return _answered(assistant, [q for q in questions if q != answer.question][:4], count)


def _answered(assistant: Answerer, questions: Iterable[str], count: int) -> tuple[str, ...]:
    found: list[str] = []
    for tries, question in enumerate(questions):
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
        yield [form.format(title=x) for x in titles if _fits(x, endings)]
    yield [t.EXAMPLE_PERSON.format(name=person.name) for person in registry.people[1:3]]


def _about(document: GazetteDocument) -> Iterator[str]:
    title = document.short_title or tidy(document.title)
    yield from (form.format(title=title) for endings, form in t.TITLE_EXAMPLES if _fits(title, endings))


def _fits(title: str, endings: tuple[str, ...]) -> bool:
    return title.rstrip("（试行）").endswith(endings) and len(title) <= _LONGEST_TITLE

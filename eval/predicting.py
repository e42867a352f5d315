"""Stage 11b: cases → predictions. The only place where the evaluation meets the assistant."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from eval.cases import Case
from index.errors import UsageError

if TYPE_CHECKING:
    from assistant.records import Answer

__all__ = ["Predictions", "System", "open_system", "predict"]


class _Assistant(Protocol):
    def answer(self, question: str, history: tuple[str, ...] = (), as_of: date | None = None) -> Answer: ...


class System(Protocol):
    """Something that answers a case in the JSON shape of DESIGN.md."""

    def answer(self, case: Case, as_of: date) -> dict[str, Any]:
        """The answer; ``as_of`` holds when the case names no date."""
        ...


class Predictions(NamedTuple):
    """Answers in order, and milliseconds by case id."""

    answers: list[dict[str, Any]]
    times_ms: dict[str, float]


class AssistantSystem:
    """Our assistant, opened on an index folder."""

    def __init__(self, assistant: _Assistant) -> None:
        self._assistant = assistant

    def answer(self, case: Case, as_of: date) -> dict[str, Any]:
        """The assistant's own answer as JSON, with the calibrated chance of an answer where the text was asked."""
        answer = self._assistant.answer(case.question, tuple(case.history), case.as_of or as_of)
        judged = [line.removeprefix("confidence=") for line in answer.trace if line.startswith("confidence=")]
        return {**answer.to_json(), **({"confidence": float(judged[-1])} if judged else {})}


def open_system(name: str, index: Path) -> System:
    """The system of that name over an index.

    ``default`` is the assistant; ``llm:auto``, ``llm:MODEL`` and ``llm:RECORDING.jsonl`` the assistant with a
    language model; ``bm25`` and ``naive`` are the peers; ``http://…`` asks a running server.

    Raises:
        UsageError: No system of that name.
    """
    if name == "default":
        from assistant.pipeline import open_assistant

        return AssistantSystem(open_assistant(index))
    if name.startswith("llm:"):
        from assistant.llm.mode import LanguageAssistant, open_language_assistant
        from assistant.pipeline import open_assistant

        found = open_language_assistant(open_assistant(index), name.removeprefix("llm:"))
        if not isinstance(found, LanguageAssistant):
            raise UsageError("没有设置语言模型", hint="设 GONGBAO_LLM_BASE_URL 和 GONGBAO_LLM_MODEL")
        return AssistantSystem(found)
    if name in ("bm25", "naive"):
        from eval.peers import open_peer

        return open_peer(name, index)
    if name.startswith(("http://", "https://")):
        from eval.remote import RemoteSystem

        return RemoteSystem(name)
    raise UsageError(f"没有名为 {name} 的系统", hint="可用：default、llm:模型名称、bm25、naive、http://…")


def predict(cases: Iterable[Case], system: System, *, as_of: date) -> Predictions:
    """One answer for each case, in order; a crash becomes an answer with ``status: error``."""
    answers: list[dict[str, Any]] = []
    times: dict[str, float] = {}
    for case in cases:
        start = time.perf_counter()
        try:
            answer: Mapping[str, Any] = system.answer(case, as_of)
        except Exception as exc:  # noqa: BLE001 - one case that crashes must not end the run; it is counted
            answer = {
                "question": case.question,
                "answer": "",
                "status": "error",
                "abstained": False,
                "reason": f"{type(exc).__name__}: {exc}",
                "citations": [],
            }
        times[case.id] = round((time.perf_counter() - start) * 1000, 3)
        answers.append({**answer, "id": case.id, "history": list(case.history)})
    return Predictions(answers, times)

"""Counts over the life of the process: calls, words, time, and how answers ended. Exposed as Prometheus text."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator

__all__ = ["METRICS", "Metrics"]

_HELP = {
    "gongbao_llm_calls_total": "Requests to the language model",
    "gongbao_llm_tokens_total": "Tokens used, by kind",
    "gongbao_llm_seconds_total": "Seconds spent waiting for the language model",
    "gongbao_llm_failures_total": "Questions without a usable model answer, by kind",
    "gongbao_llm_answers_total": "Answers by composer",
    "gongbao_llm_repairs_total": "Repair rounds",
    "gongbao_llm_dropped_total": "Sentences of the model that did not stand",
}


class Metrics:
    """Counters by name and label value; safe between threads."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()
        self._lock = threading.Lock()

    def add(self, name: str, amount: float = 1, label: str = "") -> None:
        """Add to the counter ``gongbao_llm_{name}_total``; ``label`` is ``key=value``."""
        with self._lock:
            self._counts[f"gongbao_llm_{name}_total", label] += amount  # type: ignore[assignment]

    def exposition(self) -> str:
        """All counters in Prometheus' text format."""
        return "\n".join(self._lines()) + "\n"

    def _lines(self) -> Iterator[str]:
        with self._lock:
            found = sorted(self._counts.items())
        for name, about in _HELP.items():
            yield f"# HELP {name} {about}"
            yield f"# TYPE {name} counter"
            for (counted, label), value in found:
                if counted == name:
                    key, _, shown = label.partition("=")
                    yield f'{name}{{{key}="{shown}"}} {value:g}' if key else f"{name} {value:g}"


METRICS = Metrics()

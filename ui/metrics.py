"""Counters for ``/metrics`` in a registry of our own; no label holds words of a user."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

__all__ = ["ANSWERS", "ANSWER_SECONDS", "REFUSED", "REQUESTS", "WAITING", "exposition"]

_REGISTRY = CollectorRegistry()
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REQUESTS = Counter("gongbao_requests", "Responses by status class", ["status"], registry=_REGISTRY)
REFUSED = Counter("gongbao_refused", "Requests turned away by reason", ["reason"], registry=_REGISTRY)
ANSWERS = Counter("gongbao_answers", "Answers by status", ["status"], registry=_REGISTRY)
ANSWER_SECONDS = Histogram("gongbao_answer_seconds", "Time to make an answer", registry=_REGISTRY, buckets=_SECONDS)
WAITING = Gauge("gongbao_waiting", "Questions being answered or waiting", registry=_REGISTRY)


def exposition(*, model: bool) -> bytes:
    """All counters in Prometheus' text format; with those of the language model when there is one."""
    found = generate_latest(_REGISTRY)
    if model:
        from assistant.llm.metrics import METRICS

        found += METRICS.exposition().encode()
    return found

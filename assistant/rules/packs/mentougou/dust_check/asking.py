"""Questions: an item and the amounts around it; who inspects is asked for when it was not said."""

from __future__ import annotations

from assistant.rules import quota
from assistant.rules.pack import Found
from assistant.rules.quota import cases
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def wants(q: Reading, found: list[Found]) -> bool:
    """As for every quota; also listed sites to be inspected by nobody named."""
    return quota.wants(q, found) or (q.has("台账") and q.how_much and any("base" in c for c in found))

"""Questions: an item and the amounts around it."""

from __future__ import annotations

from assistant.rules import quota
from assistant.rules.pack import Found
from assistant.rules.quota import cases
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def wants(q: Reading, found: list[Found]) -> bool:
    """As for every quota; the mine's area alone is only converted when another unit is asked for."""
    if any(c.get("item") == "矿山修复" and "done" not in c for c in found):
        return q.has("亩|平方米")
    return quota.wants(q, found) and not q.has("多少钱|预算|花了")

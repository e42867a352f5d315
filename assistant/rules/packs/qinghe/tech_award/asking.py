"""Questions about recognised companies: which recognitions."""

from __future__ import annotations

from assistant.rules.pack import Found, Slots
from assistant.rules.packs.qinghe.versions import dated
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]

_AGAIN = {"高新首次": "首次认定|第一次认定|首次评", "高新重新": "重新认定|再次认定|复审"}


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case; one per recognition when they are compared."""
    named = [v for v, _, _ in slots.values("items", q.text)]
    if q.has("高新"):
        named += [item for item, words in _AGAIN.items() if q.has(words)]
    items = tuple(dict.fromkeys(named))
    if len(items) == 2 and q.has("差|相差|多多少|少多少"):
        return dated(q, [{"items": (i,), "_across": "difference"} for i in items], __file__)
    return dated(q, [{"items": items}] if items else [], __file__)


def wants(q: Reading, found: list[Found]) -> bool:
    """Several recognitions to add or to compare."""
    several = len(found) > 1 or any(len(c.get("items", ())) > 1 for c in found)
    return several and q.has("一共|总共|合计|加起来|差|相差|共") and not q.has("各")

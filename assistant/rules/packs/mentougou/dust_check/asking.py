"""Questions: an item and the amounts around it; who inspects is asked for when it was not said."""

from __future__ import annotations

from assistant.rules import quota
from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """As for every quota; sites seen on the spot and those seen by video count together."""
    sites = [a for a in q.of("count") if a.value == int(a.value) and a.unit in ("个", "处", "家", "")]
    item = slots.one("item", q.text)
    if (
        len(sites) == 3
        and q.has("视频|远程|线上")
        and q.has("现场|实地|上门|到场")
        and not q.has("其中|里头|里面|包括")
    ):
        whole = max(sites, key=lambda a: a.value)
        seen = [a for a in sites if a is not whole]
        return [{"item": item or "区级", "base": whole.text, "done": "+".join(a.text for a in seen)}]
    return quota.cases(q, slots)


def wants(q: Reading, found: list[Found]) -> bool:
    """As for every quota; also listed sites to be inspected by nobody named."""
    return quota.wants(q, found) or (q.has("台账|在册|登记|名单") and q.how_much and any("base" in c for c in found))

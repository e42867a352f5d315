"""Questions about hiring: how many people, contracts of how long."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.packs.qinghe.versions import dated
from assistant.rules.reading import Reading, cn_number

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case."""
    found: Found = {}
    people = [a for a in q.of("count") if a.unit in ("个", "人", "名", "位") and a.value == int(a.value)]
    if len(people) == 1:
        found["people"] = int(people[0].value)
    signed = re.search(
        r"(?:合同|签了?)(?:只)?(?:签了?|是|为)?(半|\d+|[一两二三四五六七八九十]+)(年|个月)(?!多|以上)", q.text
    )
    if signed:
        length = 6 if signed[1] == "半" else int(cn_number(signed[1])) * (12 if signed[2] == "年" else 1)
        found["months"] = length
    return dated(q, [found] if found else [], __file__)


def wants(q: Reading, found: list[Found]) -> bool:
    """People were counted and the subsidy asked for."""
    return any("people" in c for c in found) and q.has("多少|几[千万]|补|吗")

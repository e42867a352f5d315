"""Questions about star awards: which stars, how many, what was held before."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.packs.qinghe.versions import dated
from assistant.rules.reading import Reading, cn_number

__all__ = ["cases", "wants"]

_STARS = {"five": "[五5]星级?", "four": "[四4]星级?", "three": "[三3]星级?"}
EXCLUSIVE = (tuple(_STARS),)
_N = r"(\d+|[一两二三四五六七八九十]+)"


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case; two when versions of the rule are compared."""
    found = slots.fill(q)
    if (old := found.get("previous")) is not None:
        new = [k for k, v in (("five", "五星级"), ("four", "四星级")) if v != old and re.search(_STARS[k], q.text)]
        return dated(q, [found | {k: 1 for k in new[:1]}], __file__)
    for key, names in _STARS.items():
        if re.search(names, q.text):
            count = re.search(rf"{_N}(?:家|个|处|套)(?:民宿|院子)?(?:是|评上|评为|拿了?|得了?)*的?{names}|{names}(?:的|民宿|有)*{_N}(?:家|个|处|套)", q.text)
            found[key] = int(cn_number(count[1] or count[2])) if count else 1
    return dated(q, [found] if found else [], __file__)


def wants(q: Reading, found: list[Found]) -> bool:
    """More than looking up one figure: a raise, several, a date, two versions, an exclusion."""
    if not q.has(r"多少|几|差|一共|合计|还能|能(?:拿|领|得)|补|0万|还给"):
        return False
    return any(
        sum(c.get(k, 0) for k in _STARS) > 1 or any(k in c for k in _STARS) and any(k in c for k in ("previous", "on", "excluded"))
        for c in found
    )  # fmt: skip

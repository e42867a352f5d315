"""Questions about star awards: which stars, how many, what was held before."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.rules.pack import Found, Slots
from assistant.rules.packs.qinghe.versions import dated
from assistant.rules.reading import Reading, cn_number

__all__ = ["cases", "wants"]

_STARS = {"five": "[五5]星级?", "four": "[四4]星级?", "three": "[三3]星级?"}
_RAISED = r"升|提[升高到为]|晋|冲|改评|变[成为]|涨到|还能|再(?:拿|领|补|给|得|评)|补(?:差|多少|几)|差额|又评|以前|原来|之前|原先|曾|从|由"
EXCLUSIVE = (tuple(_STARS),)
_N = r"(\d+|[一两二三四五六七八九十]+)"


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case; two when versions of the rule are compared."""
    found = slots.fill(q)
    for key, names in _STARS.items():
        if re.search(names, q.text):
            count = re.search(
                rf"{_N}(?:家|个|处|套)(?:民宿|院子)?(?:是|评上|评为|拿了?|得了?)*的?{names}|{names}(?:的|民宿|有)*{_N}(?:家|个|处|套)",
                q.text,
            )
            found[key] = int(cn_number(count[1] or count[2])) if count else 1
    stars = [k for k in _STARS if k in found]
    if len(stars) == 2 and sum(found[k] for k in stars) == 2:
        if q.has(_RAISED):
            low = found.pop(stars[1])
            found["previous"] = {"four": "四星级", "three": "三星级"}[stars[1]]
            start = max(m.end() for m in re.finditer(_STARS[stars[1]], q.text)) if low else 0
            return dated(replace(q, raw=q.text[start:]), [found], __file__)
        if q.has(r"差(?:了|出)?(?:多少|几|额)|相差|多(?:多少|几)|少(?:多少|几)"):
            rest = {k: v for k, v in found.items() if k not in stars}
            return dated(q, [rest | {k: 1, "_across": "difference"} for k in stars], __file__)
    return dated(q, [found] if found else [], __file__)


def wants(q: Reading, found: list[Found]) -> bool:
    """More than looking up one figure: a raise, several, a date, two versions, an exclusion."""
    if not q.has(r"多少|几|差|一共|合计|还能|能(?:拿|领|得)|补|0万|还给"):
        return False
    return any(
        "_across" in c or sum(c.get(k, 0) for k in _STARS) > 1 or any(k in c for k in _STARS) and any(k in c for k in ("previous", "on", "excluded"))
        for c in found
    )  # fmt: skip

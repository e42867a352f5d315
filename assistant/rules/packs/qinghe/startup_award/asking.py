"""Questions about the award for founders: graduate or not, for how long, how old."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.packs.qinghe.people import ages
from assistant.rules.packs.qinghe.versions import dated
from assistant.rules.reading import Reading, cn_number

__all__ = ["cases", "wants"]

_N = r"(\d+|[一两二三四五六七八九十]+)"


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case."""
    found = slots.fill(q)
    text = q.text
    if since := re.search(rf"毕业(?:了|已经?|后|才|刚)*(?:第)?{_N}年|{_N}年前毕业|毕业{_N}年", text):
        found["years"] = int(cn_number(next(g for g in since.groups() if g)))
        found.setdefault("graduate", "是")
    worked = re.search(rf"(?:干|经营|开|做|营业|运营|办)(?:了|满|到)*(?:有)?(?:{_N}个月|{_N}年|(半)年)", text)
    if worked:
        found["months"] = int(cn_number(worked[1])) if worked[1] else int(cn_number(worked[2])) * 12 if worked[2] else 6
    if len(given := ages(q)) == 1:
        found["age"] = given[0]
    return dated(q, [found] if found else [], __file__)


def wants(q: Reading, found: list[Found]) -> bool:
    """A person is described and the award asked for."""
    described = any(k in c for c in found for k in ("years", "months", "age", "graduate"))
    return (described or any(c.get("first") == "否" for c in found)) and q.has(
        "多少|几[千万]|能(?:领|拿)|吗|能不能|给不给"
    )

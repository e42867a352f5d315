"""Questions about the contest: prizes, instalments, the purse, the day to open by."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.packs.qinghe.versions import dated
from assistant.rules.reading import Reading, cn_number

__all__ = ["cases", "wants"]

_PRIZES = {"first": "一等奖|头奖|头等奖|第一名", "second": "二等奖", "third": "三等奖"}
EXCLUSIVE = ((*_PRIZES, "whole"),)
_N = r"(\d+|[一两二三四五六七八九十]+)"


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case."""
    text = q.text
    found = slots.fill(q)
    stages = {v for v, _, _ in slots.values("stage", text)}
    if len(stages) > 1:
        found["stage"] = (
            "两次" if "两次" in stages or not re.search("再(?:领|拿|给|付)|尾款|剩|第二", text) else "开业后"
        )
    for key, names in _PRIZES.items():
        if re.search(names, text):
            count = re.search(rf"{_N}(?:个|名|份)(?:{names})|(?:{names})的?(?:有)?{_N}(?:个人?|名|位)", text)
            found[key] = int(cn_number(count[1] or count[2])) if count else 1
    prizes = [k for k in _PRIZES if k in found]
    if not prizes and re.search(
        r"名额|多少个?奖|几个奖|[多几]少?(?:个|名|人|家)[^，。]{0,6}(?:奖|获)|设(?:几|多少)", text
    ):
        found = {"whole": "名额"}
    elif (
        not prizes
        and re.search(r"奖金|花|发|钱", text)
        and re.search(r"全|总|一共|合计|一届|[两三四五2-5]届|整个|拢共|加起来", text)
    ):
        found["whole"] = "总奖金"
        if times := re.search(rf"{_N}届", text):
            found["rounds"] = int(cn_number(times[1]))
    days = [d for w in q.dates if (d := q.full(w)) is not None]
    if (
        days
        and q.has("公布|出来|揭晓")
        and q.has("最[晚迟]|哪天|什么时候|之前|期限|还(?:给|能|付|有)|逾期|来得及|过期|开业|开张")
    ):
        found |= {"announced": days[0], "on": days[0]} | ({"opened": days[1]} if len(days) > 1 else {})
        if not q.has("多少|几[万元块]"):
            found = {k: v for k, v in found.items() if k in ("announced", "opened", "on")}
        return [found]
    return dated(q, [found] if found else [], __file__)


def wants(q: Reading, found: list[Found]) -> bool:
    """More than looking up one prize."""
    if not q.has(r"多少|几|一共|合计|总|哪天|什么时候|最[晚迟]|还(?:给|能|付|有)|来得及|逾期"):
        return False
    return any(
        c.get("whole") or c.get("announced") or sum(c.get(k, 0) for k in _PRIZES) > 1 or (c.get("stage") and any(k in c for k in _PRIZES))
        for c in found
    )  # fmt: skip

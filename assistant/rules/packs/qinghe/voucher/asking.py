"""Questions about vouchers: rounds, people, the whole fund."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading, cn_number

__all__ = ["cases", "wants"]

_N = r"(\d+|[一两二三四五六七八九十])"


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case."""
    text = q.text
    if re.search(
        r"(?:一共|总共|全部|全区|最多|资金)[^，。]{0,8}(?:发|够发)[^，。]{0,4}(?:多少|几)张|(?:多少|几)张[^，。]{0,4}发",
        text,
    ):
        return [{"fund": True}]
    found: Found = {}
    if rounds := re.search(rf"{_N}轮", text):
        found["rounds"] = int(cn_number(rounds[1]))
    people = re.search(rf"{_N}(?:口人|个人|口|人)", text)
    if people and cn_number(people[1]) > 1:
        found["people"] = int(cn_number(people[1]))
    if not found and re.search("一个人|每人|每个人|最多|一共|总共|合计|全年", text):
        found["people"] = 1
    return [found] if found else []


def wants(q: Reading, found: list[Found]) -> bool:
    """A sum or a number of vouchers is asked for."""
    return bool(found) and q.has(r"一共|总共|合计|共|能领|都|最多|全年|够发") and q.has(r"多少|几[张元块]")

"""Questions about chargers: how many of which kind and power, what they cost, when they opened."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.rules.pack import Found, Slots
from assistant.rules.packs.qinghe.paying import sums
from assistant.rules.packs.qinghe.versions import dated
from assistant.rules.reading import Reading, cn_number

__all__ = ["cases", "wants"]

_N = r"\d+(?:\.\d+)?|[一两二三四五六七八九十百]+"
_POWER = re.compile(rf"({_N})(?:千瓦|kw)")
_COUNT = re.compile(rf"({_N})(?:台|根|座|个|套)(?!端口|充电端口)")
_PORTS = re.compile(rf"({_N})个?(?:电动自行车|电动车|集中)?(?:集中)?(?:充电)?(?:端口|插口|插座)")


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case: power and number are read around 直流 and around 交流."""
    found: Found = {}
    if (owner := slots.one("owner", q.text)) is not None:
        found["owner"] = owner
    parts = [(m[0], m.start()) for m in re.finditer("直流|交流", q.text)]
    for at, (kind, _) in enumerate(parts):
        key = "dc" if kind == "直流" else "ac"
        start = _clause_start(q.text, parts, at)
        end = _clause_start(q.text, parts, at + 1) if at + 1 < len(parts) else len(q.text)
        stretch = q.text[start:end]
        if power := _POWER.search(stretch):
            found[f"{key}_power"] = Decimal(cn_number(power[1]))
            rest = stretch[: power.start()] + "，" + stretch[power.end() :]
            if (count := _COUNT.search(rest)) and cn_number(count[1]) == int(cn_number(count[1])):
                found[f"{key}_count"] = int(cn_number(count[1]))
    if ports := _PORTS.search(q.text):
        found["ports"] = int(cn_number(ports[1]))
    money = sums(q)
    if len(money) == 1:
        found["invest"] = money[0].text
    return dated(q, [found] if found else [], __file__)


def _clause_start(text: str, parts: list[tuple[str, int]], at: int) -> int:
    """Where the words about one kind begin: after the last separator before it that follows the kind before."""
    if at == 0:
        return 0
    cut = max(text.rfind(mark, parts[at - 1][1], parts[at][1]) for mark in "，。；、和加")
    return cut + 1 if cut >= 0 else parts[at][1]


def wants(q: Reading, found: list[Found]) -> bool:
    """Power or ports were counted, or an own charger asked about."""
    counted = any(k in c for c in found for k in ("dc_power", "ac_power", "ports"))
    own = any(c.get("owner") == "自用" for c in found) and q.has("补(?:贴|助|多少|吗|不)")
    return (counted or own) and q.has("多少|几|补")

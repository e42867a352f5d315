"""Questions about service charges: kWh, a price per kWh, a charge that was taken."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.rules.pack import Found, Slots
from assistant.rules.packs.qinghe.versions import dated
from assistant.rules.reading import Reading, cn_number

__all__ = ["cases", "wants"]

_ENERGY = re.compile(r"(\d+(?:\.\d+)?|[一二两三四五六七八九十百]+)(?:度|千瓦时|kwh)")
_PRICE = re.compile(
    r"(?:每度|一度电?|每千瓦时)[^，。；]{0,8}?(?P<n>\d+(?:\.\d+)?|[一二三四五六七八九])(?P<unit>毛|角|元|块|分)"
    r"|(?P<n2>\d+(?:\.\d+)?|[一二三四五六七八九])(?P<unit2>毛|角|元|块|分)(?:钱)?(?:一度|每度|一千瓦时)"
)
_COINS = {"毛": Decimal("0.1"), "角": Decimal("0.1"), "分": Decimal("0.01")}


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case."""
    found: Found = {}
    if (vehicle := slots.one("vehicle", q.text)) is not None:
        found["vehicle"] = vehicle
    if price := _PRICE.search(q.text):
        value = cn_number(price["n"] or price["n2"]) * _COINS.get(price["unit"] or price["unit2"], Decimal(1))
        found["price"] = f"{value:f}元"
        return dated(q, [found], __file__)
    if energy := _ENERGY.search(q.text):
        found["energy"] = Decimal(cn_number(energy[1]))
    money = q.of("money")
    if len(money) == 1:
        found["charged"] = money[0].text
    return dated(q, [found] if found else [], __file__)


def wants(q: Reading, found: list[Found]) -> bool:
    """kWh or a price was given."""
    return any("energy" in c or "price" in c for c in found) and (q.has("多少|几") or q.whether)

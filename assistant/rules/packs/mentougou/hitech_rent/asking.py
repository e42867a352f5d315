"""Questions about rent: which company, rents by year, what was received."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Amount, Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case per company."""
    text = q.text
    found: Found = {}
    denied = r"(不是|没(有)?(被)?认定|没评上|非|未(被)?认定|不算)[^，。]{0,8}高精尖|高精尖[^，。]{0,4}(没认定|没评上|没拿到认定)"
    plain = re.sub(denied, "", text)
    plain = re.sub(r"高精尖(产业|措施|政策|若干)", "", plain)
    if "高精尖" in plain:
        found["kind"] = "高精尖企业"
    elif re.search(denied, text) or re.search(r"重点企业|园区", plain):
        found["kind"] = "重点企业"
    no = r"(没有?|未|不是|无|没)(经|得到|拿到|获)?[^，。]{0,6}(政府)?(特批|批准|批)|不考虑[^，。]{0,6}(特批|全额)"
    if q.has(r"政府(特批|批准)|特批|经批准|区里批准|批准(按)?[^，。]{0,8}全额|批了[^，。]{0,4}全额") and not q.has(no):
        found["approved"] = "是"
    moneys = list(q.of("money"))
    given: list[Amount] = []
    for amount in moneys:
        before = text[max(0, amount.start - 14) : amount.start]
        before = re.split("[，。；]", before)[-1]
        if re.search(r"(已经?|前[一两二]年|头[一两二]年|之前)[^，。]{0,8}(补|领|拿|给|享受)|(补|领|拿)(过|了)", before):
            found["received"] = f"{amount.value * q.times(amount):f}{amount.unit}"
        else:
            given.append(amount)
    monthly = any(re.search(r"(每|一)个?月[^，。]{0,8}$|月租(金)?[^，。]{0,4}$|月房租[^，。]{0,3}$", text[max(0, a.start - 14) : a.start]) or text.startswith(("一个月", "/月", "每月", "每个月"), a.end) for a in given)
    if monthly:
        found["monthly"] = True
    lumped = any(re.search(r"(三年|3年|总|一共|合计|总共|加起来)[^，。；每]{0,8}$", text[max(0, a.start - 12) : a.start]) and not re.search(r"(每年|一年|年租)[^，。；]{0,6}$", text[max(0, a.start - 12) : a.start]) for a in given) and len(given) == 1
    if lumped and found.get("kind") == "重点企业":
        found["total_only"] = True
    elif lumped and q.has("三年一共(租金|房租)|三年(租金|房租)(一共|总共|合计)"):
        return []
    if q.has("自己(还)?(得|要|还|再)?(掏|出|付|交)|自付|自掏|自己承担|还要掏|自行承担"):
        found["own"] = True
    if given:
        found["rents"] = tuple(a.text for a in given)
    spans = [int(a.value) for a in q.of("months") if a.unit == "年" and a.value == int(a.value) and not re.search("[前头后每]$", text[: a.start])]
    if len(given) == 1:
        many = [y for y in spans if y > 1]
        if many:
            found["years"] = many[0]
        elif q.has(r"一共|总共|累计|合计|最多能|总计|到头") and not q.has("一年(能|可|最多|补)|第[一二三]年|每年(能|可|最多|补|给)|头一年|今年"):
            found["whole_term"] = True
    return [found] if found else []


def wants(q: Reading, found: list[Found]) -> bool:
    """A rent was given and the subsidy asked for."""
    return any("rents" in c for c in found) and q.has(r"补|报|领|拿|多少|能")

"""Questions about rent: which company, rents by year, what was received."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Amount, Reading

__all__ = ["cases", "wants"]


_NO_APPROVAL = r"(没有?|未|不是|无|没)(经|走|得到|拿到|获)?[^，。]{0,6}(政府)?(特批|批准|批)|不考虑[^，。]{0,6}(特批|全额)|没批"
_RECEIVED = r"(已经?|前[一两二]年|头[一两二]年|之前|去年)[^，。]{0,8}(补|领|拿|给|享受)|(补|领|拿)(过|了)"


def _kind(text: str) -> str | None:
    denied = r"(不是|没(有)?(被)?认定|没评上|非|未(被)?认定|不算)[^，。]{0,8}高精尖|高精尖[^，。]{0,4}(没认定|没评上|没拿到认定)"
    plain = re.sub(r"高精尖(产业|措施|政策|若干)", "", re.sub(denied, "", text))
    if "高精尖" in plain:
        return "高精尖企业"
    return "重点企业" if "重点企业" in plain else None


def _before(amount: Amount, text: str, length: int = 14) -> str:
    return re.split("[，。；]", text[max(0, amount.start - length) : amount.start])[-1]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case per company; two when one year and several years are both asked for."""
    text = q.text
    found: Found = {}
    if kind := _kind(text):
        found["kind"] = kind
    if q.has(r"政府(特批|批准)|特批|经批准|区里批准|批准(按)?[^，。]{0,8}全额|批了[^，。]{0,4}全额") and not q.has(_NO_APPROVAL):
        found["approved"] = "是"
    given: list[Amount] = []
    for amount in q.of("money"):
        before = _before(amount, text)
        if re.search(r"(超过?|上限|封顶|最高|不超过|超了?|顶格)[是为]?$", before):
            continue
        if re.search(r"(拿|领|补|给)(够|满|足)$|(补贴|补助)(要|想)?(拿|领|到)?$", before) and q.has(r"租金?[^，。]{0,6}(多少|几|至少|起码)"):
            found["wanted"] = amount.text
        elif re.search(_RECEIVED, before):
            times = q.times(amount)
            found["received"] = amount.text if times == 1 else f"{amount.text}×{times}"
        else:
            given.append(amount)
    _length(found, given, q)
    if q.has("自己(还)?(得|要|还|再)?(掏|出|付|交)|自付|自掏|自己承担|还要掏|自行承担"):
        found["own"] = True
    if given:
        found["rents"] = tuple(a.text for a in given)
    if len(given) <= 1 and "received" not in found and q.has(r"(每|一|第一)年[^，。；年]{0,8}(补|领|拿|给)?(多少|几)[^，。；年]{0,4}[，、]?[^。；，]{0,4}([两二三23])年[^，。；]{0,8}(多少|几|呢)|([两二三23])年[^，。；]{0,12}(多少|几)[^，。；]{0,4}[，、]?[^。；，]{0,2}(每|一|第一)年[^，。；]{0,8}(多少|几)"):
        return [found | {"years": 1}, found | {"years": found.get("years") or 3}]
    return [found] if found else []


def _length(found: Found, given: list[Amount], q: Reading) -> None:
    """Whether the rent is of a month or of several years, and for how many years the subsidy is asked."""
    text = q.text
    months = [int(a.value) for a in q.of("months") if a.unit == "个月" and a.value == int(a.value) > 1]
    if any(re.search(r"(每|一)个?月[^，。]{0,8}$|月租(金)?[^，。]{0,4}$|月房租[^，。]{0,3}$", text[max(0, a.start - 14) : a.start]) or text.startswith(("一个月", "/月", "每月", "每个月", "一月"), a.end) for a in given):
        found["monthly"] = True
        if months and not q.has("[十12]二?个月租"):
            found["months"] = months[0]
    lumped = len(given) == 1 and re.search(r"([三3两2]年|总|一共|合计|总共|加起来)[^，。；每]{0,8}$", _before(given[0], text, 12)) and not re.search(r"(每年|都是?|各|均|分别是?|(?<![三两二\d])一年|(?<![三两二\d])年租)[^，。；]{0,6}$", _before(given[0], text, 12))
    if lumped:
        found["total_only"] = True
    spans = [int(a.value) for a in q.of("months") if a.unit == "年" and a.value == int(a.value) and not re.search("[前头后每]$", text[: a.start])]
    if len(given) > 1:
        return
    if many := [y for y in spans if y > 1]:
        found["years"] = many[0]
    elif given and q.has(r"一共|总共|累计|合计|合共|最多能|总计|到头") and not q.has("一年(能|可|最多|补)|第[一二三]年|每年(能|可|最多|补|给)|头一年|今年"):
        found["whole_term"] = True


def wants(q: Reading, found: list[Found]) -> bool:
    """A rent was given and the subsidy asked for, or the other way round."""
    return any("rents" in c or "wanted" in c for c in found) and (q.asks or q.has("补|报|领|拿|能"))

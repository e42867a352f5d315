"""Questions about caps: sums received so far, a sum applied for."""

from __future__ import annotations

import re

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]

_WISH = r"(申请|想要|想拿|想|要|打算|报了?|申报|计划|需要|能不能给|给)[^，。；]{0,10}$"
_HAD = r"(拿|领|给|补|贴|得|批|享受|到账)(过|了|到了?|完)|已经?|第[一二两\d]年|前[一二两]年|头[一二两]年|去年|前年"


def _is_cap(text: str, start: int, end: int) -> bool:
    """A sum named as the cap itself is nobody's money."""
    return (
        re.search(r"(封顶|上限|最高|最多|不超过|顶格|限额|一共)[是为给]?$", text[:start]) is not None
        or re.match(r"的?(封顶|上限|为限)", text[end:]) is not None
    )


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case per item named."""
    text = q.text
    items = list(dict.fromkeys(v for v, _, _ in slots.values("item", text)))
    if "市级" in text and "国家级" in text and q.has("中心|实验室|机构|载体"):
        items = ["市级研发载体", "国家级研发载体"]
    if "高精尖" not in text:
        items = [i for i in items if i != "高精尖房租补贴"]
    moneys = tuple(a for a in q.of("money") if not _is_cap(text, a.start, a.end))
    if any(re.search(r"租金?[^，。；]{0,3}$", text[: a.start]) for a in moneys):
        return []  # a rent is for the calculator of rents
    received: list[str] = []
    requested: list[str] = []
    had = q.has(_HAD)
    applied = q.has("报了|申报|申请了") and not q.has("(拿|领|给|补|贴|得|批)(过|了|到)")
    for amount in moneys:
        before = re.split("[。；]", text[max(0, amount.start - 16) : amount.start])[-1]
        after = text[amount.end : amount.end + 6]
        if (
            re.search(_WISH, before)
            and not re.search(r"(拿|领|给|补|贴|得|批)(过|了|到)[^，。]{0,4}$", before)
            or applied
        ):
            requested.append(amount.text)
        elif re.search(_HAD, before) or re.match("已|了", after):
            received += [amount.text] * q.times(amount)
        elif len(moneys) == 1 or not had:
            requested.append(amount.text)
        else:
            received.append(amount.text)
    if q.has("第三年(想|要|申请|打算|还想)") and not requested and len(received) == 3:
        requested.append(received.pop())
    base: Found = {}
    if received:
        base["received"] = tuple(received)
    if requested:
        base["requested"] = "+".join(requested)
    rents = {"years": next((int(a.value) for a in q.of("months") if a.unit == "年"), 1)}
    if len(items) > 1 and moneys and not received:  # each sum is of the item named before it
        base = {}
        named = slots.values("item", text)
        own = {next((v for v, _, end in reversed(named) if end <= a.start), items[0]): a.text for a in moneys}
    else:
        own = {}
    return [
        base | {"item": i} | ({"requested": own[i]} if i in own else {}) | (rents if i == "高精尖房租补贴" else {})
        for i in items
    ] or ([base] if base else [])


def wants(q: Reading, found: list[Found]) -> bool:
    """A sum to set against a cap, or two caps to add or compare."""
    sums = any("received" in c or "requested" in c for c in found)
    return (
        sums or (len(found) > 1 and q.has("一共|总共|合计|加起来|差|都拿|拿满|比|高(多少|几|出)|多(多少|几|出)"))
    ) and q.asks

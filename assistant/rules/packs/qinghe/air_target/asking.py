"""Questions about targets: place, period, a measured value; two places or periods to compare."""

from __future__ import annotations

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case per place and period."""
    common: Found = {}
    if (indicator := slots.one("indicator", q.text)) is not None:
        common["indicator"] = indicator
    if indicator not in (None, "PM2.5"):
        values = [a.value for a in q.of("duration") if a.unit == "天"]
    else:
        values = [a.value for a in q.of("number", "concentration") if a.value < 1000]
    if len(values) == 1:
        common["value"] = values[0]
    if q.has("哪些|哪几个|几个镇|最[高低]") and not slots.values("town", q.text):
        return []
    towns: list[Found] = [{"town": v} for v in dict.fromkeys(v for v, _, _ in slots.values("town", q.text))]
    periods: list[Found] = [{"period": v} for v in dict.fromkeys(v for v, _, _ in slots.values("period", q.text))]
    if len(towns) > 1 and {"town": "全区"} in towns:
        towns.remove({"town": "全区"})
    found = [common | town | period for town in towns or [{}] for period in periods or [{}]]
    if len(found) == 2 and "value" not in common:
        found = [case | {"_across": "difference"} for case in found]
    return found if any(found) else []


def wants(q: Reading, found: list[Found]) -> bool:
    """A value to judge, or two targets to compare."""
    judged = any("value" in c for c in found) and (q.whether or q.has("差|超"))
    compared = len(found) == 2 and q.has(r"差|相差|[高低多少松严](?:了|出)?(?:多少|几)")
    return judged or compared

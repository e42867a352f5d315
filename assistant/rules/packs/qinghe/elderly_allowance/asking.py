"""Questions about the monthly allowances: age, degree, months, people, versions."""

from __future__ import annotations

from assistant.rules.pack import Found, Slots
from assistant.rules.packs.qinghe.people import ages, heads, months
from assistant.rules.packs.qinghe.versions import dated
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """One case per age; two when versions of the rule are compared."""
    found: Found = {}
    if (degree := slots.one("disability", q.text)) is not None:
        found["disability"] = degree
    if (count := months(q)) is not None:
        found["months"] = count
    if (people := heads(q)) > 1:
        found["people"] = people
    given = ages(q)
    if len(given) > 1:
        found.pop("people", None)
        return dated(q, [found | {"age": age} for age in given], __file__)
    if given:
        found["age"] = given[0]
    return dated(q, [found] if found else [], __file__)


def wants(q: Reading, found: list[Found]) -> bool:
    """An age or a degree, and a sum asked for."""
    given = any("age" in c or c.get("disability") not in (None, "不失能") for c in found)
    return (
        given
        and q.has(r"多少|几[块元百千]|一共|合计|差|能(?:领|拿)|给吗|补吗|有补|吗")
        and not q.has(r"材料|交到|手续|怎么(?:申请|办)|去哪|哪里|找谁|哪天|几号|什么时候|啥时候")
    )

"""Questions about the days before a notice takes effect, or since."""

from __future__ import annotations

from assistant.rules.pack import Found, Slots
from assistant.rules.reading import Reading

__all__ = ["cases", "wants"]


def cases(q: Reading, slots: Slots) -> list[Found]:
    """The notice, and the only full date named."""
    found: Found = {}
    if (item := slots.one("item", q.text)) is not None:
        found["item"] = item
    days = [d for w in q.dates if w.year and (d := q.full(w)) is not None]
    if len(days) == 1:
        found["until"] = days[0]
    return [found] if "item" in found and len(days) < 2 else []


def wants(q: Reading, found: list[Found]) -> bool:
    """How many days, from the signature on or up to a day."""
    if not found or not q.has(r"(几|多少)个?天|多久|多长时间|隔"):
        return False
    lead = q.has(
        r"(落款|发布|印发|发出|成文|公布|出台|发文|签发|盖章|贴出|公告)[^？]{0,12}(生效|施行|实施|执行|起作用|管起来|开始)|(准备|缓冲|适应)[^，。]{0,6}(几|多)|提前(了)?(几|多)|(几|多少)天[^，。]{0,6}(准备|缓冲)"
    )
    since = "until" in found[0] and q.has(
        "(生效|施行|实施|执行)[^？]{0,12}(到|至|截至|满|为止|过了)|(还有|离|距|差)[^？]{0,10}(生效|施行|实施|执行)"
    )
    return since if "until" in found[0] else lead

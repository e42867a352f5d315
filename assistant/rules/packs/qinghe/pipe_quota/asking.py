"""Questions: an item, a year and the amounts around it."""

from assistant.rules.packs.qinghe.targets import cases, wants

__all__ = ["cases", "wants"]

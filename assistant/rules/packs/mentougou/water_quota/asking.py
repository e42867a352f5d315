"""Questions: an item and the amounts around it."""

from assistant.rules.quota import cases, wants

__all__ = ["cases", "wants"]

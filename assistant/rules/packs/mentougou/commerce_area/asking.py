"""Questions: the area taken over."""

from assistant.rules.quota import cases, wants

__all__ = ["cases", "wants"]

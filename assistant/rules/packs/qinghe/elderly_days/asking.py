"""Questions: the step and its date."""

from assistant.rules.packs.qinghe.deadline import cases, wants

__all__ = ["cases", "wants"]

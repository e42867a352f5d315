"""Errors of the rule packs."""

from __future__ import annotations

from index.errors import GongbaoError

__all__ = ["FactError", "Lapsed", "NeedFacts", "RulePackError"]


class RulePackError(GongbaoError):
    """A pack whose files cannot be read: names the file, the key and what is allowed."""

    code = "rule_pack"


class FactError(GongbaoError, ValueError):
    """A fact that cannot be used: names the field and the allowed values."""

    code = "bad_fact"


class Lapsed(Exception):  # noqa: N818  # the state of the rule, not a failure
    """A figure is needed that holds no longer (``value: null``); ``key`` names the parameter."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class NeedFacts(Exception):  # noqa: N818  # a question to the user, not a failure
    """A formula lacks facts; the engine asks for them."""

    def __init__(self, *names: str) -> None:
        super().__init__("、".join(names))
        self.names = names

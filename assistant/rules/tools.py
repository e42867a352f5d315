"""Every rule that is on as a llama-index ``FunctionTool`` with a typed schema, for language models."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from assistant.rules.commands import draft_json

if TYPE_CHECKING:
    from llama_index.core.tools import FunctionTool

    from assistant.rules.engine import RuleBook
    from index.library import Library

__all__ = ["rule_tools"]


def rule_tools(book: RuleBook, library: Library) -> tuple[FunctionTool, ...]:
    """One tool per rule; a call returns the draft as plain data, an unusable fact its Chinese line."""
    from llama_index.core.tools import FunctionTool

    return tuple(
        FunctionTool.from_defaults(
            fn=_caller(book, library, info.rule if len([r for r in book.rules if r.rule == info.rule]) == 1 else f"{info.area}/{info.rule}"),
            name=info.rule,
            description=f"{info.title}（{info.document}）：{info.summary}",
            fn_schema=info.facts,
        )
        for info in book.rules
    )


def _caller(book: RuleBook, library: Library, rule: str) -> Callable[..., dict[str, Any]]:
    def call(**facts: Any) -> dict[str, Any]:
        from index.errors import GongbaoError

        try:
            return draft_json(book.calculate(rule, **facts), library)
        except GongbaoError as exc:
            return {"status": "error", "answer": str(exc)}

    return call

"""Who owns what and what is in force, extracted at ingest. ``Registry`` is imported when first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.registry.registry import Registry

__all__ = ["Registry"]


def __getattr__(name: str) -> Any:
    if name == "Registry":
        from index.registry.registry import Registry

        return Registry
    raise AttributeError(name)

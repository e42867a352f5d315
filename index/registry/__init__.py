"""Who owns what and what is in force, extracted at ingest."""

from __future__ import annotations

from index.registry.registry import Registry

__all__ = ["Registry"]

"""What a language model did to the answers of a run: how often it worded, was repaired, lost sentences, was left aside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["model_measures"]


def model_measures(answers: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """Measures by answer id, 1 or 0 each; empty when no model had a part in the run.

    ``worded``: the model's wording stands. ``repaired``: it needed the repair round. ``dropped``: sentences of
    it were dropped. ``fell_back``: the extractive answer took its place.
    """
    if not any(a.get("model") or a.get("fallback") or a.get("repairs") for a in answers.values()):
        return {}
    return {
        key: {
            "worded": float(a.get("composer") == "llm"),
            "repaired": float(bool(a.get("repairs"))),
            "dropped": float(bool(a.get("dropped"))),
            "fell_back": float(bool(a.get("fallback"))),
        }
        for key, a in answers.items()
    }

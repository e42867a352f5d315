"""The label of files that hold text worded by a language model: for readers, and for machines (GB 45438—2025)."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence

from assistant.records import Answer

__all__ = ["FIELD", "ai_label"]

FIELD = "AIGC"
"""The name of the field that holds the label in the properties of a file."""


def ai_label(answers: Sequence[Answer], producer: str) -> str:
    """The value of ``AIGC``, one JSON object on one line; empty when no answer was worded by a model.

    Args:
        answers: What the file holds.
        producer: Who runs the site.
    """
    worded = [a for a in answers if a.composer == "llm"]
    if not worded:
        return ""
    models = "、".join(dict.fromkeys(a.model for a in worded if a.model))
    fields = {
        "Label": "1",
        "ContentProducer": producer,
        "ProduceID": worded[-1].id or uuid.uuid4().hex,
        "ReservedCode1": models,
        "ContentPropagator": "",
        "PropagateID": "",
        "ReservedCode2": "",
    }
    return json.dumps(fields, ensure_ascii=False)

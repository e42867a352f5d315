"""What an audit can find: kinds of fault, faults, and the report over all answers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

__all__ = ["AuditReport", "Fault", "FaultKind"]


class FaultKind(StrEnum):
    """What can be wrong with an answer."""

    MALFORMED = "malformed"
    FABRICATED = "fabricated"
    MISATTRIBUTED = "misattributed"
    TEXT = "text"
    UNSUPPORTED = "unsupported"
    TRUNCATED = "truncated"
    UNBOUND = "unbound"
    RULING = "ruling"
    LEGAL = "legal"
    ARITHMETIC = "arithmetic"
    RESULTS = "results"
    REFUSAL = "refusal"
    TOO_LONG = "too_long"
    DUMP = "dump"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One fault of one answer: what, where in the answer, and the words concerned."""

    answer_id: str
    kind: FaultKind
    place: str
    detail: str

    def to_json(self) -> dict[str, str]:
        """The fault for ``--json``."""
        return {"id": self.answer_id, "kind": self.kind.value, "place": self.place, "detail": self.detail}


@dataclass(kw_only=True)
class AuditReport:
    """Faults and counts over all answers."""

    answers: int = 0
    citations: int = 0
    sentences: Counter[str] = field(default_factory=Counter)
    figures: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    frames: set[str] = field(default_factory=set)
    verdicts: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.faults

    def to_json(self) -> dict[str, Any]:
        """Counts and faults for ``--json``."""
        return {
            "answers": self.answers,
            "clean": self.answers - len({f.answer_id for f in self.faults}),
            "citations": self.citations,
            "citation_verdicts": dict(sorted(self.verdicts.items())),
            "sentences": dict(sorted(self.sentences.items())),
            "figures": self.figures,
            "steps": dict(sorted(self.steps.items())),
            "frames": len(self.frames),
            "faults_by_kind": dict(sorted(Counter(f.kind.value for f in self.faults).items())),
            "faults": [f.to_json() for f in self.faults],
        }

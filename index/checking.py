"""``gongbao ingest --check``: proof that parsing lost nothing and that every span slices back."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from index.parsing import ParsedSource
from index.records import ClauseKind, Span

__all__ = ["CheckReport", "FURNITURE_LIMIT", "check_source"]

FURNITURE_LIMIT = 0.08


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """Figures of one source. Counts are of non-blank characters.

    ``lost`` are the spans no leaf and no furniture covers, ``twice`` those covered more
    than once, ``bad_spans`` the ids of clauses whose cells or own spans lie outside them.
    """

    name: str
    characters: int
    documents: int
    clauses: int
    leaves: int
    rows: int
    furniture: int
    furniture_kinds: dict[str, int]
    lost: tuple[Span, ...]
    twice: tuple[Span, ...]
    bad_spans: tuple[str, ...]
    is_gazette: bool

    @property
    def furniture_share(self) -> float:
        """Share of declared furniture among the non-blank characters."""
        return self.furniture / self.characters if self.characters else 0.0

    @property
    def passed(self) -> bool:
        """Whether nothing is lost, nothing is covered twice and all spans hold."""
        return not self.lost and not self.twice and not self.bad_spans

    def to_json(self) -> dict[str, object]:
        """Figures for ``--json``."""
        return {
            "name": self.name,
            "characters": self.characters,
            "documents": self.documents,
            "clauses": self.clauses,
            "leaves": self.leaves,
            "rows": self.rows,
            "furniture": self.furniture,
            "furniture_share": round(self.furniture_share, 4),
            "furniture_kinds": self.furniture_kinds,
            "lost": [list(s) for s in self.lost],
            "twice": [list(s) for s in self.twice],
            "bad_spans": list(self.bad_spans),
            "passed": self.passed,
        }


def check_source(parsed: ParsedSource) -> CheckReport:
    """Count coverage of one parsed source."""
    text = parsed.source.text
    cover = bytearray(len(text))
    bad: list[str] = []
    for clause in parsed.clauses:
        for span in clause.own:
            if not clause.span.contains(span) or span.end <= span.start or span.end > len(text):
                bad.append(clause.clause_id)
            for i in range(span.start, span.end):
                cover[i] += 1
        for cell in clause.cells:
            if cell.span is not None and not cell.inherited and not _cell_holds(text, cell.span, cell.value):
                bad.append(clause.clause_id)
    kinds: Counter[str] = Counter()
    for item in parsed.furniture:
        kinds[item.kind] += sum(1 for c in text[item.span.start : item.span.end] if not c.isspace())
        for i in range(item.span.start, item.span.end):
            cover[i] += 1
    blank = [c.isspace() for c in text]
    return CheckReport(
        name=parsed.source.name,
        characters=len(text) - sum(blank),
        documents=len(parsed.documents),
        clauses=len(parsed.clauses),
        leaves=sum(1 for c in parsed.clauses if c.own),
        rows=sum(1 for c in parsed.clauses if c.kind is ClauseKind.ROW),
        furniture=sum(kinds.values()),
        furniture_kinds=dict(sorted(kinds.items())),
        lost=_runs([i for i in range(len(text)) if not blank[i] and cover[i] == 0]),
        twice=_runs([i for i in range(len(text)) if not blank[i] and cover[i] > 1]),
        bad_spans=tuple(dict.fromkeys(bad)),
        is_gazette=len(parsed.documents) > 1,
    )


def _cell_holds(text: str, span: Span, value: str) -> bool:
    """The cell's span is the (first) piece of its value."""
    piece = re.sub(r"\s+|<[^<>]*>", "", text[span.start : span.end])
    return bool(piece) and re.sub(r"\s+|<[^<>]*>", "", value).startswith(piece)


def _runs(positions: list[int]) -> tuple[Span, ...]:
    result: list[Span] = []
    for i in positions:
        if result and result[-1].end == i:
            result[-1] = Span(result[-1].start, i + 1)
        else:
            result.append(Span(i, i + 1))
    return tuple(result)

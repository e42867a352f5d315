"""An answer as plain text for the terminal."""

from __future__ import annotations

from assistant.records import Answer

__all__ = ["as_text"]


def as_text(answer: Answer, coverage: str) -> str:
    """Answer, calculation steps, missing facts, citations, notices; what is covered when nothing was found."""
    lines = [answer.text]
    for calculation in answer.calculations:
        lines += [f"  {step}" for step in calculation.steps]
        if calculation.words:
            lines.append(f"  大写：{calculation.words}")
    for missing in answer.missing:
        choices = " / ".join(c.label for c in missing.choices)
        lines.append(f"{missing.question}{f'（{choices}）' if choices else ''}")
    if answer.citations:
        lines.append("")
        lines.append("相近条款（供参考）：" if answer.abstained else "出处：")
        for c in answer.citations:
            name = f"{c.doc_number} " if c.doc_number else ""
            lines.append(f"[{c.marker}] {name}《{c.doc_title}》{c.clause}")
    if answer.abstained:
        lines += ["", coverage]
    lines += [f"提示：{n.text}" for n in answer.notices]
    return "\n".join(lines)

"""Each stage on small inputs: ``<stage>/<case>.in.txt`` → ``<stage>/<case>.out.json``; ``make golden`` rewrites."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant.pipeline import Assistant
from assistant.questions import read_question
from index.library import Library
from index.lines import read_lines
from index.parsing import parse_source
from index.passages import make_passages
from index.records import SourceText
from index.store import make_library

HERE = Path(__file__).parent
CASES = sorted(p.relative_to(HERE) for p in HERE.glob("*/*.in.txt"))
DAY = date(2023, 9, 15)


def _source(text: str) -> SourceText:
    return SourceText(name="golden.txt", text=text, sha256=hashlib.sha256(text.encode()).hexdigest())


def _library(text: str) -> Library:
    return make_library([parse_source(_source(text))])


def lines(text: str) -> Any:
    return [
        {"text": x.text, "removed": [s.of(text) for s in x.markup], "blank_before": x.blank_before}
        for x in read_lines(text)
    ]


def splitting(text: str) -> Any:
    parsed = parse_source(_source(text))
    issue = parsed.issue
    return {
        "issue": [issue.title, issue.publisher, issue.jurisdiction, issue.year, issue.number],
        "documents": [
            {
                "number": d.number,
                "title": d.title,
                "short_title": d.short_title,
                "issuer": d.issuer,
                "issued": str(d.issued),
                "kind": d.kind,
                "attachments": [a.value for a in d.attachments],
            }
            for d in parsed.documents
        ],
    }


def clauses(text: str) -> Any:
    parsed = parse_source(_source(text))
    paths = {c.clause_id: c.path for c in parsed.clauses}
    return {
        "clauses": [
            {
                "path": c.path,
                "kind": c.kind.value,
                "under": paths.get(c.parent_id or ""),
                "own": [s.of(text) for s in c.own],
            }
            | (
                {
                    "cells": [
                        f"{x.value}{'（继承）' if x.inherited else ''}{'（缺）' if x.missing else ''}" for x in c.cells
                    ]
                }
                if c.cells
                else {}
            )
            for c in parsed.clauses
        ],
        "furniture": [[f.kind, f.span.of(text)] for f in parsed.furniture],
    }


def passages(text: str) -> Any:
    library = _library(text)
    documents = {d.doc_id: d for d in library.documents}
    return [
        {"heading": p.heading.split("\n"), "text": p.text}
        for p in make_passages(text, documents, library.clauses, max_chars=80)
    ]


def questions(text: str) -> Any:
    found = []
    for line in text.splitlines():
        read = read_question(line, DAY)
        found.append(
            {
                "text": read.text,
                "parts": [p.text for p in read.parts],
                "asked": [a.type.name for a in read.asked],
                "numbers": list(read.numbers),
                "years": list(read.years),
            }
        )
    return found


def answers(text: str, assistant: Assistant) -> Any:
    found = []
    for line in text.splitlines():
        *history, question = line.split(" >> ")
        answer = assistant.answer(question, tuple(history), DAY)
        found.append(
            {
                "question": line,
                "status": answer.status.value,
                "answer": answer.text,
                "citations": [f"{c.doc_number} {c.clause}" for c in answer.citations],
            }
        )
    return found


STAGES: dict[str, Callable[..., Any]] = {f.__name__: f for f in (lines, splitting, clauses, passages, questions)}


@pytest.mark.parametrize("case", CASES, ids=[str(c).removesuffix(".in.txt") for c in CASES])
def test_stage(case: Path, request: pytest.FixtureRequest) -> None:
    text = (HERE / case).read_text(encoding="utf-8")
    stage = case.parent.name
    found = STAGES[stage](text) if stage in STAGES else answers(text, request.getfixturevalue("sample_assistant"))
    out = HERE / str(case).replace(".in.txt", ".out.json")
    if os.environ.get("GONGBAO_REWRITE_GOLDEN"):
        out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    assert found == json.loads(out.read_text(encoding="utf-8"))


def test_every_stage_has_a_case_and_no_result_is_left_over() -> None:
    assert {c.parent.name for c in CASES} == {*STAGES, "answers"}
    assert {str(p.relative_to(HERE)).removesuffix(".out.json") for p in HERE.glob("*/*.out.json")} == {
        str(c).removesuffix(".in.txt") for c in CASES
    }

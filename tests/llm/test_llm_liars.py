"""Models that lie in every way we thought of, over questions of the sample; the audit, which shares no code, is the judge."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from assistant.llm.mode import LanguageAssistant
from assistant.llm.scripted import Reply, ScriptedEndpoint
from assistant.pipeline import Assistant
from assistant.records import AnswerStatus
from eval.audit import audit_answer
from eval.cases import find_suite
from eval.evidence import EvidenceBase

DAY = date(2024, 9, 1)
QUESTIONS = 8


def _shown(request: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Tokens with the sentences shown under them."""
    text = "\n".join(str(m.get("content")) for m in request["messages"])
    blocks = re.finditer(r"\[(E\d+)\][^\n]*\n⟦[^\n]*\n(.*?)\n⟦/", text, re.S)
    return [
        (m[1], [s.rstrip("。；") for s in re.split(r"(?<=[。；])", re.sub(r"\s", "", m[2])) if len(s) > 6])
        for m in blocks
    ]


def _copies(said: random.Random, sentence: str, other: str) -> str:
    return sentence


def _counts_wrong(said: random.Random, sentence: str, other: str) -> str:
    return re.sub(r"\d+", lambda m: str(int(m[0]) + said.choice((1, 10, 100))), sentence)


def _turns_round(said: random.Random, sentence: str, other: str) -> str:
    turned = re.sub(r"不得|禁止|不予|不超过|免", said.choice(("可以", "应当", "")), sentence)
    return turned if turned != sentence else f"不{sentence}"


def _shuffles(said: random.Random, sentence: str, other: str) -> str:
    parts = sentence.split("，")
    said.shuffle(parts)
    return "，".join(parts)


def _leaves_out(said: random.Random, sentence: str, other: str) -> str:
    at = said.randrange(max(1, len(sentence) - 4))
    return sentence[:at] + sentence[at + said.randrange(1, 7) :]


def _splices(said: random.Random, sentence: str, other: str) -> str:
    at, cut = said.randrange(len(sentence)), said.randrange(max(1, len(other) - 8))
    return sentence[:at] + other[cut : cut + 8] + sentence[at:]


@pytest.fixture(scope="module")
def questions(sample_assistant: Assistant) -> list[str]:
    """Questions of the sample that the plain assistant answers from the text without a fault."""
    evidence = EvidenceBase(sample_assistant.library)
    cases = [c for c in find_suite("sample", "all").cases if not c.history and c.category == "fact"]
    random.Random(3).shuffle(cases)
    found: list[str] = []
    for case in cases:
        answer = sample_assistant.answer(case.question, (), DAY)
        if answer.status is AnswerStatus.ANSWERED and audit_answer(answer.to_json(), evidence).passed:
            found.append(case.question)
        if len(found) == QUESTIONS:
            break
    return found


@pytest.mark.parametrize("lie", [_copies, _counts_wrong, _turns_round, _shuffles, _leaves_out, _splices])
def test_no_lie_reaches_the_user(
    endpoint: ScriptedEndpoint, with_model: Callable[..., LanguageAssistant], sample_assistant: Assistant, questions: list[str],
    lie: Callable[[random.Random, str, str], str],
) -> None:  # fmt: skip
    said = random.Random(5)

    def script(request: dict[str, Any]) -> Reply:
        shown = [(t, s) for t, sentences in _shown(request)[:4] for s in sentences[:3]]
        return Reply("".join(f"{lie(said, s, said.choice(shown)[1])}[{t}]。" for t, s in shown) or "无依据")

    endpoint.script = script
    mode = with_model(sample_assistant)
    evidence = EvidenceBase(mode.library)
    worded = 0
    for question in questions:
        answer = mode.answer(question, (), DAY)
        assert [f"{question}: {f.place} {f.detail}" for f in audit_answer(answer.to_json(), evidence).faults] == []
        worded += answer.composer == "llm"
    assert len(questions) == QUESTIONS
    assert worded >= QUESTIONS // 2 or lie is not _copies

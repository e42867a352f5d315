"""The shapes of the API, for its documentation and for checking requests."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from assistant.records import AnswerStatus
from ui.ports import MAX_HISTORY, MAX_QUESTION

__all__ = [
    "AnswerBody",
    "AskRequest",
    "CalcRequest",
    "ClauseBody",
    "ClausesBody",
    "Day",
    "DocumentsBody",
    "FeedbackRequest",
    "RulesBody",
    "SearchBody",
    "SearchRequest",
    "TasksBody",
]


def _iso_day(value: object) -> object:
    """Only 2021-01-31: neither a time stamp nor another way of writing."""
    if (
        value is not None
        and not isinstance(value, date)
        and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value), re.ASCII)
    ):
        raise ValueError("日期写成 2021-01-31")
    return value


Day = Annotated[date, BeforeValidator(_iso_day)]
Question = Annotated[str, StringConstraints(min_length=1, max_length=MAX_QUESTION, pattern=r"\S")]


class _In(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Out(BaseModel):
    model_config = ConfigDict(extra="allow")


class AskRequest(_In):
    """One question with the earlier ones of the same conversation."""

    question: Question = Field(description="问题")
    history: tuple[Question, ...] = Field(default=(), max_length=MAX_HISTORY, description="此前的提问，先问的在前")
    as_of: Day | None = Field(default=None, description="按哪一天的规定回答；不给则为今天")


class SearchRequest(_In):
    """Words to rank clauses by."""

    query: Question = Field(description="要找的内容")
    k: int = Field(default=10, ge=1, le=100, strict=True, description="条数")


class CalcRequest(_In):
    """The facts of one calculation."""

    inputs: dict[str, str | int | float | bool | None] = Field(
        default_factory=dict, max_length=60, description="输入项，名称见 GET /api/v1/calc"
    )
    as_of: Day | None = Field(default=None, description="按哪一天判断是否施行；不给则为今天")


class FeedbackRequest(_In):
    """Whether an answer of one's own conversation helped."""

    conversation: str = Field(pattern=r"^[0-9a-f]{32}$", description="浏览器保存的会话编号")
    answer: str = Field(pattern=r"^[0-9a-f]{32}$", description="答复的 id")
    helpful: bool = Field(strict=True, description="是否有用")
    reason: str = Field(default="", max_length=500, description="原因（可不填）")


class CitationBody(_Out):
    """A verbatim span: ``source_text[start:end] == text``."""

    marker: int
    source: str
    doc_number: str | None
    doc_title: str
    doc_id: str
    clause: str
    clause_id: str
    text: str
    start: int
    end: int
    score: float


class CalculationBody(_Out):
    """One result with its steps."""

    rule: str
    inputs: dict[str, Any]
    result: str
    unit: str
    steps: list[str]
    citations: list[int]


class ChoiceBody(_Out):
    """One allowed value."""

    value: str
    label: str


class MissingBody(_Out):
    """A fact still needed."""

    name: str
    question: str
    choices: list[ChoiceBody]


class NoticeBody(_Out):
    """A line beside the answer."""

    kind: str
    text: str
    citations: list[int]


class AnswerBody(_Out):
    """The answer, as ``gongbao ask --json`` prints it."""

    id: str | None
    question: str
    answer: str
    status: AnswerStatus
    abstained: bool
    reason: str | None
    citations: list[CitationBody]
    calculation: CalculationBody | None
    calculations: list[CalculationBody]
    missing: list[MissingBody]
    rows: list[dict[str, Any]]
    notices: list[NoticeBody]
    composer: str
    repairs: int
    dropped: int
    as_of: date
    index_id: str
    latency_ms: float


class ClauseBody(_Out):
    """A clause: ``source_text[start:end] == text``."""

    clause_id: str
    clause: str
    doc_id: str
    doc_number: str | None
    doc_title: str
    source: str
    text: str
    start: int
    end: int


class SearchBody(_Out):
    """Ranked clauses, as ``gongbao search --json`` prints them."""

    query: str
    hits: list[ClauseBody]


class DocumentBody(_Out):
    """A document with its status on the day asked for."""

    doc_id: str
    doc_number: str | None
    title: str
    issuer: str | None
    issued: date | None
    status: str
    status_text: str


class DocumentsBody(_Out):
    """Issues and documents."""

    issues: list[dict[str, Any]]
    documents: list[DocumentBody]


class ClausesBody(_Out):
    """One document with its clauses."""

    document: DocumentBody
    clauses: list[ClauseBody]


class TasksBody(_Out):
    """Tasks, as ``gongbao tasks --json`` prints them."""

    tasks: list[dict[str, Any]]
    count: int


class RulesBody(_Out):
    """Calculators with their input fields."""

    rules: list[dict[str, Any]]

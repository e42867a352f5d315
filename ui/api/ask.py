"""``POST /api/v1/ask`` and ``/calc``: the answer as JSON, by the same code path as page and command line."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from ui.api.errors import COMMON_RESPONSES
from ui.api.models import AnswerBody, AskRequest, CalcRequest, RulesBody
from ui.calculating import calculate, rule_name
from ui.desk import Desk

__all__ = ["ask_router"]


def ask_router(desk: Desk) -> APIRouter:
    """Routes that answer questions."""
    router = APIRouter(prefix="/api/v1", tags=["提问"], responses=COMMON_RESPONSES)

    @router.post("/ask", response_model=AnswerBody, summary="提问")
    async def ask(request: AskRequest) -> JSONResponse:
        """The answer in the shape of ``gongbao ask --json``; a refusal is an answer too."""
        answer = await desk.answer_soon(request.question.strip(), request.history, request.as_of)
        return JSONResponse(answer.to_json())

    @router.get("/calc", response_model=RulesBody, summary="计算规则及输入项")
    def rules() -> JSONResponse:
        """Every rule whose clauses are in the library."""
        snapshot = desk.live.now
        found = [
            {
                "rule": rule_name(snapshot, rule), "area": rule.area, "title": rule.title, "summary": rule.summary,
                "document": rule.document, "schema": rule.facts.model_json_schema(),
                "fields": [
                    {
                        "name": f.name, "title": f.title, "question": f.question, "required": f.required,
                        "default": f.default, "choices": [{"value": c.value, "label": c.label} for c in f.choices],
                    }
                    for f in rule.fields
                ],
            }
            for rule in snapshot.rules.rules
        ]  # fmt: skip
        return JSONResponse({"rules": found})

    @router.post("/calc/{rule:path}", response_model=AnswerBody, summary="按规则计算")
    async def calc(rule: str, request: CalcRequest) -> JSONResponse:
        """The calculation as an answer, with steps and the clause of every figure."""
        snapshot = desk.live.now
        answer = await desk.soon(partial(calculate, snapshot, rule, request.inputs, request.as_of))
        return JSONResponse(desk.dress(snapshot, answer).to_json())

    return router

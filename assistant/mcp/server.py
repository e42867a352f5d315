"""The MCP server: the tools of ``assistant.tools`` and the documents as resources. Every citation slices the source."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, ParamSpec

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceNotFoundError, ToolError
from pydantic import Field

from assistant.batch import Answering
from assistant.pipeline import Assistant
from assistant.tools import GazetteTools, found_json, rule_json
from index.errors import GongbaoError
from index.listing import document_json

__all__ = ["build_server"]

P = ParamSpec("P")
_ABOUT = (
    "政府公报检索与问答。每条结果带出处：文号、条款、原文和在来源文件中的起止字符；"
    "引用时照抄 text，不要改动数字和日期。计算一律用 calc，不要自行推算。"
)

AsOf = Annotated[date | None, Field(description="按哪一天，如 2021-01-31；不写为今天")]
Document = Annotated[str, Field(description="文号、标题中的词或 doc_id")]


def build_server(assistant: Assistant, answering: Answering | None = None) -> MCPServer[Any]:
    """The server over one assistant; ``answering`` answers ``ask`` (the assistant itself by default)."""
    tools = GazetteTools(assistant)
    library = assistant.library
    who = answering or assistant
    server: MCPServer[Any] = MCPServer(
        "gongbao", title="公报通", description=assistant.coverage(), instructions=_ABOUT, log_level="WARNING"
    )

    def tool(function: Callable[P, dict[str, Any]]) -> Callable[P, dict[str, Any]]:
        """Register a function; its errors come back as one Chinese line."""

        @functools.wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> dict[str, Any]:
            try:
                return function(*args, **kwargs)
            except GongbaoError as exc:
                raise ToolError(str(exc)) from None

        server.tool(structured_output=True)(call)
        return call

    @tool
    def ask(
        question: Annotated[str, Field(description="问题")], history: list[str] | None = None, as_of: AsOf = None
    ) -> dict[str, Any]:
        """回答一个问题，句句有出处；没有依据时拒答。history 是此前的提问，先问的在前。"""
        return who.answer(question, tuple(history or ()), as_of).to_json()

    @tool
    def search(
        query: Annotated[str, Field(description="要找的内容")],
        limit: Annotated[int, Field(ge=1, le=12)] = 6,
        as_of: AsOf = None,
    ) -> dict[str, Any]:
        """检索条款，按相关程度排列。"""
        return found_json(tools.search(query, limit, as_of), library)

    @tool
    def clause(document: Document, path: Annotated[str, Field(description="条款，如 第三条（二）1")]) -> dict[str, Any]:
        """打开某个文件的某一条及其下各项。"""
        return found_json(tools.clause(document, path), library)

    @tool
    def document(document: Document, as_of: AsOf = None) -> dict[str, Any]:
        """一个文件的基本信息、效力状态、沿革（印发、施行、有效期、修订、废止）和条款目录。"""
        return found_json(tools.document(document, as_of), library)

    @tool
    def tasks(
        department: Annotated[str, Field(description="部门，简称、全称均可")] = "",
        role: Annotated[str, Field(description="牵头、主责、责任、配合、协办、负责")] = "",
        leader: Annotated[str, Field(description="牵头领导")] = "",
        before: Annotated[date | None, Field(description="时限不晚于这一天")] = None,
        document: Annotated[str, Field(description="文号、标题中的词或 doc_id")] = "",
        query: Annotated[str, Field(description="任务内容")] = "",
    ) -> dict[str, Any]:
        """列出任务：谁牵头、谁配合、何时完成。"""
        return found_json(tools.tasks(department, role, leader, before, document, query), library)

    @tool
    def people(name: Annotated[str, Field(description="姓名，不写则全部")] = "", as_of: AsOf = None) -> dict[str, Any]:
        """领导分工和领导小组成员。"""
        return found_json(tools.people(name, as_of), library)

    @tool
    def calculators() -> dict[str, Any]:
        """列出可用的计算规则及其输入项。"""
        return {"rules": [rule_json(r) for r in tools.calculators()]}

    @tool
    def calc(
        rule: Annotated[str, Field(description="规则名，见 calculators")],
        inputs: Annotated[dict[str, Any], Field(description='输入项，数量带单位，如 {"area": "80平方米"}')],
        as_of: AsOf = None,
    ) -> dict[str, Any]:
        """按一条规则计算：结果、算式、依据的条款；缺少的事实列在 missing。"""
        return found_json(tools.calculate(rule, inputs, as_of), library)

    @server.resource("gazette://documents", name="documents", title="已收录文件", mime_type="application/json")
    def documents() -> str:
        """已收录的全部文件。"""
        return json.dumps([document_json(library, d) for d in library.documents], ensure_ascii=False)

    @server.resource("gazette://document/{doc_id}", name="document_text", title="文件原文", mime_type="text/plain")
    def document_text(doc_id: str) -> str:
        """一个文件的原文，逐字。"""
        return _text(lambda: library.text((d := library.document(doc_id)).source, d.span))

    @server.resource("gazette://clause/{clause_id}", name="clause_text", title="条款原文", mime_type="text/plain")
    def clause_text(clause_id: str) -> str:
        """一条的原文，逐字。"""
        return _text(lambda: library.clause_text(library.clause(clause_id)))

    return server


def _text(read: Callable[[], str]) -> str:
    try:
        return read()
    except GongbaoError as exc:
        raise ResourceNotFoundError(str(exc)) from None

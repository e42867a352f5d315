"""One question's agent: llama-index's tool loop, with limits on steps and words, for models with and without tool calls of their own."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from llama_index.core.agent.workflow import AgentOutput, ToolCallResult
from llama_index.core.agent.workflow.agent_context import AgentContext
from llama_index.core.agent.workflow.base_agent import BaseWorkflowAgent
from llama_index.core.base.llms.types import ChatMessage, ChatResponse, MessageRole
from llama_index.core.llms.llm import ToolSelection
from llama_index.core.memory import BaseMemory
from llama_index.core.tools import AsyncBaseTool
from llama_index.core.workflow import Context
from pydantic import Field

from assistant.llm.checking import without_thoughts
from assistant.llm.errors import ModelError
from assistant.llm.prompts import prompt

__all__ = ["GazetteAgent", "Meter", "ask_model", "read_json"]

_SCRATCH = "scratchpad"


@dataclass
class Meter:
    """What one question has used, against what it may use; ``lines`` become the trace."""

    max_steps: int
    token_budget: int
    max_chars: int
    steps: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    lines: list[str] = field(default_factory=list)

    def count(self, label: str, started: float, usage: tuple[int, int]) -> None:
        """Note one call. Raises ModelError when the budget is used up."""
        took = time.perf_counter() - started
        self.seconds += took
        self.prompt_tokens += usage[0]
        self.completion_tokens += usage[1]
        self.lines.append(f"llm {label}: {usage[0]}+{usage[1]} tokens, {took * 1000:.0f} ms")
        if self.prompt_tokens + self.completion_tokens > self.token_budget:
            raise ModelError("over_budget")


async def ask_model(
    llm: Any,
    messages: Sequence[ChatMessage],
    meter: Meter,
    label: str,
    *,
    stream: bool,
    tools: Sequence[AsyncBaseTool] = (),
    listen: Callable[[str], None] | None = None,
) -> ChatResponse:
    """One call, streamed or not; a reply that breaks off raises ModelError.

    Args:
        llm: The client.
        messages: What to send.
        meter: Where the call is counted.
        label: The call's name in the trace.
        stream: Whether to receive it piece by piece.
        tools: With these on offer.
        listen: Called with the text so far.
    """
    started = time.perf_counter()
    sent: dict[str, Any] = (
        {"tools": tools, "chat_history": list(messages), "allow_parallel_tool_calls": True}
        if tools
        else {"messages": list(messages)}
    )
    finish: str | None = None
    if stream:
        last: ChatResponse | None = None
        usage: Any = None
        async for last in await (llm.astream_chat_with_tools(**sent) if tools else llm.astream_chat(**sent)):
            raw = last.raw
            usage = getattr(raw, "usage", None) or usage
            if choices := getattr(raw, "choices", None):
                finish = choices[0].finish_reason or finish
            if len(last.message.content or "") > meter.max_chars:
                raise ModelError("over_budget", "不停地写")
            if listen is not None and last.delta:
                listen(last.message.content or "")
        response = (
            last if last is not None else ChatResponse(message=ChatMessage(role=MessageRole.ASSISTANT, content=""))
        )
    else:
        response = await (llm.achat_with_tools(**sent) if tools else llm.achat(**sent))
        usage = getattr(response.raw, "usage", None)
        choices = getattr(response.raw, "choices", None)
        finish = choices[0].finish_reason if choices else None
    if len(response.message.content or "") > meter.max_chars:
        raise ModelError("over_budget", "不停地写")
    if finish is None:
        raise ModelError("cut_off")
    meter.count(label, started, _usage(usage, messages, response))
    return response


def _usage(usage: Any, messages: Sequence[ChatMessage], response: ChatResponse) -> tuple[int, int]:
    """Tokens in and out; where the endpoint does not say, about one for two bytes of Chinese."""
    if usage is not None and getattr(usage, "prompt_tokens", None) is not None:
        return int(usage.prompt_tokens), int(usage.completion_tokens or 0)
    return sum(len(m.content or "") for m in messages), len(response.message.content or "")


class GazetteAgent(BaseWorkflowAgent):
    """Calls tools until the model writes its answer; the last step has no tools on offer."""

    native: bool = Field(default=True, description="whether the model calls tools itself")
    meter: Any = Field(default=None, description="a Meter", exclude=True)
    listen: Any = Field(default=None, description="called with the answer so far", exclude=True)

    async def take_step(
        self, ctx: AgentContext, llm_input: list[ChatMessage], tools: Sequence[AsyncBaseTool], memory: BaseMemory
    ) -> AgentOutput:
        """One call of the model."""
        meter: Meter = self.meter
        meter.steps += 1
        last = meter.steps >= meter.max_steps
        scratch: list[ChatMessage] = await ctx.store.get(_SCRATCH, default=[])
        said = [*llm_input, *scratch]
        if last:
            said.append(ChatMessage(role=MessageRole.USER, content="工具已用完，请用已有的资料作答。"))
        if self.native:
            response = await ask_model(
                self.llm,
                said,
                meter,
                f"step {meter.steps}",
                stream=self.streaming,
                tools=() if last else tools,
                listen=self.listen,
            )
            calls = _native_calls(self.llm, response)
        else:
            response = await ask_model(
                self.llm, [_protocol(tools), *said], meter, f"step {meter.steps}", stream=self.streaming
            )
            calls, response = _read_protocol(response, meter.steps)
        if calls and last:
            raise ModelError("endless")
        await ctx.store.set(_SCRATCH, [*scratch, response.message])
        return AgentOutput(response=response.message, tool_calls=calls, raw=None, current_agent_name=self.name)

    async def handle_tool_call_results(self, ctx: Context, results: list[ToolCallResult], memory: BaseMemory) -> None:
        """Put the results behind the calls."""
        scratch: list[ChatMessage] = await ctx.store.get(_SCRATCH, default=[])
        for result in results:
            text = str(result.tool_output.content) if not result.tool_output.is_error else "没有结果：参数不合用"
            self.meter.lines.append(
                f"tool {result.tool_name} {json.dumps(result.tool_kwargs, ensure_ascii=False)[:120]} → {len(text)} 字"
            )
            if self.native:
                scratch.append(
                    ChatMessage(role=MessageRole.TOOL, content=text, additional_kwargs={"tool_call_id": result.tool_id})
                )
            else:
                scratch.append(ChatMessage(role=MessageRole.USER, content=f"{result.tool_name} 的结果：\n{text}"))
        await ctx.store.set(_SCRATCH, scratch)

    async def finalize(self, ctx: Context, output: AgentOutput, memory: BaseMemory) -> AgentOutput:
        """Nothing to add: one question, one run."""
        return output


def _native_calls(llm: Any, response: ChatResponse) -> list[ToolSelection]:
    try:
        return list(llm.get_tool_calls_from_response(response, error_on_no_tool_call=False))
    except ValueError:
        raise ModelError("broken", "工具调用无法读取") from None


def _protocol(tools: Sequence[AsyncBaseTool]) -> ChatMessage:
    lines = []
    for tool in tools:
        about = (
            tool.metadata.description.split("\n", 1)[-1]
            if "\n" in tool.metadata.description
            else tool.metadata.description
        )
        fields = tool.metadata.get_parameters_dict().get("properties", {})
        lines.append(f"- {tool.metadata.name}({', '.join(fields)})：{about}")
    return ChatMessage(role=MessageRole.SYSTEM, content=prompt("protocol", tools="\n".join(lines)))


def _read_protocol(response: ChatResponse, step: int) -> tuple[list[ToolSelection], ChatResponse]:
    """The JSON object of a model without tool calls; text that is none is taken as the answer."""
    text = without_thoughts(response.message.content or "")
    found = read_json(text)
    if found is not None and isinstance(found.get("tool"), str):
        args = found.get("args")
        call = ToolSelection(
            tool_id=f"step{step}", tool_name=found["tool"], tool_kwargs=args if isinstance(args, dict) else {}
        )
        return [call], response
    answer = found.get("answer") if found is not None else text
    message = ChatMessage(role=MessageRole.ASSISTANT, content=answer if isinstance(answer, str) else "")
    return [], ChatResponse(message=message, raw=response.raw)


def read_json(text: str) -> dict[str, Any] | None:
    """The first JSON object in a text, also inside a code fence; None when there is none.

    >>> read_json('```json\\n{"answer": "好"}\\n```')
    {'answer': '好'}
    """
    for match in re.finditer(r"\{", text):
        try:
            found, _ = json.JSONDecoder().raw_decode(text, match.start())
        except json.JSONDecodeError:
            continue
        return found if isinstance(found, dict) else None
    return None

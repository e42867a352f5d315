"""The assistant with a language model: the router decides, the model words, the checks keep what the text says.

draft of the deterministic steps → (restated questions) → agent with tools → check → one repair →
sentences that stand, else the extractive answer. Calculations and lists are the router's own.
"""

from __future__ import annotations

import asyncio
import dataclasses
import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.citing import finish
from assistant.drafts import Draft, DraftSentence
from assistant.llm.agent import GazetteAgent, Meter, ask_model, read_json
from assistant.llm.assembling import USEFUL, fitting, noticed, summed
from assistant.llm.checking import without_thoughts
from assistant.llm.endpoint import Endpoint
from assistant.llm.errors import ModelError
from assistant.llm.ledger import Fault, Ledger
from assistant.llm.metrics import METRICS
from assistant.llm.prompts import VERSIONS, prompt
from assistant.llm.rewriting import faithful, ours, restate
from assistant.llm.settings import LlmSettings, load_llm_settings
from assistant.llm.toolset import build_tools, show_found
from assistant.llm.turn import Turn, judge
from assistant.masking import mask
from assistant.questions import read_question
from assistant.records import Answer, AnswerStatus, Choice, Citation, Missing, SentenceKind
from assistant.text_answers import Focus
from assistant.tools import GazetteTools
from index.library import Library

if TYPE_CHECKING:
    from assistant.pipeline import Assistant

__all__ = ["LanguageAssistant", "Progress", "open_language_assistant"]

FELL_BACK = "语言模型没有可用的回答，本答案由程序从原文摘录。"
_DECIDED = (
    AnswerStatus.LISTED,
    AnswerStatus.NEEDS_FACTS,
    AnswerStatus.OUT_OF_SCOPE,
    AnswerStatus.NOT_IN_FORCE,
    AnswerStatus.ERROR,
)
_WHICH = "请问问的是哪一件事？"


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """The answer as far as it is checked: text with markers and their citations. The finished answer replaces it."""

    text: str
    citations: tuple[Citation, ...]


class LanguageAssistant:
    """An ``Assistant`` whose answers a model may word. Same questions in, same ``Answer`` out."""

    def __init__(self, assistant: Assistant, settings: LlmSettings) -> None:
        self._assistant = assistant
        self._endpoint = Endpoint(settings)
        self._tools = GazetteTools(assistant)
        self.settings = settings

    @property
    def plain(self) -> Assistant:
        """The same assistant without its model."""
        return self._assistant

    @property
    def library(self) -> Library:
        """The records the answers cite."""
        return self._assistant.library

    @property
    def index_id(self) -> str:
        """The id of what is loaded."""
        return self._assistant.index_id

    @property
    def model_line(self) -> str:
        """What a page says about the model in use: its name, and where questions go."""
        return self.settings.named()

    def coverage(self) -> str:
        """What the index covers, one line."""
        return self._assistant.coverage()

    def today(self) -> date:
        """The day that counts when a question names none."""
        return self._assistant.today()

    def answer(self, question: str, history: tuple[str, ...] = (), as_of: date | None = None) -> Answer:
        """The finished answer, within the deadline of the settings whatever the endpoint does.

        Raises:
            UsageError: The question is empty or too long.
        """
        return self._answer(question, history, as_of, lambda draft: None)

    def stream(
        self, question: str, history: tuple[str, ...] = (), as_of: date | None = None
    ) -> Iterator[Progress | Answer]:
        """What ``answer`` returns, last; before it the checked sentences as they come, each time from the beginning."""
        read_question(question, as_of or self.today(), history)
        found: queue.SimpleQueue[Progress | Answer | Exception] = queue.SimpleQueue()

        def emit(draft: Draft) -> None:
            part = finish(draft, self.library, question=question, as_of=as_of or self.today())
            found.put(Progress(text=part.text, citations=part.citations))

        def work() -> None:
            try:
                found.put(self._answer(question, history, as_of, emit))
            except Exception as exc:  # noqa: BLE001  # raised again where the answer is awaited
                found.put(exc)

        threading.Thread(target=work, name="gongbao-stream", daemon=True).start()
        while True:
            item = found.get()
            if isinstance(item, Exception):
                raise item
            yield item
            if isinstance(item, Answer):
                return

    def warm(self) -> None:
        """Load client, lexicon, registry and calculators now, so that the first question does not wait for them; sends nothing."""
        self._endpoint.warm()
        self._tools.search("公报", limit=1)
        self._tools.calculators()

    # ---------------------------------------------------------------------
    def _answer(
        self, question: str, history: tuple[str, ...], as_of: date | None, emit: Callable[[Draft], None]
    ) -> Answer:
        started = time.perf_counter()
        assistant = self._assistant
        read = read_question(question, as_of or assistant.today(), history)
        base = assistant.draft(read)
        ledger = Ledger(self.library, assistant.text.views, assistant.text.words, f"{assistant.index_id} {question}")
        meter = Meter(self.settings.max_steps, self.settings.token_budget, 4 * self.settings.max_tokens)
        turn = Turn(read, base, ledger, meter, emit)
        if base.status not in _DECIDED:
            try:
                self._endpoint.run(lambda llm: self._work(llm, turn))
            except ModelError as exc:
                turn.worded, turn.fallback = False, exc.kind
                turn.lines.append(f"llm failed: {exc.kind} {exc}")
                turn.best = noticed(turn.best, "caution", FELL_BACK)
        answer = assistant.finished(turn.best, read, started)
        self._count(turn)
        versions = " ".join(f"{n}.{v}" for n, v in VERSIONS.items())
        trace = (
            *answer.trace,
            *(() if not turn.called else (f"llm {self.settings.model} prompts {versions}",)),
            *meter.lines,
            *turn.lines,
        )
        return dataclasses.replace(
            answer, composer="llm" if turn.worded else "extractive", model=self.settings.model if turn.worded else None, fallback=turn.fallback,
            repairs=turn.repairs, dropped=answer.dropped + turn.dropped, trace=trace,
        )  # fmt: skip

    def _count(self, turn: Turn) -> None:
        METRICS.add("answers", label=f"composer={'llm' if turn.worded else 'extractive'}")
        METRICS.add("calls", sum(line.startswith("llm ") for line in turn.meter.lines))
        METRICS.add("tokens", turn.meter.prompt_tokens, "kind=prompt")
        METRICS.add("tokens", turn.meter.completion_tokens, "kind=completion")
        METRICS.add("seconds", turn.meter.seconds)
        METRICS.add("repairs", turn.repairs)
        METRICS.add("dropped", turn.dropped)

    async def _work(self, llm: Any, turn: Turn) -> None:
        """Bring ``turn.best`` as far as the model can; raises ModelError with ``turn.best`` fit to be answered."""
        turn.called = True
        drafts: Sequence[Draft] = (turn.best,)
        if self._needs_restating(turn):
            drafts = turn.parts = await self._restated(llm, turn)
        if turn.best.status not in (AnswerStatus.ANSWERED, AnswerStatus.CALCULATED):
            return
        text = await self._run_agent(llm, turn, drafts)
        checked, draft = judge(text, turn, self._assistant.standing)
        if checked.faults:
            turn.repairs = 1
            turn.lines.append("faults: " + "；".join(f"{f.kind} {f.text}" for f in checked.faults))
            again = await self._repair(llm, turn, text, checked.faults)
            second, repaired = judge(again, turn, self._assistant.standing)
            turn.lines += ["still: " + "；".join(f"{f.kind} {f.text}" for f in second.faults)] if second.faults else []
            checked, draft = (second, repaired) if repaired is not None or draft is None else (checked, draft)
        turn.dropped += checked.dropped
        if draft is None:
            raise ModelError("empty", "没有一句通过核对" if checked.dropped else "")
        if any(f.kind == "less_exact" for f in checked.faults):
            raise ModelError("empty", "表述不如摘录确切")
        turn.best, turn.worded = draft, any(n.kind == "ai" for n in draft.notices)

    # restating -----------------------------------------------------------
    def _needs_restating(self, turn: Turn) -> bool:
        read, base = turn.question, turn.best
        if base.status is AnswerStatus.CALCULATED or (base.trace and base.trace[0] == "registry"):
            return False
        return bool(read.history) or len(read.parts) > 1 or base.status is AnswerStatus.NOT_FOUND

    async def _restated(self, llm: Any, turn: Turn) -> Sequence[Draft]:
        """Drafts of the restated questions by the deterministic steps; ``turn.best`` becomes their sum."""
        read, base = turn.question, turn.best
        found = await restate(llm, read, turn.meter, stream=self.settings.stream)
        if found.unclear and base.status is AnswerStatus.NOT_FOUND and not base.nearest:
            turn.best = self._asking_which(turn) or base
        questions = tuple(q for q in found.questions if q != read.text)
        text = self._assistant.text
        before = [c for h in read.history for c in text.concepts(h)]
        if not questions or (
            base.status is AnswerStatus.ANSWERED and not faithful(questions, text.concepts(read.text), before)
        ):
            return (turn.best,)
        drafts = [self._assistant.draft(read_question(q, read.as_of)) for q in questions]
        useful = [d for d in drafts if d.status in USEFUL]
        if not useful:
            return (turn.best,)
        turn.restated = questions
        turn.lines.append("restated: " + " / ".join(questions))
        turn.best = summed(drafts)
        if base.status is AnswerStatus.NOT_FOUND:
            cited = {e.clause_id for s in turn.best.sentences for e in s.evidence}
            known = [
                read.raw,
                read.text,
                *read.history,
                *(self.library.clean_text(self.library.clause(i)) for i in cited),
            ]
            meant = " ".join(questions) if ours(questions, known) else "程序改写后的问题"
            turn.best = noticed(turn.best, "assumption", f"按这样理解作答：{meant}")
        return useful

    def _asking_which(self, turn: Turn) -> Draft | None:
        """A question back, with the documents that come nearest to choose from; the words are ours."""
        ranked, _ = self._assistant.text.rank(turn.question, turn.question.text, Focus())
        titles = list(dict.fromkeys(self.library.document(r.view.clause.doc_id).short_title for r in ranked[:12]))[:4]
        if len(titles) < 2:
            return None
        return Draft(
            status=AnswerStatus.NEEDS_FACTS,
            sentences=(DraftSentence(kind=SentenceKind.FRAME, text=_WHICH),),
            missing=(Missing(name="topic", question=_WHICH, choices=tuple(Choice(value=t, label=t) for t in titles)),),
            reason="不清楚问的是哪一件事",
        )

    # asking --------------------------------------------------------------
    async def _run_agent(self, llm: Any, turn: Turn, drafts: Sequence[Draft]) -> str:
        from llama_index.core.memory import ChatMemoryBuffer

        read = turn.question
        said = " ".join((*read.history, read.text))
        tools = build_tools(self._tools, turn.ledger, said, read.as_of, " ".join(turn.restated))
        opened, closed = turn.ledger.marks
        agent = GazetteAgent(
            name="gazette", llm=llm, tools=list(tools), native=self._endpoint.native, meter=turn.meter, streaming=self.settings.stream,
            system_prompt=prompt("answer", open=opened, close=closed, as_of=read.as_of.isoformat(), steps=str(self.settings.max_steps)),
            listen=self._listener(turn) if self._endpoint.native else None,
        )  # fmt: skip
        memory = ChatMemoryBuffer.from_defaults(token_limit=self.settings.context_window * 2, tokenizer_fn=list)
        handler = agent.run(
            user_msg=self._first_message(turn, drafts), memory=memory, max_iterations=self.settings.max_steps + 2
        )
        try:
            output: Any = await handler
        except asyncio.CancelledError:
            await handler.cancel_run()
            raise
        return str(output.response.content or "")

    def _first_message(self, turn: Turn, drafts: Sequence[Draft]) -> str:
        """The question, and what the deterministic steps found for it, as tokens."""
        read, ledger = turn.question, turn.ledger
        lines = [f"此前的提问：{mask(h)}" for h in read.history]
        lines.append(f"问题：{mask(read.raw)}")
        lines += [f"理解为：{mask(q)}" for q in turn.restated]
        shown: dict[str, None] = {}
        for draft in drafts:
            if draft.status is AnswerStatus.CALCULATED:
                token = ledger.add_calculation(draft)
                results = "；".join(f"{c.title} {c.result} {c.unit}".strip() for c in draft.calculations)
                lines.append(f"已经算好，在答案里写 [{token}]。结果：{results}")
            for sentence in draft.sentences:
                if sentence.evidence:
                    said = sentence.text if sentence.kind is SentenceKind.RECORD else ""
                    shown[ledger.add(sentence.evidence, said)] = None
        lines += ["资料：", *(ledger.show(t) for t in shown)]
        if all(d.status is AnswerStatus.ANSWERED for d in drafts):
            more = self._tools.search(" ".join(turn.restated) or read.raw, limit=4, as_of=read.as_of)
            lines.append(
                show_found(
                    dataclasses.replace(
                        more, items=tuple(i for i in more.items if ledger.add(i.evidence) not in shown)
                    ),
                    ledger,
                )
            )
        return "\n".join(lines)

    async def _repair(self, llm: Any, turn: Turn, text: str, faults: Sequence[Fault]) -> str:
        from llama_index.core.base.llms.types import ChatMessage, MessageRole

        opened, closed = turn.ledger.marks
        shown = "\n".join(turn.ledger.show(t) for t in turn.ledger.given)
        messages = [
            ChatMessage(
                role=MessageRole.SYSTEM,
                content=prompt("answer", open=opened, close=closed, as_of=turn.question.as_of.isoformat(), steps="0"),
            ),
            ChatMessage(role=MessageRole.USER, content=f"问题：{mask(turn.question.raw)}\n资料：\n{shown}"),
            ChatMessage(role=MessageRole.ASSISTANT, content=mask(text)),
            ChatMessage(
                role=MessageRole.USER, content=prompt("repair", faults="\n".join(f"- {mask(f.text)}" for f in faults))
            ),
        ]
        response = await ask_model(llm, messages, turn.meter, "repair", stream=self.settings.stream)
        again = without_thoughts(response.message.content or "")
        found = read_json(again)
        return str(found["answer"]) if found is not None and isinstance(found.get("answer"), str) else again

    def _listener(self, turn: Turn) -> Callable[[str], None]:
        """Passes on what is complete and stands; silent from the first fault on."""
        shown = read = 0

        def listen(text: str) -> None:
            nonlocal shown, read
            done = text.rfind("]") + 1
            if done <= read or shown < 0:
                return
            read = done
            checked = turn.check(text[:done])
            if checked.faults:
                shown = -1
            elif len(checked.sentences) > shown:
                shown = len(checked.sentences)
                turn.emit(
                    Draft(
                        status=turn.best.status,
                        sentences=(*turn.blocks(checked), *fitting(turn.blocks(checked), checked.sentences)),
                    )
                )

        return listen


def open_language_assistant(assistant: Assistant, llm: str = "auto", **flags: object) -> Assistant | LanguageAssistant:
    """The assistant with the model of the environment, or as it is when none is set up.

    Args:
        assistant: The assistant over an index.
        llm: ``auto``, or the name of a model at the endpoint of the environment, or a recording (``….jsonl``).
        flags: Settings that win over the environment.

    Raises:
        ModelSettingsError: The settings cannot be used, or a model was named and no endpoint is set.
    """
    from assistant.llm.errors import ModelSettingsError

    if llm.endswith(".jsonl"):
        flags = {"replay": Path(llm), "model": "recorded", **flags}
    elif llm != "auto":
        flags = {"model": llm, **flags}
    settings = load_llm_settings(None, **flags)
    if not settings.configured:
        if llm == "auto":
            return assistant
        raise ModelSettingsError("没有设置语言模型", hint="设 GONGBAO_LLM_BASE_URL 和 GONGBAO_LLM_MODEL")
    found = LanguageAssistant(assistant, settings)
    found.warm()
    return found

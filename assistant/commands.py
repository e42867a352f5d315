"""Commands of the assistant: ``ask`` (one question or a batch), plus those of rules and registry."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from index.errors import UsageError

if TYPE_CHECKING:
    from assistant.llm.mode import LanguageAssistant
    from assistant.pipeline import Assistant

__all__ = ["opened", "register"]


def register(app: typer.Typer) -> None:
    """Add ``ask`` and the commands of rules and registry."""

    @app.command("ask", help="提问：gongbao ask “问题”，或用 --batch 批量提问。")
    def ask(
        question: Annotated[str | None, typer.Argument(help="问题")] = None,
        batch: Annotated[Path | None, typer.Option("--batch", help="问题文件（JSONL），每行一个 question")] = None,
        out: Annotated[Path | None, typer.Option("--out", help="批量答案写到这个文件（JSONL）")] = None,
        history: Annotated[list[str] | None, typer.Option("--history", help="前面问过的问题，可重复")] = None,
        as_of: Annotated[str | None, typer.Option("--as-of", help="按哪一天作答，如 2021-01-31；默认今天")] = None,
        index: Annotated[Path | None, typer.Option("--index", help="索引目录", envvar="GONGBAO_INDEX")] = None,
        json_out: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
        llm: Annotated[
            str, typer.Option("--llm", help="语言模型：none；auto 按 GONGBAO_LLM_* 设置；或模型名称、往来记录 .jsonl")
        ] = "none",
        trace: Annotated[bool, typer.Option("--trace", help="在标准错误输出中显示作答步骤")] = False,
    ) -> None:
        from assistant.pipeline import open_assistant

        if batch is not None:
            if out is None:
                raise UsageError("批量提问需要 --out", hint="例如 gongbao ask --batch in.jsonl --out out.jsonl")
            from assistant.batch import run_batch

            if not batch.is_file():
                raise UsageError(f"找不到问题文件：{batch}", hint="请检查路径")
            errors = run_batch(opened(open_assistant(index), llm), batch, out)
            sys.stderr.write(f"已写入 {out}" + (f"，其中 {errors} 行出错" if errors else "") + "\n")
            raise typer.Exit(1 if errors else 0)
        if question is None:
            raise UsageError("没有问题", hint="例如 gongbao ask “住宅怎么收费？”")
        from assistant.questions import read_question

        day = _day(as_of)
        read_question(question, day or date.min)
        assistant = opened(open_assistant(index), llm)
        answer = assistant.answer(question, tuple(history or ()), day)
        if trace:
            sys.stderr.write("\n".join(answer.trace) + "\n")
        if json_out:
            sys.stdout.write(json.dumps(answer.to_json(), ensure_ascii=False, indent=1) + "\n")
        else:
            from assistant.plain import as_text

            sys.stdout.write(as_text(answer, assistant.coverage()) + "\n")

    from assistant.mcp import commands as mcp
    from assistant.rules import commands as rules
    from index.registry import commands as registry

    rules.register(app)
    registry.register(app)
    mcp.register(app)


def opened(assistant: Assistant, llm: str) -> Assistant | LanguageAssistant:
    """The assistant with the model that ``--llm`` names; as it is for ``none``."""
    if llm == "none":
        return assistant
    from assistant.llm.mode import open_language_assistant

    return open_language_assistant(assistant, llm)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007  # a calendar day
    except ValueError:
        raise UsageError(f"--as-of 的日期无法识别：{text}", hint="格式如 2021-01-31") from None

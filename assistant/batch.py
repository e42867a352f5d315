"""``gongbao ask --batch``: questions from a JSONL file, answers to another, in order, one process."""

from __future__ import annotations

import dataclasses
import json
import os
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from assistant.records import Answer, AnswerStatus
from index.errors import GongbaoError, UsageError

__all__ = ["Answering", "answer_line", "run_batch"]

_SEPARATORS = {ord(mark): f"\\u{ord(mark):04x}" for mark in "\x85\u2028\u2029"}
"""What Python's own ``splitlines`` takes for the end of a line and JSON does not."""


class Answering(Protocol):
    """Whoever answers: with a model or without."""

    @property
    def index_id(self) -> str:
        """The id of what is loaded."""
        ...

    def answer(self, question: str, history: tuple[str, ...] = (), as_of: date | None = None) -> Answer:
        """The finished answer."""
        ...

    def today(self) -> date:
        """The day that counts when a question names none."""
        ...


def run_batch(
    assistant: Answering, source: Path, target: Path, progress: Callable[[int], None] = lambda n: None
) -> int:
    """Answer every line of ``source`` into ``target``; returns how many lines ended in an error.

    The target is written beside itself and moved into place at the end, so nothing is
    left half-written. A bad line yields ``status: error`` and the run goes on.

    Raises:
        UsageError: The source cannot be read or the target cannot be written.
    """
    try:
        lines = source.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as exc:
        raise UsageError(f"无法读取问题文件：{source}", hint="需要 UTF-8 编码的 JSONL，每行一个问题") from exc
    if not any(line.strip() for line in lines):
        raise UsageError(f"问题文件是空的：{source}", hint='每行形如 {"id":"1","question":"…"}')
    if not target.parent.is_dir():
        raise UsageError(f"输出文件夹不存在：{target.parent}", hint="请先创建")
    draft = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    errors = 0
    try:
        with draft.open("w", encoding="utf-8", errors="backslashreplace") as out:
            for number, found in enumerate(_answers(assistant, lines), 1):
                errors += found["status"] == AnswerStatus.ERROR.value
                out.write(json.dumps(found, ensure_ascii=False).translate(_SEPARATORS) + "\n")
                progress(number)
        draft.replace(target)
    except OSError as exc:
        raise UsageError(f"无法写入答案文件：{target}", hint="请检查权限和磁盘空间") from exc
    finally:
        draft.unlink(missing_ok=True)
    return errors


def _answers(assistant: Answering, lines: list[str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield answer_line(assistant, line, number)


def answer_line(assistant: Answering, line: str, number: int) -> dict[str, Any]:
    """The answer to one input line as JSON, ``status: error`` when the line cannot be used."""
    item_id: object = None
    question = ""
    try:
        item = _parse(line, number)
        if not isinstance(item, dict):
            raise UsageError(f"第{number}行不是一个 JSON 对象")
        item_id = item.get("id")
        asked = item.get("question")
        question = asked if isinstance(asked, str) else ""
        if not question:
            raise UsageError(f"第{number}行没有 question")
        history = item.get("history") or []
        if not isinstance(history, list) or not all(isinstance(h, str) for h in history):
            raise UsageError(f"第{number}行的 history 应是字符串列表")
        as_of = _date(item.get("as_of"), number)
        answer = assistant.answer(question, tuple(history), as_of)
    except GongbaoError as exc:
        return _error(assistant, item_id, question, str(exc))
    except Exception as exc:  # noqa: BLE001  # one line must not lose the answers of all the others
        return _error(
            assistant, item_id, question, f"第{number}行作答时出错（{type(exc).__name__}）：请把问题报告给维护者"
        )
    found = answer.to_json()
    found["id"] = item_id
    return found


def _parse(line: str, number: int) -> Any:
    """The value of one line; NaN and Infinity are no JSON."""
    try:
        return json.loads(line, parse_constant=_refuse)
    except json.JSONDecodeError as exc:
        raise UsageError(f"第{number}行不是合法的 JSON（第{exc.colno}列）") from exc
    except (ValueError, RecursionError) as exc:
        raise UsageError(f"第{number}行不是合法的 JSON") from exc


def _date(value: object, number: int) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise UsageError(f"第{number}行的 as_of 应是日期，如 2021-01-31") from None


def _refuse(name: str) -> object:
    raise ValueError(name)


def _error(assistant: Answering, item_id: object, question: str, reason: str) -> dict[str, Any]:
    answer = Answer(
        question=question,
        text="",
        status=AnswerStatus.ERROR,
        as_of=assistant.today(),
        reason=reason,
        index_id=assistant.index_id,
    )
    return {**dataclasses.replace(answer).to_json(), "id": item_id}

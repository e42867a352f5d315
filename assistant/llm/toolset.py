"""The gazette's tools as llama-index tools: results come as tokens with delimited text, calculators take stated facts only."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field

from assistant.llm.ledger import Ledger
from assistant.records import AnswerStatus
from assistant.rules.reading import Reading
from assistant.rules.units import UNITS
from assistant.tools import Found, GazetteTools
from index.errors import GongbaoError, UsageError
from index.library import squeeze

if TYPE_CHECKING:
    from llama_index.core.tools import FunctionTool

    from assistant.rules.engine import RuleInfo
    from assistant.rules.pack import Pack

__all__ = ["build_tools", "show_found", "unstated"]

MAX_ITEMS = 8


class SearchArgs(BaseModel):
    """Arguments of ``search``."""

    query: str = Field(description="要找的内容，用公文里的说法")


class ClauseArgs(BaseModel):
    """Arguments of ``clause``."""

    document: str = Field(description="文号或标题")
    path: str = Field(description="条款，如 第三条（二）")


class DocumentArgs(BaseModel):
    """Arguments of ``document``."""

    document: str = Field(description="文号或标题")


class TaskArgs(BaseModel):
    """Arguments of ``tasks``."""

    department: str = Field("", description="部门")
    role: str = Field("", description="牵头、主责、责任、配合、协办、负责")
    leader: str = Field("", description="牵头领导")
    document: str = Field("", description="文号或标题")
    query: str = Field("", description="任务内容")


class PeopleArgs(BaseModel):
    """Arguments of ``people``."""

    name: str = Field("", description="姓名，不写则全部")


_FACTS = ("title", "status_text", "since", "until", "count", "shown")


class CalculateArgs(BaseModel):
    """Arguments of ``calculate``."""

    rule: str = Field(description="规则名")
    inputs: dict[str, Any] = Field(description="输入项，数量带单位")


def build_tools(tools: GazetteTools, ledger: Ledger, said: str, as_of: date, about: str = "") -> list[FunctionTool]:
    """All tools for one question: a calculator that fits it has a tool with typed inputs, the others share one.

    Args:
        tools: Over the assistant's library.
        ledger: Where tokens come from.
        said: Everything the user said, for checking what calculators are given.
        as_of: The day the answer is for.
        about: What the question is about, in other words.
    """
    from llama_index.core.tools import FunctionTool

    calls: list[tuple[str, str, type[BaseModel], Callable[..., Found]]] = [
        ("search", "按内容检索公报条款。", SearchArgs, lambda query: tools.search(query, as_of=as_of)),
        ("clause", "打开某个文件的某一条。", ClauseArgs, tools.clause),
        (
            "document",
            "查一个文件：标题、效力状态、沿革、条款目录。",
            DocumentArgs,
            lambda document: tools.document(document, as_of),
        ),
        ("tasks", "查任务由谁牵头、谁配合、何时完成。", TaskArgs, tools.tasks),
        ("people", "查领导分工。", PeopleArgs, lambda name="": tools.people(name, as_of)),
    ]
    packs = {p.name: p for p in tools.book.packs}
    known = {
        f"{r.area}/{r.rule}": _calculator(tools, r, packs[f"{r.area}/{r.rule}"], said, as_of)
        for r in tools.calculators()
    }
    others: dict[str, str] = {}
    for rule in tools.calculators():
        name = f"{rule.area}/{rule.rule}"
        if packs[name].score(f"{said} {about}"):
            calls.append((rule.rule, f"计算：{rule.title}（{rule.document}）。{rule.summary}", rule.facts, known[name]))
        else:
            others[name] = rule.title
    if others:
        listed = "；".join(f"{n} {title}" for n, title in others.items())
        calls.append(
            ("calculate", f"按规则计算：{listed}", CalculateArgs, lambda rule, inputs: _one_of(known, rule)(**inputs))
        )
    return [
        FunctionTool.from_defaults(async_fn=_safely(ledger, call), name=name, description=what, fn_schema=schema)
        for name, what, schema, call in calls
    ]


def show_found(found: Found, ledger: Ledger) -> str:
    """What a tool found, as the model sees it."""
    lines = []
    if candidates := found.facts.get("candidates"):
        lines.append(
            "几份文件都符合，请写明是哪一份："
            + "；".join(f"{c['doc_number'] or ''}《{c['title']}》" for c in candidates)
        )
    about = "；".join(f"{k}：{found.facts[k]}" for k in _FACTS if found.facts.get(k) not in (None, ""))
    lines += [about] if about else []
    for item in found.items[:MAX_ITEMS]:
        if item.evidence:
            lines.append(ledger.show(ledger.add(item.evidence, item.said)))
    if found.draft is not None:
        if found.draft.status is AnswerStatus.CALCULATED:
            token = ledger.add_calculation(found.draft)
            results = "；".join(f"{c['title']} {c['result']} {c['unit']}".strip() for c in found.facts["calculations"])
            lines.insert(0, f"计算完成，在答案里写 [{token}]。结果：{results}")
        else:
            lines.insert(
                0,
                "还缺：" + "；".join(m["question"] for m in found.facts["missing"])
                if found.facts["missing"]
                else "不能计算",
            )
    return "\n".join(lines) or "没有找到"


def unstated(pack: Pack, inputs: dict[str, Any], said: str, as_of: date) -> list[str]:
    """The inputs whose values the user did not say: a model may not fill in facts of its own."""
    reading = Reading(said, as_of)
    days = {d.isoformat() for w in reading.dates if (d := reading.full(w)) is not None}
    found = []
    for name, value in inputs.items():
        default = pack.facts.model_fields[name].default if name in pack.facts.model_fields else None
        slot = pack.slots.slots.get(name)
        text = squeeze(str(value))
        if value is None or value == default or text in days:
            continue
        if slot is not None and slot.choices:
            stated = text in squeeze(said) or str(value) in {v for v, _, _ in pack.slots.values(name, reading.text)}
        else:
            stated = _amount_stated(text, reading)
        if not stated:
            found.append(name)
    return found


def _amount_stated(text: str, reading: Reading) -> bool:
    """Whether a number with its unit, or a plain number that the text gives with a unit that counts, was said."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(\D*)", text.replace(",", ""))
    if match is None:
        return text in squeeze(reading.text)
    number, unit = Decimal(match[1]), UNITS.get(match[2])
    for amount in reading.amounts:
        same = unit == UNITS.get(amount.unit) if match[2] else amount.kind not in ("area", "money", "mass")
        if amount.value == number and same:
            return True
    return False


def _calculator(tools: GazetteTools, rule: RuleInfo, pack: Pack, said: str, as_of: date) -> Callable[..., Found]:
    titles = {f.name: f.title for f in rule.fields}

    def call(**inputs: Any) -> Found:
        if strange := unstated(pack, inputs, said, as_of):
            raise UsageError(f"用户没有说{'、'.join(titles.get(n, n) for n in strange)}，不能代填")
        return tools.calculate(f"{rule.area}/{rule.rule}", inputs, as_of)

    return call


def _one_of(known: dict[str, Callable[..., Found]], rule: str) -> Callable[..., Found]:
    if rule not in known:
        raise UsageError(f"没有规则 {rule}")
    return known[rule]


def _safely(ledger: Ledger, call: Callable[..., Found]) -> Callable[..., Awaitable[str]]:
    """The call as text for the model; an error of ours becomes its line. Calls run one after another, so tokens have one order."""

    async def run(**given: Any) -> str:
        try:
            return show_found(call(**given), ledger)
        except GongbaoError as exc:
            return f"没有结果：{exc}"

    return run

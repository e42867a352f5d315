"""``gongbao calc`` and ``gongbao rules``: calculators on the command line.

Nothing heavy is imported before a command runs.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from index.errors import UsageError

if TYPE_CHECKING:
    from assistant.drafts import Draft
    from assistant.rules.engine import RuleBook, RuleInfo
    from index.library import Library

__all__ = ["register"]


def _library(index: Path | None) -> Library:
    """The records of the default index or of the one named."""
    from index.building import silent
    from index.freshness import freshen
    from index.settings import load_settings
    from index.store import load_library

    settings = load_settings(index=index)
    where = index or settings.index
    freshen(where, settings, silent)
    return load_library(where)


def _book(index: Path | None) -> tuple[RuleBook, Library]:
    from assistant.rules.engine import RuleBook

    library = _library(index)
    return RuleBook.load(library), library


def _pairs(extra: list[str]) -> dict[str, str]:
    """``--field value`` and ``--field=value`` pairs as they come. Raises UsageError."""
    found: dict[str, str] = {}
    at = 0
    while at < len(extra):
        word = extra[at]
        if not word.startswith("--"):
            raise UsageError(f"看不懂参数“{word}”", hint="输入项写成 --名称 值")
        name, equals, value = word[2:].partition("=")
        if not equals:
            if at + 1 >= len(extra):
                raise UsageError(f"输入项 {word} 后面缺少值")
            at += 1
            value = extra[at]
        found[name.replace("-", "_")] = value
        at += 1
    return found


def draft_json(draft: Draft, library: Library) -> dict[str, Any]:
    """A draft as plain data: sentences, calculations, missing facts, notices, citations."""
    spans = [e for s in draft.sentences for e in s.evidence] + [e for c in draft.calculations for e in c.evidence]
    unique = list(dict.fromkeys((e.source, e.span, e.doc_id, e.clause_id) for e in spans))
    return {
        "status": draft.status.value,
        "answer": "".join(s.text for s in draft.sentences),
        "calculations": [
            {
                "rule": c.rule, "title": c.title, "inputs": c.inputs, "result": c.result, "unit": c.unit,
                "steps": list(c.steps), "words": c.words, "assumptions": list(c.assumptions),
            }
            for c in draft.calculations
        ],
        "missing": [
            {"name": m.name, "question": m.question, "choices": [{"value": c.value, "label": c.label} for c in m.choices]}
            for m in draft.missing
        ],
        "notices": [{"kind": n.kind, "text": n.text} for n in draft.notices],
        "citations": [
            {
                "source": source, "doc_number": library.document(doc).number, "clause": library.clause(clause).path,
                "start": span.start, "end": span.end, "text": library.text(source, span),
            }
            for source, span, doc, clause in unique
        ],
    }  # fmt: skip


def _show(draft: Draft, library: Library, *, explain: bool) -> None:
    data = draft_json(draft, library)
    for sentence in draft.sentences:
        typer.echo(sentence.text)
    if explain:
        for calculation in draft.calculations:
            typer.echo(f"\n{calculation.title}：{calculation.result} {calculation.unit}".rstrip())
            for step in calculation.steps:
                typer.echo(f"  {step}")
            if calculation.words:
                typer.echo(f"  大写 {calculation.words}")
        for citation in data["citations"]:
            text = " ".join(str(citation["text"]).split())
            typer.echo(f"\n依据 {citation['doc_number']} {citation['clause']}：{text}")
    for notice in draft.notices:
        typer.echo(f"提示：{notice.text}")


def _list(rules: tuple[RuleInfo, ...], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"rules": [_info(r) for r in rules]}, ensure_ascii=False, indent=1))
        return
    for rule in rules:
        typer.echo(f"{rule.rule}  {rule.title}（{rule.document}）\n    {rule.summary}")


def _info(rule: RuleInfo) -> dict[str, Any]:
    return {
        "area": rule.area, "rule": rule.rule, "title": rule.title, "summary": rule.summary, "document": rule.document,
        "fields": [
            {
                "name": f.name, "title": f.title, "question": f.question, "required": f.required, "default": f.default,
                "choices": [{"value": c.value, "label": c.label} for c in f.choices],
            }
            for f in rule.fields
        ],
    }  # fmt: skip


def _usage(rule: RuleInfo) -> str:
    lines = [f"{rule.rule}  {rule.title}：{rule.summary}", "输入项："]
    for field in rule.fields:
        choices = "、".join(c.value for c in field.choices)
        lines.append(f"  --{field.name}  {field.title}" + (f"：{choices}" if choices else ""))
    return "\n".join(lines)


IndexOption = Annotated[Path | None, typer.Option("--index", help="索引目录", envvar="GONGBAO_INDEX")]
JsonOption = Annotated[bool, typer.Option("--json", help="输出 JSON")]


def register(app: typer.Typer) -> None:
    """Add ``calc`` and ``rules``."""

    @app.command("calc", context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
    def calc(
        context: typer.Context,
        rule: Annotated[str | None, typer.Argument(help="规则名；不写则列出全部")] = None,
        index: IndexOption = None,
        as_json: JsonOption = False,
        explain: Annotated[bool, typer.Option("--explain", help="列出每一步和依据的条款")] = False,
        as_of: Annotated[str | None, typer.Option("--as-of", help="按哪一天判断是否施行，如 2021-01-31")] = None,
    ) -> None:
        """用一条规则计算：gongbao calc infrastructure_fee --region 新城 --use 住宅 --area 5000"""
        book, library = _book(index)
        if rule is None:
            _list(book.rules, as_json=as_json)
            return
        given = _pairs(list(context.args))
        if not given and not as_json:
            info = next((r for r in book.rules if rule in (r.rule, f"{r.area}/{r.rule}")), None)
            if info is not None:
                typer.echo(_usage(info))
                return
        try:
            day = date.fromisoformat(as_of) if as_of else None
        except ValueError:
            raise UsageError(f"--as-of 不能是“{as_of}”", hint="日期请写成 2021-01-31") from None
        draft = book.calculate(rule, as_of=day, **given)
        if as_json:
            typer.echo(json.dumps(draft_json(draft, library), ensure_ascii=False, indent=1))
        else:
            _show(draft, library, explain=explain)

    @app.command("rules")
    def rules(
        index: IndexOption = None,
        check: Annotated[bool, typer.Option("--check", help="逐个参数对照条款；有规则停用则退出码 1")] = False,
        as_json: JsonOption = False,
    ) -> None:
        """列出规则包及其状态。"""
        book, _ = _book(index)
        states = book.check()
        if as_json:
            data = [
                {
                    "area": s.area, "rule": s.rule, "title": s.title, "active": s.active, "on": s.on,
                    "parameters": s.parameters, "reasons": list(s.reasons), "warnings": list(s.warnings),
                }
                for s in states
            ]  # fmt: skip
            typer.echo(json.dumps({"rules": data}, ensure_ascii=False, indent=1))
        else:
            for state in states:
                if not state.active:
                    typer.echo(f"未启用  {state.area}/{state.rule}  {state.title}：文件不在索引中")
                    continue
                typer.echo(
                    f"{'启用' if state.on else '停用'}    {state.area}/{state.rule}  {state.title}（{state.parameters} 处依据）"
                )
                for reason in state.reasons:
                    typer.echo(f"        原因：{reason}")
                if check:
                    for warning in state.warnings:
                        typer.echo(f"        提醒：{warning}")
        if check and any(s.active and not s.on for s in states):
            raise typer.Exit(1)

"""The evaluators' commands: ``gongbao audit`` and ``gongbao eval run|score|compare|report``."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eval.audit import AuditReport

__all__ = ["register"]

_Json = Annotated[bool, typer.Option("--json", help="输出 JSON。")]
_Index = Annotated[Path | None, typer.Option("--index", help="索引目录。", envvar="GONGBAO_INDEX")]
_Suite = Annotated[
    str,
    typer.Option(
        "--suite", help="题集名、exact（按库内文号逐条生成）、wording（用条款原话提问）、JSONL 文件或 BEIR 目录。"
    ),
]
_Split = Annotated[
    Literal["dev", "test", "train", "all"],
    typer.Option("--split", help="题集的哪一部分；test 只用来报数，train 只用来拟合，all 不含它。"),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this package."""
    app.command("audit")(audit)
    group = typer.Typer(help="有出处的问答评测：运行、评分、比较、报告。", no_args_is_help=True)
    group.command("run")(run)
    group.command("score")(score)
    group.command("compare")(compare)
    group.command("report")(report)
    group.command("publish")(publish)
    group.command("registry")(registry)
    app.add_typer(group, name="eval")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


def _dump(value: Mapping[str, Any]) -> None:
    _say(json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1))


def audit(
    answers: Annotated[Path, typer.Argument(help="答案文件（gongbao ask --batch 的输出）。")],
    source: Annotated[list[Path] | None, typer.Option("--source", help="公报原文，可多次给出。")] = None,
    index: _Index = None,
    questions: Annotated[Path | None, typer.Option("--questions", help="题目文件：补上多轮提问的前文。")] = None,
    as_json: _Json = False,
) -> None:
    """逐句核对答案：引文逐字、出处无误、数字有据、裁断有词；有问题时退出码为 1。"""
    from eval.audit import audit_answers
    from eval.cases import read_jsonl
    from eval.evidence import load_evidence
    from eval.runs import read_answers

    evidence = load_evidence(source or (), None if source else index)
    asked = read_jsonl(questions) if questions is not None else ()
    histories = {str(q.get("id")): [str(h) for h in q.get("history") or ()] for _, q in asked}
    found = audit_answers(read_answers(answers), evidence, histories)
    _dump(found.to_json()) if as_json else _print_audit(found)
    if not found.passed:
        raise typer.Exit(1)


def _print_audit(found: AuditReport) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(file=sys.stdout, width=None if sys.stdout.isatty() else 160)
    if found.faults:
        table = Table("题号", "问题", "位置", "说明")
        for fault in found.faults:
            table.add_row(fault.answer_id, fault.kind.value, fault.place, fault.detail)
        console.print(table)
    figures = found.to_json()
    kinds = "、".join(f"{name} {count}" for name, count in figures["sentences"].items())
    verdicts = "、".join(f"{name} {count}" for name, count in figures["citation_verdicts"].items())
    _say(
        f"答案 {figures['answers']}，无误 {figures['clean']}；引用 {figures['citations']}（{verdicts}）；句子：{kinds}"
    )
    _say(
        f"数字 {figures['figures']}；算式 {figures['steps']}；套话模板 {figures['frames']} 种；问题 {len(found.faults)} 处"
    )


def run(
    suite: _Suite = "sample",
    split: _Split = "dev",
    system: Annotated[
        str,
        typer.Option(
            "--system", help="default、llm:auto、llm:模型名称、llm:往来记录.jsonl、bm25、naive 或 http://地址。"
        ),
    ] = "default",
    out: Annotated[Path | None, typer.Option("--out", help="结果目录；默认 runs/题集-部分-系统。")] = None,
    index: _Index = None,
    gazette: Annotated[list[Path] | None, typer.Option("--gazette", help="改用这些公报建索引。")] = None,
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="未写日期的题按这一天回答。")
    ] = None,
    vary: Annotated[bool, typer.Option("--vary", help="再用错字、繁体、全角、口头语、倒序各问一遍。")] = False,
    fail_under: Annotated[
        float | None, typer.Option("--fail-under", help="通过率低于此值（0 到 1）时退出码为 1。")
    ] = None,
    ablate: Annotated[
        bool,
        typer.Option("--ablate", help="改为逐级比较检索：字词、二元组、标题、向量、重排、同义词、最终排序各值多少。"),
    ] = False,
    as_json: _Json = False,
) -> None:
    """运行题集：预测、核对、评分，写入结果目录并打印各项数字。"""
    from eval.retrieval import is_beir, run_beir

    if ablate:
        from eval.running import RunRequest, run_ablation

        found = run_ablation(RunRequest(suite=suite, split=split, out=out, index=index, gazettes=tuple(gazette or ())))
        _dump(found) if as_json else _ablate(found)
        return
    if is_beir(Path(suite)):
        figures = run_beir(Path(suite), split, system, out)
        _dump(figures) if as_json else _print_figures(figures["overall"])
        reached = figures["overall"].get("recall@10", {}).get("mean")
    else:
        from eval.running import RunRequest, run_suite

        request = RunRequest(
            suite=suite, split=split, system=system, out=out, index=index,
            gazettes=tuple(gazette or ()), as_of=as_of.date() if as_of else None, vary=vary,
        )  # fmt: skip
        folder = run_suite(request)
        reached = _print_run(folder.scores(), folder.timings(), folder.path, as_json=as_json)
        if vary and not as_json:
            said = json.loads((folder.path / "robustness.json").read_text(encoding="utf-8"))
            _print_figures({name: figure["passed"] for name, figure in said.items()})
            _print_figures({f"{name} 差": figure["difference"] for name, figure in said.items()})
    if fail_under is not None and (reached is None or reached < fail_under):
        sys.stderr.write(f"未达标：{reached} < {fail_under}\n")
        raise typer.Exit(1)


def _print_run(scores: Mapping[str, Any], timings: Mapping[str, Any], folder: Path, *, as_json: bool) -> float | None:
    reached = scores["overall"].get("passed", {}).get("mean")
    if as_json:
        figures = {
            key: scores[key]
            for key in ("header", "overall", "categories", "tags", "causes", "citations", "median_length")
        }
        _dump({**figures, "folder": str(folder), "timings": {k: v for k, v in timings.items() if k != "answers_ms"}})
    else:
        _print_figures(
            {"全部": scores["overall"].get("passed", {}), **{k: v["passed"] for k, v in scores["categories"].items()}}
        )
        _print_figures({k: v for k, v in scores["overall"].items() if k != "passed"})
        _say(f"未过原因：{scores['causes']}")
        _say(f"用时：中位 {timings.get('median_ms')} ms，95% {timings.get('p95_ms')} ms；结果在 {folder}")
    return reached if reached is None else float(reached)


def _print_figures(figures: Mapping[str, Any]) -> None:
    for name, figure in figures.items():
        if figure.get("mean") is None:
            _say(f"{name:18s} 未评分")
        else:
            _say(
                f"{name:18s} {figure['mean']:8.3f}  [{figure['low']:.3f}, {figure['high']:.3f}]  "
                f"n={figure['n']} 文件={figure['clusters']}"
            )


def score(
    predictions: Annotated[Path, typer.Argument(help="答案文件（JSONL）或结果目录。")],
    suite: _Suite = "sample",
    split: _Split = "dev",
    source: Annotated[list[Path] | None, typer.Option("--source", help="公报原文，用来核对引文。")] = None,
    index: _Index = None,
    out: Annotated[Path | None, typer.Option("--out", help="结果目录；默认在答案文件旁。")] = None,
    as_json: _Json = False,
) -> None:
    """给已有的答案评分，不需要模型。"""
    from eval.cases import find_suite
    from eval.evidence import load_evidence
    from eval.running import CHECKOUT, SEED, score_folder
    from eval.runs import RunFolder, current_commit, read_answers

    chosen = find_suite(suite, split)
    evidence = load_evidence(source or (), None if source else index) if source or index else None
    folder = RunFolder(predictions if predictions.is_dir() else out or predictions.with_suffix(".scored"))
    if not predictions.is_dir():
        folder.write_predictions(read_answers(predictions))
    commit = current_commit(CHECKOUT)
    header = {
        "commit": commit.sha, "dirty": commit.dirty, "suite": chosen.name, "suite_sha256": chosen.sha256, "split": split,
        "system": str(predictions), "as_of": "", "seed": SEED, "sources": {}, "index_id": "", "cases": len(chosen.cases),
    }  # fmt: skip
    if predictions.is_dir() and (folder.path / "scores.json").is_file():
        header = folder.scores()["header"]
    _print_run(score_folder(folder, chosen.cases, evidence, header), folder.timings(), folder.path, as_json=as_json)


def compare(
    a: Annotated[Path, typer.Argument(help="结果目录 A（基准）。")],
    b: Annotated[Path, typer.Argument(help="结果目录 B。")],
    as_json: _Json = False,
) -> None:
    """比较两次评测：成对差值、区间、置换检验 p 值、得失的题。"""
    from eval.comparing import compare_runs
    from eval.runs import RunFolder

    found = compare_runs(RunFolder(a), RunFolder(b))
    if as_json:
        _dump(found)
        return
    for name, figure in found["measures"].items():
        _say(
            f"{name:16s} {figure['mean']:+.3f}  [{figure['low']:+.3f}, {figure['high']:+.3f}]  p={figure['p_value']:.4f}  n={figure['n']}"
        )
    _say(f"新过 {len(found['gained'])}：{'、'.join(found['gained'])}")
    _say(f"新错 {len(found['lost'])}：{'、'.join(found['lost'])}")


def report(
    folder: Annotated[Path, typer.Argument(help="结果目录。")],
    suite: _Suite = "",
    source: Annotated[list[Path] | None, typer.Option("--source", help="公报原文，用来显示上下文。")] = None,
    index: _Index = None,
) -> None:
    """把一次评测写成一个自足的网页：图表、可筛选的逐题表、引用条款的上下文。"""
    from eval.cases import find_suite
    from eval.evidence import load_evidence
    from eval.report import write_report
    from eval.runs import RunFolder
    from eval.scale_figures import FIGURES

    chosen = RunFolder(folder)
    header = chosen.scores()["header"]
    cases = find_suite(suite or header["suite"], header["split"]).cases
    evidence = load_evidence(source or (), None if source else index) if source or index else None
    _say(str(write_report(chosen, cases, evidence, FIGURES)))


def _ablate(found: Mapping[str, Any]) -> None:
    for name, stage in found["stages"].items():
        figures = "  ".join(f"{metric} {figure['mean']:.3f}" for metric, figure in stage["figures"].items())
        _say(f"{name:10s} {figures}")
        for metric in ("recall@10", "mrr@10") if stage["adds"] else ():
            figure = stage["adds"][metric]
            _say(
                f"  比 {stage['adds_to']} {metric} {figure['mean']:+.3f}  [{figure['low']:+.3f}, {figure['high']:+.3f}]"
            )
    _say(f"题 {found['cases']}，未找到应引条款的题 {len(found.get('without_gold_clause', ()))}")


def publish(
    runs: Annotated[list[Path], typer.Argument(help="结果目录，一个或多个。")],
    out: Annotated[Path | None, typer.Option("--out", help="数字文件；默认 eval/reports/figures.json。")] = None,
) -> None:
    """把评测数字（不含公报文字）写入数字文件，并更新 README 中的表。"""
    from eval.publishing import publish_figures

    _say(str(publish_figures(runs, out)))


def registry(
    source: Annotated[list[Path] | None, typer.Option("--source", help="公报原文；不给则读索引。")] = None,
    index: _Index = None,
    gold: Annotated[Path | None, typer.Option("--gold", help="标准登记（JSON）；默认是随项目的一份。")] = None,
    as_json: _Json = False,
) -> None:
    """登记的查准与查全；低于 0.99 时退出码为 1。"""
    from eval.evidence import load_evidence
    from eval.registry_scoring import GOLD, score_registry

    library = load_evidence(source or (), None if source else index).library
    figures = score_registry(library, gold or GOLD).to_json()
    if as_json:
        sys.stdout.write(json.dumps(figures, ensure_ascii=False, indent=1) + "\n")
    else:
        bodies = figures["departments"]
        sys.stdout.write(
            f"任务 {figures['tasks']['found']}/{figures['tasks']['gold']}；部门查准 {bodies['precision']}、查全 {bodies['recall']}（{bodies['gold']} 处）\n"
        )
        for role, row in figures["roles"].items():
            sys.stdout.write(f"  {role:14s} 查准 {row['precision']} 查全 {row['recall']}（{row['gold']}）\n")
        for name, label in (("deadlines", "时限"), ("repeals", "废止")):
            sys.stdout.write(f"  {label} {figures[name]}\n")
        for miss in figures["misses"]:
            sys.stdout.write(f"  {miss}\n")
    if min(figures["departments"]["precision"] or 0.0, figures["departments"]["recall"] or 0.0) < 0.99:
        raise typer.Exit(1)

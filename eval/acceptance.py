"""``make acceptance``: everything slow, on the real gazette beside the checkout. Prints figures, not text.

Steps: parsing proof, ingest, the batch of the acceptance sample, its grader, the audit, the
benchmark, times, and the slow tests. Every step runs; the exit code is 1 when any of them failed.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

__all__ = ["FLOORS", "Step", "main"]

CHECKOUT = Path(__file__).resolve().parent.parent
OUT = Path("runs") / "acceptance"
FLOORS = {"fact": 80.0, "unanswerable": 80.0}
"""Least percentage by category that the acceptance sample must reach."""
_NO_TESTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One command. ``judge`` turns exit code and output into a complaint, or nothing when all is well."""

    name: str
    command: tuple[str, ...]
    judge: Callable[[int, str], str] = lambda code, _: f"退出码 {code}" if code else ""
    timeout_s: float = 600.0
    tail: int = 12


def _grades(code: int, output: str) -> str:
    if code:
        return f"退出码 {code}"
    reached = {m[1]: float(m[2]) for m in re.finditer(r"^(\S+)\s+\d+/\d+\s+([\d.]+)%", output, re.MULTILINE)}
    low = [
        f"{name} {reached.get(name, 0):.1f}% < {floor:g}%"
        for name, floor in FLOORS.items()
        if reached.get(name, 0) < floor
    ]
    return "、".join(low)


def _pytest(code: int, _: str) -> str:
    return "" if code in (0, _NO_TESTS) else f"退出码 {code}"


def steps(shared: Path) -> list[Step]:
    """The steps in order."""
    gongbao = (sys.executable, "-m", "assistant")
    gazette, others = shared / "gazettes" / "mentougou-2021-01.txt", shared / "gazettes" / "others"
    questions, answers, index = shared / "bench" / "questions.jsonl", OUT / "answers.jsonl", OUT / "index"
    return [
        Step(name="解析核对", command=(*gongbao, "ingest", "--check", str(gazette), str(others))),
        Step(name="建立索引", command=(*gongbao, "ingest", str(gazette), "--index", str(index))),
        Step(name="批量作答", command=(*gongbao, "ask", "--batch", str(questions), "--out", str(answers), "--index", str(index))),
        Step(
            name="验收评分", judge=_grades, tail=14,
            command=(sys.executable, str(shared / "bench" / "grade.py"), str(questions), str(answers), str(gazette)),
        ),
        Step(
            name="逐句核对", tail=30,
            command=(*gongbao, "audit", str(answers), "--index", str(index), "--questions", str(questions)),
        ),
        Step(name="题集 dev", tail=30, command=(*gongbao, "eval", "run", "--suite", "mentougou-2021-01", "--split", "dev", "--out", str(OUT / "dev"))),
        Step(name="题集 test", tail=30, command=(*gongbao, "eval", "run", "--suite", "mentougou-2021-01", "--split", "test", "--out", str(OUT / "test"))),
        Step(
            name="检索 STARD dev", tail=8,
            command=(*gongbao, "eval", "run", "--suite", str(shared / "stard"), "--split", "dev", "--out", str(OUT / "stard")),
        ),
        Step(name="用时与内存", command=(sys.executable, "-m", "eval.bench", "--shared", str(shared))),
        Step(
            name="慢测试", judge=_pytest, timeout_s=1500.0, tail=6,
            command=(sys.executable, "-m", "pytest", "-m", "slow", "-n", "auto"),
        ),
    ]  # fmt: skip


def _run(step: Step) -> str:
    start = time.perf_counter()
    try:
        done = subprocess.run(
            step.command, cwd=CHECKOUT, capture_output=True, text=True, timeout=step.timeout_s, check=False
        )
        output, complaint = done.stdout + done.stderr, step.judge(done.returncode, done.stdout)
    except subprocess.TimeoutExpired:
        output, complaint = "", f"超过 {step.timeout_s:g} 秒"
    sys.stdout.write(
        f"\n== {step.name}（{time.perf_counter() - start:.1f} 秒）{'未过：' + complaint if complaint else '通过'}\n"
    )
    sys.stdout.write("".join(f"   {line[:200]}\n" for line in output.splitlines()[-step.tail :]))
    sys.stdout.flush()
    return complaint


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all steps; 1 when one of them failed."""
    parser = argparse.ArgumentParser(prog="make acceptance", description=__doc__)
    parser.add_argument("--shared", type=Path, default=CHECKOUT.parent / "shared")
    shared = parser.parse_args(arguments).shared.resolve()
    (CHECKOUT / OUT).mkdir(parents=True, exist_ok=True)
    failed = [step.name for step in steps(shared) if _run(step)]
    sys.stdout.write(f"\n验收：{'未过 ' + '、'.join(failed) if failed else '全部通过'}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())

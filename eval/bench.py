"""``make bench``: times and memory on this machine, printed and written to ``runs/bench.json``.

Cold: a fresh ``gongbao ask`` process. Warm: full ``answer()`` in one process over the acceptance
questions. Ingest: the whole gazette into a new folder, imports done before. Serving: the memory of
``gongbao serve`` once it is ready. Times of a shared machine are noisy; compare only side by side.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eval.cases import Case, load_cases

__all__ = ["LIMITS", "main", "measure_all"]

CHECKOUT = Path(__file__).resolve().parent.parent
LIMITS = {"warm_median_ms": 20.0, "warm_p95_ms": 60.0, "ingest_s": 3.0, "cold_ask_s": 3.0, "serving_rss_mb": 1024.0}
"""The figures promised for two cores."""


def _rank(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def measure_ingest(gazette: Path, folder: Path, rounds: int = 3) -> float:
    """Seconds of the fastest full ingest of a gazette into a new folder, imports and a first round left out."""
    from eval.running import prepare_index

    prepare_index([gazette], folder / "warm")
    seconds = []
    for number in range(rounds):
        start = time.perf_counter()
        prepare_index([gazette], folder / f"round{number}")
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def measure_warm(cases: Sequence[Case], index: Path) -> dict[str, float]:
    """Median, 95th percentile and longest full answer in milliseconds, after one round that is not counted."""
    from assistant.pipeline import open_assistant

    assistant = open_assistant(index)
    times = []
    for counted in (False, True):
        for case in cases:
            start = time.perf_counter()
            assistant.answer(case.question, tuple(case.history), case.as_of)
            if counted:
                times.append((time.perf_counter() - start) * 1000)
    return {"warm_median_ms": _rank(times, 0.5), "warm_p95_ms": _rank(times, 0.95), "warm_max_ms": max(times)}


def measure_encoding(cases: Sequence[Case], times: int = 50) -> float:
    """Questions the shipped embedding encodes in a second, many at once."""
    from index.dense import load_encoder
    from index.settings import load_settings

    encoder = load_encoder(load_settings())
    texts = [f"{n}{case.question}" for n in range(times) for case in cases]  # no text twice
    if encoder is None:
        return 0.0
    encoder.encode(texts[:100])
    start = time.perf_counter()
    encoder.encode(texts)
    return len(texts) / (time.perf_counter() - start)


def measure_cold(question: str, index: Path, rounds: int = 3) -> float:
    """Seconds of the fastest ``gongbao ask`` in a fresh process."""
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        command = [sys.executable, "-m", "assistant", "ask", question, "--index", str(index), "--json"]
        subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True)
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def measure_serving(index: Path, timeout_s: float = 120.0) -> dict[str, float]:
    """Seconds until ``gongbao serve`` is ready, and its largest memory by then in MB (Linux only)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-m", "assistant", "serve", "--index", str(index), "--port", str(port)]
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.perf_counter() - start < timeout_s and process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as reply:
                    if reply.status == 200:
                        break
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        ready_s = time.perf_counter() - start
        status = Path(f"/proc/{process.pid}/status")
        lines = status.read_text(encoding="utf-8").splitlines() if status.is_file() else []
        peak = next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), float("nan"))
        return {"serving_ready_s": ready_s, "serving_rss_mb": peak}
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def measure_all(gazette: Path, questions: Path, *, serving: bool = True) -> dict[str, Any]:
    """All figures for a gazette and a question file."""
    cases = load_cases(questions)
    with tempfile.TemporaryDirectory() as folder:
        figures: dict[str, float] = {"ingest_s": measure_ingest(gazette, Path(folder))}
        index = Path(folder) / "warm"
        figures |= measure_warm(cases, index)
        figures["encoded_per_s"] = measure_encoding(cases)
        figures["cold_ask_s"] = measure_cold(cases[0].question, index)
        if serving:
            figures |= measure_serving(index)
    return {
        "figures": {name: round(value, 3) for name, value in figures.items()},
        "questions": len(cases),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures beside their limits; exit code 1 when ``--check`` is given and one is exceeded."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--shared", type=Path, default=CHECKOUT.parent / "shared")
    parser.add_argument("--no-serving", action="store_true")
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args(arguments)
    gazette, questions = given.shared / "gazettes" / "mentougou-2021-01.txt", given.shared / "bench" / "questions.jsonl"
    if not gazette.is_file():
        gazette, questions = CHECKOUT / "index" / "sample", CHECKOUT / "eval" / "benchmarks" / "sample" / "items.jsonl"
    measured = measure_all(gazette, questions, serving=not given.no_serving)
    late = []
    for name, value in measured["figures"].items():
        limit = LIMITS.get(name)
        sys.stdout.write(f"{name:16s} {value:10.2f}{f'   ≤ {limit:g}' if limit else ''}\n")
        if limit is not None and not value <= limit:
            late.append(name)
    out = CHECKOUT / "runs" / "bench.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(measured, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return 1 if late and given.check else 0


if __name__ == "__main__":
    raise SystemExit(main())

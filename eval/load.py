"""Load on the HTTP API: ``python -m eval.load`` serves an index and asks it from many clients at once.

Two phases: steady (50 clients, 60 s) and flood (500 clients, 15 s), then a moment to see that
the service has recovered. Each client is told apart by a forwarded address, so the rate limit
stays on. Server and generator share the machine; the CPU share of both is printed, in cores.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eval.cases import find_suite
from eval.generated import vary

__all__ = ["Phase", "questions", "run_phase"]

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Phase:
    """What the clients of one phase saw. Seconds of answered requests in ``took``; ``codes`` counts every reply."""

    clients: int
    seconds: float
    took: list[float] = field(default_factory=list)
    codes: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    without_retry: int = 0
    distinct: set[str] = field(default_factory=set)

    def to_json(self) -> dict[str, Any]:
        """The figures."""
        took = sorted(self.took)
        errors = sum(n for code, n in self.codes.items() if code not in ("200", "429", "503"))
        return {
            "clients": self.clients,
            "seconds": round(self.seconds, 1),
            "answers": len(took),
            "answers_per_s": round(len(took) / self.seconds, 1),
            "p50_ms": round(1000 * took[len(took) // 2], 1) if took else None,
            "p95_ms": round(1000 * took[int(len(took) * 0.95)], 1) if took else None,
            "p99_ms": round(1000 * took[int(len(took) * 0.99)], 1) if took else None,
            "errors": errors + self.statuses["error"],
            "turned_away": self.codes["429"] + self.codes["503"],
            "turned_away_without_retry_after": self.without_retry,
            "codes": dict(self.codes),
            "answer_statuses": dict(self.statuses),
            "distinct_questions": len(self.distinct),
        }


def questions(suite: str) -> tuple[str, ...]:
    """The questions of a suite and the same ones in everyday wrapping, each once."""
    cases = find_suite(suite, "dev").cases
    return tuple(dict.fromkeys(c.question for c in (*cases, *vary(cases, "filler"))))


async def run_phase(host: str, port: int, asked: Sequence[str], clients: int, seconds: float) -> Phase:
    """Ask from ``clients`` connections for ``seconds``; every client goes through the questions from its own place."""
    phase = Phase(clients, seconds)
    end = time.monotonic() + seconds
    await asyncio.gather(*(_client(host, port, asked, n, end, phase) for n in range(clients)))
    return phase


async def _client(host: str, port: int, asked: Sequence[str], number: int, end: float, phase: Phase) -> None:
    writer: asyncio.StreamWriter | None = None
    at = number * 7
    while time.monotonic() < end:
        question = asked[at % len(asked)]
        at += 1
        started = time.monotonic()
        try:
            if writer is None:
                reader, writer = await asyncio.open_connection(host, port)
            writer.write(_request(host, port, question, number))
            async with asyncio.timeout(60):
                code, headers, body = await _reply(reader)
        except (OSError, TimeoutError, asyncio.IncompleteReadError, ValueError) as exc:
            phase.codes[type(exc).__name__] += 1
            if writer is not None:
                writer.close()
            writer = None
            await asyncio.sleep(0.2)
            continue
        phase.codes[code] += 1
        if code == "200":
            phase.took.append(time.monotonic() - started)
            phase.distinct.add(question)
            phase.statuses[json.loads(body)["status"]] += 1
        else:
            phase.without_retry += "retry-after" not in headers
            await asyncio.sleep(float(headers.get("retry-after", "1")))
    if writer is not None:
        writer.close()


def _request(host: str, port: int, question: str, number: int) -> bytes:
    body = json.dumps({"question": question}).encode()
    client = f"10.0.{number // 250}.{number % 250 + 1}"
    head = (
        f"POST /api/v1/ask HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: application/json\r\n"
        f"X-Forwarded-For: {client}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _reply(reader: asyncio.StreamReader) -> tuple[str, dict[str, str], bytes]:
    lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {k.strip().lower(): v.strip() for k, _, v in (line.partition(":") for line in lines[1:]) if k}
    return lines[0].split()[1], headers, await reader.readexactly(int(headers.get("content-length", "0")))


@contextlib.contextmanager
def _served(index: Path | None) -> Iterator[tuple[int, int]]:
    """``gongbao serve`` on a free port: (port, process id)."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as data:
        env = {**os.environ, "GONGBAO_TRUSTED_PROXIES": "127.0.0.1", "OMP_NUM_THREADS": "1"}
        command = [sys.executable, "-m", "assistant", "serve", "--port", str(port), "--data", data]
        child = subprocess.Popen(command + (["--index", str(index)] if index else []), env=env)  # noqa: S603
        try:
            for _ in range(600):
                with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz"):  # noqa: S310
                    break
                if child.poll() is not None:
                    raise SystemExit("服务没有启动")
                time.sleep(0.1)
            yield port, child.pid
        finally:
            child.terminate()
            child.wait(20)


def _cpu(pid: int) -> float:
    """CPU seconds of a process and its children that still run."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    used = (int(fields[11]) + int(fields[12])) / _TICKS
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            used += sum(_cpu(int(child)) for child in (task / "children").read_text(encoding="ascii").split())
    return used


def _idle() -> float:
    """Idle CPU seconds of the machine so far: near zero while a phase runs at full load."""
    return int(Path("/proc/stat").read_text(encoding="ascii").split()[4]) / _TICKS


def _own_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Print the figures of all phases as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", type=Path, default=None)
    parser.add_argument("--suite", default="sample")
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--flood", type=int, default=500)
    parser.add_argument("--flood-seconds", type=float, default=15)
    given = parser.parse_args()
    asked = questions(given.suite)
    limit = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(limit, 8192), limit))
    found: dict[str, Any] = {"questions": len(asked), "cores": os.cpu_count()}
    with _served(given.index) as (port, pid):
        plan = (
            ("steady", given.clients, given.seconds),
            ("flood", given.flood, given.flood_seconds),
            ("after", given.clients // 5 or 1, 5.0),
        )
        for name, clients, seconds in plan:
            if not clients or not seconds:
                continue
            before = _cpu(pid), _own_cpu(), time.monotonic()
            idle = _idle()
            phase = asyncio.run(run_phase("127.0.0.1", port, asked, clients, seconds))
            took = time.monotonic() - before[2]
            found[name] = {
                **phase.to_json(),
                "cpu_server": round((_cpu(pid) - before[0]) / took, 2),
                "cpu_ms_per_answer": round(1000 * (_cpu(pid) - before[0]) / (len(phase.took) or 1), 1),
                "cpu_idle": round((_idle() - idle) / took, 2),
                "cpu_generator": round((_own_cpu() - before[1]) / took, 2),
            }
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()

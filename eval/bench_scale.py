"""``make bench-scale``: a thousand to a million articles on one machine, beside the plain llama-index pipeline.

Articles are those of STARD (national and local law); past their number, new ones are made
of the first half of one and the second half of another. Each build and each peer runs in a
process of its own. Figures go to ``eval/reports/scale.json``, those of other sizes stay. A machine that does other
work gives longer times; ``load`` says how busy it was.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from eval.scale_figures import FIGURES
from index.collection import Article, Collection, build_collection, open_collection, read_articles
from index.records import Query
from index.settings import IndexSettings, load_settings

__all__ = ["LIMITS", "gold_of", "gold_recall", "main", "recombined"]

CHECKOUT = Path(__file__).resolve().parent.parent
SIZES = (1_000, 10_000, 100_000, 139_000, 1_000_000)
PEER_SIZES = (1_000, 10_000, 100_000)
QUESTIONS, CHECKED, SEED, K = 300, 100, 20210101, 10
LIMITS = {
    1_000_000: {
        "build_s": 1800.0, "build_rss_mb": 6144.0, "index_mb": 3072.0, "open_s": 5.0, "p50_ms": 25.0, "p99_ms": 100.0,
        "recall@10_vs_flat": 0.98,
    },
    139_000: {"p50_ms": 8.0, "recall@10_vs_flat": 0.98},
}  # fmt: skip
"""The figures promised for two cores; recall is a least value, the others are most values."""
_SENTENCE = re.compile(r"[^。；\n]+[。；\n]*")


def recombined(paths: Sequence[Path], size: int) -> Iterator[Article]:
    """The articles of the files, then made ones: half of one, half of another; the same at every call."""
    real = list(islice(read_articles(paths), size))
    yield from real
    halves = [_SENTENCE.findall(article.text) or [article.text] for article in real] if size > len(real) else []
    rng = random.Random(SEED)  # noqa: S311 - no secret
    for number in range(len(real), size):
        one, two = rng.randrange(len(real)), rng.randrange(len(real))
        text = "".join(halves[one][: (len(halves[one]) + 1) // 2] + halves[two][len(halves[two]) // 2 :])
        yield Article(f"m{number}", real[one].document, real[one].title, text)


def _ranks(times: Sequence[float]) -> dict[str, float]:
    p50, p95, p99 = (float(np.percentile(times, share)) for share in (50, 95, 99))
    return {"p50_ms": round(p50, 3), "p95_ms": round(p95, 3), "p99_ms": round(p99, 3)}


def _timed(call: Callable[[str], object], questions: Sequence[str]) -> dict[str, float]:
    for question in questions[:20]:
        call(question)
    times = []
    for question in questions:
        start = time.perf_counter()
        call(question)
        times.append((time.perf_counter() - start) * 1000)
    return _ranks(times)


def build_one(paths: Sequence[Path], size: int, folder: Path, workers: int) -> dict[str, Any]:
    """Build the index; seconds and the largest memory of this process and its workers."""
    start = time.perf_counter()

    def told(stage: str, done: int, total: int) -> None:
        spent = time.perf_counter() - start
        left = f"，还需约 {spent / done * (total - done):.0f} 秒" if 0 < done < total else ""
        sys.stderr.write(f"{size}: {stage} {done}/{total}，{spent:.0f} 秒{left}\n")

    settings = load_settings()
    build_collection(
        lambda: recombined(paths, size), folder, settings, told, name=f"bench {size}", total=size, workers=workers
    )
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "build_s": round(time.perf_counter() - start, 1),
        "build_cpu_s": round(sum(os.times()[:4]), 1),
        "build_rss_mb": round((peaks[0] + workers * peaks[1]) / 1024),
        "workers": workers,
    }


def ask_one(paths: Sequence[Path], size: int, folder: Path, questions: Sequence[str]) -> dict[str, Any]:
    """Open the index, time the warm query whole and in parts, and compare with the flat index."""
    start = time.perf_counter()
    settings = load_settings()
    opened = open_collection(folder, settings)
    opened.search(Query(text=questions[0], k=K))
    found: dict[str, Any] = {"open_s": round(time.perf_counter() - start, 3)}
    files = [p for p in folder.rglob("*") if p.is_file()]
    found["index_mb"] = round(sum(p.stat().st_size for p in files) / 1e6, 1)
    found["bytes_per_clause"] = round(sum(p.stat().st_size for p in files) / size)
    found |= _timed(lambda text: opened.search(Query(text=text, k=K)), questions)
    found["parts"] = _parts(opened, settings, questions)
    found["serving_rss_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    found["gold_recall@10"] = gold_recall(
        lambda text: [article.id for _, article in opened.search(Query(text=text, k=K))],
        gold_of(paths[0].parent),
        questions[:CHECKED],
    )
    found["recall@10_vs_flat"] = _recall(opened, settings, recombined(paths, size), questions[:CHECKED])
    return found


def _parts(opened: Collection, settings: IndexSettings, questions: Sequence[str]) -> dict[str, float]:
    """Median milliseconds of encoding, dense search, BM25 and what is left (fusion, names)."""
    searcher: Any = opened.searcher
    vectors = searcher.encoder.encode(questions, query=True)
    place = {question: at for at, question in enumerate(questions)}
    weights = {"heading_weight": settings.heading_weight, "bigram_weight": settings.bigram_weight}

    def lexical(text: str) -> object:
        return searcher.sparse.best(opened.terms.query_terms(text), settings.candidates, **weights)

    medians = {
        "encode": _timed(lambda text: searcher.encoder.encode([text], query=True), questions)["p50_ms"],
        "dense": _timed(lambda text: searcher.dense.search(vectors[place[text]], settings.candidates), questions)[
            "p50_ms"
        ],
        "bm25": _timed(lexical, questions)["p50_ms"],
    }
    whole = _timed(lambda text: opened.searcher.search(Query(text=text, k=K)), questions)["p50_ms"]
    return {**medians, "fusion": round(max(0.0, whole - sum(medians.values())), 3)}


def _recall(
    opened: Collection, settings: IndexSettings, articles: Iterator[Article], questions: Sequence[str]
) -> float:
    """Share of the ten nearest articles (all compared, full precision) that the index's ten hold."""
    searcher: Any = opened.searcher
    asked = searcher.encoder.encode(questions, query=True)
    best = np.full((len(questions), K), -2.0, np.float32)
    rows = np.zeros((len(questions), K), np.int64)
    first = 0
    while chunk := list(islice(articles, 20_000)):
        scores = asked @ searcher.encoder.encode([f"{a.title}\n{a.text}" for a in chunk]).T
        scores = np.concatenate([best, scores], axis=1)
        places = np.concatenate(
            [rows, np.broadcast_to(np.arange(first, first + len(chunk)), (len(questions), len(chunk)))], axis=1
        )
        top = np.argpartition(-scores, K - 1, axis=1)[:, :K]
        best, rows = np.take_along_axis(scores, top, 1), np.take_along_axis(places, top, 1)
        first += len(chunk)
    kept = [len(np.intersect1d(rows[i], searcher.dense.search(asked[i], K))) for i in range(len(questions))]
    return round(float(np.mean(kept)) / K, 4)


def gold_of(folder: Path) -> dict[str, set[str]]:
    """The articles that answer each question of STARD's open parts."""
    with (folder / "queries.jsonl").open(encoding="utf-8") as lines:
        said = {row["_id"]: row["text"] for row in map(json.loads, lines)}
    found: dict[str, set[str]] = {}
    for part in ("train", "dev"):
        for line in (folder / "qrels" / f"{part}.tsv").read_text(encoding="utf-8").splitlines()[1:]:
            query, article, _ = line.split("\t")
            found.setdefault(said[query], set()).add(article)
    return found


def gold_recall(search: Callable[[str], Sequence[str]], gold: dict[str, set[str]], questions: Sequence[str]) -> float:
    """Mean share of a question's articles among the first ten found: whether the quick answer is as good."""
    asked = [question for question in questions if question in gold]
    shares = [len(gold[question].intersection(search(question)[:K])) / len(gold[question]) for question in asked]
    return round(float(np.mean(shares)), 4) if shares else float("nan")


def _ask_many(folder: Path, questions: Sequence[str]) -> float:
    """Seconds for these questions in one worker, opening left out."""
    opened = open_collection(folder, load_settings())
    for question in questions[:10]:
        opened.search(Query(text=question, k=K))
    start = time.perf_counter()
    for question in questions:
        opened.search(Query(text=question, k=K))
    return time.perf_counter() - start


def throughput(folder: Path, questions: Sequence[str], workers: int = 2) -> dict[str, Any]:
    """Queries a second of two worker processes at once."""
    with ProcessPoolExecutor(workers) as pool:
        seconds = list(pool.map(_ask_many, [folder] * workers, [questions] * workers))
    return {"queries_per_s": round(workers * len(questions) / max(seconds), 1), "query_workers": workers}


def _questions(folder: Path) -> list[str]:
    with (folder / "queries.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in lines][:QUESTIONS]


def _own_process(*arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "eval.bench_scale", *arguments]
    done = subprocess.run(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run all sizes, print and write the figures; exit code 1 when a limit is missed and ``--check`` is given."""
    parser = argparse.ArgumentParser(prog="make bench-scale", description=__doc__)
    parser.add_argument("--stard", type=Path, default=CHECKOUT.parent / "shared" / "stard")
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--peers", type=int, nargs="*", default=list(PEER_SIZES))
    parser.add_argument("--folder", type=Path, help="where indexes are built; kept, so a stopped run goes on")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=FIGURES)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--step", choices=("build", "ask", "peer"), help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    paths = [given.stard / "corpus.jsonl", given.stard / "corpus_local.jsonl"]
    questions = _questions(given.stard)
    if given.step:
        (size,) = given.sizes
        if given.step == "build":
            made = build_one(paths, size, given.folder, given.workers)
        elif given.step == "ask":
            made = ask_one(paths, size, given.folder, questions)
        else:
            from eval.bench_llama import measure_llama

            made = measure_llama(list(recombined(paths, size)), questions, gold_of(given.stard))
        sys.stdout.write(json.dumps(made) + "\n")
        return 0
    kept = (
        json.loads(given.out.read_text(encoding="utf-8")) if given.out.is_file() else {"sizes": {}, "llama_index": {}}
    )
    root = given.folder or Path(tempfile.mkdtemp(prefix="gongbao-bench-"))
    late = []
    given.out.parent.mkdir(exist_ok=True)
    common = ("--stard", str(given.stard), "--workers", str(given.workers))

    def write() -> None:
        kept["machine"] = {
            **kept.get("machine", {}),
            "cores": os.cpu_count(),
            "load": [round(x, 1) for x in os.getloadavg()],
        }
        given.out.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    for size in given.sizes:
        folder = root / str(size)
        place = ("--sizes", str(size), "--folder", str(folder), *common)
        found = {"load_before": round(os.getloadavg()[0], 1), **_own_process("--step", "build", *place)}
        found |= _own_process("--step", "ask", *place)
        found |= throughput(folder, questions)
        kept["sizes"][str(size)] = found
        sys.stdout.write(f"{size}: {json.dumps(found, ensure_ascii=False)}\n")
        for name, limit in LIMITS.get(size, {}).items():
            if found[name] < limit if name.startswith("recall") else found[name] > limit:
                late.append(f"{size} {name}: {found[name]} ({limit})")
        write()
        if not given.folder:
            shutil.rmtree(folder)
    for size in given.peers:
        peer = _own_process("--step", "peer", "--sizes", str(size), *common)
        kept["llama_index"][str(size)] = peer
        sys.stdout.write(f"llama-index {size}: {json.dumps(peer, ensure_ascii=False)}\n")
        write()
    sys.stdout.write("".join(f"未达到 {line}\n" for line in late))
    return 1 if late and given.check else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""``gongbao eval run``: suite → index → predictions → audit → scores, in one run folder."""

from __future__ import annotations

import hashlib
import platform
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from eval.audit import audit_answers
from eval.cases import Case, Split, Suite, find_suite
from eval.evidence import EvidenceBase, load_evidence
from eval.generated import SUITES, VARIANTS, vary
from eval.intervals import compare_paired, mean_with_interval
from eval.modelling import model_measures
from eval.predicting import System, open_system, predict
from eval.retrieval import is_beir
from eval.runs import RunFolder, current_commit
from eval.scoring import Verbatim, score_case, score_run
from index.errors import UsageError

__all__ = [
    "CHECKOUT",
    "RunRequest",
    "open_suite",
    "prepare_index",
    "run_ablation",
    "run_suite",
    "score_folder",
    "suite_sources",
    "verbatim_of",
]

CHECKOUT = Path(__file__).resolve().parent.parent
SEED = 20210101


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRequest:
    """What to run. ``index`` and ``gazettes`` override the suite's own sources; ``as_of`` defaults to the commit's date."""

    suite: str
    split: Split = "dev"
    system: str = "default"
    out: Path | None = None
    index: Path | None = None
    gazettes: tuple[Path, ...] = ()
    as_of: date | None = None
    vary: bool = False


def suite_sources(suite: Suite) -> tuple[Path, ...]:
    """The gazette files a suite asks about, from ``suite.yaml`` beside its cases.

    Raises:
        UsageError: There is none, or a file is missing.
    """
    path = suite.files[0].parent / "suite.yaml"
    if not path.is_file():
        raise UsageError(f"题集 {suite.name} 没有说明用哪些公报", hint="加 --index 目录或 --gazette 文件")
    named = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(named, dict) or set(named) != {"sources"} or not isinstance(named["sources"], list):
        raise UsageError(f"{path} 应只有 sources 一项", hint="例如 sources: [index/sample]")
    found = tuple((CHECKOUT / str(name)).resolve() for name in named["sources"])
    for source in found:
        if not source.exists():
            raise UsageError(f"题集 {suite.name} 所用的公报不在：{source}", hint="放好文件，或加 --gazette 文件")
    return found


def prepare_index(sources: Sequence[Path], folder: Path) -> Path:
    """The index folder of exactly these sources; what is unchanged is not built again."""
    from index.ingesting import ingest_sources, remove_sources
    from index.reading import find_sources, read_source
    from index.settings import load_settings
    from index.store import load_library

    settings = load_settings()
    texts = [read_source(path) for path in find_sources(sources)]
    ingest_sources(texts, folder, settings, wait_s=60)
    strangers = sorted(set(load_library(folder).sources) - {text.name for text in texts})
    if strangers:
        remove_sources(strangers, folder, settings)
    return folder


def verbatim_of(evidence: EvidenceBase) -> Verbatim:
    """Whether a citation equals the slice of its source in that evidence."""

    def verbatim(citation: Any) -> bool:
        key = evidence.source_key(str(citation.get("source")))
        start, end = citation.get("start"), citation.get("end")
        if key is None or not isinstance(start, int) or not isinstance(end, int):
            return False
        return bool(citation.get("text")) and evidence.slice(key, start, end) == citation.get("text")

    return verbatim


def open_suite(request: RunRequest) -> tuple[Suite, Path]:
    """The cases and the index folder of a request; the suites of ``eval.generated`` are made from what the index holds.

    Raises:
        UsageError: No such suite, or its gazette is missing.
    """
    if request.suite in SUITES:
        sources = request.gazettes or () if request.index else request.gazettes or (CHECKOUT / "index" / "sample",)
        index = request.index or prepare_index(sources, CHECKOUT / ".gongbao" / f"eval-{request.suite}")
        library = load_evidence(index=index).library
        digest = hashlib.sha256("".join(sorted(s.sha256 for s in library.sources.values())).encode()).hexdigest()
        return Suite(name=request.suite, files=(), cases=SUITES[request.suite](library), sha256=digest), index
    suite = find_suite(request.suite, request.split)
    if request.index is not None:
        return suite, request.index
    return suite, prepare_index(request.gazettes or suite_sources(suite), CHECKOUT / ".gongbao" / f"eval-{suite.name}")


def _robustness(
    cases: Sequence[Case], scores: dict[str, Any], system: System, evidence: EvidenceBase, as_of: date
) -> dict[str, Any]:
    """Pass rate of the same questions said differently, and the paired difference to the plain ones."""
    plain = {item["id"]: item["measures"]["passed"] for item in scores["items"]}
    clusters = {case.id: case.cluster for case in cases}
    verbatim, found = verbatim_of(evidence), {}
    for name in VARIANTS:
        varied = vary(cases, name)
        answers = {a["id"]: a for a in predict(varied, system, as_of=as_of).answers}
        passed = {c.id: score_case(c, answers[c.id], verbatim).measures["passed"] for c in varied}
        compared = compare_paired({key: plain[key] for key in passed}, passed, clusters)
        rate = mean_with_interval(list(passed.values()), [clusters[key] for key in passed])
        found[name] = {
            "passed": rate.to_json(), "difference": compared.difference.to_json(), "p_value": compared.p_value,
            "gained": list(compared.gained), "lost": list(compared.lost),
        }  # fmt: skip
    return found


def run_suite(request: RunRequest) -> RunFolder:
    """Run a suite and write its folder; see ``RunFolder`` for the files."""
    clock = time.perf_counter()
    commit = current_commit(CHECKOUT)
    suite, index = open_suite(request)
    ingest_s = time.perf_counter() - clock
    system_name = request.system.replace("/", "_").replace(":", "_")
    folder = RunFolder(request.out or CHECKOUT / "runs" / f"{suite.name}-{request.split}-{system_name}")
    evidence = load_evidence(index=index)
    clock = time.perf_counter()
    system = open_system(request.system, index)
    open_s = time.perf_counter() - clock
    as_of = request.as_of or commit.day
    predictions = predict(suite.cases, system, as_of=as_of)
    folder.write_predictions(predictions.answers)
    header = {
        "commit": commit.sha, "dirty": commit.dirty, "suite": suite.name, "suite_sha256": suite.sha256, "split": request.split,
        "system": request.system, "as_of": as_of.isoformat(), "seed": SEED, "sources": _digests(evidence),
        "index_id": _index_id(predictions.answers), "cases": len(suite.cases),
    }  # fmt: skip
    score_folder(folder, suite.cases, evidence, header)
    if request.vary:
        folder.write_json("robustness.json", _robustness(suite.cases, folder.scores(), system, evidence, as_of))
    times = sorted(predictions.times_ms.values())
    folder.write_json(
        "timings.json",
        {
            "ingest_s": round(ingest_s, 3), "open_s": round(open_s, 3), "answers_ms": predictions.times_ms,
            "median_ms": times[len(times) // 2], "p95_ms": times[min(len(times) - 1, int(len(times) * 0.95))],
            "max_rss_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024), "python": platform.python_version(),
        },
    )  # fmt: skip
    return folder


def run_ablation(request: RunRequest) -> dict[str, Any]:
    """What each part of the retrieval is worth; written as ``ablation.json`` into the run folder."""
    from eval.ablation import ablate_beir, ablate_suite

    if is_beir(Path(request.suite)):
        name, found = Path(request.suite).name, ablate_beir(Path(request.suite), request.split)
    else:
        suite, index = open_suite(request)
        name, found = suite.name, ablate_suite(suite.cases, index, load_evidence(index=index).library)
    RunFolder(request.out or CHECKOUT / "runs" / f"{name}-{request.split}-default").write_json("ablation.json", found)
    return found


def _digests(evidence: EvidenceBase) -> dict[str, str]:
    return {source.name: source.sha256 for source in evidence.library.sources.values()}


def _index_id(answers: Sequence[dict[str, Any]]) -> str:
    return next((str(a["index_id"]) for a in answers if a.get("index_id")), "")


def score_folder(
    folder: RunFolder, cases: Sequence[Case], evidence: EvidenceBase | None, header: dict[str, Any]
) -> dict[str, Any]:
    """Score the predictions of a folder and write ``scores.json`` (and ``audit.json`` where the text is at hand)."""
    answers = {str(a.get("id")): a for a in folder.predictions()}
    verbatim = verbatim_of(evidence) if evidence is not None else None
    items = [score_case(case, answers.get(case.id), verbatim) for case in cases]
    extra: dict[str, dict[str, float]] = {}
    verdicts: dict[str, Any] = {}
    if evidence is not None:
        audit = audit_answers(answers.values(), evidence)
        faulty = {fault.answer_id for fault in audit.faults}
        extra = {key: {"audited": float(key not in faulty)} for key in answers}
        verdicts = audit.to_json()
        folder.write_json("audit.json", verdicts)
    for key, measures in model_measures(answers).items():
        extra.setdefault(key, {}).update(measures)
    scores = {"header": header, **score_run(items, extra)}
    scores["citations"] = {
        key: verdicts[key] for key in ("citations", "citation_verdicts", "faults_by_kind") if key in verdicts
    }
    folder.write_json("scores.json", scores)
    return scores

"""Loading, scoring, intervals, comparison: the rules of the benchmark."""

from __future__ import annotations

import importlib.util
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from eval.cases import Case, GoldClause, find_suite, load_cases
from eval.comparing import compare_runs
from eval.intervals import compare_paired, mean_with_interval
from eval.predicting import predict
from eval.running import score_folder
from eval.runs import RunFolder
from eval.scoring import score_case, score_run
from index.errors import GongbaoError

ROOT = Path(__file__).resolve().parents[2]
GRADER = ROOT.parent / "shared" / "bench" / "grade.py"


def _case(**fields: Any) -> Case:
    given: dict[str, Any] = {
        "id": "1", "category": "fact", "question": "补多少？", "must": (("700元",),),
        "cite": (GoldClause(doc="青政发〔2031〕7号", quote="每亩700元"),),
    }  # fmt: skip
    return Case(**(given | fields))


def _answer(**fields: Any) -> dict[str, Any]:
    citation = {
        "marker": 1,
        "doc_number": "青政发[2031]7 号",
        "text": "每亩 700\n元",
        "start": 0,
        "end": 8,
        "source": "a",
    }
    return {
        "id": "1",
        "answer": "每亩700元。[1]",
        "status": "answered",
        "abstained": False,
        "citations": [citation],
    } | fields


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", ["第 2 行", "不是 JSON"]),
        ("[1]", ["第 2 行", "不是 JSON 对象"]),
        ('{"id": "2", "category": "fact"}', ["第 2 行", "question"]),
        (
            '{"id": "2", "category": "fact", "question": "?", "must": [["a"]], "mast": []}',
            ["第 2 行", "mast", "must_not"],
        ),
        ('{"id": "2", "category": "facts", "question": "?", "must": [["a"]]}', ["第 2 行", "category"]),
        ('{"id": "1", "category": "fact", "question": "?", "must": [["a"]]}', ["第 2 行", "重复"]),
        ('{"id": "2", "category": "fact", "question": "?", "must": [[]]}', ["第 2 行", "must"]),
        ('{"id": "2", "category": "fact", "question": "?", "must": [["a"]], "abstain": true}', ["第 2 行", "拒答"]),
        ('{"id": "2", "category": "list", "question": "?", "must": [["a"]], "rows": 0}', ["第 2 行", "rows"]),
    ],
)
def test_bad_line_is_refused_with_file_and_line(tmp_path: Path, line: str, words: list[str]) -> None:
    path = tmp_path / "suite.jsonl"
    path.write_text(
        '{"id": "1", "category": "fact", "question": "?", "must": [["a"]]}\n' + line + "\n", encoding="utf-8"
    )
    with pytest.raises(GongbaoError) as caught:
        load_cases(path)
    assert all(word in str(caught.value) for word in [str(path), *words])


def test_unknown_suite_names_the_known_ones() -> None:
    with pytest.raises(GongbaoError, match="sample"):
        find_suite("nope")


def test_split_is_read_from_file_names() -> None:
    dev, test = find_suite("mentougou-2021-01", "dev"), find_suite("mentougou-2021-01", "test")
    assert not {p.name for p in dev.files} & {p.name for p in test.files}
    both = find_suite("mentougou-2021-01", "all")
    assert len(both.cases) == len(dev.cases) + len(test.cases)
    assert len({c.id for c in both.cases}) == len(both.cases)


@pytest.mark.parametrize(
    ("case", "answer", "why"),
    [
        ({}, {}, ()),
        ({}, {"answer": "每亩1700元"}, ("缺要点 700元",)),
        ({"must_not": ("每亩",)}, {}, ("有禁语 每亩",)),
        ({}, {"citations": []}, ("未引到应引条款",)),
        ({}, {"abstained": True}, ("不应拒答",)),
        ({}, {"answer": "每亩700元" + "啊" * 600}, ("回答过长",)),
        ({"expect_status": "needs_facts"}, {}, ("status 应为 needs_facts",)),
        ({"abstain": True, "must": (), "cite": ()}, {}, ("应拒答",)),
        ({"abstain": True, "must": (), "cite": ()}, {"abstained": True}, ()),
        ({"cite_any": False, "cite": (GoldClause(doc="青政发〔2031〕7号", quote="每亩700元"), GoldClause(doc="x", quote="y"))}, {}, ("未引到应引条款",)),
    ],
)  # fmt: skip
def test_pass_rule(case: dict[str, Any], answer: dict[str, Any], why: tuple[str, ...]) -> None:
    assert score_case(_case(**case), _answer(**answer)).why == why


def test_unscored_is_none_and_never_zero() -> None:
    missing = score_case(_case(), None)
    assert missing.passed is False
    assert missing.measures.get("gold_cited") is None
    figures = score_run([missing])["overall"]
    assert "gold_cited" not in figures
    assert figures["passed"]["n"] == 1


def test_rows_are_counted() -> None:
    measures = score_case(_case(category="list", rows=4), _answer(rows=[{}] * 5)).measures
    assert (measures["rows_recall"], measures["rows_precision"], measures["rows_exact"]) == (1.0, 0.8, 0.0)


def test_interval_widens_with_fewer_clusters() -> None:
    values = [1.0, 0.0] * 20
    many = mean_with_interval(values, [str(i) for i in range(40)])
    few = mean_with_interval(values, [str(i % 2) for i in range(40)])
    assert many.mean == few.mean == 0.5
    assert many.low is not None and few.low is not None and few.low < many.low
    assert few.clusters == 2


def test_worse_system_loses_significantly() -> None:
    a = {str(i): 1.0 for i in range(60)}
    b = {str(i): float(i % 3 > 0) for i in range(60)}
    found = compare_paired(a, b, {str(i): f"d{i % 20}" for i in range(60)})
    assert found.p_value is not None and found.p_value < 0.01
    assert len(found.lost) == 20 and not found.gained
    assert compare_paired(a, a, dict.fromkeys(a, "d")).p_value == 1.0


def _run(folder: Path, answer: dict[str, Any]) -> RunFolder:
    run = RunFolder(folder)
    run.write_predictions([answer | {"latency_ms": 7.0}])
    score_folder(run, [_case()], None, {"suite_sha256": "s", "split": "dev"})
    return run


def test_run_folder_is_reproducible_to_the_byte(tmp_path: Path) -> None:
    first, second = _run(tmp_path / "a", _answer()), _run(tmp_path / "b", _answer(latency_ms=9.0))
    for name in ("scores.json", "predictions.jsonl"):
        assert (first.path / name).read_bytes() == (second.path / name).read_bytes()


def test_compare_names_lost_cases_and_refuses_another_suite(tmp_path: Path) -> None:
    good, bad = _run(tmp_path / "a", _answer()), _run(tmp_path / "b", _answer(answer="不知道"))
    assert compare_runs(good, bad)["lost"] == ["1"]
    bad.write_json("scores.json", bad.scores() | {"header": {"suite_sha256": "other", "split": "dev"}})
    with pytest.raises(GongbaoError, match="不是同一题集"):
        compare_runs(good, bad)


class _Broken:
    def answer(self, case: Case, as_of: date) -> dict[str, Any]:
        raise ValueError("boom")


def test_crash_is_one_failed_answer() -> None:
    found = predict([_case()], _Broken(), as_of=date(2031, 1, 1))
    assert found.answers[0]["status"] == "error"
    assert not score_case(_case(), found.answers[0]).passed


@pytest.mark.real
@pytest.mark.skipif(not GRADER.is_file(), reason="no ../shared/bench beside the checkout")
def test_pass_rule_equals_the_acceptance_grader() -> None:
    """Perfect answers, and each of them spoilt in turn, are judged alike by both."""
    spec = importlib.util.spec_from_file_location("acceptance_grader", GRADER)
    assert spec is not None and spec.loader is not None
    grader = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(grader)
    items = [json.loads(line) for line in (GRADER.parent / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    cases = {c.id: c for c in load_cases(GRADER.parent / "questions.jsonl")}
    for item in items:
        perfect = {
            "id": item["id"], "abstained": item["abstain"], "status": "answered",
            "answer": "，".join(point[0] for point in item["must"]) or "公报未写明。",
            "citations": [{"doc_number": g["doc"], "text": g["quote"], "start": 0, "end": 1} for g in item["cite"]],
        }  # fmt: skip
        spoilt: list[dict[str, Any]] = [
            {}, {"citations": []}, {"abstained": not item["abstain"]}, {"answer": "不详"}, {"answer": perfect["answer"] * 90},
            {"answer": perfect["answer"] + "".join(item.get("must_not", []))}, {"citations": perfect["citations"] * 9},
            {"answer": perfect["answer"] + "".join(f" {n}" for n in range(50))},
        ]  # fmt: skip
        for change in spoilt:
            answer = perfect | change
            assert score_case(cases[item["id"]], answer).passed is (not grader.grade(item, answer, None)), (
                item["id"],
                change,
            )

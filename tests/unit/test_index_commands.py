"""The commands of index/: what they print, what they refuse, exit codes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from index.commands import register
from index.errors import GongbaoError, ReadingError, UsageError

SAMPLE = Path(__file__).parents[2] / "index" / "sample"


@pytest.fixture(scope="module")
def app() -> typer.Typer:
    made = typer.Typer()
    register(made)
    return made


@pytest.fixture(scope="module")
def index(app: typer.Typer, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = str(tmp_path_factory.mktemp("cli") / "index")
    assert CliRunner().invoke(app, ["ingest", str(SAMPLE), "--index", folder]).exit_code == 0
    return folder


def run(app: typer.Typer, *args: str) -> Result:
    return CliRunner().invoke(app, list(args))


def data(result: Result) -> dict:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_search_gives_verbatim_clauses(app: typer.Typer, index: str) -> None:
    found = data(run(app, "search", "城市道路临时占用费怎么收", "-k", "5", "--json", "--index", index))
    assert len(found["hits"]) == 5
    for hit in found["hits"]:
        text = (SAMPLE / hit["source"]).read_bytes().decode("utf-8")
        assert text[hit["start"] : hit["end"]] == hit["text"]
    assert [h["score"] for h in found["hits"]] == sorted((h["score"] for h in found["hits"]), reverse=True)
    assert found["hits"][0]["doc_number"]


def test_search_in_words(app: typer.Typer, index: str) -> None:
    result = run(app, "search", "城市道路临时占用费怎么收", "-k", "2", "--index", index)
    assert result.stdout.startswith("1. ")
    nothing = run(app, "search", "zzzz", "--index", index)
    assert "没有找到" in nothing.stdout or nothing.exit_code == 0


@pytest.mark.parametrize("text", ["", "   ", "🙂🙂", "，。！", "\x00\x01", "长" * 100_000])
def test_unusable_search_is_one_chinese_line(app: typer.Typer, index: str, text: str) -> None:
    result = run(app, "search", text, "--index", index)
    assert isinstance(result.exception, UsageError)
    assert "\n" not in str(result.exception)
    assert len(str(result.exception)) < 200


def test_docs_lists_every_document(app: typer.Typer, index: str) -> None:
    found = data(run(app, "docs", "--json", "--index", index))
    assert len(found["documents"]) == 20
    assert {i["jurisdiction"] for i in found["issues"]} == {"云州市青禾区"}
    text = run(app, "docs", "--index", index).stdout
    assert all(d["title"] in text for d in found["documents"])


def test_show_by_number_title_id_and_clause(app: typer.Typer, index: str) -> None:
    whole = data(run(app, "show", "青政发 [2023] 11 号", "--json", "--index", index))
    assert whole["document"]["doc_number"] == "青政发〔2023〕11号"
    assert data(run(app, "show", whole["document"]["doc_id"], "--json", "--index", index)) == whole
    article = data(run(app, "show", "青政发〔2023〕11号", "第3条", "--json", "--index", index))
    assert [c["clause"] for c in article["clauses"]] == ["第三条"]
    assert article["clauses"][0]["text"].startswith("第三条")
    by_id = data(run(app, "show", article["clauses"][0]["clause_id"], "--json", "--index", index))
    assert by_id["clauses"] == article["clauses"]
    assert "第三条" in run(app, "show", "青政发〔2023〕11号", "第三条", "--index", index).stdout


def test_show_lists_candidates(app: typer.Typer, index: str) -> None:
    found = data(run(app, "show", "办法", "--json", "--index", index))
    assert len(found["candidates"]) > 1
    assert "doc_id" in run(app, "show", "办法", "--index", index).stdout


@pytest.mark.parametrize(
    ("name", "clause", "word"),
    [("无此〔2020〕1号", None, "库内没有"), ("青政发〔2023〕11号", "第九十条", "没有 第九十条")],
)
def test_show_says_what_is_missing(app: typer.Typer, index: str, name: str, clause: str | None, word: str) -> None:
    result = run(app, "show", name, *([clause] if clause else []), "--index", index)
    assert isinstance(result.exception, GongbaoError)
    assert word in str(result.exception)


def test_ingest_reports_and_remove_takes_out(app: typer.Typer, tmp_path: Path) -> None:
    folder = str(tmp_path / "i")
    first = data(run(app, "ingest", str(SAMPLE / "qinghe-2024-01.txt"), "--index", folder, "--json"))
    assert (first["added"], first["built"]) == (["qinghe-2024-01.txt"], True)
    both = data(run(app, "ingest", str(SAMPLE), "--index", folder, "--json"))
    assert both["added"] == ["qinghe-2023-02.txt"]
    assert both["unchanged"] == ["qinghe-2024-01.txt"]
    assert not data(run(app, "ingest", str(SAMPLE), "--index", folder, "--json"))["built"]
    gone = data(run(app, "remove", "qinghe-2023-02.txt", "--index", folder, "--json"))
    assert gone["removed"] == ["qinghe-2023-02.txt"]
    assert gone["counts"]["sources"] == 1
    rebuilt = data(run(app, "ingest", "--rebuild", "--index", folder, "--json"))
    assert rebuilt["index_id"] == first["index_id"]


def test_check_proves_and_writes_nothing(app: typer.Typer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = data(run(app, "ingest", "--check", "--verbose", str(SAMPLE), "--json"))
    assert found["passed"]
    assert [f["name"] for f in found["files"]] == ["qinghe-2023-02.txt", "qinghe-2024-01.txt"]
    assert all(f["lost"] == [] and f["furniture_items"] for f in found["files"])
    assert list(tmp_path.iterdir()) == []


def test_check_fails_on_one_bad_file_and_goes_on(app: typer.Typer, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\x7fELF\x00\x00\x01")
    result = run(app, "ingest", "--check", str(tmp_path / "bad.txt"), str(SAMPLE))
    assert result.exit_code == 1
    assert "不通过  bad.txt" in result.stdout
    assert "通过  qinghe-2023-02.txt" in result.stdout


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("none.txt", None, "找不到"),
        ("bin.txt", b"\x7fELF\x00\x00\x01\x02", "不是文本"),
        ("empty.txt", b"", "空的"),
        ("dir", "dir", "没有可读"),
    ],
)
def test_bad_input_leaves_no_index(app: typer.Typer, tmp_path: Path, name: str, content: object, word: str) -> None:
    path = tmp_path / name
    if content == "dir":
        path.mkdir()
    elif isinstance(content, bytes):
        path.write_bytes(content)
    result = run(app, "ingest", str(SAMPLE), str(path), "--index", str(tmp_path / "i"))
    assert isinstance(result.exception, ReadingError)
    assert word in str(result.exception)
    assert not (tmp_path / "i").exists()


def test_ingest_without_a_path_is_refused(app: typer.Typer) -> None:
    assert isinstance(run(app, "ingest").exception, UsageError)


def test_doctor_finds_damage(app: typer.Typer, tmp_path: Path) -> None:
    folder = tmp_path / "i"
    run(app, "ingest", str(SAMPLE / "qinghe-2024-01.txt"), "--index", str(folder))
    healthy = run(app, "doctor", "--json", "--index", str(folder))
    topics = {f["topic"] for f in json.loads(healthy.stdout)["findings"]}
    assert {"Python", "包", "库", "设置", "向量模型", "索引"} <= topics
    index_line = [f for f in json.loads(healthy.stdout)["findings"] if f["topic"] == "索引"]
    assert [f["ok"] for f in index_line] == [True]
    next(folder.rglob("dense.faiss")).write_bytes(b"x")
    sick = run(app, "doctor", "--index", str(folder))
    assert sick.exit_code == 1
    assert "异常  索引" in sick.stdout


def test_help_and_search_load_nothing_heavy(index: str) -> None:
    code = (
        "import sys, typer\nfrom typer.testing import CliRunner\nfrom index.commands import register\n"
        "app = typer.Typer(); register(app)\n"
        "result = CliRunner().invoke(app, sys.argv[1:])\nassert result.exit_code == 0, result.output\n"
        "print([m for m in ('torch', 'llama_index', 'sentence_transformers', 'bm25s', 'scipy', 'pandas', 'gradio') if m in sys.modules])"
    )
    for args in (["--help"], ["search", "占用费怎么收", "--index", index]):
        done = subprocess.run(
            [sys.executable, "-c", code, *args], capture_output=True, text=True, check=True, cwd=SAMPLE.parents[1]
        )
        assert done.stdout.strip() == "[]"

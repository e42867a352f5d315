"""``gongbao ask --batch``: one answer per line, a bad line does not stop the others, nothing half-written."""

from __future__ import annotations

import errno
import json
import re
from pathlib import Path

import pytest

from assistant import cli
from assistant.batch import run_batch
from assistant.pipeline import Assistant
from index.errors import UsageError

GOOD = {"id": "a", "question": "柳塘夜市营业到几点？", "as_of": "2023-09-15"}
BAD = [
    pytest.param("{not json", id="坏的JSON"),
    pytest.param("[1, 2]", id="不是对象"),
    pytest.param('{"id": "x"}', id="没有问题"),
    pytest.param('{"id": "x", "question": 7}', id="问题不是文字"),
    pytest.param('{"id": "x", "question": ""}', id="空问题"),
    pytest.param('{"id": "x", "question": "😀"}', id="只有表情"),
    pytest.param('{"id": "x", "question": "夜市几点关？", "history": "前面"}', id="历史不是列表"),
    pytest.param('{"id": "x", "question": "夜市几点关？", "as_of": "2023-13-40"}', id="日期不存在"),
    pytest.param('{"id": "x", "question": "夜市几点关？", "as_of": 2023}', id="日期不是文字"),
    pytest.param('{"id": NaN, "question": "夜市几点关？"}', id="不是JSON的数"),
    pytest.param("[" * 100_000, id="嵌套太深"),
]


def run(assistant: Assistant, folder: Path, *lines: str) -> tuple[int, list[dict[str, object]]]:
    (folder / "in.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    errors = run_batch(assistant, folder / "in.jsonl", folder / "out.jsonl")
    return errors, [json.loads(line) for line in (folder / "out.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("bad", BAD)
def test_bad_line_is_an_error_and_the_others_are_answered(
    sample_assistant: Assistant, tmp_path: Path, bad: str
) -> None:
    errors, found = run(sample_assistant, tmp_path, json.dumps(GOOD), bad, json.dumps({**GOOD, "id": "b"}))
    assert errors == 1
    assert [x["status"] for x in found] == ["answered", "error", "answered"]
    assert [x["id"] for x in found][::2] == ["a", "b"]
    assert found[1]["reason"]
    assert not re.search(r"[A-Za-z]{3,} [a-z]{2,}|Error", str(found[1]["reason"]))
    assert found[1]["citations"] == []
    assert set(found[1]) == set(found[0])


def test_order_ids_history_and_byte_order_mark(sample_assistant: Assistant, tmp_path: Path) -> None:
    lines = [
        {"id": k, "question": "电动自行车的呢？", "history": ["公共充电桩充电服务费上限是多少？"]} for k in range(3)
    ]
    errors, found = run(sample_assistant, tmp_path, "\ufeff" + json.dumps(lines[0]), "", *map(json.dumps, lines[1:]))
    assert (errors, [x["id"] for x in found]) == (0, [0, 1, 2])
    assert all("0.3元" in str(x["answer"]) for x in found)


def test_half_characters_and_line_separators_of_unicode_cost_nothing(
    sample_assistant: Assistant, tmp_path: Path
) -> None:
    lines = (
        r'{"id": "\ud800", "question": "柳塘夜市\udfff营业到几点？"}',
        '{"id": 2, "question": "柳塘夜市\u2028几点关？"}',
    )
    errors, found = run(sample_assistant, tmp_path, *lines)
    assert (errors, [x["id"] for x in found]) == (0, ["\ud800", 2])


def test_nothing_is_left_when_the_run_breaks(sample_assistant: Assistant, tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(json.dumps(GOOD) + "\n" + json.dumps(GOOD) + "\n", encoding="utf-8")
    (tmp_path / "out.jsonl").write_text("old\n", encoding="utf-8")

    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch(sample_assistant, tmp_path / "in.jsonl", tmp_path / "out.jsonl", stop)
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == "old\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(lambda p: None, "无法读取问题文件", id="没有文件"),
        pytest.param(lambda p: p.write_bytes(b""), "问题文件是空的", id="空文件"),
        pytest.param(lambda p: p.write_bytes("夜市".encode("gb18030")), "无法读取问题文件", id="编码不对"),
    ],
)
def test_unusable_input_file(sample_assistant: Assistant, tmp_path: Path, make: object, message: str) -> None:
    make(tmp_path / "in.jsonl")  # type: ignore[operator]
    with pytest.raises(UsageError, match=message):
        run_batch(sample_assistant, tmp_path / "in.jsonl", tmp_path / "out.jsonl")
    assert not (tmp_path / "out.jsonl").exists()


@pytest.mark.parametrize(("second", "code"), [(json.dumps(GOOD), 0), ("{", 1)])
def test_exit_code(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    sample_assistant: Assistant,
    second: str,
    code: int,
) -> None:
    (tmp_path / "in.jsonl").write_text(f"{json.dumps(GOOD)}\n{second}\n", encoding="utf-8")
    monkeypatch.setattr("assistant.pipeline.open_assistant", lambda index=None: sample_assistant)
    monkeypatch.setattr(
        "sys.argv", ["gongbao", "ask", "--batch", str(tmp_path / "in.jsonl"), "--out", str(tmp_path / "out.jsonl")]
    )
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == code
    assert len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()) == 2
    assert "已写入" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["ask"],
        ["ask", "😀"],
        ["ask", "夜市", "--as-of", "昨天"],
        ["ask", "--batch", "none.jsonl", "--out", "o"],
        ["ask", "夜市", "--index", "none"],
        ["ask", "夜市", "--index", "/proc/self/fd/none"],
        ["ingest", "/dev/zero", "--index", "made"],
    ],
)
def test_bad_command_lines_end_with_code_2_and_one_chinese_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["gongbao", *arguments])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    shown = capsys.readouterr()
    assert caught.value.code == 2
    assert shown.out == ""
    assert shown.err.startswith("错误：")
    assert shown.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_fault_of_ours_costs_one_answer_only(
    sample_assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = sample_assistant.answer

    def answer(question: str, *rest: object) -> object:
        if "早餐" in question:
            raise IndexError("tuple index out of range")
        return whole(question, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(sample_assistant, "answer", answer)
    broken = {"id": "b", "question": "早餐网点几点开门？"}
    errors, answers = run(sample_assistant, tmp_path, json.dumps(broken), json.dumps(GOOD))
    assert errors == 1
    assert [a["status"] for a in answers] == ["error", "answered"]
    assert "IndexError" in str(answers[0]["reason"])


@pytest.mark.parametrize(
    ("fault", "code", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), 2, "错误：磁盘空间不足"),
        (PermissionError(errno.EACCES, "Permission denied", "/x"), 2, "错误：没有权限：/x"),
        (KeyboardInterrupt(), 130, "已中断"),
    ],
)
def test_what_the_system_refuses_is_one_chinese_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fault: BaseException, code: int, said: str
) -> None:
    def fails(**_: object) -> int:
        raise fault

    monkeypatch.setattr("assistant.cli.build_app", lambda: fails)
    monkeypatch.setattr("assistant.cli._drop_output", lambda: None)
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == code
    shown = capsys.readouterr().err
    assert shown.startswith(said)
    assert shown.count("\n") == 1


def test_links_that_run_in_a_circle_are_no_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    monkeypatch.setattr("sys.argv", ["gongbao", "ask", "夜市", "--index", str(tmp_path / "a")])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 2
    assert capsys.readouterr().err.startswith("错误：")

"""What is kept: turns come back whole, personal numbers masked, old rows go, backups restore."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from assistant.records import Answer, AnswerStatus, Citation
from index.errors import UsageError
from index.records import Span
from ui.store import FILE, StoreError, backup, open_store, restore
from ui.tables import METADATA, turn


def answer(id_: str = "1" * 32, question: str = "问", status: AnswerStatus = AnswerStatus.ANSWERED) -> Answer:
    cited = Citation(
        marker=1, source="a.txt", doc_id="d", doc_number=None, doc_title="t", clause_id="c", clause="第一条", text="甲",
        start=3, end=4, quotes=(Span(3, 4),),
    )  # fmt: skip
    return Answer(
        id=id_, question=question, text="甲[1]", status=status, as_of=date(2026, 1, 2), citations=(cited,),
        rows=({"title": "乙", "lead": ["丙局"]},),
    )  # fmt: skip


def test_a_turn_comes_back_as_it_was_but_masked(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.add_turn("c", answer(question="我是110101199003078515，问一下"))
    store.add_turn("c", answer("2" * 32))
    first, second = store.turns("c")
    assert first == answer(question="我是〔已隐去〕，问一下") and second == answer("2" * 32)
    assert b"110101199003078515" not in b"".join(p.read_bytes() for p in tmp_path.iterdir())


def test_deleted_words_leave_the_files(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.add_turn("c", answer(question="独特的问题"))
    store.rate("c", "1" * 32, helpful=False, reason="独特的原因")
    store.forget("c")
    left = b"".join(p.read_bytes() for p in tmp_path.iterdir())
    assert "独特的".encode() not in left


def test_old_turns_are_purged(tmp_path: Path) -> None:
    store = open_store(tmp_path, retention_days=30)
    for n, days in enumerate((31, 29)):
        store.add_turn(f"c{n}", answer(str(n) * 32))
        with store.engine.begin() as link:
            when = link.execute(turn.select().where(turn.c.id == str(n) * 32)).one().at - timedelta(days=days)
            link.execute(update(turn).where(turn.c.id == str(n) * 32).values(at=when))
    assert store.purge() == 1
    assert (len(store.turns("c0")), len(store.turns("c1"))) == (0, 1)


def test_frequent_questions_and_last_feedback(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    for n in range(3):
        store.add_turn("c", answer(str(n) * 32, "甲" if n else "乙", AnswerStatus.NOT_FOUND))
    store.add_turn("c", answer("9" * 32))
    assert [(q.question, q.times) for q in store.frequent(["not_found"])] == [("甲", 2), ("乙", 1)]
    store.rate("c", "0" * 32, helpful=True, reason="")
    store.rate("c", "0" * 32, helpful=False, reason="改主意")
    assert [(r.helpful, r.reason) for r in store.ratings()] == [(False, "改主意")]


def test_acts_measures_and_notices(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    store.note("登录")
    store.note("撤下文件", "x")
    assert [a.what for a in store.acts()] == ["撤下文件", "登录"]
    store.withdraw("d", "标题", "一")
    store.withdraw("d", "标题", "二")
    assert [(w.doc_id, w.reason) for w in store.withdrawn()] == [("d", "二")]
    store.bring_back("d")
    store.correct("d", "说明")
    assert store.withdrawn() == () and store.corrections() == {"d": "说明"}
    store.correct("d", "")
    store.pause("停")
    assert (store.corrections(), store.paused()) == ({}, "停")
    store.pause("")
    assert store.paused() == ""


def test_backup_restores_and_refuses_other_files(tmp_path: Path) -> None:
    store = open_store(tmp_path / "web")
    store.add_turn("c", answer())
    backup(tmp_path / "web", tmp_path / "copy")
    store.forget("c")
    store.close()
    restore(tmp_path / "web", tmp_path / "copy")
    assert open_store(tmp_path / "web").turns("c") == (answer(),)
    (tmp_path / "other").write_text("x" * 5000, encoding="utf-8")
    for bad in (tmp_path / "other", tmp_path / "none"):
        with pytest.raises(UsageError):
            restore(tmp_path / "web", bad)
    with pytest.raises(UsageError, match="已存在"):
        backup(tmp_path / "web", tmp_path / "copy")
    with pytest.raises(UsageError, match="没有数据库"):
        backup(tmp_path / "none", tmp_path / "other copy")


def test_a_file_that_is_no_database_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database" * 500)
    with pytest.raises(StoreError, match="数据库无法打开"):
        open_store(tmp_path)


def test_migrations_make_the_tables_of_the_code(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    with sqlite3.connect(tmp_path / FILE) as link:
        for table in METADATA.sorted_tables:
            columns = {row[1] for row in link.execute(f"PRAGMA table_info({table.name})")}
            assert columns == set(table.columns.keys()), table.name
        assert link.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    store.close()
    open_store(tmp_path).close()

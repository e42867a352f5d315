"""What the application keeps: conversations, feedback, the administrators' acts. SQLite in WAL mode.

Question texts and reasons are masked before they are written. Times are UTC. Deleted
rows are overwritten in the file (``secure_delete``) and do not linger in the log.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from assistant.masking import mask
from index.errors import GongbaoError, UsageError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from assistant.records import Answer

__all__ = ["Act", "Asked", "Rated", "Store", "StoreError", "Withdrawn", "backup", "open_store", "restore"]

_log = logging.getLogger(f"gongbao.{__name__}")

FILE = "gongbao.sqlite3"
PAUSE = "pause"
_MOST_TURNS = 200


class StoreError(GongbaoError):
    """The database cannot be opened or written."""

    code = "store"


class Asked(NamedTuple):
    """A question (masked) with how often it was asked and how it ended."""

    question: str
    status: str
    times: int


class Rated(NamedTuple):
    """One feedback."""

    at: datetime
    question: str
    status: str
    helpful: bool
    reason: str


class Act(NamedTuple):
    """One line of the audit log."""

    at: datetime
    what: str
    detail: str


class Withdrawn(NamedTuple):
    """A document taken out of service, and why."""

    doc_id: str
    at: datetime
    title: str
    reason: str


@dataclass(frozen=True)
class Store:
    """The open database. Every method is one transaction; safe from several threads."""

    engine: Engine
    retention_days: int

    @property
    def keeps(self) -> bool:
        """Whether conversations and feedback are kept at all."""
        return self.retention_days > 0

    def add_turn(self, conversation_id: str, answer: Answer) -> None:
        """Keep a question and its answer under a conversation; does nothing when nothing is kept."""
        if not self.keeps:
            return
        from pydantic import TypeAdapter
        from sqlalchemy.dialects.sqlite import insert

        from assistant.records import Answer as Record
        from ui.tables import conversation, turn

        kept = replace(answer, question=mask(answer.question))
        body = TypeAdapter(Record).dump_json(kept).decode()
        now = _now()
        with self.engine.begin() as link:
            link.execute(insert(conversation).values(id=conversation_id, started=now).on_conflict_do_nothing())
            link.execute(
                turn.insert().values(
                    id=answer.id, conversation_id=conversation_id, at=now, question=kept.question,
                    status=answer.status.value, answer=body,
                )
            )  # fmt: skip

    def turns(self, conversation_id: str) -> tuple[Answer, ...]:
        """The answers of a conversation, oldest first."""
        from pydantic import TypeAdapter
        from sqlalchemy import select

        from assistant.records import Answer as Record
        from ui.tables import turn

        with self.engine.connect() as link:
            query = select(turn.c.answer).where(turn.c.conversation_id == conversation_id).order_by(turn.c.at.desc())
            rows = link.execute(query.limit(_MOST_TURNS)).scalars().all()
        adapter = TypeAdapter(Record)
        return tuple(adapter.validate_json(row) for row in reversed(rows))

    def forget(self, conversation_id: str) -> None:
        """Delete a conversation with its turns and their feedback, at once and from the file."""
        from ui.tables import conversation

        with self.engine.begin() as link:
            link.execute(conversation.delete().where(conversation.c.id == conversation_id))
        self._truncate_log()

    def rate(self, conversation_id: str, turn_id: str, *, helpful: bool, reason: str) -> bool:
        """Keep the feedback on an answer of that conversation (the last one counts); false when there is no such answer."""
        from sqlalchemy import select
        from sqlalchemy.dialects.sqlite import insert

        from ui.tables import feedback, turn

        with self.engine.begin() as link:
            own = select(turn.c.id).where(turn.c.id == turn_id, turn.c.conversation_id == conversation_id)
            if link.execute(own).scalar() is None:
                return False
            values = {"at": _now(), "helpful": helpful, "reason": mask(reason.strip())}
            link.execute(
                insert(feedback)
                .values(turn_id=turn_id, **values)
                .on_conflict_do_update(index_elements=["turn_id"], set_=values)
            )
        return True

    def purge(self) -> int:
        """Delete what is older than the retention; gives the number of turns deleted."""
        from sqlalchemy import select

        from ui.tables import conversation, turn

        before = _now() - timedelta(days=self.retention_days)
        with self.engine.begin() as link:
            gone = link.execute(turn.delete().where(turn.c.at < before)).rowcount
            link.execute(conversation.delete().where(conversation.c.id.not_in(select(turn.c.conversation_id))))
        if gone:
            self._truncate_log()
        return gone

    def frequent(self, statuses: Sequence[str], limit: int = 50) -> tuple[Asked, ...]:
        """Questions that ended with these statuses, most frequent first."""
        from sqlalchemy import func, select

        from ui.tables import turn

        count = func.count().label("count")
        query = (
            select(turn.c.question, turn.c.status, count)
            .where(turn.c.status.in_(statuses))
            .group_by(turn.c.question, turn.c.status)
            .order_by(count.desc(), turn.c.question)
            .limit(limit)
        )
        with self.engine.connect() as link:
            return tuple(Asked(*row) for row in link.execute(query))

    def ratings(self, limit: int = 100) -> tuple[Rated, ...]:
        """The latest feedback."""
        from sqlalchemy import select

        from ui.tables import feedback, turn

        query = (
            select(feedback.c.at, turn.c.question, turn.c.status, feedback.c.helpful, feedback.c.reason)
            .join(turn, turn.c.id == feedback.c.turn_id)
            .order_by(feedback.c.at.desc())
            .limit(limit)
        )
        with self.engine.connect() as link:
            return tuple(Rated(*row) for row in link.execute(query))

    def note(self, what: str, detail: str = "") -> None:
        """Write a line of the audit log."""
        from ui.tables import act

        with self.engine.begin() as link:
            link.execute(act.insert().values(at=_now(), what=what, detail=detail))

    def acts(self, limit: int = 100) -> tuple[Act, ...]:
        """The latest acts, newest first."""
        from sqlalchemy import select

        from ui.tables import act

        with self.engine.connect() as link:
            query = select(act.c.at, act.c.what, act.c.detail).order_by(act.c.id.desc()).limit(limit)
            return tuple(Act(*row) for row in link.execute(query))

    def withdraw(self, doc_id: str, title: str, reason: str) -> None:
        """Take a document out of service."""
        from ui.tables import withdrawal

        self._put(withdrawal, {"doc_id": doc_id}, {"at": _now(), "title": title, "reason": reason})

    def bring_back(self, doc_id: str) -> None:
        """Put a withdrawn document back into service."""
        from ui.tables import withdrawal

        with self.engine.begin() as link:
            link.execute(withdrawal.delete().where(withdrawal.c.doc_id == doc_id))

    def withdrawn(self) -> tuple[Withdrawn, ...]:
        """All withdrawn documents, latest first."""
        from sqlalchemy import select

        from ui.tables import withdrawal

        with self.engine.connect() as link:
            query = select(withdrawal.c.doc_id, withdrawal.c.at, withdrawal.c.title, withdrawal.c.reason)
            return tuple(Withdrawn(*row) for row in link.execute(query.order_by(withdrawal.c.at.desc())))

    def correct(self, doc_id: str, text: str) -> None:
        """Set the correction notice of a document; an empty text takes it away."""
        from ui.tables import correction

        if text:
            self._put(correction, {"doc_id": doc_id}, {"at": _now(), "text": text})
        else:
            with self.engine.begin() as link:
                link.execute(correction.delete().where(correction.c.doc_id == doc_id))

    def corrections(self) -> dict[str, str]:
        """Correction notices by document id."""
        from sqlalchemy import select

        from ui.tables import correction

        with self.engine.connect() as link:
            return {row.doc_id: row.text for row in link.execute(select(correction.c.doc_id, correction.c.text))}

    def pause(self, text: str) -> None:
        """Stop answering with this notice; an empty text resumes."""
        from ui.tables import notice

        if text:
            self._put(notice, {"name": PAUSE}, {"text": text})
        else:
            with self.engine.begin() as link:
                link.execute(notice.delete().where(notice.c.name == PAUSE))

    def paused(self) -> str:
        """The notice while answering is stopped, else an empty string."""
        from sqlalchemy import select

        from ui.tables import notice

        with self.engine.connect() as link:
            return str(link.execute(select(notice.c.text).where(notice.c.name == PAUSE)).scalar() or "")

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def _put(self, table: Any, key: dict[str, Any], values: dict[str, Any]) -> None:
        from sqlalchemy.dialects.sqlite import insert

        with self.engine.begin() as link:
            link.execute(
                insert(table).values(**key, **values).on_conflict_do_update(index_elements=list(key), set_=values)
            )

    def _truncate_log(self) -> None:
        with self.engine.connect() as link:
            link.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def open_store(folder: Path, retention_days: int = 30) -> Store:
    """The database of a data folder, made or migrated to the present tables.

    Raises:
        StoreError: The folder cannot be written, or the file is not a database of ours.
    """
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine, event
    from sqlalchemy.exc import SQLAlchemyError

    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError as exc:
        raise StoreError(f"数据文件夹不可写：{folder}", hint="请检查权限，或用 GONGBAO_DATA 另指一个") from exc
    engine = create_engine(f"sqlite:///{folder / FILE}", connect_args={"timeout": 10})
    event.listen(engine, "connect", _prepare)
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    try:
        with engine.connect() as link:
            config.attributes["connection"] = link
            command.upgrade(config, "head")
            link.commit()
    except (SQLAlchemyError, sqlite3.Error) as exc:
        raise StoreError(f"数据库无法打开：{folder / FILE}", hint="可用 gongbao admin restore 从备份恢复") from exc
    store = Store(engine, retention_days)
    store.purge()
    return store


def backup(folder: Path, target: Path) -> None:
    """Copy the database of a data folder to a file while it may be in use.

    Raises:
        UsageError: There is no database, or the target exists or cannot be written.
    """
    source = folder / FILE
    if not source.is_file():
        raise UsageError(f"这里没有数据库：{folder}", hint="先运行过 gongbao serve 才有数据")
    if target.exists():
        raise UsageError(f"备份文件已存在：{target}", hint="请换一个文件名")
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
    except sqlite3.Error as exc:
        raise UsageError(f"备份没有写成：{target}", hint=str(exc)) from exc


def restore(folder: Path, source: Path) -> None:
    """Put a backup in the place of the database; the application must not be running.

    Raises:
        UsageError: The file is no backup of ours.
    """
    try:
        with closing(sqlite3.connect(f"file:{source.resolve()}?mode=ro", uri=True)) as old:
            whole = old.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            known = old.execute("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'").fetchone()[0]
            if not (whole and known):
                raise UsageError(f"不是完好的备份：{source}")
            folder.mkdir(parents=True, exist_ok=True)
            draft = folder / f"{FILE}.restoring"
            draft.unlink(missing_ok=True)
            with closing(sqlite3.connect(draft)) as new:
                old.backup(new)
    except sqlite3.Error as exc:
        raise UsageError(f"备份无法读取：{source}", hint=str(exc)) from exc
    for rest in ("-wal", "-shm"):
        (folder / f"{FILE}{rest}").unlink(missing_ok=True)
    draft.replace(folder / FILE)


def _prepare(link: sqlite3.Connection, _: object) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        link.execute(f"PRAGMA {pragma}").close()


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)

"""The tables of the application's database; ``ui/migrations`` brings a file to this state."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Index, Integer, MetaData, String, Table, Text

__all__ = ["METADATA", "act", "conversation", "correction", "feedback", "notice", "turn", "withdrawal"]

METADATA = MetaData()

conversation = Table(
    "conversation", METADATA, Column("id", String(64), primary_key=True), Column("started", DateTime, nullable=False)
)
turn = Table(
    "turn",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("conversation_id", String(64), ForeignKey("conversation.id", ondelete="CASCADE"), nullable=False),
    Column("at", DateTime, nullable=False),
    Column("question", Text, nullable=False),
    Column("status", String(20), nullable=False),
    Column("answer", Text, nullable=False),
    Index("turn_of_conversation", "conversation_id", "at"),
    Index("turn_at", "at"),
)
feedback = Table(
    "feedback",
    METADATA,
    Column("turn_id", String(32), ForeignKey("turn.id", ondelete="CASCADE"), primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("helpful", Boolean, nullable=False),
    Column("reason", Text, nullable=False),
)
act = Table(
    "act",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("what", String(40), nullable=False),
    Column("detail", Text, nullable=False),
)
withdrawal = Table(
    "withdrawal",
    METADATA,
    Column("doc_id", String(64), primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("title", Text, nullable=False),
    Column("reason", Text, nullable=False),
)
correction = Table(
    "correction",
    METADATA,
    Column("doc_id", String(64), primary_key=True),
    Column("at", DateTime, nullable=False),
    Column("text", Text, nullable=False),
)
notice = Table("notice", METADATA, Column("name", String(20), primary_key=True), Column("text", Text, nullable=False))

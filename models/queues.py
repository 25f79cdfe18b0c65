"""Inbox and outbox: stored once, leased by workers, emptied when done."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant, Serial


class InboxState(StrEnum):
    """Where a stored event stands."""

    WAITING = "waiting"
    DONE = "done"
    DEAD = "dead"


class OutboxState(StrEnum):
    """Where an answer stands. UNKNOWN: sent, but the connection broke before LINE's word."""

    WAITING = "waiting"
    SENT = "sent"
    PROBABLY_SENT = "probably_sent"
    KEPT = "kept"
    GIVEN_UP = "given_up"


class InboxEvent(Base):
    """One LINE event. ``event_key`` is the exactly-once key; the rest is erased when the event is done."""

    __tablename__ = "inbox"
    __table_args__ = (
        Index("ix_inbox_ready", "state", "next_at"),
        Index("ix_inbox_lane", "lane", "event_at"),
    )

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    event_key: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    state: Mapped[str] = mapped_column(String(8), default=InboxState.WAITING)
    received_on: Mapped[date]
    lane: Mapped[bytes | None] = mapped_column(LargeBinary)
    event_at: Mapped[datetime | None] = mapped_column(Instant)
    received_at: Mapped[datetime | None] = mapped_column(Instant)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    next_at: Mapped[datetime] = mapped_column(Instant)
    lease: Mapped[bytes | None] = mapped_column(LargeBinary)


class OutboxMessage(Base):
    """One answer on its way. ``sealed`` holds reply token, recipient and messages until it is settled."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_ready", "state", "next_at"),
        Index("ix_outbox_lane", "lane", "id"),
    )

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    inbox_id: Mapped[int | None] = mapped_column(ForeignKey("inbox.id"), unique=True)
    state: Mapped[str] = mapped_column(String(16), default=OutboxState.WAITING)
    created_on: Mapped[date]
    lane: Mapped[bytes | None] = mapped_column(LargeBinary)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    promised: Mapped[bool] = mapped_column(default=False)
    retry_key: Mapped[str | None] = mapped_column(String(36))
    expires_at: Mapped[datetime | None] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    in_doubt: Mapped[bool] = mapped_column(default=False)
    next_at: Mapped[datetime] = mapped_column(Instant)
    lease: Mapped[bytes | None] = mapped_column(LargeBinary)

"""The ledger: entries that cannot be changed quietly, payloads that can be erased openly."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant, Serial


class LedgerEntry(Base):
    """One act. Written unsealed with the act itself; the sealer gives ``seq``, ``prev`` and ``hash``."""

    __tablename__ = "ledger_entry"
    __table_args__ = (Index("ix_ledger_entry_figures", "day", "type", "topic"),)

    id: Mapped[int] = mapped_column(Serial, primary_key=True)
    seq: Mapped[int | None] = mapped_column(BigInteger, unique=True)
    day: Mapped[date]
    type: Mapped[str] = mapped_column(String(32))
    topic: Mapped[str] = mapped_column(String(48), default="")
    case_tag: Mapped[str] = mapped_column(String(32), default="")
    actor: Mapped[str] = mapped_column(String(48))
    commit: Mapped[str] = mapped_column(String(64))
    prev: Mapped[str | None] = mapped_column(String(64), unique=True)
    hash: Mapped[str | None] = mapped_column(String(64))


class LedgerPayload(Base):
    """What an entry committed to: salt and payload, sealed, erasable without breaking the chain.

    ``owner`` recognises the case of an entry that does not name it, for whoever has the server's key and the case.
    """

    __tablename__ = "ledger_payload"

    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entry.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    owner: Mapped[bytes | None] = mapped_column(LargeBinary)


class LedgerCheckpoint(Base):
    """A signed statement of size and root (C2SP signed note)."""

    __tablename__ = "ledger_checkpoint"

    size: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    root: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Instant)

"""Evidence files: what is waiting, what is kept, and the sealed steps a file is stored in."""

from __future__ import annotations

from datetime import date, datetime
from enum import IntEnum, StrEnum

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Instant, random_id


class EvidenceState(StrEnum):
    """Where a file stands. WAITING: to be fetched from LINE. RECEIVED: to be cleaned. The others are settled."""

    WAITING = "waiting"
    RECEIVED = "received"
    KEPT = "kept"
    LOST = "lost"
    REFUSED = "refused"


class Part(IntEnum):
    """The two objects of a file."""

    ORIGINAL = 1
    WORKING = 2


class Evidence(Base):
    """One file. Name, type, hashes and keys are sealed: in ``work`` under a server key while it is on its way,
    then in ``for_staff`` to the case's content key and in ``for_custodians`` to its identity class.

    ``holder`` is the keyed hash of whoever writes the draft, erased when the report is filed.
    """

    __tablename__ = "evidence"
    __table_args__ = (Index("ix_evidence_ready", "state", "next_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=random_id)
    case_id: Mapped[str | None] = mapped_column(ForeignKey("cases.id"), index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    state: Mapped[str] = mapped_column(String(16))
    on_day: Mapped[date]
    holder: Mapped[bytes | None] = mapped_column(LargeBinary, index=True)
    steps: Mapped[int] = mapped_column(Integer, default=0)
    told: Mapped[bool] = mapped_column(default=False)
    work: Mapped[bytes | None] = mapped_column(LargeBinary)
    for_staff: Mapped[bytes | None] = mapped_column(LargeBinary)
    for_custodians: Mapped[bytes | None] = mapped_column(LargeBinary)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    next_at: Mapped[datetime | None] = mapped_column(Instant)
    lease: Mapped[bytes | None] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime | None] = mapped_column(Instant)


class EvidenceChunk(Base):
    """One sealed step of one part of a file; where it belongs is bound into the seal."""

    __tablename__ = "evidence_chunk"

    evidence_id: Mapped[str] = mapped_column(ForeignKey("evidence.id"), primary_key=True)
    part: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    step: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class EvidenceVault(Base):
    """The public half of a case's identity class: original file keys can be sealed to it, never opened by it."""

    __tablename__ = "evidence_vault"

    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)

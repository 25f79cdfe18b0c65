"""The sealer: gives waiting entries their number, their predecessor and their hash."""

from __future__ import annotations

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from ledger.entries import GENESIS, as_record, entry_hash
from models import LedgerEntry
from models.database import Database

SEALER_LOCK = 0x5EA1
"""PostgreSQL advisory lock: one sealer at a time, whichever process it lives in."""


def seal_waiting(db: Database, limit: int = 1000) -> int:
    """Seal up to ``limit`` waiting entries; how many were sealed (0 when another sealer is at work)."""
    with db.write() as session:
        if not db.is_sqlite and not session.scalar(select(func.pg_try_advisory_xact_lock(SEALER_LOCK))):
            return 0
        waiting = session.scalars(
            select(LedgerEntry).where(LedgerEntry.seq.is_(None)).order_by(LedgerEntry.id).limit(limit)
        ).all()
        if waiting:
            _chain(session, list(waiting))
        return len(waiting)


def seal_all(db: Database) -> int:
    """Seal until nothing waits; how many were sealed. Waits for another sealer to finish first."""
    total = 0
    while sealed := _wait_and_seal(db):
        total += sealed
    return total


def unsealed(db: Database) -> int:
    """How many entries have no place in the chain yet: none, a second after the last act."""
    with db.read() as session:
        return session.scalar(select(func.count()).where(LedgerEntry.seq.is_(None))) or 0


def _wait_and_seal(db: Database) -> int:
    if not db.is_sqlite:
        with db.write() as session:
            session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": SEALER_LOCK})
    return seal_waiting(db)


def _chain(session: Session, waiting: list[LedgerEntry]) -> None:
    head = session.execute(
        select(LedgerEntry.seq, LedgerEntry.hash)
        .where(LedgerEntry.seq.is_not(None))
        .order_by(LedgerEntry.seq.desc())
        .limit(1)
    ).first()
    seq, prev = (head.seq, head.hash) if head else (0, GENESIS)
    for entry in waiting:
        seq += 1
        entry.seq, entry.prev = seq, prev
        entry.hash = prev = entry_hash(as_record(entry))

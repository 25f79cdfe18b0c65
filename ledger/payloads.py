"""Check that what entries committed to is what lies beside them; what was erased is counted."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass

from sqlalchemy import select

from keys import SealBroken, ServerKeys, key_id
from ledger.entries import commitment
from ledger.verify import LedgerBroken
from models import LedgerEntry, LedgerPayload
from models.database import Database


@dataclass
class Found:
    """Payloads that are as committed to, that were erased, and that no accepted secret opens."""

    kept: int = 0
    erased: int = 0
    closed: int = 0


def check(db: Database, keys: ServerKeys) -> Found:
    """Open every payload and compare it with its entry. LedgerBroken names the first that differs."""
    found, ours = Found(), {key_id(keys.derive("ledger", generation)) for generation in keys.generations}
    rows = (
        select(LedgerEntry.id, LedgerEntry.seq, LedgerEntry.commit, LedgerPayload.sealed)
        .outerjoin(LedgerPayload, LedgerPayload.entry_id == LedgerEntry.id)
        .order_by(LedgerEntry.id)
    )
    with db.read() as session, closing(session.execute(rows.execution_options(yield_per=2000))) as found_rows:
        for entry_id, seq, commit, sealed in found_rows:
            if sealed is None:
                found.erased += 1
            elif sealed[3:11] not in ours:
                found.closed += 1
            elif not _as_committed(keys, commit, sealed):
                raise LedgerBroken(f"entry {seq or entry_id}: its payload is not what it committed to")
            else:
                found.kept += 1
    return found


def _as_committed(keys: ServerKeys, commit: str, sealed: bytes) -> bool:
    try:
        opened = json.loads(keys.unseal("ledger", sealed, commit))
    except SealBroken:
        return False
    return commitment(bytes.fromhex(opened["salt"]), opened["payload"]) == commit

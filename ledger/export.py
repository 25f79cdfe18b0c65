"""The ledger as JSON lines: a head with origin, public key and checkpoints, then every entry."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from keys import ServerKeys
from ledger.checkpoint import signing_key
from ledger.entries import VERSION, as_record
from models import LedgerCheckpoint, LedgerEntry
from models.database import Database


def lines(db: Database, keys: ServerKeys, origin: str) -> Iterator[str]:
    """The export line by line, each ended; an entry carries its hash, to name the first bad one."""
    public = signing_key(db, keys).verify_key.encode().hex()
    with db.read() as session:
        notes = list(session.scalars(select(LedgerCheckpoint.note).order_by(LedgerCheckpoint.size)))
        yield _line({"ledger": origin, "v": VERSION, "public_key": public, "checkpoints": notes})
        sealed = select(LedgerEntry).where(LedgerEntry.seq.is_not(None)).order_by(LedgerEntry.seq)
        for entry in session.scalars(sealed.execution_options(yield_per=2000)):
            yield _line({**as_record(entry), "hash": entry.hash})


def _line(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False, sort_keys=True) + "\n"

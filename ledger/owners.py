"""Which entries belong to a case that they do not name: what a reporter does is linked for the server alone.

A reporter's act carries its case only in the sealed payload, and beside it a keyed hash of case and entry. A dump
shows neither; whoever has the server's key and a case finds its entries by trying them all.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from keys import ServerKeys
from models import LedgerEntry, LedgerPayload


def owner(keys: ServerKeys, entry: LedgerEntry, case_tag: str) -> bytes:
    """What stands beside the payload of an entry of a case."""
    return keys.mac("ledger-owner", str(entry.id), case_tag)


def entries_of(session: Session, keys: ServerKeys, case_tag: str, types: tuple[str, ...] = ()) -> list[int]:
    """Ids of a case's entries that do not name it, in order; of some types only, if given."""
    rows = select(LedgerPayload.entry_id, LedgerPayload.owner).where(LedgerPayload.owner.is_not(None))
    if types:
        rows = rows.join(LedgerEntry).where(LedgerEntry.type.in_(types))
    return [
        entry_id
        for entry_id, mine in session.execute(rows.order_by(LedgerPayload.entry_id))
        if mine in keys.macs("ledger-owner", str(entry_id), case_tag)
    ]

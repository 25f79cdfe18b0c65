"""A new server secret: what is kept long under the one before is sealed and signed again under the newest."""

from __future__ import annotations

from sqlalchemy import select

from casework.staff_seal import sign_again
from keys import ServerKeys
from models import Instance, Staff
from models.database import Database


def renew(db: Database, keys: ServerKeys) -> None:
    """Staff rows, second factors and the ledger's key; nothing to do with one secret, and twice does no harm."""
    if len(keys.generations) < 2:
        return
    with db.write() as session:
        sign_again(session, keys)
        for staff in session.scalars(select(Staff)):
            staff.totp_sealed = _again(keys, "totp", staff.totp_sealed, staff.id)
        row = session.get(Instance, 1)
        if row is not None and row.ledger_key is not None:
            row.ledger_key = _again(keys, "ledger-key", row.ledger_key, row.tag)


def _again(keys: ServerKeys, purpose: str, blob: bytes, place: str) -> bytes:
    return keys.seal(purpose, keys.unseal(purpose, blob, place), place) if blob else blob

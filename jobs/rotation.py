"""A new server secret: what is kept long under the one before is sealed and signed again under the newest."""

from __future__ import annotations

import logging

from sqlalchemy import select

from casework.staff_seal import sign_again
from keys import SealBroken, ServerKeys
from models import Instance, Staff
from models.database import Database

log = logging.getLogger(__name__)


def renew(db: Database, keys: ServerKeys) -> None:
    """Staff rows, second factors and the ledger's key; nothing to do with one secret, and twice does no harm."""
    if len(keys.generations) < 2:
        return
    with db.write() as session:
        sign_again(session, keys)
        lost = 0
        for staff in session.scalars(select(Staff)):
            try:
                staff.totp_sealed = _again(keys, "totp", staff.totp_sealed, staff.id)
            except SealBroken:
                lost += 1
        if lost:
            log.error("%d second factors are under a secret that is not given any more", lost)
        row = session.get(Instance, 1)
        if row is not None and row.ledger_key is not None:
            row.ledger_key = _again(keys, "ledger-key", row.ledger_key, row.tag)


def _again(keys: ServerKeys, purpose: str, blob: bytes, place: str) -> bytes:
    return keys.seal(purpose, keys.unseal(purpose, blob, place), place) if blob else blob

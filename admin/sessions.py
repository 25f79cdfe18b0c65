"""A signed-in browser: the row holds a hash of the cookie and a key that only the cookie opens."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_
from sqlalchemy.orm import Session

from keys import SealBroken, hkdf, open_shared, seal_shared
from models import Staff, StaffDevice, StaffSession

IDLE = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=8)
SEEN_EVERY = timedelta(seconds=30)
"""How exactly idleness is measured: a page does not cost a write each time."""


@dataclass(frozen=True)
class SignedIn:
    """Somebody at a screen. ``private_key`` lives as long as the request."""

    staff: Staff
    private_key: bytes
    session_id: bytes

    @property
    def roles(self) -> list[str]:
        """What they may do."""
        return self.staff.roles


def begin(session: Session, staff: Staff, private_key: bytes, now: datetime) -> str:
    """A new session row; the cookie's secret, which is nowhere else."""
    cookie = secrets.token_urlsafe(32)
    row_id = _row_id(cookie)
    sealed = seal_shared(_key(cookie), "session-private", private_key, row_id.hex())
    session.add(
        StaffSession(
            id=row_id, staff_id=staff.id, private_key=sealed, created_at=now, seen_at=now, expires_at=now + ABSOLUTE
        )
    )
    return cookie


def resume(session: Session, cookie: str, now: datetime) -> SignedIn | None:
    """Who this cookie is, or None: unknown, idle for 15 minutes, older than 8 hours, or the account is closed."""
    row = session.get(StaffSession, _row_id(cookie))
    if row is None or now >= row.expires_at or now - row.seen_at >= IDLE:
        return None
    staff = session.get(Staff, row.staff_id)
    if staff is None or staff.disabled_at is not None:
        return None
    try:
        private_key = open_shared(_key(cookie), "session-private", row.private_key, row.id.hex())
    except SealBroken:
        return None
    return SignedIn(staff, private_key, row.id)


def seen(session: Session, session_id: bytes, now: datetime) -> None:
    """Note that a session was used."""
    row = session.get(StaffSession, session_id)
    if row is not None:
        row.seen_at = now


def stale(session: Session, session_id: bytes, now: datetime) -> bool:
    """Whether the last note is old enough for a new one."""
    row = session.get(StaffSession, session_id)
    return row is not None and now - row.seen_at >= SEEN_EVERY


def tidy(session: Session, now: datetime) -> None:
    """Delete sessions that have ended by themselves, with their keys, and browsers that are known no longer."""
    over = or_(StaffSession.expires_at <= now, StaffSession.seen_at <= now - IDLE)
    session.execute(delete(StaffSession).where(over))
    session.execute(delete(StaffDevice).where(StaffDevice.expires_at <= now))


def end(session: Session, session_id: bytes) -> None:
    """Remove a session; its key goes with it."""
    row = session.get(StaffSession, session_id)
    if row is not None:
        session.delete(row)


def _row_id(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode()).digest()


def _key(cookie: str) -> bytes:
    return hkdf(cookie.encode(), "staff-session")

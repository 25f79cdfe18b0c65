"""Wrong tries at signing in: each makes the next wait longer, counted apart for browsers that are known.

Whoever merely knows a name can make strangers wait, never the browser its owner signs in with.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from flask import Response, request
from sqlalchemy.orm import Session

from admin.desk import Desk, actor_of
from casework import pace
from ledger.append import Act, append
from models import Staff, StaffDevice

FREE_FAILURES = 3
LONGEST_DELAY = timedelta(minutes=5)
KNOWN_FOR = timedelta(days=90)
Counter = Staff | StaffDevice


def counter_of(desk: Desk, session: Session, staff: Staff, now: datetime) -> Counter:
    """What counts the tries of this browser for an account: its own row when it is known, else the account."""
    device = session.get(StaffDevice, _row_id(_cookie(desk)), with_for_update=True)
    known = device is not None and device.staff_id == staff.id and now < device.expires_at
    return device if device is not None and known else staff


def waits(counter: Counter, now: datetime) -> bool:
    """Whether the next try has to wait."""
    return counter.next_try_at is not None and now < counter.next_try_at


def count(counter: Counter, now: datetime) -> None:
    """From the fourth failure on each costs twice the wait of the one before, five minutes at most: no lock-out.

    Tries made during the wait are neither taken nor counted: they make nobody wait longer.
    """
    if waits(counter, now):
        return
    counter.failures += 1
    if counter.failures > FREE_FAILURES:
        delay = timedelta(seconds=2 ** min(counter.failures - FREE_FAILURES, 12))
        counter.next_try_at = now + min(delay, LONGEST_DELAY)


def right(counter: Counter) -> None:
    """Both factors were right: this counter begins anew."""
    counter.failures, counter.next_try_at = 0, None


def refuse(desk: Desk, session: Session, staff: Staff | None, kind: str, now: datetime) -> None:
    """Count and enter a refusal; of accounts that do not exist at most one entry a minute, with how many there were."""
    if staff is not None:
        count(counter_of(desk, session, staff, now), now)
        append(session, desk.keys, Act(kind, actor=actor_of(None)), now)
        return
    refusals = pace.to_enter(session, kind.removeprefix("staff."), now)
    if refusals:
        append(session, desk.keys, Act(kind, "unknown", actor_of(None), payload={"count": refusals}), now)


def know(desk: Desk, session: Session, staff: Staff, now: datetime) -> str:
    """Remember this browser for its owner; the secret of its cookie, the one it has when it is known already."""
    counter, cookie = counter_of(desk, session, staff, now), _cookie(desk)
    if isinstance(counter, StaffDevice):
        counter.expires_at = now + KNOWN_FOR
        return cookie
    cookie = secrets.token_urlsafe(32)
    session.add(StaffDevice(id=_row_id(cookie), staff_id=staff.id, failures=0, expires_at=now + KNOWN_FOR))
    return cookie


def give_device(desk: Desk, response: Response, cookie: str) -> Response:
    """The answer with the cookie of a known browser."""
    secure, age = desk.cookie_name.startswith("__Host-"), int(KNOWN_FOR.total_seconds())
    response.set_cookie(_name(desk), cookie, age, httponly=True, secure=secure, samesite="Lax", path="/")
    return response


def _cookie(desk: Desk) -> str:
    return request.cookies.get(_name(desk), "")


def _name(desk: Desk) -> str:
    return f"{desk.cookie_name}-device"


def _row_id(cookie: str) -> bytes:
    return hashlib.sha256(b"device" + cookie.encode()).digest()

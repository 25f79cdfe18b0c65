"""A form is filed once, however often it is sent: its number is kept hashed, its receipt is drawn with it."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from casework import receipt
from casework.office import Office
from models import SentForm
from models.base import from_ms, to_ms
from models.days import bangkok_day

SHOWN_AGAIN = timedelta(minutes=10)
"""A second press of the button must not cost the reporter the receipt; whoever comes later does not see it."""

KEPT_DAYS = timedelta(days=2)


@dataclass(frozen=True)
class Slip:
    """What a form carries, sealed, from its first page on: its number and the receipt it will get."""

    number: str
    receipt: str


def new_slip() -> Slip:
    """A fresh slip."""
    return Slip(secrets.token_hex(16), receipt.new_receipt())


def claim(session: Session, office: Office, slip: Slip, now: datetime) -> datetime | None:
    """Take a slip's one turn. None: it is ours; otherwise when it was used. Two at once wait for each other."""
    key = office.keys.mac("slip", slip.number)
    sealed = office.keys.seal("slip", json.dumps(to_ms(now)).encode(), key.hex())
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    new = insert(SentForm).values(key=key, sealed=sealed, on_day=bangkok_day(now)).on_conflict_do_nothing()
    if session.execute(new.returning(SentForm.key)).first() is not None:
        return None
    used = session.get_one(SentForm, key)
    return from_ms(json.loads(office.keys.unseal("slip", used.sealed, key.hex())))


def forget_old(session: Session, now: datetime) -> None:
    """Drop slips of forms that can no longer be sent."""
    session.execute(delete(SentForm).where(SentForm.on_day <= bangkok_day(now) - KEPT_DAYS))

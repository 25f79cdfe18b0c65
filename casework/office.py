"""What the rules need to know of this municipality: its keys, its name, how to reach it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from keys import ServerKeys
from models import Instance


class NotSetUp(Exception):
    """The database has no municipality yet; run ``flask setup`` (or ``flask seed`` for sample data)."""


@dataclass(frozen=True)
class Office:
    """The municipality as the casework sees it. ``tag`` is what every case blob is bound to."""

    keys: ServerKeys
    tag: str
    receipt_salt: bytes
    municipality: str
    phone: str = ""
    office_hours: str = ""
    public_url: str = ""
    recovery_public_key: bytes | None = None
    sample: bool = False
    chat_unsafe_since: date | None = None


def open_office(session: Session, keys: ServerKeys, public_url: str) -> Office:
    """The office of this database. NotSetUp when nobody has set it up."""
    row = session.get(Instance, 1)
    if row is None:
        raise NotSetUp("no municipality is set up in this database")
    return Office(
        keys=keys,
        tag=row.tag,
        receipt_salt=row.receipt_salt,
        municipality=row.municipality,
        phone=row.phone,
        office_hours=row.office_hours,
        public_url=public_url.rstrip("/"),
        recovery_public_key=row.recovery_public_key,
        sample=row.sample,
        chat_unsafe_since=row.chat_unsafe_since,
    )

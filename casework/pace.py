"""A limit on slow work that all processes share, the same for everybody: nobody is counted by name."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models import Pace
from models.base import to_ms

LOOK_UPS_PER_MINUTE = 30
"""Receipts tried in a minute, over all of the web (and as many in LINE): each costs 64 MiB and a quarter second."""

MINUTE = timedelta(minutes=1)


class TooFast(Exception):
    """The minute is full; to be tried again later."""


def to_enter(session: Session, what: str, now: datetime) -> int:
    """Count one more of what strangers can do at will: how many to enter in the ledger now, at most once a minute.

    0: it was entered less than a minute ago; this one is told of with the next.
    """
    row = _row(session, what)
    since, waiting = row.recent or (0, 0)
    if since > to_ms(now - MINUTE):
        row.recent = [since, waiting + 1]
        return 0
    row.recent = [to_ms(now), 0]
    return waiting + 1


def look_up(session: Session, where: str, now: datetime) -> None:
    """Count one look-up of a receipt ``where`` (web, line). TooFast for the 31st within a minute."""
    row = _row(session, where)
    recent = [at for at in row.recent if at > to_ms(now - MINUTE)]
    if len(recent) >= LOOK_UPS_PER_MINUTE:
        raise TooFast
    row.recent = [*recent, to_ms(now)]
    session.flush()


def _row(session: Session, name: str) -> Pace:
    """The row of a limit, ours until the transaction ends."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.execute(insert(Pace).values(name=name, recent=[]).on_conflict_do_nothing())
    return session.scalars(select(Pace).where(Pace.name == name).with_for_update()).one()

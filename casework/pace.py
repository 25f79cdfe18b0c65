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


def look_up(session: Session, where: str, now: datetime) -> None:
    """Count one look-up of a receipt ``where`` (web, line). TooFast for the 31st within a minute."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    session.execute(insert(Pace).values(name=where, recent=[]).on_conflict_do_nothing())
    row = session.scalars(select(Pace).where(Pace.name == where).with_for_update()).one()
    recent = [at for at in row.recent if at > to_ms(now - MINUTE)]
    if len(recent) >= LOOK_UPS_PER_MINUTE:
        raise TooFast
    row.recent = [*recent, to_ms(now)]
    session.flush()

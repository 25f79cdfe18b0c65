"""The worker's nightly work: once a day after two, a checkpoint is signed whatever the clock says of erasing."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from jobs.worker import Worker
from keys import ServerKeys
from ledger.append import Act, append
from models import LedgerCheckpoint
from models.database import Database
from tests.fixtures import settings_for

DAY = timedelta(days=1)


def sizes(db: Database) -> list[int]:
    with db.read() as session:
        return list(session.scalars(select(LedgerCheckpoint.size).order_by(LedgerCheckpoint.size)))


def enter(db: Database, keys: ServerKeys, now: datetime) -> None:
    with db.write() as session:
        append(session, keys, Act("list.viewed", "cases"), now)


def test_a_checkpoint_is_made_once_a_night_and_also_while_the_clock_is_not_believed(
    db: Database, keys: ServerKeys, now: datetime
) -> None:
    worker = Worker(db, keys, settings_for(""), lambda: now)
    midnight = now.replace(hour=17) - DAY  # 00:00 in Bangkok
    enter(db, keys, now - DAY)
    worker.sweep(midnight + timedelta(hours=1, minutes=59))
    assert sizes(db) == []
    for minute in (0, 1):
        worker.sweep(midnight + timedelta(hours=2, minutes=minute))
        enter(db, keys, now)
    assert sizes(db) == [1]
    worker.sweep(midnight + timedelta(days=4000, hours=3))
    assert sizes(db) == [1, 3]

"""The worker's nightly work: once a day after two, a checkpoint is signed whatever the clock says of erasing."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from jobs.nightly import nightly
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


def test_a_night_that_is_done_is_not_done_again_by_a_worker_that_starts(
    db: Database, keys: ServerKeys, now: datetime
) -> None:
    enter(db, keys, now)
    Worker(db, keys, settings_for(""), lambda: now).sweep(now)
    enter(db, keys, now)
    Worker(db, keys, settings_for(""), lambda: now).sweep(now + timedelta(hours=1))
    assert sizes(db) == [1]
    nightly(db, keys, now - DAY)  # a clock that was set right
    assert sizes(db) == [1, 2]


def test_without_a_municipality_there_is_no_night(sqlite_db: Database, keys: ServerKeys, now: datetime) -> None:
    nightly(sqlite_db, keys, now)
    assert sizes(sqlite_db) == []


class _Stuck(Database):
    """A database whose log cannot be emptied."""

    def __init__(self, db: Database) -> None:
        self.__dict__ = dict(db.__dict__)

    def forget(self) -> bool:
        raise TimeoutError


def test_a_night_that_broke_off_is_done_again(db: Database, keys: ServerKeys, now: datetime) -> None:
    enter(db, keys, now)
    with pytest.raises(TimeoutError):
        nightly(_Stuck(db), keys, now)
    enter(db, keys, now)
    nightly(db, keys, now)
    assert sizes(db) == [1, 2]


def test_two_workers_do_a_night_once(db: Database, keys: ServerKeys, now: datetime) -> None:
    enter(db, keys, now)
    failures: list[BaseException] = []

    def work() -> None:
        try:
            nightly(db, keys, now)
        except Exception as error:  # noqa: BLE001 (collected and asserted)
            failures.append(error)

    workers = [threading.Thread(target=work) for _ in range(1 if db.is_sqlite else 4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert (failures, sizes(db)) == ([], [1])

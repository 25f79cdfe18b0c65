"""The nightly work: a checkpoint of the ledger is signed, and what has had its time is erased."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework import retention
from keys import ServerKeys
from ledger import checkpoint
from ledger.seal import seal_all
from models import Instance
from models.database import Database
from models.days import BANGKOK, bangkok_day

NIGHT = 2
"""The hour in Thailand after which a day's nightly work is done."""

NIGHT_LOCK = 0x516B
"""PostgreSQL advisory lock: one worker does it, the others go on with theirs."""

log = logging.getLogger(__name__)


def nightly(db: Database, keys: ServerKeys, now: datetime) -> None:
    """Do a day's nightly work after two, once for all workers.

    Killed in between it is done again, which does no harm; so the mark comes last, after erased words have left
    the database's log.
    """
    today = bangkok_day(now)
    if now.astimezone(BANGKOK).hour < NIGHT or not _is_to_do(db, today):
        return
    with _alone(db) as alone:
        if not alone or not _is_to_do(db, today):
            return
        seal_all(db)
        checkpoint.make(db, keys, checkpoint.ORIGIN, now)
        try:
            erase_due(db, keys, now)
        except retention.ClockNotBelieved as error:
            log.error("nothing is erased: %s", error)
        with db.write() as session:
            session.get_one(Instance, 1).night_done_on = today


def erase_due(db: Database, keys: ServerKeys, now: datetime) -> int:
    """Erase what is due, cases and who their reporters were; how many cases. ClockNotBelieved.

    Each in a transaction of its own: one that fails is told of and tried again the next night.
    """
    with db.read() as session:
        retention.believe(session, now)
        waiting, identities = retention.due(session, now), retention.identities_due(session, now)
    erased = sum(_erased(db, partial(retention.erase, keys=keys, one=one, now=now)) for one in waiting)
    for case_id in identities:
        _erased(db, partial(retention.erase_identity, keys=keys, case_id=case_id, now=now))
    if not db.forget():
        log.error("what was erased may still lie in the database's log: a reader keeps it")
    if erased:
        log.info("erased %d cases whose time was over", erased)
    return erased


def _erased(db: Database, erase: Callable[[Session], bool]) -> bool:
    try:
        with db.write() as session:
            return erase(session)
    except Exception as error:  # noqa: BLE001 (the others' time is over, too)
        log.error("something whose time is over could not be erased: %s", type(error).__name__)
        return False


def _is_to_do(db: Database, today: date) -> bool:
    with db.read() as session:
        instance = session.get(Instance, 1)
        return instance is not None and instance.night_done_on != today


@contextmanager
def _alone(db: Database) -> Iterator[bool]:
    """Whether no other worker is at it; while it lasts none begins. SQLite has one worker."""
    if db.is_sqlite:
        yield True
        return
    with db.write() as session:
        yield bool(session.scalar(select(func.pg_try_advisory_xact_lock(NIGHT_LOCK))))

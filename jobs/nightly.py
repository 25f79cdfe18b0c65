"""The nightly work: keys renewed, a checkpoint of the ledger signed, and what has had its time erased."""

from __future__ import annotations

import logging
from datetime import datetime

from casework import retention
from jobs.rotation import renew
from keys import ServerKeys
from ledger import checkpoint
from ledger.seal import seal_all
from models import Instance
from models.database import Database
from models.days import BANGKOK, bangkok_day

NIGHT = 2
"""The hour in Thailand after which a day's nightly work is done."""

log = logging.getLogger(__name__)


def nightly(db: Database, keys: ServerKeys, now: datetime) -> None:
    """Do a day's nightly work after two, once; killed in between it is done again, which does no harm."""
    today = bangkok_day(now)
    with db.read() as session:
        instance = session.get(Instance, 1)
        if instance is None or instance.night_done_on == today or now.astimezone(BANGKOK).hour < NIGHT:
            return
    renew(db, keys)
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

    Killed in between, the next night goes on.
    """
    with db.read() as session:
        retention.believe(session, now)
        waiting, identities = retention.due(session, now), retention.identities_due(session, now)
    erased = 0
    for one in waiting:
        with db.write() as session:
            erased += retention.erase(session, keys, one, now)
    for case_id in identities:
        with db.write() as session:
            retention.erase_identity(session, keys, case_id, now)
    if erased or identities:
        if not db.forget():
            log.error("what was erased may still lie in the database's log: a reader keeps it")
        log.info("erased %d cases whose time was over", erased)
    return erased

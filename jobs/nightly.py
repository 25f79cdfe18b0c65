"""The nightly work: cases whose time is over are erased, one transaction each."""

from __future__ import annotations

import logging
from datetime import datetime

from casework import retention
from keys import ServerKeys
from models.database import Database

log = logging.getLogger(__name__)


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

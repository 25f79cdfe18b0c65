"""Whether the process lives, and whether it is ready."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, jsonify
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from models import InboxEvent, LedgerEntry
from models.queues import InboxState
from models.schema import current, newest
from portal.desk import Desk

LONGEST_WAIT = timedelta(seconds=60)


def add_routes(blueprint: Blueprint, desk: Desk) -> None:
    """``/healthz`` and ``/readyz``."""
    blueprint.add_url_rule("/healthz", "healthz", lambda: Response("ok\n", mimetype="text/plain"))
    watch = Watch()
    blueprint.add_url_rule("/readyz", "readyz", lambda: ready(desk, watch))


class Watch:
    """Whether the ledger is being sealed. Entries hold no time of day, so the oldest one that waits is remembered."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self._oldest: int | None = None
        self._since = datetime.min.replace(tzinfo=UTC)

    def stuck(self, desk: Desk) -> bool:
        """Whether one entry has been the oldest unsealed one for longer than a minute."""
        with desk.db.read() as session:
            oldest = session.scalar(select(func.min(LedgerEntry.id)).where(LedgerEntry.seq.is_(None)))
        if oldest != self._oldest:
            self._oldest, self._since = oldest, desk.clock()
        return oldest is not None and desk.clock() - self._since > LONGEST_WAIT


def ready(desk: Desk, watch: Watch) -> tuple[Response, int]:
    """200, or 503 with the names of what is wrong: database, migrations, waiting (an event over a minute old),
    ledger (an entry that waits longer than that for its place in the chain).
    """
    wrong = []
    try:
        if current(desk.db) != newest():
            wrong.append("migrations")
        elif _waits_too_long(desk):
            wrong.append("waiting")
        elif watch.stuck(desk):
            wrong.append("ledger")
    except SQLAlchemyError:
        wrong.append("database")
    return jsonify(ready=not wrong, wrong=wrong), 503 if wrong else 200


def _waits_too_long(desk: Desk) -> bool:
    with desk.db.read() as session:
        oldest = session.scalar(select(func.min(InboxEvent.received_at)).where(InboxEvent.state == InboxState.WAITING))
    return oldest is not None and desk.clock() - oldest > LONGEST_WAIT

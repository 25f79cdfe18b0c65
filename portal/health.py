"""Whether the process lives, and whether it is ready."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, jsonify
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from models import InboxEvent, Instance, LedgerEntry
from models.queues import InboxState
from models.schema import current, newest
from portal.desk import Desk

LONGEST_WAIT = timedelta(seconds=60)
CHAT_MODE = "chat_mode"


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

    ``chat_mode`` (others may read the chat) is named too but takes nothing away: the pages are what is left then.
    """
    wrong = []
    try:
        if current(desk.db) != newest():
            wrong.append("migrations")
        else:
            wrong += _waits_too_long(desk) + _chat_is_on(desk)
            wrong += ["ledger"] if watch.stuck(desk) else []
    except SQLAlchemyError:
        wrong.append("database")
    ready_to_serve = wrong in ([], [CHAT_MODE])
    return jsonify(ready=ready_to_serve, wrong=wrong), 200 if ready_to_serve else 503


def _chat_is_on(desk: Desk) -> list[str]:
    with desk.db.read() as session:
        return [CHAT_MODE] if session.scalar(select(Instance.chat_unsafe_since)) else []


def _waits_too_long(desk: Desk) -> list[str]:
    with desk.db.read() as session:
        oldest = session.scalar(select(func.min(InboxEvent.received_at)).where(InboxEvent.state == InboxState.WAITING))
    return ["waiting"] if oldest is not None and desk.clock() - oldest > LONGEST_WAIT else []

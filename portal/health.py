"""Whether the process lives, and whether it is ready."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, jsonify
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from models import InboxEvent
from models.queues import InboxState
from models.schema import current, newest
from portal.desk import Desk

LONGEST_WAIT = timedelta(seconds=60)


def add_routes(blueprint: Blueprint, desk: Desk) -> None:
    """``/healthz`` and ``/readyz``."""
    blueprint.add_url_rule("/healthz", "healthz", lambda: Response("ok\n", mimetype="text/plain"))
    blueprint.add_url_rule("/readyz", "readyz", lambda: ready(desk))


def ready(desk: Desk) -> tuple[Response, int]:
    """200, or 503 with the names of what is wrong: database, migrations, waiting (an event over a minute old)."""
    wrong = []
    try:
        if current(desk.db) != newest():
            wrong.append("migrations")
        elif _waits_too_long(desk):
            wrong.append("waiting")
    except SQLAlchemyError:
        wrong.append("database")
    return jsonify(ready=not wrong, wrong=wrong), 503 if wrong else 200


def _waits_too_long(desk: Desk) -> bool:
    with desk.db.read() as session:
        oldest = session.scalar(select(func.min(InboxEvent.received_at)).where(InboxEvent.state == InboxState.WAITING))
    return oldest is not None and desk.clock() - oldest > LONGEST_WAIT

"""Whether the process lives, and whether it is ready."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, jsonify
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from models import InboxEvent, Instance
from models.queues import InboxState
from models.schema import current, newest
from portal.desk import Desk

LONGEST_WAIT = timedelta(seconds=60)
CHAT_MODE = "chat_mode"


def add_routes(blueprint: Blueprint, desk: Desk) -> None:
    """``/healthz`` and ``/readyz``."""
    blueprint.add_url_rule("/healthz", "healthz", lambda: Response("ok\n", mimetype="text/plain"))
    blueprint.add_url_rule("/readyz", "readyz", lambda: ready(desk))


def ready(desk: Desk) -> tuple[Response, int]:
    """200, or 503 with the names of what is wrong: database, migrations, waiting (an event over a minute old).

    ``chat_mode`` (others may read the chat) is named too but takes nothing away: the pages are what is left then.
    """
    wrong = []
    try:
        if current(desk.db) != newest():
            wrong.append("migrations")
        else:
            wrong += _waits_too_long(desk) + _chat_is_on(desk)
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

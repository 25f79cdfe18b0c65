"""The group commit: one bad request harms no other, and nobody waits longer than LINE does."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from bot.store import COLUMNS, GroupCommit, Row
from models import InboxEvent
from models.base import from_ms
from models.database import Database
from models.days import bangkok_day
from tests.fixtures import Bot

MOMENT = from_ms(1_795_489_200_000)


def row(key: bytes) -> Row:
    blank: dict[str, Any] = dict.fromkeys(COLUMNS)
    return {**blank, "event_key": key, "state": "waiting", "received_on": bangkok_day(MOMENT), "attempts": 0} | {
        "next_at": MOMENT
    }


def stored(db: Database) -> int:
    with db.read() as session:
        return session.scalar(select(func.count()).select_from(InboxEvent)) or 0


def test_a_failure_that_is_not_the_databases_reaches_its_caller_and_the_thread_lives_on(sqlite_db: Database) -> None:
    store = GroupCommit(sqlite_db)
    with pytest.raises(KeyError):
        store.add([{"event_key": b"a"}])
    assert store.add([row(b"b")]) == 1


def test_a_commit_that_takes_too_long_is_not_waited_for_but_may_still_happen(sqlite_db: Database) -> None:
    store = GroupCommit(sqlite_db, longest_wait=0.05)
    with sqlite_db.write(), pytest.raises(TimeoutError):
        store.add([row(b"a")])
    patient = GroupCommit(sqlite_db)
    assert patient.add([row(b"b")]) == 1
    assert patient.add([row(b"a")]) in (0, 1)
    assert stored(sqlite_db) == 2


def test_line_is_asked_to_deliver_again_what_was_not_stored_in_time(bot: Bot) -> None:
    if not bot.db.is_sqlite:
        pytest.skip("PostgreSQL commits for itself")
    event = bot.line.person("สมชาย").event_text("เมนู")
    with bot.db.write():
        assert bot.post_events(event) == 503
    assert bot.post_events(event) == 200
    assert stored(bot.db) == 1

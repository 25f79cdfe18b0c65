"""A form is taken once; slow work keeps a pace all processes share."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from casework import once, pace
from casework.office import Office
from models import Pace, SentForm
from models.database import Database


def look_ups(db: Database, now: datetime, times: int, where: str = "web") -> int:
    """How many of some look-ups were let through."""
    done = 0
    for _ in range(times):
        try:
            with db.write() as session:
                pace.look_up(session, where, now)
            done += 1
        except pace.TooFast:
            continue
    return done


def test_thirty_look_ups_a_minute_are_let_through_and_no_more(db: Database, now: datetime) -> None:
    assert look_ups(db, now, 29) == 29
    assert look_ups(db, now, 3) == 1
    assert look_ups(db, now + timedelta(seconds=59), 1) == 0
    assert look_ups(db, now + timedelta(seconds=60), 31) == 30


def test_a_flood_on_the_web_leaves_line_its_own_pace(db: Database, now: datetime) -> None:
    look_ups(db, now, 31)
    assert look_ups(db, now, 1, "line") == 1


def test_look_ups_at_once_share_one_pace(db: Database, now: datetime) -> None:
    done: list[int] = []
    threads = [threading.Thread(target=lambda: done.append(look_ups(db, now, 10))) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(done) == pace.LOOK_UPS_PER_MINUTE


def test_the_pace_keeps_no_more_than_a_minute(db: Database, now: datetime) -> None:
    for minute in range(3):
        look_ups(db, now + timedelta(minutes=minute), 30)
    with db.read() as session:
        assert len(session.scalars(select(Pace)).one().recent) == 30


def test_a_slip_is_claimed_once_and_then_tells_when(db: Database, office: Office, now: datetime) -> None:
    slip = once.new_slip()
    for later, expected in ((0, None), (5, now), (9, now)):
        with db.write() as session:
            assert once.claim(session, office, slip, now + timedelta(seconds=later)) == expected


def test_a_claim_that_is_rolled_back_was_never_made(db: Database, office: Office, now: datetime) -> None:
    slip = once.new_slip()

    def fail() -> None:
        with db.write() as session:
            once.claim(session, office, slip, now)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fail()
    with db.write() as session:
        assert once.claim(session, office, slip, now) is None


@pytest.mark.parametrize(("days", "kept"), [(1, 1), (2, 0)])
def test_old_slips_are_forgotten_when_they_can_no_longer_be_sent(
    db: Database, office: Office, now: datetime, days: int, kept: int
) -> None:
    with db.write() as session:
        once.claim(session, office, once.new_slip(), now)
    with db.write() as session:
        once.forget_old(session, now + timedelta(days=days))
    with db.read() as session:
        assert len(session.scalars(select(SentForm)).all()) == kept


def test_slips_and_their_receipts_never_repeat() -> None:
    slips = [once.new_slip() for _ in range(2000)]
    assert len({slip.number for slip in slips}) == len({slip.receipt for slip in slips}) == 2000

"""One person's flood is cut off, and everybody else is served meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot import inbox
from bot.flood import MOST_A_MINUTE, Flood
from models import InboxEvent
from simulator import Person
from tests.fixtures import Bot

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("nth", "taken"), [(MOST_A_MINUTE - 1, True), (MOST_A_MINUTE, True), (MOST_A_MINUTE + 1, False)]
)
def test_so_many_events_a_minute_and_no_more(nth: int, taken: bool) -> None:
    flood = Flood()
    for _ in range(nth - 1):
        flood.lets_in(b"a", NOON)
    assert flood.lets_in(b"a", NOON) is taken
    assert flood.lets_in(b"b", NOON)


def test_the_next_minute_begins_anew() -> None:
    flood = Flood()
    for _ in range(MOST_A_MINUTE + 1):
        flood.lets_in(b"a", NOON)
    assert not flood.lets_in(b"a", NOON + timedelta(seconds=59))
    assert flood.lets_in(b"a", NOON + timedelta(seconds=60))


def test_two_thousand_events_of_one_person_keep_nobody_else_waiting(bot: Bot, somchai: Person) -> None:
    for _ in range(20):
        bot.line.deliver([somchai.event_text("เมนู") for _ in range(100)])
    with bot.db.read() as session:
        assert session.scalar(select(func.count()).select_from(InboxEvent)) == MOST_A_MINUTE
    other = bot.line.person("สมหญิง")
    bot.clock.advance(1)
    other.says("เมนู")
    bot.clock.advance(1)
    step = inbox.Step(bot.office, bot.clock.now())
    for _ in range(2):  # the flood's first event, then the other person's
        inbox.process_one(bot.db, step)
    bot.send()
    assert other.last_texts()


def test_an_unsend_is_taken_however_much_came_before(bot: Bot, somchai: Person) -> None:
    bot.line.deliver([somchai.event_text("ลบฉันที") for _ in range(MOST_A_MINUTE + 10)])
    somchai.unsends()
    with bot.db.read() as session:
        assert session.scalar(select(func.count()).select_from(InboxEvent)) == MOST_A_MINUTE + 1

"""An event that cannot be handled is out of the way for good, whatever else fails and whoever else is at work."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot import inbox
from jobs.worker import Worker
from models import Conversation, InboxEvent, LedgerEntry, OutboxMessage
from models.queues import InboxState, OutboxState
from simulator import Person
from tests.fixtures import Bot, settings_for


def state(bot: Bot) -> InboxEvent:
    with bot.db.read() as session:
        return session.scalars(select(InboxEvent).order_by(InboxEvent.id.desc()).limit(1)).one()


def fail_until(bot: Bot, times: int) -> None:
    for _ in range(times):
        bot.read()
        bot.clock.advance(61)


def begin_and_break(bot: Bot, person: Person) -> None:
    """A draft that does not open any more, and words for it."""
    bot.hears(person, "ร้องเรียนทั่วไป")
    with bot.db.write() as session:
        session.scalars(select(Conversation)).one().sealed = b"damaged"
    person.says("1")


@pytest.mark.parametrize(("times", "expected"), [(7, InboxState.WAITING), (8, InboxState.DEAD), (9, InboxState.DEAD)])
def test_eight_attempts_are_made_and_one_apology(bot: Bot, somchai: Person, times: int, expected: InboxState) -> None:
    begin_and_break(bot, somchai)
    fail_until(bot, times)
    assert state(bot).state == expected
    with bot.db.read() as session:
        waiting = select(OutboxMessage).where(OutboxMessage.state == OutboxState.WAITING)
        assert len(session.scalars(waiting).all()) == (1 if expected is InboxState.DEAD else 0)


def test_an_apology_that_cannot_be_stored_does_not_bring_the_event_back(bot: Bot, somchai: Person) -> None:
    """The person's place among the answers is taken already: the apology breaks on it."""
    begin_and_break(bot, somchai)
    event = state(bot)
    with bot.db.write() as session:
        blocking = OutboxMessage(inbox_id=event.id, created_on=event.received_on, next_at=bot.clock.now())
        blocking.state = OutboxState.KEPT
        session.add(blocking)
    fail_until(bot, 8)
    assert state(bot).state == InboxState.DEAD
    with bot.db.read() as session:
        failed = select(LedgerEntry).where(LedgerEntry.type == "inbound", LedgerEntry.topic == "failed")
        assert len(session.scalars(failed).all()) == 1
    assert bot.read() == 0


def test_what_another_worker_finished_meanwhile_is_not_put_back(bot: Bot, somchai: Person) -> None:
    somchai.says("เมนู")
    row = state(bot)
    bot.read()
    inbox._put_back(bot.db, inbox.Step(bot.office, bot.clock.now()), row.id, row.attempts)
    assert (state(bot).state, state(bot).attempts) == (InboxState.DONE, 0)


def test_what_another_worker_put_back_meanwhile_is_not_counted_twice(bot: Bot, somchai: Person) -> None:
    begin_and_break(bot, somchai)
    row, step = state(bot), inbox.Step(bot.office, bot.clock.now())
    for _ in range(2):
        inbox._put_back(bot.db, step, row.id, row.attempts)
    assert state(bot).attempts == 1


def test_an_event_set_aside_keeps_its_words_but_not_whose_they_were(bot: Bot, somchai: Person) -> None:
    begin_and_break(bot, somchai)
    fail_until(bot, 8)
    row = state(bot)
    assert row.sealed
    assert (row.lane, row.event_at, row.received_at, row.attempts) == (None, None, None, 0)


def test_an_unsend_reaches_words_that_were_set_aside(bot: Bot, somchai: Person) -> None:
    begin_and_break(bot, somchai)
    fail_until(bot, 8)
    with bot.db.write() as session:
        session.delete(session.scalars(select(Conversation)).one())
    somchai.unsends()
    bot.read()
    with bot.db.read() as session:
        dead = session.scalars(select(InboxEvent).where(InboxEvent.state == InboxState.DEAD)).one()
        assert dead.sealed is None


def test_a_worker_looks_at_the_account_before_it_reads_the_first_event(bot: Bot, somchai: Person) -> None:
    bot.line.platform.chat_mode = "chat"
    somchai.says("แจ้งทุจริต")
    settings = settings_for(bot.line.api_url, data_url=bot.line.data_url)
    Worker(bot.db, bot.keys, settings, bot.clock.now).drain()
    assert "ไม่ปลอดภัยพอ" in somchai.last_texts()[0]

"""A dump tells the day of what is finished and never the time: no column joins a case with a moment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from bot import traces
from bot.outbox import expire_kept
from models import Base, Case, InboxEvent, LedgerEntry, OutboxMessage
from models.base import to_ms
from models.queues import InboxState, OutboxState
from simulator import Person
from tests.bot.test_main_job import file_report
from tests.fixtures import Bot

DAY_MS = 24 * 3600 * 1000
YEAR_2001 = 1_000_000_000_000
OPEN = {"conversation.expires_at"}
"""A conversation that is not finished; its row goes with its end, at the latest after a day."""


@pytest.fixture
def finished(bot: Bot, somchai: Person) -> Bot:
    """Reports of three people at odd moments, one taken back in part, one event set aside, one answer given up."""
    for seconds, person in enumerate((somchai, bot.line.person("สมหญิง"), bot.line.person("สมศรี"))):
        bot.clock.advance(3601.237 + seconds)
        file_report(bot, person)
    somchai.says("ขอบคุณ")
    bot.work()
    somchai.unsends()
    bot.line.faults.next("reply", status=503)
    bot.hears(somchai, "เมนู")
    bot.clock.advance(61)
    bot.work()
    bot.post(b"{ not to be read")
    broken = bot.line.person("สมปอง")
    broken.says("เมนู")
    with bot.db.write() as session:
        row = session.scalars(select(InboxEvent).where(InboxEvent.state == InboxState.WAITING)).one()
        row.sealed = b"damaged"
    for _ in range(8):
        bot.clock.advance(61)
        bot.work()
    bot.hears(somchai, "เมนู")
    return bot


def fine_times(bot: Bot) -> list[str]:
    """Every column that holds a moment finer than a day."""
    found = []
    with bot.db.read() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(table.select()).mappings():
                found += [f"{table.name}.{name}" for name, value in row.items() if is_fine(plain(value))]
    return found


def plain(value: Any) -> Any:
    return to_ms(value) if hasattr(value, "timestamp") else value


def is_fine(value: Any) -> bool:
    return isinstance(value, int) and value > YEAR_2001 and value % DAY_MS != 0


def test_the_attack_would_find_a_time(bot: Bot, somchai: Person) -> None:
    somchai.says("เมนู")
    assert {"inbox.event_at", "inbox.next_at"} <= set(fine_times(bot))


def test_no_column_of_any_table_tells_the_time_of_what_is_finished(finished: Bot) -> None:
    assert set(fine_times(finished)) <= OPEN
    with finished.db.read() as session:
        assert {InboxState.DONE, InboxState.DEAD} == set(session.scalars(select(InboxEvent.state)))


def test_the_entry_of_a_case_joined_with_the_events_gives_the_day_only(finished: Bot) -> None:
    join = text(
        "SELECT i.next_at, i.event_at, i.received_at, o.next_at, o.expires_at FROM ledger_entry l "
        "JOIN inbox i ON (SELECT count(*) FROM inbox j WHERE j.id < i.id) = "
        "(SELECT count(*) FROM ledger_entry m WHERE m.id < l.id AND m.type = 'inbound') "
        "LEFT JOIN outbox o ON o.inbox_id = i.id WHERE l.type = 'case.filed'"
    )
    with finished.db.read() as session:
        rows = session.execute(join).all()
        days = {to_ms(traces.midnight(day)) for day in session.scalars(select(Case.received_on))}
    assert len(rows) == 3
    assert {value for row in rows for value in row} <= days | {None}


def test_settled_answers_leave_only_their_outcome_and_are_swept_away(finished: Bot) -> None:
    bare = ("inbox_id", "lane", "sealed", "retry_key", "expires_at", "lease")
    with finished.db.write() as session:
        for row in session.scalars(select(OutboxMessage)):
            assert [getattr(row, name) for name in bare] == [None] * len(bare)
            assert (row.attempts, row.in_doubt) == (0, False)
        traces.sweep(session, finished.keys, finished.clock.now())
        session.flush()
        assert session.scalars(select(OutboxMessage)).all() == []


@pytest.mark.parametrize(("days", "left"), [(29, True), (30, True), (31, False)])
def test_a_finished_event_is_remembered_for_thirty_days(bot: Bot, somchai: Person, days: int, left: bool) -> None:
    event = somchai.event_text("เมนู")
    bot.line.deliver([event])
    bot.work()
    later = bot.clock.now() + timedelta(days=days)
    with bot.db.write() as session:
        traces.sweep(session, bot.keys, later)
        assert bool(session.scalars(select(InboxEvent)).all()) is left


@pytest.mark.parametrize(("days", "kept"), [(7, True), (8, False)])
def test_words_set_aside_are_erased_after_a_week_and_that_is_entered(bot: Bot, days: int, kept: bool) -> None:
    bot.post(b"{ not to be read")
    with bot.db.write() as session:
        traces.sweep(session, bot.keys, bot.clock.now() + timedelta(days=days))
        session.flush()
        assert (session.scalars(select(InboxEvent)).one().sealed is not None) is kept
        erased = session.scalars(select(LedgerEntry.topic).where(LedgerEntry.type == "payload.erased")).all()
    assert erased == ([] if kept else ["set_aside"])


def test_a_kept_answer_that_expires_leaves_no_time(bot: Bot, somchai: Person) -> None:
    somchai.says("เมนู")
    bot.read()
    bot.clock.advance(61)
    bot.send()
    expire_kept(bot.db, bot.keys, bot.clock.advance(24 * 3600))
    with bot.db.read() as session:
        assert session.scalars(select(OutboxMessage.state)).all() == [OutboxState.GIVEN_UP]
    assert set(fine_times(bot)) <= OPEN

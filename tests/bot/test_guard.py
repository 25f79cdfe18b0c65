"""The account must not let its operators read along: looked at, remembered, entered in the ledger."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import NoReturn

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.guard import Guard
from models import Instance, LedgerEntry
from models.database import Database
from tests.fixtures import Bot

DAY = 24 * 3600


def entries(bot: Bot) -> list[str]:
    with bot.db.read() as session:
        return list(session.scalars(select(LedgerEntry.topic).where(LedgerEntry.type == "guard")))


def unsafe_in_the_row(bot: Bot) -> bool:
    with bot.db.read() as session:
        return session.get_one(Instance, 1).chat_unsafe_since is not None


@pytest.fixture
def guard(bot: Bot) -> Guard:
    """One that has had a good look."""
    guard = Guard(bot.db, bot.keys, bot.client)
    guard.check(bot.clock.now())
    assert guard.free_text_safe
    return guard


def test_nothing_is_safe_before_the_first_good_look(bot: Bot) -> None:
    guard = Guard(bot.db, bot.keys, bot.client)
    assert not guard.free_text_safe
    bot.line.faults.next("bot_info", status=500)
    guard.first_look(bot.clock.now())
    assert not guard.free_text_safe
    guard.check(bot.clock.advance(29))
    assert not guard.free_text_safe
    guard.check(bot.clock.advance(1))
    assert guard.free_text_safe
    assert entries(bot) == []


def test_nobody_reads_an_event_while_the_first_look_is_under_way(bot: Bot) -> None:
    guard = Guard(bot.db, bot.keys, bot.client)
    seen: list[bool] = []

    def read() -> None:
        guard.first_look(bot.clock.now())
        seen.append(guard.free_text_safe)

    readers = [threading.Thread(target=read) for _ in range(2)]
    with bot.db.write() as session:
        session.get_one(Instance, 1, with_for_update=True)  # what the first one saw cannot be kept yet
        for reader in readers:
            reader.start()
            time.sleep(0.2)
    for reader in readers:
        reader.join()
    assert seen == [True, True]


def test_chat_switched_on_is_noticed_within_ten_minutes_and_kept_in_the_row(bot: Bot, guard: Guard) -> None:
    bot.line.platform.chat_mode = "chat"
    guard.check(bot.clock.advance(599))
    assert guard.free_text_safe
    guard.check(bot.clock.advance(1))
    assert not guard.free_text_safe
    assert unsafe_in_the_row(bot)
    assert entries(bot) == ["chat_is_on"]


def test_one_good_look_is_not_enough_to_recover_not_even_after_a_new_start(bot: Bot, guard: Guard) -> None:
    bot.line.platform.chat_mode = "chat"
    guard.check(bot.clock.advance(600))
    bot.line.platform.chat_mode = "bot"
    again = Guard(bot.db, bot.keys, bot.client)
    again.check(bot.clock.advance(600))
    assert not again.free_text_safe
    again.check(bot.clock.advance(30))
    assert again.free_text_safe
    assert not unsafe_in_the_row(bot)
    assert entries(bot) == ["chat_is_on", "safe"]


def test_a_bad_look_between_two_good_ones_starts_the_count_again(bot: Bot, guard: Guard) -> None:
    for mode, safe in (("chat", False), ("bot", False), ("chat", False), ("bot", False), ("bot", True)):
        bot.line.platform.chat_mode = mode
        guard.check(bot.clock.advance(600))
        assert guard.free_text_safe is safe


def test_several_workers_enter_a_change_once(bot: Bot, guard: Guard) -> None:
    bot.line.platform.chat_mode = "chat"
    Guard(bot.db, bot.keys, bot.client).check(bot.clock.advance(600))
    guard.check(bot.clock.now())
    assert not guard.free_text_safe
    assert entries(bot) == ["chat_is_on"]


@pytest.mark.parametrize(("seconds", "safe"), [(DAY - 1, True), (DAY, False), (DAY + 1, False)])
def test_what_was_seen_counts_for_a_day_while_line_does_not_answer(
    bot: Bot, guard: Guard, seconds: int, safe: bool
) -> None:
    bot.line.faults.always("bot_info", status=500)
    guard.check(bot.clock.advance(seconds))
    assert guard.free_text_safe is safe
    assert entries(bot) == ([] if safe else ["not_seen"])


def test_the_account_is_remembered_so_that_events_for_others_are_told_apart(bot: Bot, guard: Guard) -> None:
    with bot.db.read() as session:
        assert session.get_one(Instance, 1).bot_user_id == bot.line.platform.bot_user_id


class _Away(Database):
    """A database that takes no writes."""

    def __init__(self, db: Database) -> None:
        self.__dict__ = dict(db.__dict__)

    def write(self) -> NoReturn:
        raise OperationalError("", None, Exception())


@pytest.mark.parametrize("seen", [True, False])
def test_an_account_that_is_not_safe_counts_also_when_the_database_is_away(bot: Bot, seen: bool) -> None:
    guard = Guard(bot.db, bot.keys, bot.client)
    guard.check(bot.clock.now())
    guard._db = _Away(bot.db)
    if seen:
        bot.line.platform.chat_mode = "chat"
    else:
        bot.line.faults.always("bot_info", status=500)
        guard.check(bot.clock.advance(601))
    with pytest.raises(OperationalError):
        guard.check(bot.clock.advance(DAY))
    assert not guard.free_text_safe


def test_nothing_is_read_before_a_look_was_kept_and_line_is_asked_twice_a_minute_at_most(bot: Bot) -> None:
    guard = Guard(_Away(bot.db), bot.keys, bot.client)
    with pytest.raises(OperationalError):
        guard.first_look(bot.clock.now())
    assert not guard.first_look(bot.clock.advance(29))
    assert sum(call.endpoint == "bot_info" for call in bot.line.calls) == 1
    guard._db = bot.db
    assert guard.first_look(bot.clock.advance(1))
    assert guard.free_text_safe


def test_a_look_that_could_not_be_kept_is_none_of_the_two_it_takes_to_recover(bot: Bot, guard: Guard) -> None:
    bot.line.platform.chat_mode = "chat"
    guard.check(bot.clock.advance(600))
    bot.line.platform.chat_mode = "bot"
    guard._db = _Away(bot.db)
    with pytest.raises(OperationalError):
        guard.check(bot.clock.advance(600))
    guard._db = bot.db
    guard.check(bot.clock.advance(30))
    assert not guard.free_text_safe
    guard.check(bot.clock.advance(30))
    assert guard.free_text_safe


def test_a_clock_set_back_does_not_stop_the_looks(bot: Bot, guard: Guard) -> None:
    bot.line.platform.chat_mode = "chat"
    guard.check(bot.clock.now() - timedelta(days=365))
    assert not guard.free_text_safe

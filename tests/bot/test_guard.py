"""The account must not let its operators read along: looked at, remembered, entered in the ledger."""

from __future__ import annotations

import threading
import time

import pytest
from sqlalchemy import select

from bot.guard import Guard
from models import Instance, LedgerEntry
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

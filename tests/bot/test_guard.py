"""The account must not let its operators read along: looked at, remembered, entered in the ledger."""

from __future__ import annotations

from sqlalchemy import select

from bot.guard import Guard
from models import Instance, LedgerEntry
from tests.fixtures import Bot


def entries(bot: Bot) -> list[str]:
    with bot.db.read() as session:
        return list(session.scalars(select(LedgerEntry.topic).where(LedgerEntry.type == "guard")))


def test_chat_switched_on_is_noticed_within_ten_minutes(bot: Bot) -> None:
    guard = Guard(bot.db, bot.keys, bot.client)
    guard.check(bot.clock.now())
    assert guard.free_text_safe
    bot.line.platform.chat_mode = "chat"
    guard.check(bot.clock.advance(599))
    assert guard.free_text_safe
    guard.check(bot.clock.advance(1))
    assert not guard.free_text_safe
    bot.line.platform.chat_mode = "bot"
    guard.check(bot.clock.advance(600))
    assert guard.free_text_safe
    assert entries(bot) == ["chat_is_on", "safe"]


def test_the_account_is_remembered_so_that_events_for_others_are_told_apart(bot: Bot) -> None:
    Guard(bot.db, bot.keys, bot.client).check(bot.clock.now())
    with bot.db.read() as session:
        assert session.get_one(Instance, 1).bot_user_id == bot.line.platform.bot_user_id


def test_a_line_that_does_not_answer_changes_nothing(bot: Bot) -> None:
    bot.line.faults.next("bot_info", status=500)
    guard = Guard(bot.db, bot.keys, bot.client)
    guard.check(bot.clock.now())
    assert guard.free_text_safe
    assert entries(bot) == []

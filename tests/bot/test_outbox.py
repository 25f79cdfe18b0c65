"""Sending: whatever LINE does, nobody is answered twice and nothing is lost that can be kept."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot import outbox
from casework import notices
from models import Case, LedgerEntry, OutboxMessage
from models.queues import OutboxState
from simulator import Person
from tests.bot.test_main_job import REPORT, file_report
from tests.fixtures import Bot

AFTER_A_LEASE = 16.0


def states(bot: Bot) -> list[str]:
    with bot.db.read() as session:
        return list(session.scalars(select(OutboxMessage.state).order_by(OutboxMessage.id)))


def seen(person: Person) -> int:
    return len([bubble for bubble in person.chat if bubble.sender == "bot"])


def test_an_answer_goes_out_with_the_reply_token_and_costs_nothing(bot: Bot, somchai: Person) -> None:
    assert bot.hears(somchai, "เมนู")
    assert states(bot) == [OutboxState.SENT]
    assert (bot.line.platform.replies, bot.line.platform.pushes) == (1, 0)


@pytest.mark.parametrize("status", [500, 503, 429])
def test_a_busy_line_is_asked_again_with_the_same_token(bot: Bot, somchai: Person, status: int) -> None:
    bot.line.faults.next("reply", status=status, message="The API rate limit has been exceeded.")
    assert bot.hears(somchai, "เมนู") == []
    bot.clock.advance(3)
    bot.send()
    assert seen(somchai) == 1
    assert states(bot) == [OutboxState.SENT]


def test_a_reply_whose_answer_was_lost_is_never_shown_twice_nor_pushed(bot: Bot, somchai: Person) -> None:
    bot.line.faults.drop_after_accept("reply")
    bot.hears(somchai, "เมนู")
    assert seen(somchai) == 1
    bot.clock.advance(3)
    bot.send()
    assert seen(somchai) == 1
    assert states(bot) == [OutboxState.PROBABLY_SENT]
    assert bot.line.platform.pushes == 0


def test_a_reply_that_never_arrived_is_sent_again_in_time(bot: Bot, somchai: Person) -> None:
    bot.line.faults.drop("reply")
    bot.hears(somchai, "เมนู")
    assert seen(somchai) == 0
    bot.clock.advance(3)
    bot.send()
    assert seen(somchai) == 1


def test_an_answer_that_came_too_late_waits_for_the_next_word(bot: Bot, somchai: Person) -> None:
    somchai.says("เมนู")
    bot.read()
    bot.clock.advance(61)
    bot.send()
    assert seen(somchai) == 0
    assert states(bot) == [OutboxState.KEPT]
    bot.hears(somchai, "ช่วยเหลือ")
    assert seen(somchai) == 2
    assert states(bot) == [OutboxState.SENT, OutboxState.SENT]


def test_a_kept_answer_is_given_up_after_a_day(bot: Bot, somchai: Person) -> None:

    somchai.says("เมนู")
    bot.read()
    bot.clock.advance(61)
    bot.send()
    bot.clock.advance(24 * 3600 - 1)
    assert outbox.expire_kept(bot.db, bot.keys, bot.clock.now()) == 0
    bot.clock.advance(1)
    assert outbox.expire_kept(bot.db, bot.keys, bot.clock.now()) == 1
    assert states(bot) == [OutboxState.GIVEN_UP]


def test_a_receipt_is_not_lost_when_line_was_away_for_minutes(bot: Bot, somchai: Person) -> None:
    for words in REPORT:
        bot.hears(somchai, words)
    bot.line.faults.always("reply", status=503)
    somchai.taps("ส่งเรื่อง")
    bot.work()
    for _ in range(40):
        bot.clock.advance(3)
        bot.work()
    bot.line.faults.clear()
    assert states(bot)[-1] in (OutboxState.KEPT, OutboxState.PROBABLY_SENT)


def test_a_worker_that_died_after_sending_does_not_send_again(bot: Bot, somchai: Person) -> None:

    somchai.says("เมนู")
    bot.read()
    leased = outbox.lease_next(bot.db, bot.keys, bot.clock.now())
    assert leased is not None
    outbox.attempt(bot.client, leased, bot.clock.now())
    assert seen(somchai) == 1
    bot.clock.advance(AFTER_A_LEASE)
    bot.send()
    assert seen(somchai) == 1
    assert states(bot) == [OutboxState.PROBABLY_SENT]


def test_a_worker_that_died_before_sending_is_relieved(bot: Bot, somchai: Person) -> None:

    somchai.says("เมนู")
    bot.read()
    assert outbox.lease_next(bot.db, bot.keys, bot.clock.now()) is not None
    bot.clock.advance(AFTER_A_LEASE)
    bot.send()
    assert seen(somchai) == 1
    assert states(bot) == [OutboxState.SENT]


def test_a_paused_worker_that_wakes_up_late_settles_nothing(bot: Bot, somchai: Person) -> None:

    somchai.says("เมนู")
    bot.read()
    late = outbox.lease_next(bot.db, bot.keys, bot.clock.now())
    assert late is not None
    bot.clock.advance(AFTER_A_LEASE)
    bot.send()
    wrong = outbox.Outcome(OutboxState.GIVEN_UP, "late")
    outbox.settle(bot.db, bot.keys, late, wrong, bot.clock.now())
    assert states(bot) == [OutboxState.SENT]


def test_an_answer_line_refuses_for_its_words_is_given_up_and_blocks_nothing(bot: Bot, somchai: Person) -> None:
    bot.line.faults.next("reply", status=400, message="A message (messages[0]) in the request body is invalid")
    bot.hears(somchai, "เมนู")
    assert states(bot) == [OutboxState.GIVEN_UP]
    assert bot.hears(somchai, "เมนู")
    bot.line.platform.calls.clear()  # the refusal was ours to make


def test_a_wrong_access_token_is_waited_out_not_given_up(bot: Bot, somchai: Person) -> None:
    bot.line.platform.access_token = "rotated"
    bot.hears(somchai, "เมนู")
    bot.line.platform.access_token = "token"
    bot.clock.advance(3)
    bot.send()
    assert seen(somchai) == 1


def asked_to_be_told(bot: Bot, person: Person) -> None:
    for words in (*REPORT[:-3], "ต้องการ", "ไม่กังวล", "ไม่บอกชื่อ"):
        bot.hears(person, words)
    person.taps("ส่งเรื่อง")
    bot.work()


def nudge(bot: Bot) -> None:

    with bot.db.write() as session:
        notices.nudge(session, bot.office, session.scalars(select(Case)).one(), bot.clock.now())


def test_a_notice_goes_only_to_whoever_asked_for_it_and_says_nothing(bot: Bot, somchai: Person) -> None:
    asked_to_be_told(bot, somchai)
    nudge(bot)
    bot.work()
    assert bot.line.platform.pushes == 1
    assert somchai.last_texts()[-1].startswith("มีข้อความใหม่จากเสียงใส")
    push = next(call for call in bot.line.calls if call.endpoint == "push")
    assert push.body["notificationDisabled"] is True


def test_nobody_is_pushed_to_who_did_not_ask(bot: Bot, somchai: Person) -> None:
    file_report(bot, somchai)
    nudge(bot)
    bot.work()
    assert bot.line.platform.pushes == 0


def test_whoever_blocks_the_account_is_forgotten_for_notices(bot: Bot, somchai: Person) -> None:
    asked_to_be_told(bot, somchai)
    somchai.unfollows()
    bot.work()
    with bot.db.read() as session:
        assert session.scalars(select(Case.notify)).one() is None
    nudge(bot)
    bot.work()
    assert bot.line.platform.pushes == 0


@pytest.mark.parametrize("fault", ["drop_after_accept", "drop", "error"])
def test_a_push_is_repeated_with_its_key_and_shown_once(bot: Bot, somchai: Person, fault: str) -> None:
    asked_to_be_told(bot, somchai)
    before = seen(somchai)
    if fault == "error":
        bot.line.faults.accept_then_fail("push", status=500)
    else:
        getattr(bot.line.faults, fault)("push")
    nudge(bot)
    bot.work()
    bot.clock.advance(5)
    bot.work()
    assert seen(somchai) == before + 1
    assert states(bot)[-1] == OutboxState.SENT


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # 170 rounds of one row
def test_a_push_is_tried_for_a_day_and_then_given_up(bot: Bot, somchai: Person) -> None:
    asked_to_be_told(bot, somchai)
    bot.line.faults.always("push", status=500)
    nudge(bot)
    for _ in range(170):
        bot.clock.advance(600)
        bot.work()
    assert states(bot)[-1] == OutboxState.GIVEN_UP
    pushes = [call for call in bot.line.calls if call.endpoint == "push"]
    assert 100 < len(pushes) < 200


def test_a_used_up_quota_gives_the_notice_up(bot: Bot, somchai: Person) -> None:
    asked_to_be_told(bot, somchai)
    bot.line.platform.quota = 0
    nudge(bot)
    bot.work()
    assert states(bot)[-1] == OutboxState.GIVEN_UP


def test_a_push_to_somebody_who_blocked_is_done_without_being_seen(bot: Bot, somchai: Person) -> None:
    asked_to_be_told(bot, somchai)
    somchai.state.blocked = True
    before = seen(somchai)
    nudge(bot)
    bot.work()
    assert (states(bot)[-1], seen(somchai)) == (OutboxState.SENT, before)


def test_every_outcome_is_in_the_ledger(bot: Bot, somchai: Person) -> None:

    bot.hears(somchai, "เมนู")
    with bot.db.read() as session:
        types = session.scalars(select(LedgerEntry.type).order_by(LedgerEntry.id)).all()
    assert types == ["inbound", "outbound"]

"""What could not be delivered: to the same person, alone, all of it, and never in the way of what comes after."""

from __future__ import annotations

import json

from sqlalchemy import select

from bot.render import MOST_MESSAGES
from models import InboxEvent, LedgerEntry, OutboxMessage
from models.base import from_ms
from models.queues import InboxState, OutboxState
from simulator import Person
from tests.fixtures import Bot

GROUP = {"type": "group", "groupId": "C" + "1" * 32}
ROOM = {"type": "room", "roomId": "R" + "1" * 32}


def keep_an_answer(bot: Bot, person: Person) -> None:
    """An answer that came too late for its token."""
    person.says("ช่วยเหลือ")
    bot.read()
    bot.clock.advance(61)
    bot.send()


def put(bot: Bot, *texts: str) -> None:
    """Other words into the one kept answer."""
    with bot.db.write() as session:
        row = session.scalars(select(OutboxMessage).where(OutboxMessage.state == OutboxState.KEPT)).one()
        content = {"token": "", "messages": [{"type": "text", "text": text} for text in texts]}
        row.sealed = bot.keys.seal("outbox", json.dumps(content).encode(), row.retry_key or "")


def sent(bot: Bot) -> str:
    return json.dumps([call.body for call in bot.line.calls if call.endpoint == "reply"], ensure_ascii=False)


def states(bot: Bot) -> list[str]:
    with bot.db.read() as session:
        return list(session.scalars(select(OutboxMessage.state).order_by(OutboxMessage.id)))


def test_a_private_answer_is_never_posted_into_a_group(bot: Bot, somchai: Person) -> None:
    keep_an_answer(bot, somchai)
    put(bot, "รหัสลับส่วนตัว")
    for shared in (GROUP, ROOM):
        bot.line.deliver([{**somchai.event_text("สวัสดี"), "source": {**shared, "userId": somchai.user_id}}])
        bot.work()
    assert "เฉพาะแชตส่วนตัว" in sent(bot)
    assert "รหัสลับส่วนตัว" not in sent(bot)
    bot.hears(somchai, "เมนู")
    assert "รหัสลับส่วนตัว" in sent(bot)


def test_a_persons_lane_in_a_group_is_another_one(bot: Bot, somchai: Person) -> None:
    event = somchai.event_text("สวัสดี")
    bot.line.deliver([event, {**somchai.event_text("สวัสดี"), "source": {**GROUP, "userId": somchai.user_id}}])
    with bot.db.read() as session:
        assert len(set(session.scalars(select(InboxEvent.lane)))) == 2


def test_a_kept_answer_that_does_not_fit_goes_out_in_parts_and_blocks_nothing(bot: Bot, somchai: Person) -> None:
    keep_an_answer(bot, somchai)
    put(bot, *(f"ส่วนที่ {number}" for number in range(MOST_MESSAGES)))
    bot.hears(somchai, "เมนู")
    assert states(bot)[0] == OutboxState.KEPT
    assert "ส่วนที่ 3" in sent(bot)
    assert "ส่วนที่ 4" not in sent(bot)
    bot.hears(somchai, "เมนู")
    assert sent(bot).count("ส่วนที่ 4") == sent(bot).count("ส่วนที่ 0") == 1
    assert set(states(bot)) == {OutboxState.SENT}


def test_a_kept_answer_nobody_can_open_is_given_up_and_the_new_one_goes_out(bot: Bot, somchai: Person) -> None:
    keep_an_answer(bot, somchai)
    with bot.db.write() as session:
        session.scalars(select(OutboxMessage)).one().sealed = b"sealed with a secret of another year"
    assert bot.hears(somchai, "เมนู")
    assert states(bot) == [OutboxState.GIVEN_UP, OutboxState.SENT]
    with bot.db.read() as session:
        assert set(session.scalars(select(InboxEvent.state))) == {InboxState.DONE}
        assert len(session.scalars(select(LedgerEntry).where(LedgerEntry.type == "outbound")).all()) == 3


def test_a_message_that_breaks_before_it_is_sent_is_tried_five_times(bot: Bot, somchai: Person) -> None:
    somchai.says("เมนู")
    bot.read()
    with bot.db.write() as session:
        row = session.scalars(select(OutboxMessage)).one()
        broken = {"token": "x", "messages": [{"type": "text", "text": 7, "quickReply": "คำลับ"}]}
        row.sealed = bot.keys.seal("outbox", json.dumps(broken).encode(), row.retry_key or "")
    attempts = 0
    while bot.send():
        attempts += 1
        bot.clock.advance(3)
    assert (attempts, states(bot)) == (5, [OutboxState.GIVEN_UP])
    assert bot.hears(somchai, "เมนู")


def test_a_group_is_left_even_when_its_answer_cannot_be_delivered(bot: Bot, somchai: Person) -> None:
    bot.line.faults.next("reply", status=400, message="Invalid reply token")
    bot.line.deliver([{**somchai.event_text("สวัสดี"), "source": {**GROUP, "userId": somchai.user_id}}])
    bot.work()
    assert [call.endpoint for call in bot.line.calls].count("leave") == 1
    bot.line.platform.calls.clear()  # the refusal was ours to make


def test_an_event_older_than_what_is_remembered_has_no_effect(bot: Bot, somchai: Person) -> None:
    bot.hears(somchai, "ร้องเรียนทั่วไป")
    old = somchai.event_text("ยกเลิก")
    old["timestamp"] -= 31 * 24 * 3600 * 1000
    bot.line.deliver([old])
    bot.work()
    assert from_ms(old["timestamp"]) < bot.clock.now()
    assert "ลบ" not in "".join(somchai.last_texts())
    assert bot.hears(somchai, "1")

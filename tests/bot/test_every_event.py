"""Every event and message LINE has, had or may yet invent: all 200, and whoever can be answered is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from models import Case, Conversation, InboxEvent
from models.queues import InboxState
from simulator import Person
from simulator.platform import Token
from tests.fixtures import Bot

BODIES = sorted((Path(__file__).parent / "webhooks").glob("*.json"))
FIELDS = ["source", "message", "mode", "deliveryContext", "timestamp", "type", "webhookEventId"]
ANSWERED = {"message", "follow", "postback", "join"}


def events_of(path: Path) -> list[Any]:
    return list(json.loads(path.read_text(encoding="utf-8"))["events"])


def make_known(bot: Bot, events: list[Any]) -> list[str]:
    """Let LINE know the reply tokens of a recorded body; those that should get an answer."""
    expected = []
    for number, event in enumerate(events, start=1):
        token = event.get("replyToken")
        if not token:
            continue
        event["replyToken"] = token = f"{number:032x}" if set(token) != {"0"} else token
        event["timestamp"] = int(bot.clock.now().timestamp() * 1000)
        known = Token("U" + "0" * 32, bot.clock.now(), bot.clock.now())
        bot.line.platform.tokens[token] = known
        if event.get("type") in ANSWERED and event.get("mode", "active") == "active":
            expected.append(token)
    return expected


@pytest.mark.parametrize("path", BODIES, ids=lambda path: path.stem)
def test_a_recorded_body_is_taken_and_answered_where_it_can_be(bot: Bot, path: Path) -> None:
    events = events_of(path)
    expected = make_known(bot, events)
    payload = {"destination": bot.line.platform.bot_user_id, "events": events}
    assert bot.post(json.dumps(payload).encode()) == 200
    bot.work()
    with bot.db.read() as session:
        states = session.scalars(select(InboxEvent.state)).all()
    assert set(states) <= {InboxState.DONE}
    assert [token for token in expected if not bot.line.platform.tokens[token].used] == []


@pytest.mark.parametrize(
    "message",
    [
        {"type": "hologram"},
        {"type": None},
        {"type": "sticker", "stickerResourceType": "SMELL", "keywords": ["a"] * 16},
        {"type": "image", "contentProvider": {"type": "external", "originalContentUrl": "http://127.0.0.1:1/x"}},
        {"type": "file", "fileName": "../../x", "fileSize": 10**12},
        {"type": "location", "latitude": "x", "longitude": None},
        {"type": "text"},
        {"type": "text", "text": 5},
        {"type": "text", "text": "ก" * 5000, "mention": {"mentionees": "all"}, "quotedMessageId": "1"},
        {},
    ],
)
def test_a_message_nobody_knows_gets_a_sensible_answer(bot: Bot, somchai: Person, message: dict[str, Any]) -> None:
    event = somchai.event_text("x")
    bot.line.deliver([{**event, "message": {"id": "1", **message}}])
    bot.work()
    assert somchai.last_texts()


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("value", [None, 5, "x", [], {}, True, -1, 10**30])
def test_any_field_may_be_of_any_shape(bot: Bot, somchai: Person, field: str, value: object) -> None:
    event = {**somchai.event_text("เมนู"), field: value}
    assert bot.line.deliver([event]) == [200]
    bot.work()


@pytest.mark.parametrize("field", FIELDS)
def test_any_field_may_be_missing(bot: Bot, somchai: Person, field: str) -> None:
    event = somchai.event_text("เมนู")
    del event[field]
    assert bot.line.deliver([event]) == [200]
    bot.work()
    with bot.db.read() as session:
        assert session.scalars(select(InboxEvent.state)).all() == [InboxState.DONE]


def test_an_unknown_event_with_a_token_is_answered(bot: Bot, somchai: Person) -> None:
    bot.line.deliver([{**somchai.event_text("x"), "type": "telepathy"}])
    bot.work()
    assert somchai.last_texts()


def test_somebody_without_a_user_id_gets_a_general_answer_and_leaves_no_state(bot: Bot, somchai: Person) -> None:
    event = somchai.event_text("แจ้งทุจริต")
    bot.line.deliver([{**event, "source": {"type": "user"}}])
    bot.work()
    assert "แจ้งทุจริต" in somchai.last_texts()[0]
    with bot.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Conversation)) == 0


@pytest.mark.parametrize("chat", ["groupId", "roomId"])
def test_in_a_group_nothing_is_taken_and_the_bot_leaves(bot: Bot, somchai: Person, chat: str) -> None:
    group = ("C" if chat == "groupId" else "R") + "0" * 32
    source = {"type": chat.removesuffix("Id"), chat: group, "userId": somchai.user_id}
    event = somchai.event_text("นายช่างเรียกสินบน")
    bot.line.deliver([{**event, "source": source}])
    bot.work()
    assert "แชตส่วนตัว" in somchai.last_texts()[0]
    assert bot.line.platform.left == [group]
    with bot.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Conversation)) == 0


def test_an_unsend_that_overtakes_its_message_erases_it_unread(bot: Bot, somchai: Person) -> None:
    bot.hears(somchai, "ร้องเรียนทั่วไป")
    bot.hears(somchai, "1")
    bot.line.webhooks.hold()
    somchai.says("ข้อความที่ไม่อยากส่ง")
    bot.clock.advance(1)
    somchai.unsends()
    bot.line.webhooks.release(order=lambda events: events[::-1])
    bot.work()
    bot.hears(somchai, "ถนนพัง")
    bot.hears(somchai, "เสร็จแล้ว")
    bot.hears(somchai, "ข้าม")
    assert "ข้อความที่ไม่อยากส่ง" not in "".join(bot.hears(somchai, "1"))


def test_forged_postbacks_change_nothing(bot: Bot, somchai: Person) -> None:
    for words in ("ร้องเรียนทั่วไป", "1"):
        bot.hears(somchai, words)
    for data in ("", "v1|x|what|done", "v2|a|b|c", "x" * 300, "v1||||||", "v1|case|1|write", "\u0000", '{"a":1}'):
        somchai.posts_back(data)
        bot.work()
        assert somchai.last_texts()
    with bot.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 0


def test_while_the_accounts_chat_is_on_no_words_are_asked_for(bot: Bot, somchai: Person) -> None:
    bot.free_text_safe = False
    said = "".join(bot.hears(somchai, "แจ้งทุจริต"))
    assert "โปรดอย่าพิมพ์" in said
    assert "1205" in said
    assert bot.hears(somchai, "1")
    with bot.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 0


def test_ten_thousand_follows_leave_no_row_of_the_person(bot: Bot, somchai: Person) -> None:
    for _ in range(20):
        somchai.follows()
        somchai.unfollows()
    bot.work()
    with bot.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Conversation)) == 0

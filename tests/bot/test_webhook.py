"""The LINE edge: what is refused, what is stored, and that LINE always hears 200 for what it signed."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging

import pytest
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import func, select

from bot import inbox
from bot.webhook import BODY_LIMIT, signed
from models import Conversation, InboxEvent, Instance, OutboxMessage
from models.queues import InboxState
from simulator import Person
from tests.fixtures import CHANNEL_SECRET, Bot

EMPTY = b'{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}'


def sign(body: bytes, secret: str = CHANNEL_SECRET) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


def stored(bot: Bot, state: InboxState | None = None) -> int:
    with bot.db.read() as session:
        query = select(func.count()).select_from(InboxEvent)
        return session.scalar(query.where(InboxEvent.state == state) if state else query) or 0


def test_the_published_test_vector_of_line_verifies() -> None:
    secret = b"8c570fa6dd201bb328f1c1eac23a96d8"
    assert signed(EMPTY, "GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=", [secret])


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"X-Line-Signature": ""},
        {"X-Line-Signature": sign(EMPTY, "another secret")},
        {"X-Line-Signature": sign(EMPTY + b"\n")},
        {"X-Line-Signature": sign(EMPTY) + " "},
        {"X-Line-Signature": hmac.digest(CHANNEL_SECRET.encode(), EMPTY, hashlib.sha256).hex()},
        {"X-Line-Signature": "ลายเซ็น".encode().decode("latin-1")},
    ],
    ids=["missing", "empty", "another secret", "another body", "trailing space", "hex", "not ascii"],
)
def test_a_wrong_signature_is_refused_and_nothing_is_stored(bot: Bot, header: dict[str, str]) -> None:
    answer = bot.edge.post("/callback", data=EMPTY, headers=header)
    assert (answer.status_code, answer.data) == (401, b"")
    assert stored(bot) == 0


def test_the_same_json_with_other_spaces_is_another_body(bot: Bot) -> None:
    assert bot.post(EMPTY.replace(b",", b", "), {"X-Line-Signature": sign(EMPTY)}) == 401


@pytest.mark.parametrize("name", ["x-line-signature", "X-LINE-SIGNATURE", "X-Line-signature"])
def test_the_signature_header_may_come_in_any_case(bot: Bot, name: str) -> None:
    assert bot.post(EMPTY, {name: sign(EMPTY)}) == 200


def test_both_secrets_are_accepted_while_one_is_replaced(bot: Bot) -> None:
    assert bot.post(EMPTY, {"X-Line-Signature": sign(EMPTY, "the secret before")}) == 200


@pytest.mark.parametrize(("size", "status"), [(BODY_LIMIT, 200), (BODY_LIMIT + 1, 413), (3 * 1024 * 1024, 413)])
def test_a_body_over_two_megabytes_is_refused_before_it_is_hashed(bot: Bot, size: int, status: int) -> None:
    body = EMPTY[:-1] + b" " * (size - len(EMPTY)) + b"}"
    assert bot.post(body) == status


def test_only_plain_posts_are_taken(bot: Bot) -> None:
    assert bot.edge.get("/callback").status_code == 405
    assert bot.edge.put("/callback").status_code == 405
    assert bot.post(EMPTY, {"X-Line-Signature": sign(EMPTY), "Content-Encoding": "gzip"}) == 415


def test_the_verify_request_without_events_changes_nothing(bot: Bot) -> None:
    assert bot.post(EMPTY) == 200
    assert stored(bot) == 0


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b'{"events": null}',
        b'{"events": {"a": 1}}',
        b'{"events": 5}',
        b"[" * 100_000,
        b'{"events":' + b"[" * 100_000,
        b"\xff\xfe",
    ],
)
def test_what_cannot_be_read_but_is_signed_is_kept_for_a_person(bot: Bot, body: bytes) -> None:
    assert bot.post(body) == 200
    assert bot.post(body) == 200
    assert stored(bot, InboxState.DEAD) == 1
    bot.work()


@pytest.mark.parametrize("odd", ["9" * 5000, "NaN", "Infinity", "-" + "9" * 400, "1e999"])
def test_monstrous_numbers_do_not_cost_the_batch(bot: Bot, somchai: Person, odd: str) -> None:
    good = somchai.event_text("เมนู")
    raw = json.dumps({"events": [good, {**somchai.event_text("เมนู"), "timestamp": "ODD"}]}).replace('"ODD"', odd)
    assert bot.post(raw.encode()) == 200
    assert stored(bot, InboxState.WAITING) == 2
    bot.line.platform.tokens[good["replyToken"]].delivered_at = bot.clock.now()
    bot.work()
    assert somchai.last_texts()


def test_one_odd_event_does_not_cost_the_others_or_their_tokens(bot: Bot) -> None:
    people = [bot.line.person(f"คนที่ {number}") for number in range(4)]
    events: list[object] = [person.event_text("เมนู") for person in people]
    for event in events:
        bot.line.platform.tokens[event["replyToken"]].delivered_at = bot.clock.now()  # type: ignore[index]
    events[2:2] = ["not an event", 7, None, {"type": 5, "message": [], "source": "x"}]
    assert bot.post_events(*events) == 200
    bot.work()
    assert all(person.last_texts() for person in people)


def test_a_lone_surrogate_is_no_reason_to_fail(bot: Bot, somchai: Person) -> None:
    event = somchai.event_text("ก\ud800ข")
    bot.line.platform.tokens[event["replyToken"]].delivered_at = bot.clock.now()
    raw = json.dumps({"events": [event]})
    assert bot.post(raw.encode()) == 200
    bot.work()
    assert somchai.last_texts()


@pytest.mark.parametrize("flag", [False, True])
def test_a_duplicate_event_is_answered_once(bot: Bot, somchai: Person, flag: bool) -> None:
    event = somchai.event_text("เมนู")
    bot.line.deliver([event])
    bot.work()
    again = {**event, "deliveryContext": {"isRedelivery": flag}}
    assert bot.line.deliver([again, again], copies=2) == [200, 200]
    bot.work()
    assert stored(bot) == 1
    assert bot.line.platform.replies == 1


def test_a_captured_body_sent_again_a_week_later_has_no_effect(bot: Bot, somchai: Person) -> None:
    body = bot.line.webhooks.body([somchai.event_text("เมนู")])
    assert bot.post(body) == 200
    bot.work()
    bot.clock.advance(7 * 24 * 3600)
    assert bot.post(body) == 200
    assert bot.read() == 0


def test_an_old_body_without_event_ids_is_still_taken_once(bot: Bot, somchai: Person) -> None:
    event = somchai.event_text("เมนู")
    del event["webhookEventId"], event["mode"], event["deliveryContext"]
    assert bot.post_events(event) == 200
    assert bot.post_events(event) == 200
    assert stored(bot) == 1


def test_the_old_consoles_verify_events_are_never_answered(bot: Bot) -> None:
    event = {
        "replyToken": "0" * 32,
        "type": "message",
        "timestamp": 1,
        "source": {"type": "user", "userId": "Udeadbeefdeadbeefdeadbeefdeadbeef"},
        "message": {"id": "100001", "type": "text", "text": "Hello, world"},
    }
    assert bot.post_events(event, {**event, "replyToken": "f" * 32, "type": "follow"}) == 200
    bot.work()
    assert bot.line.calls == []


def test_in_standby_nothing_is_sent(bot: Bot, somchai: Person) -> None:
    assert bot.post_events({**somchai.event_text("เมนู"), "mode": "standby"}) == 200
    bot.work()
    assert bot.line.calls == []


def test_events_for_another_account_are_not_taken(bot: Bot, somchai: Person) -> None:
    with bot.db.write() as session:
        session.get_one(Instance, 1).bot_user_id = bot.line.platform.bot_user_id
    payload = {"destination": "U" + "9" * 32, "events": [somchai.event_text("เมนู")]}
    assert bot.post(json.dumps(payload).encode()) == 200
    assert stored(bot) == 0


def test_one_and_ten_events_take_the_same_statements(bot: Bot, somchai: Person) -> None:
    counts = []
    for number in (1, 10):
        statements: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_more: object, into: list[str] = statements) -> None:
            into.append(statement.split("(", maxsplit=1)[0])

        sqlalchemy_event.listen(bot.db.engine, "before_cursor_execute", note)
        bot.post_events(*(somchai.event_text("เมนู") for _ in range(number)))
        sqlalchemy_event.remove(bot.db.engine, "before_cursor_execute", note)
        counts.append([one for one in statements if not one.startswith(("SELECT instance", "BEGIN"))])
    assert counts[0] == counts[1]
    assert len(counts[0]) <= 2


def test_nothing_of_a_body_is_logged(
    bot: Bot, somchai: Person, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    event = somchai.event_text("คำลับสุดยอด")
    body = bot.line.webhooks.body([event])
    bot.post(body)
    bot.post(body, {"X-Line-Signature": "not the signature"})
    bot.post(b"{ broken \xe0\xb8\x84" + body)
    bot.work()
    seen = caplog.text + "".join(capfd.readouterr())
    for secret in ("คำลับ", somchai.user_id, event["replyToken"], event["webhookEventId"], sign(body), "not the sig"):
        assert secret not in seen


def test_a_person_who_floods_does_not_crowd_out_another(bot: Bot, somchai: Person) -> None:
    for number in range(60):
        somchai.says(f"ข้อความ {number}")
    bot.clock.advance(1)
    other = bot.line.person("สมหญิง")
    other.says("เมนู")
    for _ in range(3):
        bot.clock.advance(1)
        inbox.process_one(bot.db, inbox.Step(bot.office, bot.clock.now()))
    bot.send()
    assert other.last_texts()
    assert stored(bot, InboxState.WAITING) == 58


def test_a_persons_events_are_taken_in_lines_order(bot: Bot, somchai: Person) -> None:
    bot.line.webhooks.hold()
    somchai.says("แจ้งทุจริต")
    bot.clock.advance(1)
    somchai.says("1")
    bot.clock.advance(1)
    somchai.says("2")
    bot.line.webhooks.release(order=lambda events: events[::-1])
    bot.work()
    assert "เกี่ยวกับใคร" in somchai.last_texts()[-1]


def test_an_event_that_cannot_be_opened_is_set_aside_and_blocks_nobody(bot: Bot, somchai: Person) -> None:
    somchai.says("เมนู")
    with bot.db.write() as session:
        row = session.scalars(select(InboxEvent)).one()
        row.sealed = bot.keys.seal("inbox", b"{broken json", row.event_key.hex())
    for _ in range(10):
        bot.read()
        bot.clock.advance(61)
    assert stored(bot, InboxState.DEAD) == 1
    assert bot.hears(somchai, "เมนู")


def test_a_message_that_always_fails_gets_an_apology_and_is_set_aside(bot: Bot, somchai: Person) -> None:
    for words in ("แจ้งทุจริต", "1"):
        bot.hears(somchai, words)
    with bot.db.write() as session:
        session.scalars(select(Conversation)).one().sealed = b"damaged"
    somchai.says("2")
    for _ in range(8):
        bot.read()
        bot.clock.advance(61)
    assert stored(bot, InboxState.DEAD) == 1
    with bot.db.read() as session:
        assert session.scalar(select(func.count()).select_from(OutboxMessage)) == 3
